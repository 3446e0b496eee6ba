"""The tables are total: state x action x role is allowed, refused with a reason, or not offered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product

import pytest

from tracker.domain import lifecycle
from tracker.domain.actions import Action
from tracker.domain.decisions import FORBIDDEN, NEEDS_PROOF, Answer, Question, decide, offered
from tracker.domain.guards import GUARDS, Facts, Guard
from tracker.domain.permissions import MATRIX, Actor, CaseParties, Part, Permission, Target
from tracker.domain.subjects import Subject
from tracker.domain.vocabulary import Machine, ReplyState, Role

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOST, OFFICE, CO_UNIT, ELSEWHERE = 1, 2, 3, 9
OFFICER_ID, AUTHOR_ID = 11, 99
CASE = CaseParties(
    host_unit_id=HOST,
    answering=(Part(HOST, OFFICE, OFFICER_ID),),
    assisting=(Part(CO_UNIT),),
    is_submitted=True,
    is_shared=True,
)
HOLDINGS: dict[Subject, tuple[int, Role, int]] = {
    Subject.OFFICER: (OFFICER_ID, Role.OFFICER, OFFICE),
    Subject.COLLEAGUE: (12, Role.OFFICER, OFFICE),
    Subject.HEAD: (13, Role.HEAD, OFFICE),
    Subject.LIAISON: (14, Role.LIAISON, CO_UNIT),
    Subject.CO_HEAD: (15, Role.HEAD, CO_UNIT),
    Subject.OUTSIDER: (16, Role.OFFICER, ELSEWHERE),
    Subject.COORDINATOR: (17, Role.COORDINATOR, HOST),
    Subject.LEADER: (18, Role.LEADER, HOST),
    Subject.SUPERVISOR: (19, Role.SUPERVISOR, HOST),
    Subject.SYSTEM_ADMIN: (20, Role.SYSTEM_ADMIN, HOST),
    Subject.SECURITY_ADMIN: (21, Role.SECURITY_ADMIN, HOST),
    Subject.AUDIT_ADMIN: (22, Role.AUDIT_ADMIN, HOST),
}
ALL_FACTS = Facts(
    answering_total=1,
    contacts=1,
    has_text=True,
    has_class=True,
    has_publicity=True,
    has_reason=True,
    has_recipients=True,
    has_office=True,
    is_reference_only=True,
    promises_seen=True,
    has_evidence=True,
    cosigners_agree=True,
    is_proactive=True,
    has_public_copy=True,
    consent_is_heard=True,
    is_handler=False,
    has_scan=True,
    term_is_over=True,
    evaluation_is_owed=False,
    is_ordered_above=True,
    has_meeting=True,
    round_no=1,
    steps_passed=0,
    is_own_work=False,
    is_last_signature=False,
    meeting_is_missing=False,
    is_unnumbered=True,
    is_unsigned=True,
    is_return_in_time=True,
    is_inside_due=True,
    is_inside_decided=True,
    is_asker=True,
    is_item_open=True,
    is_untouched=True,
)


def actor(subject: Subject, *, is_fresh: bool = True) -> Actor:
    user_id, role, unit_id = HOLDINGS[subject]
    return Actor(user_id, subject.name, {role: frozenset({unit_id})}, NOW if is_fresh else None)


def every_cell() -> Iterator[tuple[Machine, StrEnum, Action, Subject]]:
    for machine in Machine:
        actions = sorted({action for _, action in lifecycle.TRANSITIONS[machine]})
        yield from product([machine], lifecycle.STATES[machine], actions, HOLDINGS)


def question(subject: Subject, facts: Facts, places: frozenset[int]) -> Question:
    return Question(actor(subject), CASE, NOW, Target(places=places), facts)


@pytest.mark.parametrize("places", [frozenset({HOST, OFFICE}), frozenset({CO_UNIT})])
def test_every_state_action_and_role_has_exactly_one_of_three_answers(places: frozenset[int]) -> None:
    seen = dict.fromkeys(Answer, 0)
    for machine, state, action, subject in every_cell():
        decision = decide(machine, state, action, question(subject, ALL_FACTS, places))
        seen[decision.answer] += 1
        assert (decision.move is None) == (decision.answer is Answer.NOT_OFFERED)
        assert (decision.refusal is not None) == (decision.answer is Answer.REFUSED)
    assert all(seen.values())


def test_a_right_that_the_matrix_denies_is_never_allowed_by_a_table() -> None:
    for machine, state, action, subject in every_cell():
        move = lifecycle.find(machine, state, action)
        if move is None or move.permission is None:
            continue
        is_denied = _cell(move.permission, subject) == "."
        decision = decide(
            machine, state, action, question(subject, ALL_FACTS, frozenset({HOST, OFFICE, CO_UNIT}))
        )
        assert not (is_denied and decision.is_permitted), (machine, state, action, subject)


def _cell(permission: Permission, subject: Subject) -> str:
    head, *rows = (line.split() for line in MATRIX.strip().splitlines())
    row = next(row for row in rows if row[0] == permission.value)
    return row[1 + head.index(subject.value)]


def test_every_state_is_reached_and_only_end_states_are_left_by_nobody() -> None:
    for machine in Machine:
        states = set(lifecycle.STATES[machine])
        targets = {move.target for move in lifecycle.TRANSITIONS[machine].values()}
        sources = {source for source, _ in lifecycle.TRANSITIONS[machine]}
        first = next(iter(lifecycle.STATES[machine]))
        assert targets | {first} == states, machine
        assert sources <= states


NOTHING = Facts(
    answering_open=1,
    opinions_missing=1,
    opinions_unweighed=1,
    asks_open=1,
    promises_undecided=1,
    evaluations_open=1,
    commitments_open=1,
    contact_is_demanded=True,
    evidence_is_demanded=True,
)


@pytest.mark.parametrize("guard", sorted(set(Guard) - {Guard.ON_TIME, Guard.LATE}))
def test_a_guard_passes_with_the_full_facts_and_refuses_in_words_without(guard: Guard) -> None:
    assert GUARDS[guard].holds(ALL_FACTS)
    assert not GUARDS[guard].holds(NOTHING)
    assert GUARDS[guard].refusal.endswith("。")


def test_on_time_and_late_are_opposites() -> None:
    for is_late in (True, False):
        facts = Facts(is_late=is_late)
        assert GUARDS[Guard.LATE].holds(facts) is not GUARDS[Guard.ON_TIME].holds(facts)


def test_a_signature_needs_a_fresh_proof_and_another_person_than_the_author() -> None:
    sign = (Machine.REPLY, ReplyState.SIGN_OFF, Action.SIGN)
    leader = actor(Subject.LEADER)
    stale = actor(Subject.LEADER, is_fresh=False)
    own = Target(makers=frozenset({leader.user_id}))
    assert decide(*sign, Question(leader, CASE, NOW, Target(), ALL_FACTS)).is_allowed
    assert decide(*sign, Question(stale, CASE, NOW, Target(), ALL_FACTS)).refusal == NEEDS_PROOF
    assert decide(*sign, Question(leader, CASE, NOW, own, ALL_FACTS)).refusal == FORBIDDEN


def test_offered_moves_are_those_the_person_may_make_with_the_guards_that_still_fail() -> None:
    head = Question(actor(Subject.HEAD), CASE, NOW, Target(places=frozenset({OFFICE})), Facts())
    decisions = offered(Machine.REPLY, ReplyState.DEPT_REVIEW, head)
    assert {d.move.action for d in decisions if d.move} == {
        Action.APPROVE,
        Action.PASS_ON,
        Action.SEND_BACK,
        Action.BACK_TO_STEP,
        Action.RECALL_SUBMISSION,
    }
    assert next(d for d in decisions if d.move and d.move.action is Action.SEND_BACK).failing == (
        Guard.REASON_GIVEN,
    )
