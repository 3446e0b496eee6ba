"""A class is changed later with reason and evidence; the letter as sent keeps its mark."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.replies import Desk, desk_at
from tracker.domain.class_marks import Outcome
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, NotOffered, StalePage
from tracker.queries.class_history import class_history
from tracker.queries.item import events_of
from tracker.services import class_changes


def change(desk: Desk, key: str = "supervisor", **changes: Any) -> None:
    words: dict[str, Any] = {
        "mark": "A",
        "reason": "承诺已全部落实",
        "evidence": "桂科高字〔2026〕18号",
        "version": None,
    }
    desk.step(key, class_changes.change_class, **(words | changes))


@pytest.mark.parametrize("key", ["supervisor", "coordinator"])
def test_the_item_follows_and_the_letter_keeps_its_mark(context: Flask, office: Office, key: str) -> None:
    desk = desk_at(office, "sent")
    assert (desk.file.proposal.class_mark, desk.file.proposal.outcome) == ("B", Outcome.PLANNED)
    change(desk, key)
    item = desk.file.proposal
    assert (item.class_mark, item.outcome, desk.reply.class_mark) == ("A", Outcome.SOLVED, "B")
    first, last = class_history(desk.reply.id)
    assert (first.mark, first.reason) == ("B", None)
    assert (last.mark, last.reason, last.evidence) == ("A", "承诺已全部落实", "桂科高字〔2026〕18号")
    event = events_of(desk.proposal_id)[0]
    assert (event.kind, event.data["before"], event.data["after"]) == ("class.changed", "B", "A")


def test_a_class_may_go_back(context: Flask, office: Office) -> None:
    desk = desk_at(office, "sent")
    change(desk)
    desk.now += timedelta(days=1)
    change(desk, mark="C", reason="落实不到位")
    assert [one.mark for one in class_history(desk.reply.id)] == ["B", "A", "C"]


@pytest.mark.parametrize(
    "changes",
    [
        {"mark": "Z"},
        {"mark": ""},
        {"mark": "B"},
        {"reason": " "},
        {"evidence": None},
        {"reason": "长" * 501},
        {"evidence": "长" * 301},
    ],
)
def test_a_change_without_all_it_needs_is_refused(
    context: Flask, office: Office, changes: dict[str, Any]
) -> None:
    desk = desk_at(office, "sent")
    with pytest.raises(InvalidInput):
        change(desk, **changes)
    assert (len(class_history(desk.reply.id)), desk.file.proposal.class_mark) == (1, "B")


def test_rights_state_and_version_are_asked(context: Flask, office: Office) -> None:
    desk = desk_at(office, "checked")
    with pytest.raises(NotOffered):
        change(desk)
    desk.signed()
    for key in ("officer", "head", "leader"):
        with pytest.raises(Forbidden):
            change(desk, key)
    for key in ("rural_officer", "finance_head", "audit_admin"):
        with pytest.raises(NotFound):
            change(desk, key)
    with pytest.raises(StalePage):
        change(desk, version=1)
    assert len(class_history(desk.reply.id)) == 1
