"""Spreadsheets going out, read back: text stays text, days are days, nothing is cut and nothing acts."""

import csv
import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from tracker.documents.sheets import (
    BOM,
    MARK,
    MOST_IN_CELL,
    REST,
    Cell,
    Column,
    Format,
    Sheet,
    address_of,
    guarded,
    pieces_of,
    unguarded,
    write_sheet,
)

RARE = "𠮷𬭸〇㐂\U0003106c 翀祎龑 كىتاب བོད་ Vahcuengh ŋə 👩‍👩‍👧"
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "|cmd",
    "'=1",
    "''=1",
]


def written(rows: list[list[Cell]], kind: Format = Format.XLSX, columns: int = 2) -> bytes:
    file = io.BytesIO()
    heads = [Column("编号"), Column("文字", 40), Column("日期")][:columns]
    assert write_sheet(file, Sheet("登记表", heads, iter(rows)), kind) == len(rows)
    return file.getvalue()


def opened(data: bytes) -> Any:
    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def read(data: bytes) -> Any:
    return opened(data).get_sheet_by_index(0).to_python()


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


@pytest.mark.parametrize(
    "text", [*DANGEROUS, RARE, " 前后空格 ", "第一行\r\n第二行", "_x0041_", "0071", "1E5", "a\tb"]
)
def test_a_text_comes_back_from_a_workbook_as_it_was(text: str) -> None:
    assert read(written([["007", text]]))[1] == ["007", text]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    sheets = "".join(parts(written([[text, "https://a.example/"] for text in DANGEROUS])).values())
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets


def test_a_day_is_a_day_and_a_count_a_number() -> None:
    assert read(written([["1", 3, date(2026, 3, 20)]], columns=3))[1] == ["1", 3.0, date(2026, 3, 20)]


def test_the_head_stays_in_sight_and_can_filter() -> None:
    page = parts(written([["1", "a"]]))["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:B2"/>' in page
    assert re.search(r'<col min="2" max="2" width="4\d', page)


@pytest.mark.parametrize(
    "text", ["字" * MOST_IN_CELL, "字" * (MOST_IN_CELL + 1), "字" * 90_000, "𠮷" * 16_384, "𠮷" * 30_000]
)
def test_a_text_too_long_for_a_cell_goes_on_in_the_sheet_of_rests(text: str) -> None:
    book = opened(written([["1", "短"], ["2", text]]))
    cell = book.get_sheet_by_name("登记表").to_python()[2][1]
    rest = book.get_sheet_by_name(REST).to_python()[1:]
    assert len(cell.encode("utf-16-le")) // 2 <= MOST_IN_CELL
    assert cell.endswith(MARK) == bool(rest)
    assert all(row[0] == "B3" for row in rest)
    assert cell.removesuffix(MARK) + "".join(row[2] for row in rest) == text


def test_the_sheet_of_rests_is_hidden_while_it_holds_nothing() -> None:
    book = opened(written([["1", "短"]]))
    assert book.sheets_metadata[1].visible is SheetVisibleEnum.Hidden


def test_a_csv_file_begins_with_the_mark_that_tells_excel_its_encoding() -> None:
    data = written([["1", RARE], ["2", "字" * 90_000]], Format.CSV).decode()
    assert data.startswith(BOM)
    rows = list(csv.reader(io.StringIO(data.removeprefix(BOM), newline="")))
    assert rows[1:] == [["1", RARE], ["2", "字" * 90_000]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_csv_cell_that_would_act_gets_an_apostrophe_that_reading_takes_away(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet=st.sampled_from("'=+-@|\t\r\nＡ＝＋甲1 "), max_size=6))
def test_guarding_loses_nothing_and_leaves_nothing_that_acts(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n|＝＋－＠")


def test_pieces_are_the_text() -> None:
    assert pieces_of("") == [""]
    assert "".join(pieces_of("𠮷a" * 40_000)) == "𠮷a" * 40_000


@pytest.mark.parametrize(
    ("place", "address"), [((0, 0), "A1"), ((2, 25), "Z3"), ((9, 26), "AA10"), ((1, 27), "AB2")]
)
def test_a_cell_has_the_address_that_spreadsheets_show(place: tuple[int, int], address: str) -> None:
    assert address_of(*place) == address
