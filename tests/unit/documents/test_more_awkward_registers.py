"""More registers as offices make them: dates, names, signs and files that are read exactly, or refused by name."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.support.registers import HEAD, ROWS, register, rows_in, sheet_of, workbook
from tracker.documents.file_errors import FileError
from tracker.documents.register_table import find_head, mapping_of
from tracker.documents.tables import read_tables

DAY = date(2026, 3, 10)


def row_with(column: int, cell: Any) -> Any:
    """Return the row that is read where one cell of a good row says something else."""
    cells: list[Any] = list(ROWS[0])
    cells[column] = cell
    (row,) = rows_in(register(tuple(cells)))
    return row


@pytest.mark.parametrize("written", [
    "2026-03-10", "2026-3-10", "2026/3/10", "2026/03/10", "2026.3.10", "2026.03.10", "2026年3月10日",
    "2026年03月10日", "2026 年 3 月 10 日", "20260310", "２０２６年３月１０日", "二〇二六年三月十日",
    "2026-03-10 00:00:00", "2026-03-10T08:30", " 2026-03-10 ", "2026/3/10 9:05", 46091, 46091.0, 46091.75, 20260310,
])  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: Any) -> None:
    row = row_with(5, written)
    assert (row.values["assigned_on"], row.faults) == (DAY, ())


@pytest.mark.parametrize("written", [
    "2026-02-30", "2026年13月1日", "三月十日", "3月10日", "2026年3月", "26.3.10", "昨天", "同上", "2026-03",
    "1948-01-01",
    "2100-01-01", "10/03/2026", "2026-3/10", 3, -1, 0.5, 999999, True, "农历二月初二", "民国115年3月10日",
])  # fmt: skip
def test_what_is_no_whole_day_is_refused_at_its_cell(written: Any) -> None:
    row = row_with(5, written)
    assert [one.address for one in row.faults] == ["F2"]
    assert "assigned_on" not in row.values


@pytest.mark.parametrize(("written", "number"), [
    ("2.0220247E7", "20220247"), ("2.0220247e+7", "20220247"), (20220247, "20220247"), (20220247.0, "20220247"),
    ("00012", "00012"), ("２０２６０１０１", "20260101"), ("第20260101号", "第20260101号"), ("A0012", "A0012"),
    ("Ａ００１２", "A0012"), ("13-4-0012", "13-4-0012"), (" 12 ", "12"), ("第12号（科技类3号）", "第12号（科技类3号）"),
])  # fmt: skip
def test_a_number_keeps_every_digit(written: Any, number: str) -> None:
    assert row_with(0, written).values["number_raw"] == number


@pytest.mark.parametrize("written", ["2.02E+13", "1.5e20", 1.5e17, 2**60])
def test_a_number_that_lost_digits_is_refused_at_its_cell(written: Any) -> None:
    assert [one.address for one in row_with(0, written).faults] == ["A2"]


@pytest.mark.parametrize(("written", "names"), [
    ("郑毅、陈桂英", ("郑毅", "陈桂英")), ("郑毅；陈桂英", ("郑毅", "陈桂英")), ("郑毅;陈桂英", ("郑毅", "陈桂英")),
    ("郑毅\n陈桂英", ("郑毅", "陈桂英")), ("郑毅，陈桂英", ("郑毅", "陈桂英")), ("郑毅,陈桂英", ("郑毅", "陈桂英")),
    ("郑毅等5人", ("郑毅",)), ("𠮷〇昇", ("𠮷〇昇",)), ("阿依古丽·买买提", ("阿依古丽·买买提",)), ("喆𬭸", ("喆𬭸",)),
    ("民盟广西区委会", ("民盟广西区委会",)), ("  郑毅  ", ("郑毅",)),
])  # fmt: skip
def test_names_are_told_apart_and_rare_characters_kept(written: str, names: tuple[str, ...]) -> None:
    assert row_with(2, written).values["sponsor"] == names


@pytest.mark.parametrize(("written", "title"), [
    ("《关于水的提案》", "关于水的提案"), ("关于\n水的提案", "关于 水的提案"), ("关于“双碳”的提案", "关于“双碳”的提案"),
    ('"关于水的提案"', "关于水的提案"), ("=1+1", "=1+1"), ("+水", "+水"), ("@水", "@水"), ("50%的水", "50%的水"),
    (50, "50"), (0.5, "0.5"), (True, "是"),
])  # fmt: skip
def test_a_title_is_taken_as_it_stands(written: Any, title: str) -> None:
    def fill(_book: Any, page: Any) -> None:
        for column, cell in enumerate(HEAD):
            page.write_string(0, column, cell)
        write = page.write_string if isinstance(written, str) else page.write
        write(1, 1, written)
        page.write_string(1, 2, "郑毅")

    (row,) = rows_in(workbook(fill))
    assert row.values["title"] == title


@pytest.mark.parametrize("sign", ["\u3000", "\u00a0"])
def test_unseen_spaces_around_a_unit_do_not_hide_it(sign: str) -> None:
    assert row_with(3, f"{sign}科技厅{sign}").values["lead_unit"] == ("科技厅",)


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


@pytest.mark.parametrize(("data", "name"), [
    (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls"),
    (b"<html></html>", "a.xlsx"), (register(), "a.csv"), (register(), "a"), (register(), "a.xltm"),
    (register(), "a.xlsb"), (register(), "a.ods"), (register(), "a.docx"), (b"%PDF-1.7", "a.xlsx"),
    (zipped(a=b"1"), "a.xlsx"), (zipped(xl__workbook=b"0" * 200_000_000), "a.xlsx"),
    (register()[:-40], "a.xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 64, "a.xlsx"),
])  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(FileError):
        read_tables(data, name)


def test_unknown_heads_are_left_out_and_three_hundred_columns_cost_nothing() -> None:
    heads = (*HEAD, *(f"备用{number}" for number in range(294)))
    table = read_tables(sheet_of(heads, ROWS[0]), "a.xlsx")[0]
    assert set(mapping_of(find_head(table), {})) == set(range(6))
