"""The text of a DOCX: headers, the body in order with numbers, tables and text boxes, footers."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from tracker.documents import file_errors
from tracker.documents.docx_numbering import Numbering, attribute, local, read_numbering
from tracker.documents.docx_package import check_archive, links, main_part, parse

SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "Fallback"}
)
WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "customXml"})
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    ValueError,
)


def read_docx(data: bytes) -> str:
    """Return the text of a DOCX; numbers that the word processor draws before paragraphs are written out.

    Raises FileDamaged, FileEncrypted, ArchiveUnsafe, FileHasMacros, FileHasDoctype, FileHasOutsideLinks or
    FileTypeMismatch.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
            return _text(archive)
    except BROKEN as error:
        raise file_errors.FileDamaged from error


def _text(archive: zipfile.ZipFile) -> str:
    """Return the text of the main part with its headers and footers."""
    main = main_part(archive)
    root = parse(archive, main)
    body = next((node for node in root if local(node) == "body"), None)
    if body is None:
        raise file_errors.FileDamaged
    flow = _Flow(
        read_numbering(_beside(archive, main, "numbering.xml"), _beside(archive, main, "styles.xml"))
    )
    targets = links(archive, main)
    lines = list(flow.blocks(body))
    headers = _edges(archive, root, targets, "headerReference")
    return "\n".join([*headers, *lines, *_edges(archive, root, targets, "footerReference")])


def _beside(archive: zipfile.ZipFile, main: str, name: str) -> etree._Element | None:
    """Return a part that stands beside the main one, where there is one."""
    place = posixpath.join(posixpath.dirname(main), name)
    return parse(archive, place) if place in archive.namelist() else None


def _edges(archive: zipfile.ZipFile, root: etree._Element, targets: dict[str, str], kind: str) -> list[str]:
    """Return the lines of the headers or footers that the sections use, each part once."""
    nodes = (node for node in root.iter() if local(node) == kind)
    names = dict.fromkeys(targets.get(attribute(node, "}id"), "") for node in nodes)
    parts = [parse(archive, name) for name in names if name in archive.namelist()]
    return [line for part in parts for line in _Flow(Numbering()).blocks(part) if line.strip()]


class _Flow:
    """The running text of one part."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """Yield the lines of a body, cell, text box or header in order."""
        for node in parent:
            tag = local(node)
            if tag == "p":
                yield from self._paragraph(node)
            elif tag == "tbl":
                yield from chain.from_iterable(self._row(row) for row in node)
            elif tag not in SKIPPED:
                yield from self.blocks(node)

    def _row(self, row: etree._Element) -> Iterator[str]:
        """Yield a row's cells: side by side where each is one line, else one below the other."""
        if local(row) in WRAPPERS:
            yield from self.blocks(row)
        cells = [list(self.blocks(cell)) for cell in row if local(cell) == "tc"]
        if any(len(cell) > 1 for cell in cells):
            yield from chain.from_iterable(cells)
        elif cells:
            yield "\t".join("".join(cell) for cell in cells)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        """Yield a paragraph's text with its number, then the lines of the text boxes that hang in it."""
        boxes: list[etree._Element] = []
        properties = next((node for node in paragraph if local(node) == "pPr"), None)
        yield self.numbering.label(properties) + "".join(_runs(paragraph, boxes))
        for box in boxes:
            yield from self.blocks(box)


def _runs(node: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Yield the pieces of text under a node; deleted text and field codes are left out, text boxes set aside."""
    for child in node:
        tag = local(child)
        if tag == "t":
            yield child.text or ""
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag == "sym":
            yield _symbol(child)
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag not in SKIPPED:
            yield from _runs(child, boxes)


def _symbol(node: etree._Element) -> str:
    """Return the sign of a symbol font by its code."""
    return chr(int(attribute(node, "char") or "25A1", 16))
