"""One code sent twice at the same instant opens one session; codes tried at once do not hide from the count."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.databases import Database
from tests.support.factors import enrol, secret_of, shown
from tests.support.office import Office
from tests.support.races import DONE, Race, racing
from tests.support.whole_database import WholePostgres, whole
from tracker import clock
from tracker.domain.sessions import Limits
from tracker.extensions import db
from tracker.models.access import CodeAttempt, UserSession
from tracker.services.accounts import Browser
from tracker.services.second_factor import enter_code

on_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))
RACES = 60


@pytest.fixture
def race(context: Flask, database: Database, office: Office) -> Iterator[Race]:
    """A race on PostgreSQL; the officer has a device."""
    enrol(office.people["officer"])
    seen = whole(database)
    assert isinstance(seen, WholePostgres)
    with racing(context, seen) as made:
        yield made
    seen.close()


@on_postgres
def test_one_code_opens_one_session(race: Race, office: Office) -> None:
    person, now = office.people["officer"], clock.now()
    code = shown(secret_of(person), now)

    def act() -> None:
        enter_code(person, 1, code, Browser("127.0.0.1"), limits=LIMITS, now=now)

    def check() -> None:
        for table in (UserSession, CodeAttempt):
            assert db.session.scalar(select(func.count()).select_from(table)) == 1

    race.run(act, act, check, RACES)
    assert set(race.outcomes) <= {(DONE, "CodeRefused"), ("CodeRefused", DONE)}
    assert sum(race.outcomes.values()) == RACES
