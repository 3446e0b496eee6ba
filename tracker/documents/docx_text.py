"""The text of a DOCX: the archive is judged by its list of contents before anything is unpacked."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, pairwise

from lxml import etree

from tracker.documents import file_errors

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024  # small parts may pack well: an entry below this size is no bomb
ENTRY_HEADER = 30
ENCRYPTED = 0x1
MACRO_PARTS = re.compile(r"vbaproject|/activex/", re.IGNORECASE)
OUTSIDE = re.compile(r"^/|[\\:\x00]|(?:^|/)\.\.(?:/|$)")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = "wordprocessingml.document.main+xml"
OTHER_TYPES = {"spreadsheetml": "XLSX", "presentationml": "PPTX"}
SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "Fallback"}
)
WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "customXml"})
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read_docx(data: bytes) -> str:
    """Return the text of a DOCX: headers, then the body in order with tables and text boxes, then footers.

    Raises FileDamaged, FileEncrypted, ArchiveUnsafe, FileHasMacros, FileHasDoctype, FileHasOutsideLinks or
    FileTypeMismatch.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
            return _text(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
    ) as error:
        raise file_errors.FileDamaged from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Raise where the list of contents shows a bomb, a trick with names, a password or macros."""
    entries = archive.infolist()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise file_errors.FileEncrypted
    if any(MACRO_PARTS.search(entry.filename) for entry in entries):
        raise file_errors.FileHasMacros
    if _is_bomb(entries) or _overlap(entries) or _has_odd_names([entry.filename for entry in entries]):
        raise file_errors.ArchiveUnsafe


def _has_odd_names(names: list[str]) -> bool:
    """Say whether two entries share a name, or one leads out of the archive."""
    return len({name.casefold() for name in names}) < len(names) or any(
        OUTSIDE.search(name) for name in names
    )


def _is_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    """Say whether the entries are too many or unpack to far more than they hold."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return True
    large = (entry for entry in entries if entry.file_size > RATIO_FLOOR)
    return any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in large)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Say whether two entries share bytes, a way to hide a bomb from the sum of sizes."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        one.header_offset + ENTRY_HEADER + len(one.filename) + one.compress_size > two.header_offset
        for one, two in pairwise(ordered)
    )


def _text(archive: zipfile.ZipFile) -> str:
    """Return the text of the main part with its headers and footers."""
    main = _main_part(archive)
    links = _links(archive, main)
    root = _parse(archive, main)
    body = root.find(f"{W}body")
    body = root.find(f"{STRICT_W}body") if body is None else body
    if body is None:
        raise file_errors.FileDamaged
    around = {
        kind: _edge_parts(archive, root, links, kind) for kind in ("headerReference", "footerReference")
    }
    return "\n".join([*around["headerReference"], *_blocks(body), *around["footerReference"]])


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the main document; raise where the package is of another kind, or links outside."""
    types = _parse(archive, CONTENT_TYPES)
    parts = {node.get("PartName", ""): node.get("ContentType", "") for node in types.iter()}
    if any("macroenabled" in kind.lower() for kind in parts.values()):
        raise file_errors.FileHasMacros
    for name in archive.namelist():
        if name.endswith(".rels"):
            _refuse_outside(_parse(archive, name))
    main = next((part for part, kind in parts.items() if kind.endswith(MAIN_TYPE)), None)
    if main:
        return main.lstrip("/")
    actual = next(
        (shown for mark, shown in OTHER_TYPES.items() if any(mark in kind for kind in parts.values())),
        "ZIP 压缩包",
    )
    raise file_errors.FileTypeMismatch(claimed="DOCX", actual=actual)


def _refuse_outside(relationships: etree._Element) -> None:
    """Raise where a part would be fetched from elsewhere; a hyperlink is only an address, never followed."""
    for node in relationships.iter(RELATIONSHIP):
        if node.get("TargetMode") == "External" and not node.get("Type", "").endswith("/hyperlink"):
            raise file_errors.FileHasOutsideLinks


def _parse(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Return a part's XML, read without network, entities or document types."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(archive.read(name), parser)
    except KeyError:
        if name == CONTENT_TYPES:
            raise file_errors.FileTypeMismatch(claimed="DOCX", actual="ZIP 压缩包") from None
        raise
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise file_errors.FileHasDoctype
    return root


def _links(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the targets of a part's relationships by id."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in archive.namelist():
        return {}
    nodes = _parse(archive, name).iter(RELATIONSHIP)
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip(
            "/"
        )
        for node in nodes
    }


def _edge_parts(
    archive: zipfile.ZipFile, root: etree._Element, links: dict[str, str], kind: str
) -> list[str]:
    """Return the lines of the headers or footers that the sections use, each part once."""
    names = dict.fromkeys(
        links.get(node.get(R_ID, ""), "") for node in root.iter(f"{W}{kind}", f"{STRICT_W}{kind}")
    )
    return [
        line
        for name in names
        if name in archive.namelist()
        for line in _blocks(_parse(archive, name))
        if line.strip()
    ]


def _local(node: etree._Element) -> str:
    """Return a tag without its namespace."""
    return node.tag.rpartition("}")[2]


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield the lines of a body, cell, text box or header in order."""
    for node in parent:
        tag = _local(node)
        if tag == "p":
            yield from _paragraph(node)
        elif tag == "tbl":
            for row in node:
                yield from _row(row)
        elif tag not in SKIPPED:
            yield from _blocks(node)


def _row(row: etree._Element) -> Iterator[str]:
    """Yield a row's cells: side by side where each is one line, else one below the other."""
    if _local(row) in WRAPPERS:
        yield from _blocks(row)
    cells = [list(_blocks(cell)) for cell in row if _local(cell) == "tc"]
    if any(len(cell) > 1 for cell in cells):
        yield from chain.from_iterable(cells)
    elif cells:
        yield "\t".join("".join(cell) for cell in cells)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """Yield a paragraph's text, then the lines of the text boxes that hang in it."""
    boxes: list[etree._Element] = []
    yield "".join(_runs(paragraph, boxes))
    for box in boxes:
        yield from _blocks(box)


def _runs(node: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Yield the pieces of text under a node; deleted text and field codes are left out, text boxes set aside."""
    for child in node:
        tag = _local(child)
        if tag == "t":
            yield child.text or ""
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag == "sym":
            yield chr(int(child.get(f"{W}char", "25A1"), 16))
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag not in SKIPPED:
            yield from _runs(child, boxes)
