"""Of a part that its unit answers by itself, the people of the other parts may read, not act."""

from datetime import UTC, datetime

import pytest

from tracker.domain.permissions import Actor, CaseParties, Part, Permission, Target, allows
from tracker.domain.vocabulary import Role

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOST, OTHER = 1, 2
CASE = CaseParties(HOST, answering=(Part(HOST, None, 11), Part(OTHER, None, 22)), is_submitted=True)
OURS, THEIRS = (
    Actor(11, "甲", {Role.OFFICER: frozenset({HOST})}),
    Actor(22, "乙", {Role.OFFICER: frozenset({OTHER})}),
)
COORDINATOR = Actor(33, "丙", {Role.COORDINATOR: frozenset({HOST})})
LEADER_THERE = Actor(44, "丁", {Role.LEADER: frozenset({OTHER})}, proved_at=NOW)


def may(permission: Permission, actor: Actor, *, apart: bool) -> bool:
    target = Target(places=frozenset({HOST}), is_apart=apart)
    return allows(permission, actor, CASE, target, now=NOW)


@pytest.mark.parametrize(
    "right",
    [Permission.EDIT_DRAFT, Permission.SUBMIT_REPLY, Permission.RECORD_CONTACT, Permission.EDIT_COMMITMENTS],
)
def test_only_the_own_unit_acts_on_a_part_apart(right: Permission) -> None:
    assert may(right, OURS, apart=True)
    assert not may(right, THEIRS, apart=True)
    assert may(right, THEIRS, apart=False)


def test_everybody_concerned_still_reads_it() -> None:
    for right in (Permission.VIEW_CASE, Permission.VIEW_DRAFTS, Permission.VIEW_REPLY):
        assert may(right, THEIRS, apart=True)


def test_the_books_coordinator_acts_on_every_part_and_another_leader_on_none_but_the_own() -> None:
    assert may(Permission.ASSIGN, COORDINATOR, apart=True)
    assert not may(Permission.SIGN_OFF, LEADER_THERE, apart=True)
    own = Target(places=frozenset({OTHER}), is_apart=True)
    assert allows(Permission.SIGN_OFF, LEADER_THERE, CASE, own, now=NOW)
