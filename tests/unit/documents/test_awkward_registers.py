"""Registers as offices make them: each handled, or refused by the address of its cell; nothing is guessed."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.support.registers import HEAD, ROWS, register, rows_in, sheet_of, workbook
from tracker.documents.boxed import read_book
from tracker.documents.file_errors import FileError
from tracker.documents.register_table import HeadNotFound, find_head, mapping_of
from tracker.documents.tables import packed_tables, read_tables, unpacked_tables

DAY = date(2026, 3, 10)
LINES = "\n".join(",".join(row) for row in (HEAD, *ROWS))


def head_cells(page: Any, at: int = 0) -> None:
    for column, words in enumerate(HEAD):
        page.write_string(at, column, words)


def one_row(fill: Any) -> bytes:
    """Return a sheet whose second row ``fill(book, page)`` writes."""

    def whole(book: Any, page: Any) -> None:
        head_cells(page)
        page.write_string(1, 0, "第1号")
        page.write_string(1, 1, "关于水的提案")
        fill(book, page)

    return workbook(whole)


def faults(data: bytes) -> list[tuple[str, str]]:
    return [(one.address, one.words.text()) for row in rows_in(data) for one in row.faults]


def test_the_sample_is_read() -> None:
    rows = rows_in(register())
    assert [row.number for row in rows] == [2, 3, 4]
    assert rows[1].values == {
        "number_raw": "第20260102号",
        "title": "关于数据共享的提案",
        "sponsor": ("陈桂英", "黄少华"),
        "lead_unit": ("科技厅",),
        "assigned_on": DAY,
    }


@pytest.mark.parametrize("above", [
    [("2026年交办清单",)],
    [("2026年交办清单",), (), ("制表：办公室", "", "", "2026年3月")],
    [(), (), ()],
    [("一、总的情况",), ("编号",)],
])  # fmt: skip
def test_the_head_is_found_below_other_lines(above: list[tuple[str, ...]]) -> None:
    assert [row.values["title"] for row in rows_in(sheet_of(*above, HEAD, *ROWS))] == [row[1] for row in ROWS]


def test_a_head_of_two_rows_is_read_together() -> None:
    def fill(_book: Any, page: Any) -> None:
        for column, words in enumerate(("编号", "案由", "提案者")):
            page.merge_range(0, column, 1, column, words)
        page.merge_range(0, 3, 0, 4, "承办单位")
        page.write_string(1, 3, "主办")
        page.write_string(1, 4, "会办")
        for column, cell in enumerate(ROWS[0][:5]):
            page.write_string(2, column, cell)

    (row,) = rows_in(workbook(fill))
    assert (row.number, row.values["lead_unit"], row.values["co_units"]) == (3, ("科技厅",), ("财政厅",))


@pytest.mark.parametrize("rows", [
    [("甲", "乙"), ("1", "2")],
    [("编号",), ("第1号",)],
    [*[(str(number),) for number in range(40)], HEAD, ROWS[0]],
])  # fmt: skip
def test_a_sheet_without_a_head_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(HeadNotFound):
        rows_in(sheet_of(*rows))


@pytest.mark.parametrize("extra", [
    ("合计", "3件"), ("合 计", "", "", "3"), ("总计",), HEAD, ("", "  ", "\t"),
])  # fmt: skip
def test_sums_repeated_heads_and_blank_rows_are_left_out(extra: tuple[str, ...]) -> None:
    assert len(rows_in(register(*ROWS, extra))) == len(ROWS)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (46091, DAY),
        (20260310, DAY),
        (datetime(2026, 3, 10), DAY),  # noqa: DTZ001 - a spreadsheet knows no zone
        ("2026年3月10日", DAY),
        ("２０２６－０３－１０".replace("－", "-"), DAY),
    ],
)
def test_days_of_every_kind_are_read(cell: Any, value: date) -> None:
    def fill(book: Any, page: Any) -> None:
        look = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}) if isinstance(cell, datetime) else None
        page.write(1, 5, cell, look)

    assert rows_in(one_row(fill))[0].values["assigned_on"] == value


def test_the_calendar_of_1904_is_minded() -> None:
    def fill(book: Any, page: Any) -> None:
        head_cells(page)
        page.write_string(1, 1, "关于水的提案")
        page.write_datetime(1, 5, DAY, book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_string(2, 1, "关于电的提案")
        page.write_number(2, 5, 46091 - 1462)

    assert [row.values["assigned_on"] for row in rows_in(workbook(fill, date_1904=True))] == [DAY, DAY]


@pytest.mark.parametrize(
    ("fill", "fault"),
    [
        (lambda _, page: page.write_formula(1, 2, '="郑毅"', None, "郑毅"), ("C2", "公式")),
        (lambda _, page: page.write_formula(1, 0, "=A1+1", None, 2), ("A2", "公式")),
        (lambda _, page: page.write_formula(1, 3, "=Sheet9!A1", None, "#REF!"), ("D2", "#REF!")),
        (lambda _, page: page.write_formula(1, 5, "=1/0", None, "#DIV/0!"), ("F2", "#DIV/0!")),
        (lambda _, page: page.merge_range(1, 2, 3, 2, "郑毅"), ("C2", "合并")),
        (lambda _, page: page.write_number(1, 0, 1.5e17), ("A2", "15位")),
        (lambda _, page: page.write_string(1, 0, "2.02E+13"), ("A2", "科学记数")),
        (lambda _, page: page.write_string(1, 5, "三月"), ("F2", "日期")),
        (lambda _, page: page.write_number(1, 5, 3), ("F2", "日期")),
        (lambda _, page: page.write_string(1, 5, "2026-02-30"), ("F2", "日历")),
    ],
)
def test_what_cannot_be_told_for_certain_is_refused_by_its_cell(fill: Any, fault: tuple[str, str]) -> None:
    found = faults(one_row(fill))
    assert found
    assert found[0][0] == fault[0]
    assert fault[1] in found[0][1]


def test_cells_merged_along_a_row_are_read() -> None:
    found = rows_in(one_row(lambda _, page: page.merge_range(1, 3, 1, 4, "科技厅")))
    assert found[0].values["lead_unit"] == ("科技厅",)
    assert not found[0].faults


def test_hidden_rows_are_read_and_told() -> None:
    (row,) = rows_in(one_row(lambda _, page: page.set_row(1, None, None, {"hidden": True})))
    assert row.is_hidden


def test_a_sheet_that_claims_a_million_rows_costs_only_those_with_content() -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_blank(1_048_575, 0, None, book.add_format({"bold": True}))
        page.write_blank(9, 16_383, None, book.add_format({"bold": True}))

    assert len(rows_in(one_row(fill))) == 1


def test_a_text_that_looks_like_a_number_keeps_its_zeros_and_spaces_at_the_ends_go() -> None:
    (row,) = rows_in(register((" 0012 ", "　关于　水的提案 ", " 郑毅 ")))
    assert (row.values["number_raw"], row.values["title"]) == ("0012", "关于 水的提案")
    assert row.values["sponsor"] == ("郑毅",)


def test_two_columns_of_one_meaning_are_not_mixed() -> None:
    table = read_tables(sheet_of(("编号", "案由", "标题"), ("1", "甲", "乙")), "a.xlsx")[0]
    head = find_head(table)
    assert mapping_of(head, {}) == {0: "number_raw", 1: "title"}
    assert mapping_of(head, {1: None}) == {0: "number_raw", 2: "title"}


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("gb18030"),
        LINES.encode("utf-16"),
        LINES.replace(",", "\t").encode(),
        LINES.replace(",", ";").encode(),
        LINES.replace("\n", "\r\n").encode(),
        (LINES + "\n,,,,,\n\n").encode(),
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, *ROWS)).encode(),
    ],
)
def test_a_csv_of_any_usual_encoding_and_separator_is_read(data: bytes) -> None:
    assert [row.values["title"] for row in rows_in(data, "a.csv")] == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "file_empty"),
        (b"PK\x03\x04", "a.xlsx", "file_damaged"),
        (register()[:2000], "a.xlsx", "file_damaged"),
        (register(), "a.xls", "file_type_mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xls", "file_damaged"),
        (register(), "a.xlsm", "file_has_macros"),
        (register(), "a.et", "table_type_unknown"),
        (b"\0\0\0\0", "a.csv", "file_encoding_unknown"),
        (b"\xff\xff\xff", "a.csv", "file_encoding_unknown"),
        (b",,,\n,,\n", "a.csv", "table_empty"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(data: bytes, name: str, code: str) -> None:
    with pytest.raises(FileError) as refused:
        read_tables(data, name)
    assert refused.value.code == code


def test_the_box_hands_out_the_same_and_the_same_refusals() -> None:
    data = one_row(lambda _, page: page.write_formula(1, 5, "=1/0", None, "#DIV/0!"))
    inside = read_tables(data, "a.xlsx")
    assert read_book(data, "a.xlsx") == inside == unpacked_tables(packed_tables(inside))
    with pytest.raises(FileError) as refused:
        read_book(register(), "a.et")
    assert refused.value.code == "table_type_unknown"
