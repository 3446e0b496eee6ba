"""Spreadsheets coming in: cells as they were stored, and what their values do not tell: formulas, errors, hidden rows.

Read inside the box (``boxed.read_book``): an xlsx or xls by calamine, a csv by the standard library. Empty rows are
left out, however many a sheet claims to have.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import PurePath
from typing import Any

from tracker.documents import file_errors
from tracker.documents.sheets import unguarded
from tracker.documents.text_files import MACROS, MAX_BYTES, decode

Cell = str | float | bool | date | None
Place = tuple[int, int]

MOST_ROWS, MOST_COLUMNS = 20_000, 200
READ = frozenset({".xlsx", ".xls", ".csv"})
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
SEPARATORS = ",\t;，"
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Table:
    """One sheet: its rows with content by their number (counted from 0), and what is not to be seen in a cell's value.

    ``merged`` holds the first and last place of each merged area. ``sees_formulas``: whether formulas and errors were
    looked for; an xls does not tell them from values.
    """

    name: str
    rows: dict[int, list[Cell]]
    merged: tuple[tuple[Place, Place], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    formulas: frozenset[Place] = frozenset()
    errors: dict[Place, str] = field(default_factory=dict)
    is_hidden: bool = False
    is_1904: bool = False
    sees_formulas: bool = True


def read_tables(data: bytes, name: str) -> list[Table]:
    """Return the sheets of a file; raises a :class:`FileError` for one that cannot be read, or holds nothing."""
    suffix = PurePath(name).suffix.lower()
    _check_kind(data, suffix, name)
    tables = list(_csv(data) if suffix == ".csv" else _book(data, suffix))
    if not any(table.rows for table in tables):
        raise file_errors.TableEmpty
    return tables


def _check_kind(data: bytes, suffix: str, name: str) -> None:
    if not data:
        raise file_errors.FileEmpty
    if len(data) > MAX_BYTES:
        raise file_errors.FileTooBig(size=len(data) // 1024 // 1024 + 1, limit=MAX_BYTES // 1024 // 1024)
    if suffix in MACROS:
        raise file_errors.FileHasMacros
    if suffix not in READ:
        raise file_errors.TableTypeUnknown(suffix=suffix or name)
    actual = "XLSX" if data.startswith(ZIP) else "XLS" if data.startswith(OLE) else "CSV"
    if actual != suffix[1:].upper():
        raise file_errors.FileTypeMismatch(claimed=suffix[1:].upper(), actual=actual)


def _csv(data: bytes) -> Iterator[Table]:
    text, _encoding = decode(data)
    if "\0" in text:
        raise file_errors.FileEncodingUnknown
    first = Counter(sign for line in text.splitlines()[:5] for sign in line if sign in SEPARATORS)
    separator = first.most_common(1)[0][0] if first else ","
    csv.field_size_limit(MAX_BYTES)
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    yield Table("CSV", _kept("CSV", ([unguarded(cell) or None for cell in line] for line in lines)))


def _kept(name: str, lines: Iterable[list[Cell]]) -> dict[int, list[Cell]]:
    """Return the rows that hold something, by number."""
    rows: dict[int, list[Cell]] = {}
    for number, line in enumerate(lines):
        cells = line[:MOST_COLUMNS]
        if any(cell is not None and str(cell).strip() for cell in cells):
            rows[number] = cells
        if len(rows) > MOST_ROWS:
            raise file_errors.TableTooLong(sheet=name, limit=MOST_ROWS)
    return rows


def _book(data: bytes, suffix: str) -> Iterator[Table]:
    calamine = import_module("python_calamine")
    marks = import_module("tracker.documents.table_marks").marks_of(data) if suffix == ".xlsx" else {}
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        kinds = [(one.name, one.visible != calamine.SheetVisibleEnum.Visible) for one in book.sheets_metadata]
        for name, is_hidden in kinds:
            yield _sheet(book.get_sheet_by_name(name), is_hidden=is_hidden, marks=marks.get(name))
    except calamine.PasswordError as error:
        raise file_errors.FileEncrypted from error
    except calamine.CalamineError as error:
        raise file_errors.FileDamaged from error
    except zipfile.BadZipFile as error:
        raise file_errors.FileDamaged from error


def _sheet(sheet: Any, *, is_hidden: bool, marks: Any) -> Table:
    before: list[Cell] = [None] * (
        sheet.start[1] if sheet.start else 0
    )  # rows are given from the first column in use
    lines = (before + [_plain(cell) for cell in line] for line in sheet.iter_rows())
    return Table(
        sheet.name,
        _kept(sheet.name, lines),
        merged=tuple(sheet.merged_cell_ranges or ()),
        hidden_rows=frozenset(marks.hidden_rows if marks else ()),
        formulas=frozenset(marks.formulas if marks else ()),
        errors=dict(marks.errors if marks else {}),
        is_hidden=is_hidden,
        is_1904=bool(marks and marks.is_1904),
        sees_formulas=marks is not None,
    )


def _plain(cell: Any) -> Cell:
    """Return a cell's value: a day for a day at midnight, the words of any other instant or span of time."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == MIDNIGHT else cell.isoformat(" ")
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None if cell == "" else cell


def packed_tables(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """Return tables as plain data for JSON; :func:`unpacked_tables` reads them back."""
    return [
        {
            "name": one.name,
            "rows": [[number, [_packed(cell) for cell in cells]] for number, cells in one.rows.items()],
            "merged": one.merged,
            "hidden_rows": sorted(one.hidden_rows),
            "formulas": sorted(one.formulas),
            "errors": [[*place, words] for place, words in one.errors.items()],
            "flags": [one.is_hidden, one.is_1904, one.sees_formulas],
        }
        for one in tables
    ]


def _packed(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def unpacked_tables(data: Iterable[dict[str, Any]]) -> list[Table]:
    """Return the tables that :func:`packed_tables` wrote."""
    return [_unpacked(one) for one in data]


def _unpacked(one: dict[str, Any]) -> Table:
    is_hidden, is_1904, sees_formulas = one["flags"]
    return Table(
        one["name"],
        {number: [_unpacked_cell(cell) for cell in cells] for number, cells in one["rows"]},
        merged=tuple(((a[0], a[1]), (b[0], b[1])) for a, b in one["merged"]),
        hidden_rows=frozenset(one["hidden_rows"]),
        formulas=frozenset((row, column) for row, column in one["formulas"]),
        errors={(row, column): words for row, column, words in one["errors"]},
        is_hidden=is_hidden,
        is_1904=is_1904,
        sees_formulas=sees_formulas,
    )


def _unpacked_cell(cell: Any) -> Cell:
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell
