"""Every page of the demonstration office costs at most eight statements, that of the session among them."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.databases import SqliteDatabase
from tests.support.page_client import PageClient
from tests.support.pages_of_office import wanted
from tests.support.statements import counted
from tracker.extensions import db
from tracker.models.people import User

MOST = 8
ABOVE = {
    "not-found": 11,  # a refusal is written into the audit log, which takes three
    "reminders-foreseen": 13,  # an administrator's rehearsal of the whole morning's sweep
}


@pytest.fixture
def database(sqlite_database: SqliteDatabase) -> SqliteDatabase:
    """A fresh SQLite database: how often a page asks does not depend on the database."""
    sqlite_database.reset()
    return sqlite_database


def test_no_page_of_the_office_costs_more_than_eight_statements(demonstration: Flask) -> None:
    with demonstration.app_context():
        shots = wanted()
        people = {user.name: user.id for user in db.session.scalars(select(User))}
        db.session.remove()
    clients: dict[str, PageClient] = {}
    found: dict[str, int] = {}
    for shot in shots:
        if shot.who not in clients:
            clients[shot.who] = PageClient(demonstration)
            if shot.who:
                clients[shot.who].sign_in(people[shot.who])
            clients[shot.who].client.get("/")
        with counted() as statements:
            answer = clients[shot.who].client.get(shot.path)
        assert answer.status_code in {200, 404}, shot
        if len(statements) > ABOVE.get(shot.name, MOST):
            found[shot.name] = len(statements)
    assert found == {}
