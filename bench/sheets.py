"""Measures the register as Excel: an import of many rows, beside a bare loop that reads the file and inserts it.

Usage: python bench/sheets.py [--rows 10000] [--sqlite]
An import is timed from the bytes of the file to the commit: reading in the box, the preview's plan, then what the
confirmation does: reading, planning and writing anew. The bare loop reads the same file with calamine and inserts one
row an item with psycopg or sqlite3. The database is the empty one that BENCH_DATABASE_URL names, else a throw-away
embedded server, or a SQLite file with --sqlite.
"""

import argparse
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text
from xlsxwriter import Workbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pages import settings

from tests.support import postgres
from tests.support.office import Office, build_office
from tests.support.page_client import PageClient
from tests.support.registers import FOR_ALL
from tests.support.volume import SUBJECTS, SURNAMES
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.documents.boxed import read_book
from tracker.documents.register_table import ReadRow, find_head, mapping_of, read_rows
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.proposal import Proposal
from tracker.services.register_import import Source, apply_import
from tracker.services.register_plan import plan_import

HEAD = (
    "编号",
    "案由",
    "提案者",
    "附议人",
    "界别",
    "联系电话",
    "分类",
    "主办单位",
    "会办单位",
    "交办时间",
    "收文日期",
    "摘要",
)
FIRST = date(2026, 1, 12)
BARE = "CREATE TABLE bare_item (id {key}, number text, title text, sponsor text, units text, day text, summary text)"


def main() -> None:
    """Print the figures."""
    wanted = argparse.ArgumentParser(description="Import of a register from Excel")
    wanted.add_argument("--rows", type=int, default=10_000)
    wanted.add_argument("--sqlite", action="store_true")
    chosen = wanted.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder,
        database(folder, is_sqlite=chosen.sqlite) as url,
    ):
        upgrade(url)
        app = create_app(settings(url, Path(folder)))
        with app.app_context():
            office = build_office()
            data = say("making the file", lambda: workbook(chosen.rows))
            imports(office, data, chosen.rows)
            db.session.remove()
        exports(app, office)


@contextmanager
def database(folder: str, *, is_sqlite: bool) -> Iterator[str]:
    """Give the address of the database to measure on."""
    given = os.environ.get("BENCH_DATABASE_URL")
    with nullcontext(given) if given else _own(folder, is_sqlite=is_sqlite) as url:
        yield url


@contextmanager
def _own(folder: str, *, is_sqlite: bool) -> Iterator[str]:
    if is_sqlite:
        yield f"sqlite:///{folder}/bench.sqlite3"
        return
    with postgres.running() as server:
        yield server.url("postgres")


def workbook(rows: int) -> bytes:
    """Return a list of assignments as an office sends it."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("交办清单")
        look = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            for column, cell in enumerate(line(number)):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, look)
                else:
                    page.write_string(number, column, cell)
    return file.getvalue()


def line(number: int) -> tuple[Any, ...]:
    """Return one row: a third with a co-handler, a fifth with co-signers."""
    subject, surname = SUBJECTS[number % len(SUBJECTS)], SURNAMES[number % len(SURNAMES)]
    day = FIRST + timedelta(days=number % 40)
    return (
        f"第2026{number:06}号",
        f"关于{subject}的提案（{number}）",
        f"{surname}代表{number % 900}",
        f"{surname}甲、{surname}乙" if number % 5 == 0 else "",
        "科技界",
        f"0771-555{number % 10000:04}",
        "科技",
        "科技厅",
        "财政厅" if number % 3 == 0 else "",
        day,
        day,
        subject * 8,
    )


def imports(office: Office, data: bytes, rows: int) -> None:
    """Print what each part of an import takes, the whole, and the bare loop."""
    actor, now = office.actor("coordinator"), clock.now()
    source = Source("register.xlsx", is_old=True)  # as the preview proposes for days so far back: no mails
    begun = time.perf_counter()
    read = say("reading for the preview", lambda: read_in(data))
    plan = say("planning for the preview", lambda: plan_import(actor, read, FOR_ALL, now=now))
    preview = time.perf_counter() - begun
    digest = plan.digest
    again = say("reading to write", lambda: read_in(data))
    done = say(
        "planning and writing",
        lambda: apply_import(
            actor, again, FOR_ALL, confirmed=digest, leave_refused=False, heads={}, now=now, source=source
        ),
    )
    whole = time.perf_counter() - begun
    held = (
        db.session.scalar(select(func.count()).select_from(Proposal)),
        db.session.scalar(select(func.count()).select_from(Event)),
    )
    db.session.rollback()
    db.session.expunge_all()
    bare = bare_loop(data)
    kind = db.engine.dialect.name
    print(
        f"{kind}: import of {rows:,} rows, {done.made:,} items written, {held[0]:,} items and {held[1]:,} events held"
    )
    print(f"  preview alone         {rows / preview:8,.0f} rows/s")
    print(f"  preview and writing   {rows / whole:8,.0f} rows/s")
    print(f"  bare read and insert  {rows / bare:8,.0f} rows/s")
    print(f"  peak memory           {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8,.0f} MB")
    print(f"  peak memory of a box  {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:8,.0f} MB")


def exports(app: Flask, office: Office) -> None:
    """Print how fast the register is taken out, as the list shows it and with every column."""
    client = PageClient(app).sign_in(office.people["coordinator"]).client
    for name in ("list", "whole"):
        for kind in ("xlsx", "csv"):
            address = f"/items/export/file?view=open&scope=all&columns={name}&format={kind}"
            begun = time.perf_counter()
            with client.get(address) as answer:
                size, status = len(answer.data), answer.status_code
            took = time.perf_counter() - begun
            with app.app_context():
                rows = db.session.scalar(select(func.count()).select_from(Proposal)) or 0
            print(f"  export {name:6} {kind:5}   {rows / took:8,.0f} rows/s   {size / 1e6:.1f} MB, {status}")


def read_in(data: bytes) -> list[ReadRow]:
    """Return the rows as the pages read them."""
    tables = read_book(data, "register.xlsx")
    head = find_head(tables[0])
    return list(read_rows(tables[0], head, mapping_of(head, {}), tables))


def bare_loop(data: bytes) -> float:
    """Read the file and insert one plain row an item; return the seconds."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - as the tracker loads it: for this alone

    is_sqlite = db.engine.dialect.name == "sqlite"
    key = "integer primary key" if is_sqlite else "bigserial primary key"
    names = ("number", "title", "sponsor", "units", "day", "summary")
    words = f"INSERT INTO bare_item ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608
    with db.engine.begin() as connection:
        connection.exec_driver_sql(BARE.format(key=key))
    begun = time.perf_counter()
    with db.engine.connect().execution_options(writes=True) as connection:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        for number, row in enumerate(sheet.iter_rows()):
            if number:
                values = (row[0], row[1], row[2], row[7], str(row[9]), row[11])
                connection.execute(text(words), dict(zip(names, values, strict=True)))
        connection.commit()
    return time.perf_counter() - begun


def say(words: str, act: Callable[[], Any]) -> Any:
    """Do something and tell how long it took."""
    print(f"{words} …", end=" ", file=sys.stderr, flush=True)
    begun = time.perf_counter()
    found = act()
    print(f"{time.perf_counter() - begun:.2f} s", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
