"""Registers in spreadsheets to test with, as offices make them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter import Workbook

from tests.support.items import ASSIGNED, NOON
from tests.support.office import Office
from tracker.documents.register_table import ReadRow, find_head, mapping_of, read_rows
from tracker.documents.tables import read_tables
from tracker.domain.vocabulary import BodyLevel, Kind
from tracker.services.register_import import Done, apply_import
from tracker.services.register_plan import Plan, plan_import
from tracker.services.register_rows import ForAll

HEAD = ("编号", "案由", "提案者", "主办单位", "会办单位", "交办时间")
ROWS = (
    ("第20260101号", "关于建设实验室的提案", "郑毅", "科技厅", "财政厅", "2026-03-10"),
    ("第20260102号", "关于数据共享的提案", "陈桂英、黄少华", "科技厅", "", "2026-03-10"),
    ("第20260103号", "关于人才公寓的提案", "民盟广西区委会", "财政厅", "科技厅", "2026-03-11"),
)
FOR_ALL = ForAll(Kind.PROPOSAL, "自治区政协", ASSIGNED, BodyLevel.PROVINCE, 13, 4)


def workbook(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """Return an xlsx whose first sheet ``fill`` writes; it gets the book and the sheet."""
    file = io.BytesIO()
    with Workbook(file, options) as book:
        fill(book, book.add_worksheet("交办清单"))
    return file.getvalue()


def sheet_of(*rows: Sequence[Any]) -> bytes:
    """Return an xlsx with these rows, texts as texts."""

    def fill(_book: Any, page: Any) -> None:
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                (page.write_string if isinstance(cell, str) else page.write)(number, column, cell)

    return workbook(fill)


def register(*rows: Sequence[Any]) -> bytes:
    """Return an xlsx with the usual head over these rows, the three sample rows where none are given."""
    return sheet_of(HEAD, *(rows or ROWS))


def rows_in(data: bytes, name: str = "register.xlsx") -> list[ReadRow]:
    """Return the rows that an import reads in the first sheet of a file."""
    tables = read_tables(data, name)
    head = find_head(tables[0])
    return list(read_rows(tables[0], head, mapping_of(head, {}), tables))


def planned(office: Office, data: bytes, **changes: Any) -> Plan:
    """Return what an import of a file would do."""
    return plan_import(office.actor("coordinator"), rows_in(data), changes.get("for_all", FOR_ALL), now=NOON)


def imported(
    office: Office, data: bytes, *, leave_refused: bool = False, confirmed: str | None = None
) -> Done:
    """Import a file as its preview was shown."""
    rows = rows_in(data)
    plan = plan_import(office.actor("coordinator"), rows, FOR_ALL, now=NOON)
    return apply_import(
        office.actor("coordinator"),
        rows,
        FOR_ALL,
        confirmed=confirmed or plan.digest,
        leave_refused=leave_refused,
        heads={},
        now=NOON,
    )
