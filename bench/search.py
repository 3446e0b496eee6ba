"""Measures the full-text search: rare, common and absent words of two and four characters, on both databases.

Usage: python bench/search.py [--items 10000] [--rounds 20] [--only sqlite|postgresql]
Every item gets an own text and a reply of 2,000 to 5,000 characters, the same ones in every run. For each word: how
many items hold it, the median and the 95th percentile of finding a page of them with its counts in milliseconds, the
whole page through the application, and how many bare pages that is worth. The hits are compared with a plain look at
every text; where they differ the run ends there. BENCH_DATABASE_URL names an empty
PostgreSQL database; else a throw-away one is started.
"""

import argparse
import random
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

import click
from sqlalchemy import bindparam, func, select, update

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pages import bare_app, databases, settings, took
from tests.support.office import Office, build_office
from tests.support.page_client import PageClient
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.extensions import db
from tracker.models.proposal import Proposal, ProposalText
from tracker.models.reply import Reply
from tracker.models.search import SearchDocument
from tracker.queries.people import unit_tree
from tracker.queries.search import find
from tracker.queries.search_engine import engine
from tracker.queries.search_question import Order, Question, Searcher
from tracker.services.search_index import in_batches, index_items

SEED = 20261122
# Words of two characters, common ones often and rare ones seldom, as a language has them.
_made = random.Random(SEED)  # noqa: S311 - texts, not secrets
VOCABULARY = ["".join(chr(0x4E00 + _made.randrange(2_500)) for _ in range(2)) for _ in range(4_000)]
WEIGHTS = list(accumulate(1 / (rank + 10) for rank in range(len(VOCABULARY))))
PLANTED = {"建设": 2, "科技创新": 3, "产业": 20, "充电桩站": 50, "犇骉": 1_000, "鱻麤犇羴": 1_000}
WORDS = {
    "rare, 2 characters": "犇骉",
    "rare, 4 characters": "鱻麤犇羴",
    "common, 2 characters": "建设",
    "common, 4 characters": "科技创新",
    "one in 20, 2 characters": "产业",
    "one in 50, 4 characters": "充电桩站",
    "absent, 2 characters": "龘靐",
    "absent, 4 characters": "新建设科",
    "two words": "建设 犇骉",
    "two common words": "建设 科技创新",
    "a number": "202600042",
    "one character": "犇",
}


def main() -> None:
    """Print the figures of each database."""
    wanted = argparse.ArgumentParser(description="Latency and exactness of the full-text search")
    wanted.add_argument("--items", type=int, default=10_000)
    wanted.add_argument("--rounds", type=int, default=20)
    wanted.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name, databases(Path(name)) as urls:
        for url in urls:
            if chosen.only is None or url.startswith(chosen.only):
                measure(url, Path(name), chosen.items, chosen.rounds)


def measure(url: str, folder: Path, items: int, rounds: int) -> None:
    """Fill a database, index it and print a line a word."""
    upgrade(url)
    app = create_app(settings(url, folder))
    with app.app_context():
        office = filled(items)
        began = time.perf_counter()
        index_everything()
        rate = items / (time.perf_counter() - began)
        print(
            f"\n{db.engine.dialect.name}: {items} items, {rate:.0f} items/s indexed, {rounds} rounds a word"
        )
        db.session.remove()
    client, bare = PageClient(app).sign_in(office.people["coordinator"]).client, bare_app(url).test_client()
    print(f"{'word':28}{'items':>8}{'ms':>9}{'p95':>9}{'page ms':>9}{'x bare':>8}")
    for name, word in WORDS.items():
        with app.app_context():
            line = timed(office, word, rounds)
        pages = [
            (
                took(lambda word=word: client.get("/search", query_string={"q": word})),
                took(lambda: bare.get("/")),
            )
            for _ in range(rounds)
        ]
        page, plain = median(page for page, _ in pages), median(plain for _, plain in pages)
        print(f"{name:28}{line}{page:9.2f}{page / plain:8.1f}", flush=True)


def filled(items: int) -> Office:
    """Write the office and its items, each with texts of its own."""
    office = build_office()
    fill(items, staff_of(office), clock.now(), text="。")
    db.session.commit()
    source = random.Random(SEED)  # noqa: S311 - texts, not secrets
    for table, key in ((ProposalText, ProposalText.proposal_id), (Reply, Reply.id)):
        column = "body_text" if table is ProposalText else "text"
        ids = db.session.scalars(select(key).order_by(key)).all()
        statement = (
            update(table.__table__).where(key == bindparam("row")).values({column: bindparam("words")})
        )
        with click.progressbar(length=len(ids), label=f"{table.__tablename__}", file=sys.stderr) as bar:
            for batch in in_batches(ids, 500):
                db.session.connection().execute(
                    statement, [{"row": one, "words": text_of(one, source)} for one in batch]
                )
                bar.update(len(batch))
    db.session.commit()
    return office


def text_of(number: int, source: random.Random) -> str:
    """Return a text of 2,000 to 5,000 characters: common signs often, rare ones seldom, the planted words by number."""
    length = source.randint(2_000, 5_000)
    signs = list("".join(source.choices(VOCABULARY, cum_weights=WEIGHTS, k=length // 2)))
    for place in range(20, len(signs), 25):
        signs[place] = "，。；、"[place % 4]
    for word, share in PLANTED.items():
        if (number * 7 + len(word)) % share == 0:
            for _ in range(3):
                place = source.randrange(len(signs) - len(word))
                signs[place : place + len(word)] = word
    return "".join(signs)


def index_everything() -> None:
    """Index every item in batches, as the import of an office's books would."""
    ids = db.session.scalars(select(Proposal.id).order_by(Proposal.id)).all()
    with click.progressbar(length=len(ids), label="index", file=sys.stderr) as bar:
        for batch in in_batches(ids, 200):
            index_items(batch)
            db.session.commit()
            bar.update(len(batch))
    if db.engine.dialect.name == "postgresql":
        db.session.execute(func.gin_clean_pending_list("ix_search_gram").select())
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


def timed(office: Office, word: str, rounds: int) -> str:
    """Return the figures of one word, read by a coordinator who sees every item; raise where the hits are not exact."""
    searcher = Searcher(office.actor("coordinator"), unit_tree())
    asked = Question(word)
    found = find(searcher, asked)
    exact = brute(asked)
    newest = find(searcher, Question(word, Order.DATE)).items
    if newest != exact[: len(newest)] or (found.is_whole and found.total != len(exact)):
        raise SystemExit(f"{word}: the hits are not those of a plain look at every text")
    times = [took(lambda: find(searcher, asked)) for _ in range(rounds)]
    slow = quantiles(times, n=20)[-1] if rounds > 1 else times[0]
    return f"{len(exact):8}{median(times):9.2f}{slow:9.2f}"


def brute(asked: Question) -> list[int]:
    """Return the items that hold every word by looking at every text, the newest first."""
    found: set[int] | None = None
    for word in asked.words:
        holding = select(SearchDocument.proposal_id).where(engine().place(SearchDocument, word) > 0)
        items = set(db.session.scalars(holding))
        found = items if found is None else found & items
    return sorted(found or (), reverse=True)


if __name__ == "__main__":
    main()
