"""The one writer of states: one transaction with its event, and nobody overwrites anybody."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.items import registered
from tests.support.office import Office, build_office
from tracker.domain.actions import Action
from tracker.domain.errors import Forbidden, NotOffered, Refused, StalePage
from tracker.domain.events import KEYS, EventKind
from tracker.domain.guards import Facts
from tracker.domain.permissions import CaseParties
from tracker.domain.vocabulary import CaseState, Machine
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.proposal import Proposal
from tracker.services.moves import Telling, ask, check_version, make_move, write_event
from tracker.services.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


@pytest.fixture
def item_id(office: Office) -> int:
    return registered(office).id


def item(item_id: int) -> Proposal:
    return db.session.get_one(Proposal, item_id)


def test_a_move_sets_the_state_and_tells_it_in_one_transaction(office: Office, item_id: int) -> None:
    before = db.session.query(Event).count()
    with unit_of_work():
        parties = CaseParties(office.units["dept"])
        row = item(item_id)
        row.is_reference_only = True
        facts = Facts(is_reference_only=True, is_unnumbered=True)
        question = ask(office.actor("coordinator"), parties, NOW, facts=facts)
        make_move(row, Action.NOTE, question, Telling("仅供参考"))
    told = db.session.query(Event).order_by(Event.id.desc()).first()
    assert db.session.query(Event).count() == before + 1
    assert told is not None
    assert (told.machine, told.old_state, told.new_state) == (Machine.CASE, "registered", "noted")
    assert (told.reason, told.actor_name, told.at) == ("仅供参考", "韦丽华", NOW)
    assert item(item_id).state is CaseState.NOTED


@pytest.mark.parametrize(
    ("who", "action", "error"),
    [
        ("officer", Action.NOTE, Forbidden),
        ("coordinator", Action.NOTE, Refused),
        ("coordinator", Action.CLOSE, NotOffered),
    ],
)
def test_a_refused_move_changes_nothing(
    office: Office, item_id: int, who: str, action: Action, error: type[Exception]
) -> None:
    before = db.session.query(Event).count()
    parties = CaseParties(office.units["dept"])
    with pytest.raises(error), unit_of_work():
        make_move(item(item_id), action, ask(office.actor(who), parties, NOW))
    assert item(item_id).state is CaseState.REGISTERED
    assert db.session.query(Event).count() == before


def test_a_form_made_from_an_older_version_is_refused(office: Office, item_id: int) -> None:
    row = item(item_id)
    check_version(row, row.version)
    check_version(row, None)
    with pytest.raises(StalePage):
        check_version(row, row.version - 1)


def test_an_event_has_exactly_the_keys_of_its_kind(office: Office, item_id: int) -> None:
    assert set(KEYS) == set(EventKind)
    coordinator = office.actor("coordinator")
    with pytest.raises(ValueError, match=r"assignment\.signed"):
        write_event(item_id, EventKind.ASSIGNMENT_SIGNED, coordinator, NOW)
    surplus = Telling(data={"surplus": 1})
    with pytest.raises(ValueError, match="surplus"):
        write_event(item_id, EventKind.CASE_CLOSED, coordinator, NOW, telling=surplus)


@pytest.mark.parametrize("statement", ["UPDATE event SET actor_name = 'x'", "DELETE FROM event"])
def test_the_database_refuses_to_alter_the_event_log(item_id: int, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work() as session:
        session.execute(text(statement))
    assert db.session.query(Event).count() > 0


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(context: Flask, item_id: int) -> None:
    start = threading.Barrier(2)
    answers: list[str] = []

    def rename(words: str) -> None:
        with context.app_context():
            version = item(item_id).version
            start.wait()
            try:
                with unit_of_work():
                    row = item(item_id)
                    check_version(row, version)
                    row.title = words
            except StalePage:
                answers.append("stale")
            else:
                answers.append(words)
            db.session.remove()

    threads = [threading.Thread(target=rename, args=(words,)) for words in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers).count("stale") == 1
    db.session.rollback()
    assert item(item_id).title in answers


def rename_and_fail(item_id: int, *, inside: bool) -> None:
    with unit_of_work():
        if inside:
            with unit_of_work():
                item(item_id).title = "改了一半"
        item(item_id).title = "改了一半"
        db.session.flush()
        raise ZeroDivisionError


@pytest.mark.parametrize("inside", [False, True])
def test_a_unit_of_work_that_fails_keeps_nothing_not_even_an_inner_one(item_id: int, inside: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        rename_and_fail(item_id, inside=inside)
    assert item(item_id).title != "改了一半"
