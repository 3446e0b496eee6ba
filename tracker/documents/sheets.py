"""Spreadsheets going out: text stays text, days are days, nothing is cut, and no cell can act as a formula.

An xlsx cell holds 32,767 signs (Excel counts UTF-16 units). A longer text ends with a mark there and goes on in the
sheet ``REST``, piece by piece. CSV has no such limit; there a text that a spreadsheet would take for a formula gets an
apostrophe in front (OWASP ASVS 1.2.10), and so does one that has it already, so that reading takes exactly one away.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import IO, Any

Cell = str | int | date | None

MOST_IN_CELL = 32_767
PIECE = 16_000  # code points of a piece: at most 32,000 UTF-16 units, with room for the mark
BEYOND_BASIC = re.compile("[\U00010000-\U0010ffff]")
REST = "续文"
REST_HEADS = ("单元格", "段", "文字")
MARK = "……【未完，全文接“续文”表】"
ACTS = re.compile(r"'*[=+\-@\t\r\n|＝＋－＠]")
GUARDED = re.compile(r"'+[=+\-@\t\r\n|＝＋－＠]")
BOM = "\ufeff"
WIDEST, MARGIN = 60, 2


class Format(StrEnum):
    """The two kinds of file."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
}


@dataclass(frozen=True)
class Column:
    """A column: its head, and its width in signs of a Western font (a Chinese character takes two)."""

    head: str
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: its name, its columns and its rows, which are read once and never all held."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if ACTS.match(text) else text


def unguarded(text: str) -> str:
    """Return what :func:`guarded` was given."""
    return text[1:] if GUARDED.match(text) else text


def pieces_of(text: str) -> list[str]:
    """Return a text in pieces that cells hold; one piece where it fits."""
    if len(text) <= PIECE or len(text) + len(BEYOND_BASIC.findall(text)) <= MOST_IN_CELL:
        return [text]
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def write_sheet(file: IO[bytes], sheet: Sheet, kind: Format) -> int:
    """Write a sheet into a file opened for bytes and return how many rows it has, its head left out."""
    return {Format.XLSX: _write_workbook, Format.CSV: _write_csv}[kind](file, sheet)


def _write_csv(file: IO[bytes], sheet: Sheet) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([guarded(column.head) for column in sheet.columns])
    rows = 0
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        rows += 1
    text.detach()
    return rows


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _write_workbook(file: IO[bytes], sheet: Sheet) -> int:
    # loaded here alone: the web server starts without it
    from xlsxwriter import Workbook  # noqa: PLC0415

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as book:
        looks = _looks(book)
        page = book.add_worksheet(sheet.name)
        writer = _Writer(page, _Rest(book.add_worksheet(REST), looks["head"]), looks)
        _lay_out(page, sheet.columns, looks["head"])
        number = 0
        for number, row in enumerate(sheet.rows, start=1):
            writer.write(number, row)
        page.autofilter(0, 0, number, len(sheet.columns) - 1)
    return number


def _looks(book: Any) -> dict[str, Any]:
    plain = {"valign": "top", "text_wrap": True}
    return {
        "head": book.add_format(
            {"bold": True, "valign": "vcenter", "text_wrap": True, "bg_color": "#E8EDF3"}
        ),
        "text": book.add_format({**plain, "num_format": "@"}),
        "count": book.add_format({**plain, "num_format": "0"}),
        "day": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _lay_out(page: Any, columns: Sequence[Column], look: Any) -> None:
    for place, column in enumerate(columns):
        page.set_column(place, place, min(column.width + MARGIN, WIDEST))
        page.write_string(0, place, column.head, look)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


class _Writer:
    """Writes rows in their order; what does not fit goes on in the sheet of rests."""

    def __init__(self, page: Any, rest: "_Rest", looks: dict[str, Any]) -> None:
        self.page, self.rest, self.looks = page, rest, looks

    def write(self, number: int, row: Sequence[Cell]) -> None:
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                self._write_text(number, place, cell)
            elif isinstance(cell, date):
                self.page.write_datetime(number, place, cell, self.looks["day"])
            elif cell is not None:
                self.page.write_number(number, place, cell, self.looks["count"])

    def _write_text(self, number: int, place: int, text: str) -> None:
        first, *others = pieces_of(text)
        if others:
            self.rest.add(number, place, others)
        self.page.write_string(number, place, first + MARK if others else first, self.looks["text"])


class _Rest:
    """The sheet that holds what did not fit into a cell; it is hidden while it holds nothing."""

    def __init__(self, page: Any, look: Any) -> None:
        self.page, self.rows = page, 0
        for place, head in enumerate(REST_HEADS):
            page.write_string(0, place, head, look)
        page.set_column(2, 2, WIDEST)
        page.hide()

    def add(self, number: int, place: int, pieces: Sequence[str]) -> None:
        if not self.rows:
            self.page.hidden = 0
        for count, piece in enumerate(pieces, start=2):
            self.rows += 1
            for column, cell in enumerate((address_of(number, place), str(count), piece)):
                self.page.write_string(self.rows, column, cell)


def address_of(row: int, column: int) -> str:
    """Return a cell's address as spreadsheets write it, both counted from nought: (1, 27) is AB2."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
