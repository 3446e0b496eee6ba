"""What an xlsx says of its cells beside their values: formulas, errors, hidden rows, and the calendar of 1904."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from tracker.documents import file_errors
from tracker.documents.docx_package import CONTENT_TYPES, check_archive, links, parse

MAIN = "xl/workbook.xml"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
YES = frozenset({"1", "true"})


@dataclass
class Marks:
    """The marks of one sheet; rows and places are counted from 0."""

    is_1904: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def marks_of(data: bytes) -> Mapping[str, Marks]:
    """Return the marks of every sheet by its name; raises where the package is a bomb, has macros or another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
            _check_types(archive)
            return dict(_sheets(archive))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise file_errors.FileDamaged from error


def _check_types(archive: zipfile.ZipFile) -> None:
    kinds = [node.get("ContentType", "") for node in parse(archive, CONTENT_TYPES).iter()]
    if any("macroenabled" in kind.lower() for kind in kinds):
        raise file_errors.FileHasMacros
    if MAIN not in archive.namelist():
        raise file_errors.FileTypeMismatch(claimed="XLSX", actual="ZIP 压缩包")


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Marks]]:
    book, parts = parse(archive, MAIN), links(archive, MAIN)
    is_1904 = any(node.get("date1904") in YES for node in book.iter(f"{SPACE}workbookPr"))
    for node in book.iter(f"{SPACE}sheet"):
        part = parts.get(node.get(LINK, ""), "")
        if part in archive.namelist():
            yield node.get("name", ""), _marks(archive, part, Marks(is_1904))


def _marks(archive: zipfile.ZipFile, part: str, marks: Marks) -> Marks:
    """Read a sheet from its beginning to its end, row after row, so that its size costs no memory."""
    most = archive.getinfo(part).file_size + 1
    with archive.open(part) as stream:
        rows = etree.iterparse(
            io.BytesIO(stream.read(most)),
            tag=f"{SPACE}row",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for number, (_event, row) in enumerate(rows):
            if row.getroottree().docinfo.doctype:
                raise file_errors.FileHasDoctype
            _read_row(row, number, marks)
            row.clear(keep_tail=True)
            while row.getprevious() is not None:
                del row.getparent()[0]
    return marks


def _read_row(row: etree._Element, number: int, marks: Marks) -> None:
    place = int(row.get("r") or number + 1) - 1
    if row.get("hidden") in YES:
        marks.hidden_rows.add(place)
    for cell in row.iter(f"{SPACE}c"):
        found = CELL.fullmatch(cell.get("r", ""))
        if found is None:
            continue
        where = (place, column_of(found[1]))
        if cell.get("t") == "e":
            marks.errors[where] = cell.findtext(f"{SPACE}v") or "#?"
        elif cell.find(f"{SPACE}f") is not None:
            marks.formulas.add(where)


def column_of(letters: str) -> int:
    """Return the number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
