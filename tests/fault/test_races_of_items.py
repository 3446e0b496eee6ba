"""Two people at the same instant at two items: one effect, a clear answer, no deadlock reaches anybody."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.support.applications import MakeApp
from tests.support.databases import Database, SqliteDatabase
from tests.support.items import registered
from tests.support.office import Office, build_office
from tests.support.races import DONE, FEWER, Race, racing
from tests.support.replies import desk_at
from tests.support.whole_database import WholePostgres, whole
from tracker import clock
from tracker.domain.events import EventKind
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.models.reply import DocumentNumber
from tracker.services import numbering
from tracker.services.accounts import set_locale
from tracker.services.merging import merge_item
from tracker.services.unit_of_work import unit_of_work

on_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
WRITES = 250
THREADS = 4


@pytest.fixture
def race(context: Flask, database: Database, office: Office) -> Iterator[Race]:
    """A race on PostgreSQL, in the small office."""
    seen = whole(database)
    assert isinstance(seen, WholePostgres)
    with racing(context, seen) as made:
        yield made
    seen.close()


def merges() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == EventKind.CASE_MERGED))
        or 0
    )


@on_postgres
def test_one_item_is_merged_into_two_others(race: Race, office: Office) -> None:
    items = [registered(office, number_raw=f"第{n}号", title=f"关于第{n}件事的提案").id for n in range(3)]
    version = db.session.get_one(Proposal, items[0]).version
    actors, now = [office.actor(key) for key in ("coordinator", "coordinator2")], clock.now()
    acts = [
        lambda actor=actor, target=target: merge_item(
            actor, items[0], target_id=target, reason="内容相同", version=version, now=now
        )
        for actor, target in zip(actors, items[1:], strict=True)
    ]

    def check() -> None:
        assert merges() == 1

    race.run(acts[0], acts[1], check, FEWER)
    assert {tuple(sorted(one)) for one in race.outcomes} <= {("StalePage", DONE), ("NotOffered", DONE)}


@on_postgres
def test_two_items_are_merged_into_each_other(race: Race, office: Office) -> None:
    one, two = (registered(office, number_raw=f"第{n}号", title=f"关于第{n}件事的提案").id for n in range(2))
    actors, now = [office.actor(key) for key in ("coordinator", "coordinator2")], clock.now()
    acts = [
        lambda actor=actor, item=item, target=target: merge_item(
            actor, item, target_id=target, reason="内容相同", version=None, now=now
        )
        for actor, item, target in zip(actors, (one, two), (two, one), strict=True)
    ]

    def check() -> None:
        assert merges() == 1

    race.run(acts[0], acts[1], check, FEWER)
    assert all(DONE in outcome and set(outcome) != {DONE} for outcome in race.outcomes)


@on_postgres
def test_the_same_number_is_wanted_twice(race: Race, office: Office) -> None:
    desks = [desk_at(office, "signed"), desk_at(office, "signed", number_raw="第7号", title="关于人才的提案")]
    actor = office.actor("coordinator")
    acts = [
        lambda desk=desk, item=desk.proposal_id, reply=desk.reply.id: numbering.number_reply(
            actor, item, reply, serial=1, version=None, now=desk.now
        )
        for desk in desks
    ]

    def check() -> None:
        assert list(db.session.scalars(select(DocumentNumber.serial))) == [1]

    race.run(acts[0], acts[1], check, FEWER)
    assert {tuple(sorted(one)) for one in race.outcomes} == {("InvalidInput", DONE)}


@on_postgres
def test_locks_taken_crosswise_are_sorted_out(race: Race, office: Office) -> None:
    ids = [office.units["finance"], office.units["industry"]]
    both = threading.Barrier(2, timeout=10)

    def lock(first: int, second: int) -> None:
        with unit_of_work():
            db.session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
            db.session.get_one(Unit, first, with_for_update=True)
            if both.n_waiting or not both.broken:
                meet(both)
            db.session.get_one(Unit, second, with_for_update=True).position += 1

    race.run(lambda: lock(*ids), lambda: lock(*reversed(ids)), lambda: None, count=20)
    assert race.outcomes == {(DONE, DONE): 20}


def meet(both: threading.Barrier) -> None:
    """Wait for the other one, once; a second try goes on alone."""
    try:
        both.wait(0.2)
    except threading.BrokenBarrierError:
        both.reset()


def test_four_threads_write_to_sqlite_and_nobody_hears_of_a_lock(
    sqlite_database: SqliteDatabase, make_app: MakeApp
) -> None:
    sqlite_database.reset()
    app = make_app(sqlite_database)
    with app.app_context():
        office = build_office()
        actors = [office.actor(key) for key in ("officer", "head", "coordinator", "leader")]
        db.session.remove()

    def write(number: int) -> int:
        for turn in range(WRITES):
            with app.app_context():
                set_locale(actors[number], "zh" if turn % 2 else "en")
        return WRITES

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(write, range(THREADS))) == THREADS * WRITES
    with app.app_context():
        db.engine.dispose()
