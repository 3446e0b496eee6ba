"""Lists are read through the indexes made for them, in order, on both databases: a page costs its rows."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, text

from tests.support.office import Office, build_office
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.extensions import db
from tracker.queries.calendar import working_calendar
from tracker.queries.people import unit_tree
from tracker.queries.register import Reader, RegisterFilter, View, narrowed
from tracker.queries.register_order import Place, Sort, _parts


@pytest.fixture
def filled(context: Flask) -> Office:
    """The small office with 400 items, which the database has taken stock of."""
    office = build_office()
    fill(400, staff_of(office), clock.now(), open_share=2, text="建议。")
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return office


def plan(statement: Select[Any]) -> str:
    """Return how the database would run a statement; PostgreSQL is told to spare itself whole tables."""
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    if db.engine.dialect.name == "sqlite":
        return "\n".join(row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    db.session.execute(text("SET LOCAL enable_bitmapscan = off"))
    return "\n".join(row[0] for row in db.session.execute(text(f"EXPLAIN {compiled}")))


def page(office: Office, key: str, view: View, place: Place | None = None) -> str:
    """Return the plan of one page of a view in the order of due dates."""
    reader = Reader(office.actor(key), clock.now(), unit_tree(), working_calendar())
    part = next(iter(_parts(Sort.DUE, backwards=False)))
    reached = part.reached(place)
    assert reached is not None
    statement = narrowed(reader, RegisterFilter(view=view)).where(part.condition, reached)
    return plan(statement.order_by(*part.order).limit(51))


@pytest.mark.parametrize(
    ("key", "index"),
    [
        ("coordinator", "ix_proposal_unanswered_due"),
        ("leader", "ix_proposal_unanswered_due"),
        ("supervisor", "ix_proposal_unanswered_due"),
        ("officer", "ix_proposal_unanswered_office_due"),
        ("head", "ix_proposal_unanswered_office_due"),
    ],
)
def test_the_list_walks_its_index_in_order_from_any_place(filled: Office, key: str, index: str) -> None:
    for place in (None, Place(clock.today(), 7)):
        for view in (View.OPEN, View.OVERDUE):
            found = page(filled, key, view, place)
            assert index in found, found
            assert "TEMP B-TREE" not in found, found
            assert "Sort" not in found, found


def test_a_co_handler_s_list_finds_its_seats_by_index(filled: Office) -> None:
    found = page(filled, "finance_liaison", View.OPEN)
    assert "ix_assignment_" in found, found
    assert "Seq Scan" not in found, found
    assert "SCAN assignment" not in found, found


def test_sponsors_are_in_order_by_an_index(filled: Office) -> None:
    reader = Reader(filled.actor("coordinator"), clock.now(), unit_tree(), working_calendar())
    for backwards in (False, True):
        for part in _parts(Sort.SPONSOR, backwards=backwards):
            reached = part.reached(Place("李", 7))
            if reached is not None and part.is_keyed:
                statement = narrowed(reader, RegisterFilter(ids=(), view=View.DONE)).where(
                    part.condition, reached
                )
                found = plan(statement.order_by(*part.order).limit(51))
                assert "ix_proposal_host_sponsor" in found, found
