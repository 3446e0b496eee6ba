"""Measures the main pages, served by gunicorn as `tracker run` does, beside bare pages in the same run.

Usage: python bench/pages.py [--size 10000] [--rounds 200] [--databases postgresql,sqlite]
Fills a deterministic office: texts of 2,000 to 5,000 characters, five events and three promises an item (at 1,000,000
items: PostgreSQL only, texts of 300 characters, 10,000 items and their copies). Each line gives the median and the
95th percentile in milliseconds over one connection, requests a second over eight, the SQL statements of one request
(session and user included, BEGIN not), the bytes on the wire, and how many bare medians the median is worth. Beside a
list stands one ORM query of 50 rows in a plain template, beside a transition one UPDATE in a transaction. The
PostgreSQL is the empty database that BENCH_DATABASE_URL names, else a throw-away embedded server.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from flask import Flask, render_template_string, request
from sqlalchemy import select, update

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offices import WHOLE, Texts, filled, grow
from serving import Ask, Figures, measured, posts_of, requests_of, served

from tests.support import postgres
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.statements import counted
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.domain.vocabulary import AssignmentState, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.proposal import Proposal

COPIED_FROM = 10_000
LARGE = 1_000_000
TOGETHER = 8
BARE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>bare</title></head><body><table>
{% for item in items %}<tr><td>{{ item.number_norm }}</td><td>{{ item.title }}</td><td>{{ item.sponsor_text }}</td>
<td>{{ item.stage }}</td><td>{{ item.promise_total }}</td><td>{{ item.due_on }}</td></tr>{% endfor %}
</table></body></html>"""


def main() -> None:
    """Print the figures of each database."""
    wanted = argparse.ArgumentParser(description="Latency of the main pages beside a bare page")
    wanted.add_argument("--size", type=int, default=10_000)
    wanted.add_argument("--rounds", type=int, default=200)
    wanted.add_argument("--databases", default="postgresql,sqlite")
    chosen = wanted.parse_args()
    names = ["postgresql"] if chosen.size >= LARGE else chosen.databases.split(",")
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name, databases(Path(name)) as urls:
        for url in urls:
            if url.split(":")[0].split("+")[0] in names:
                measure(url, Path(name), chosen.size, chosen.rounds)


@contextmanager
def databases(folder: Path) -> Iterator[list[str]]:
    """Give the addresses of the databases to measure on."""
    on_file = f"sqlite:///{folder / 'bench.sqlite3'}"
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield [given, on_file]
        return
    try:
        with postgres.running() as server:
            yield [server.url("postgres"), on_file]
    except FileNotFoundError as missing:
        print(f"SQLite only: {missing}")
        yield [on_file]


@dataclass(frozen=True)
class Case:
    """What is measured: its name, what is asked, the status of the answer, and what the bare server is asked."""

    name: str
    ask: Ask
    beside: Ask
    path: str = ""
    status: int = 200
    beside_status: int = 200


def measure(url: str, folder: Path, size: int, rounds: int) -> None:
    """Fill a database, serve both applications and print a line a page."""
    upgrade(url)
    app = create_app(settings(url, folder))
    with app.app_context():
        office = _office(size, rounds)
        cases = _cases(app, office, rounds)
        name = db.engine.dialect.name
        db.session.remove()
    client = PageClient(app).sign_in(office.people["coordinator"]).client
    statements = {case.name: _statements(client.get, case.path) for case in cases if case.path}
    bare = bare_app(url)
    bare.config |= {key: app.config[key] for key in ("WEB_PROCESSES", "WEB_THREADS")}
    print(f"\n{name}: {size:,} items, {rounds} rounds; bare = the bare page beside it in the same run")
    heads = ("page", "median ms", "p95", "req/s at 8", "SQL", "bytes", "bare ms", "bare/s", "x bare")
    print("{:34}{:>10}{:>9}{:>12}{:>5}{:>9}{:>9}{:>8}{:>8}".format(*heads))
    with served(app) as port, served(bare) as bare_port:
        for case in cases:
            report(case, port, bare_port, rounds, statements.get(case.name, 0))


