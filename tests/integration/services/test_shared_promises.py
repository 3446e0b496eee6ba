"""One record for a promise that several letters of one merged group make: the leading item holds it, all show it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.groups import merged, two_desks
from tests.support.office import Office
from tests.support.replies import Desk
from tracker.domain.events import EventKind
from tracker.domain.permissions import Permission
from tracker.extensions import db
from tracker.models.commitment import Commitment, SharedPromise
from tracker.models.event import Event
from tracker.models.grouping import HandlingGroup
from tracker.queries.facts_case import case_facts
from tracker.queries.people import unit_tree
from tracker.queries.promises import PromiseFilter, list_promises, promises_of
from tracker.queries.shared_promises import places_of, records_of
from tracker.services import drafting, merged_text
from tracker.services.merged_handling import leave_handling
from tracker.services.promise_finding import marks_by_id

Pair = tuple[HandlingGroup, Desk, Desk]
OWN = "三是加强宣传。2026年6月底前举办5场政策宣讲会。"


@pytest.fixture
def pair(context: Flask, office: Office) -> Pair:
    """Two letters with one text, drafted and judged; the second has a sentence of its own."""
    first, second = two_desks(office)
    first.drafted()
    group = merged(first, second)
    second.now = first.now
    merged_text.carry_text(
        second.actor("officer"), group.id, items=[second.proposal_id], version=None, now=second.now
    )
    text = second.reply.text.replace("感谢您", f"{OWN}\n感谢您")
    second.step("officer", drafting.save_text, entry=drafting.DraftEntry(text=text), version=None)
    second.judged()
    return group, first, second


def sent(desk: Desk) -> Desk:
    return desk.submitted().approved().checked().signed().numbered().sent()


def one_after_the_other(*desks: Desk) -> None:
    for desk in desks:
        desk.now = max(one.now for one in desks)
        sent(desk)


def held(desk: Desk) -> list[str]:
    """Return the promises that an item holds itself, by their first words."""
    rows = select(Commitment.quote).where(Commitment.proposal_id == desk.proposal_id)
    return [quote[:8] for quote in db.session.scalars(rows.order_by(Commitment.number))]


def shown(desk: Desk) -> list[str]:
    """Return the promises that an item's page shows."""
    return [one.quote[:8] for one in promises_of(desk.proposal_id)]


def count(kind: EventKind, desk: Desk) -> int:
    found = select(func.count()).where(Event.kind == kind, Event.proposal_id == desk.proposal_id)
    return db.session.scalar(found) or 0


def test_what_two_letters_promise_is_kept_once_by_the_leading_item(pair: Pair) -> None:
    _group, first, second = pair
    one_after_the_other(first, second)
    assert len(held(first)) == 2
    assert [one[:4] for one in held(second)] == ["三是加强"]
    assert shown(second) == [*held(second), *held(first)]
    assert (first.file.proposal.promise_total, second.file.proposal.promise_total) == (2, 3)
    ledger = list_promises(
        first.actor("coordinator"), PromiseFilter(), first.now.date(), [first.office.units["dept"]]
    )
    assert len(ledger) == 3
    assert (count(EventKind.COMMITMENT_MADE, second), count(EventKind.COMMITMENT_SHARED, second)) == (1, 2)


def test_it_belongs_to_the_leading_item_even_where_the_other_letter_goes_out_first(pair: Pair) -> None:
    _group, first, second = pair
    one_after_the_other(second, first)
    assert len(held(first)) == 2
    assert len(held(second)) == 1
    places = {one.reply_id for one in promises_of(first.proposal_id)}
    assert places == {first.reply.id}
    assert db.session.scalar(select(func.count()).select_from(SharedPromise)) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_each_letter_finds_its_records_at_its_own_places(pair: Pair, turned: bool) -> None:
    _group, first, second = pair
    one_after_the_other(*((second, first) if turned else (first, second)))
    for desk in (first, second):
        found = records_of(desk.reply.id)
        text = desk.reply.text
        assert all(text.startswith(one.quote, start) for start, one in found.items())
        assert len(found) == len(shown(desk))


def test_no_item_is_closed_while_a_promise_that_it_shares_is_open(pair: Pair) -> None:
    _group, first, second = pair
    one_after_the_other(first, second)
    assert case_facts(second.file).commitments_open == 3
    for one in promises_of(first.proposal_id):
        second.now = max(second.now, first.now)
        second.reported_done(one.id)
        assert one.is_open
    assert case_facts(first.file).commitments_open == 2


def test_the_people_of_every_item_see_it_with_its_letters(pair: Pair) -> None:
    _group, first, second = pair
    one_after_the_other(first, second)
    promise = promises_of(first.proposal_id)[0]
    actor = second.actor("officer")
    assert second.file.may(Permission.VIEW_COMMITMENTS, actor, now=second.now)
    assert [one.reply_id for one in places_of(actor, unit_tree(), promise)] == [
        first.reply.id,
        second.reply.id,
    ]
    assert promise in list_promises(actor, PromiseFilter(), second.now.date(), [])


def test_another_owner_makes_it_another_promise(pair: Pair) -> None:
    _group, first, second = pair
    mark = next(iter(marks_by_id(second.reply.id).values()))
    mark.owner_unit_id = second.office.units["rural"]
    db.session.commit()
    one_after_the_other(first, second)
    assert len(held(second)) == 2
    assert db.session.scalar(select(func.count()).select_from(SharedPromise)) == 1


def test_a_leading_item_that_leaves_gives_the_others_promises_back(pair: Pair) -> None:
    group, first, second = pair
    sent(second)
    assert len(held(first)) == 2
    db.session.refresh(group)
    words = {"reason": "另案办理", "version": None, "now": second.now}
    leave_handling(first.actor("coordinator"), group.id, first.proposal_id, **words)  # type: ignore[arg-type]
    assert held(first) == []
    assert len(held(second)) == 3
    assert (first.file.proposal.promise_total, second.file.proposal.promise_total) == (0, 3)


def test_letters_outside_a_group_keep_their_own_promises(context: Flask, office: Office) -> None:
    first, second = two_desks(office)
    for desk in (first, second):
        desk.now = max(first.now, second.now)
        sent(desk.drafted())
    assert (len(held(first)), len(held(second))) == (2, 2)
