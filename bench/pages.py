"""Measures the main pages beside a bare Flask + SQLAlchemy + Jinja page of 50 rows, in the same run and process.

Usage: python bench/pages.py [--items 20000] [--rounds 60]
Each line gives the median and the 95th percentile in milliseconds, the SQL statements of one request (session and user
included, BEGIN not), and how many bare pages the median is worth. SQLite first; then PostgreSQL: the database that
BENCH_DATABASE_URL names, which must be empty, or a throw-away embedded server where there is one.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support import postgres
from tests.support.office import build_office
from tests.support.page_client import PageClient
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.domain.vocabulary import Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal

WARM_UP = 5
BARE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>bare</title></head><body><table>
{% for item in items %}<tr><td>{{ item.number_norm }}</td><td>{{ item.title }}</td><td>{{ item.sponsor_text }}</td>
<td>{{ item.stage }}</td><td>{{ item.promise_total }}</td><td>{{ item.due_on }}</td></tr>{% endfor %}
</table></body></html>"""


def main() -> None:
    """Print the figures of each database."""
    wanted = argparse.ArgumentParser(description="Latency of the main pages beside a bare page")
    wanted.add_argument("--items", type=int, default=20_000)
    wanted.add_argument("--rounds", type=int, default=60)
    chosen = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name, databases(Path(name)) as urls:
        for url in urls:
            measure(url, Path(name), chosen.items, chosen.rounds)


@contextmanager
def databases(folder: Path) -> Iterator[list[str]]:
    """Give the addresses of the databases to measure on."""
    on_file = f"sqlite:///{folder / 'bench.sqlite3'}"
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield [on_file, given]
        return
    try:
        with postgres.running() as server:
            yield [on_file, server.url("postgres")]
    except FileNotFoundError as missing:
        print(f"SQLite only: {missing}")
        yield [on_file]


def measure(url: str, folder: Path, items: int, rounds: int) -> None:
    """Fill a database and print a line a page."""
    upgrade(url)
    app = create_app(settings(url, folder))
    with app.app_context():
        office, began = build_office(), time.perf_counter()
        fill(items, staff_of(office), clock.now())
        db.session.commit()
        filled = time.perf_counter() - began
        item = db.session.scalar(select(Proposal.id).where(Proposal.stage == Stage.DRAFTING)) or 1
        print(f"\n{db.engine.dialect.name}: {items} items, filled in {filled:.1f} s, {rounds} rounds a page")
        db.session.remove()
    bare = bare_app(url).test_client()
    print(f"{'page':40}{'median ms':>10}{'p95 ms':>9}{'SQL':>5}{'bare ms':>9}{'x bare':>8}")
    for key in ("coordinator", "officer", "finance_liaison"):
        client = PageClient(app).sign_in(office.people[key]).client
        for name, address in pages(client, item).items():
            report(f"{name} ({key})", client, address, bare, rounds)


def pages(client: FlaskClient, item: int) -> dict[str, str]:
    """Return the pages to measure; the item only where the person may see it."""
    found = {
        "register": "/items",
        "register, overdue": "/items?view=overdue",
        "register, word of a title": "/items?q=技术",
        "desk": "/",
    }
    if client.get(f"/items/{item}").status_code == 200:
        found |= {"item": f"/items/{item}", "item, text": f"/items/{item}/text"}
    return found


def report(name: str, client: FlaskClient, address: str, bare: FlaskClient, rounds: int) -> None:
    """Print one line: the page and the bare page take turns, so that both feel the same load of the machine."""
    for _ in range(WARM_UP):
        client.get(address)
        bare.get("/")
    turns = [(took(lambda: client.get(address)), took(lambda: bare.get("/"))) for _ in range(rounds)]
    with counted() as statements:
        client.get(address)
    times = [page for page, _ in turns]
    middle, beside = median(times), median(plain for _, plain in turns)
    slow = quantiles(times, n=20)[-1]
    print(f"{name:40}{middle:10.2f}{slow:9.2f}{len(statements):5}{beside:9.2f}{middle / beside:8.1f}")


def took(act: Callable[[], object]) -> float:
    """Return the milliseconds that something took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def bare_app(url: str) -> Flask:
    """Return an application with one page: one ORM query of 50 rows and one plain template."""
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