def _office(size: int, rounds: int) -> Office:
    """Fill the database; large registers are copies of a small one."""
    began = time.perf_counter()
    texts = Texts(300, 300) if size >= LARGE else Texts(2_000, 5_000)
    waiting = 4 * rounds + 10 * TOGETHER
    office = filled(min(size, COPIED_FROM) if size >= LARGE else size, texts, waiting)
    if size >= LARGE:
        grow(size, COPIED_FROM, WHOLE, 0)
    print(f"filled in {time.perf_counter() - began:.0f} s")
    return office


def _cases(app: Flask, office: Office, rounds: int) -> list[Case]:
    item = db.session.scalar(select(Proposal.id).where(Proposal.stage == Stage.DRAFTING).limit(1)) or 1
    officer = office.people["officer"]
    cookie, token = signed_in(app, office.people["coordinator"], item)
    bare = requests_of("/")
    gets = {
        "my desk": "/",
        "register": "/items",
        "overdue, by due date": "/items?view=overdue",
        "by officer": f"/items?officer={officer}",
        "item": f"/items/{item}",
        "item, its texts": f"/items/{item}/text",
        "board": "/board",
    }
    pages = [Case(name, requests_of(path, cookie), bare, path) for name, path in gets.items()]
    seats = db.session.execute(
        select(Assignment.proposal_id, Assignment.id)
        .where(Assignment.state == AssignmentState.WAITING, Assignment.unit_id == office.units["dept"])
        .order_by(Assignment.id.desc())
        .limit(4 * rounds)
    )
    receipts = [f"/items/{one}/assignments/{seat}/receipt" for one, seat in seats]
    updates = [f"/update/{number}" for number in range(1, 1_000)]
    receipt = Case(
        "transition: sign for receipt",
        posts_of(receipts, f"csrf_token={token}&version=1", cookie),
        posts_of(updates, "title=x"),
        status=302,
        beside_status=302,
    )
    return [*pages, receipt]


def signed_in(app: Flask, user_id: int, item: int) -> tuple[str, str]:
    """Return the cookie of a person who is signed in, and the token of their forms."""
    client = PageClient(app).sign_in(user_id).client
    page = client.get(f"/items/{item}").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    cookie = client.get_cookie("tk")
    return f"tk={cookie.value if cookie else ''}", found[1] if found else ""


def _statements(get: Callable[[str], object], path: str) -> int:
    get(path)
    with counted() as statements:
        get(path)
    return len(statements)


def report(case: Case, port: int, bare_port: int, rounds: int, statements: int) -> None:
    """Print one line: over one connection, over eight, and the bare server beside it."""
    numbers, beside_numbers = count(), count()

    def asked(connections: int) -> tuple[Figures, Figures]:
        own = measured(port, case.ask, rounds, connections, expected=case.status, numbers=numbers)
        beside = measured(
            bare_port, case.beside, rounds, connections, expected=case.beside_status, numbers=beside_numbers
        )
        return own, beside

    (one, bare), (many, bare_many) = asked(1), asked(TOGETHER)
    print(
        f"{case.name:34}{one.median:10.2f}{one.p95:9.2f}{many.rate:12.0f}{statements or '':5}{one.size:9,}"
        f"{bare.median:9.2f}{bare_many.rate:8.0f}{one.median / bare.median:8.1f}",
        flush=True,
    )


def took(act: Callable[[], object]) -> float:
    """Return the milliseconds that something took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def bare_app(url: str) -> Flask:
    """Return an application with one ORM query of 50 rows in a plain template, and one UPDATE in a transaction."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)

    @app.get("/")
    def bare() -> str:
        statement = (
            select(Proposal)
            .where(Proposal.__table__.c.is_open)
            .order_by(Proposal.due_on, Proposal.id)
            .limit(50)
        )
        return render_template_string(BARE, items=db.session.scalars(statement))

    @app.post("/update/<int:number>")
    def change(number: int) -> tuple[str, int]:
        wanted = update(Proposal).where(Proposal.id == number).values(body=request.form["title"])
        db.session.execute(wanted)
        db.session.commit()
        return "", 302

    return app


def settings(url: str, folder: Path) -> dict[str, object]:
    """Return the settings of a measurement: a throw-away key and folder, plain HTTP."""
    return {
        "SECRET_KEY": "a key for measuring and for nothing else",
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {},
        "DATA_DIR": folder,
        "INSECURE_LAN": True,
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "tk",
    }


if __name__ == "__main__":
    main()
