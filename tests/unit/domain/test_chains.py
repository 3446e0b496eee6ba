"""Which chain an item gets, which chains are sound, and that no walk along one ends without every step."""

from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.domain.actions import Action
from tracker.domain.chains import (
    BUILT_IN,
    FINISHED,
    StepPlan,
    choose,
    earlier,
    faults_of,
    is_last_signature,
    make_room,
    passing,
    present,
    settle,
    stage_after,
    weights_of,
)
from tracker.domain.step_words import Importance, StepPlace, StepState
from tracker.domain.vocabulary import Kind, ReplyState, Role

R, W = ReplyState, Importance
REVIEW, CHECK, SIGN = BUILT_IN


@dataclass(frozen=True)
class Chain:
    name: str
    kind: Kind | None = None
    importance: Importance | None = None


@dataclass
class Step:
    position: int
    stage: ReplyState
    state: StepState = StepState.PENDING
    by: int | None = None


def steps(*stages: tuple[int, ReplyState]) -> list[Step]:
    made = [Step(position, stage) for position, stage in stages]
    settle(made)
    return made


@pytest.mark.parametrize(
    ("kind", "flags", "wanted"),
    [
        (Kind.SUGGESTION, (False, False), "suggestions"),
        (Kind.PROPOSAL, (False, False), "any"),
        (Kind.PROPOSAL, (True, False), "key"),
        (Kind.SUGGESTION, (True, False), "key suggestions"),
        (Kind.SUGGESTION, (True, True), "led"),
        (Kind.OPINION, (False, True), "led"),
    ],
)
def test_importance_counts_before_kind(kind: Kind, flags: tuple[bool, bool], wanted: str) -> None:
    chains = [
        Chain("any"),
        Chain("suggestions", Kind.SUGGESTION),
        Chain("key", None, W.KEY),
        Chain("key suggestions", Kind.SUGGESTION, W.KEY),
        Chain("led", None, W.LEADER_LED),
    ]
    found = choose(chains, kind, weights_of(is_key=flags[0], is_leader_led=flags[1]))
    assert found is not None
    assert found.name == wanted


def test_the_later_of_two_equal_chains_holds_and_none_where_nothing_fits() -> None:
    assert choose([Chain("old"), Chain("new")], Kind.PROPOSAL, (W.ORDINARY,)) == Chain("new")
    assert choose([Chain("key", None, W.KEY)], Kind.PROPOSAL, (W.ORDINARY,)) is None


def test_the_built_in_chain_is_sound() -> None:
    assert faults_of(BUILT_IN) == []


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ((), "还没有任何环节"),
        ((CHECK, replace(SIGN, position=3)), "第一个环节应是部门审核"),
        ((REVIEW, CHECK), "最后一个环节应是签发"),
        (
            (REVIEW, replace(SIGN, position=2), replace(CHECK, position=3), replace(SIGN, position=4)),
            "签发之后",
        ),
        ((REVIEW, CHECK, replace(SIGN, position=2)), "同一类"),
        ((REVIEW, SIGN, replace(SIGN, name="另一位")), "只能由一方"),
        ((REVIEW, replace(SIGN, role=Role.HEAD)), "角色与环节不符"),
        ((REVIEW, replace(SIGN, place=StepPlace.NAMED_UNIT, unit_id=7)), "其他单位请用会签"),
        ((REVIEW, replace(CHECK, place=StepPlace.NAMED_UNIT), SIGN), "请选定这个单位"),
        ((REVIEW, replace(CHECK, place=StepPlace.PERSON, role=None), SIGN), "请选定这个人"),
    ],
)
def test_a_chain_that_cannot_be_walked_is_told_why(plans: tuple[StepPlan, ...], words: str) -> None:
    assert any(words in fault for fault in faults_of(plans))


def test_one_person_is_not_asked_twice() -> None:
    one = StepPlan(2, R.SIGN_OFF, "分管领导签发", StepPlace.PERSON, user_id=5)
    assert any("同一个人" in fault for fault in faults_of([REVIEW, one, replace(one, position=3)]))


def test_steps_of_one_position_are_asked_at_once_and_the_next_when_all_are_in() -> None:
    way = steps((1, R.DEPT_REVIEW), (2, R.COUNTERSIGN), (2, R.COUNTERSIGN), (3, R.SIGN_OFF))
    way[0].state = StepState.DONE
    assert settle(way) is R.COUNTERSIGN
    assert present(way) == way[1:3]
    assert stage_after(way, way[1]) is R.COUNTERSIGN
    way[1].state = StepState.DONE
    assert (settle(way), present(way)) == (R.COUNTERSIGN, [way[2]])
    way[2].state = StepState.BYPASSED
    assert (settle(way), earlier(way)) == (R.SIGN_OFF, way[:3])


@pytest.mark.parametrize(
    ("stage", "following", "action"),
    [
        (R.DEPT_REVIEW, R.OFFICE_CHECK, Action.APPROVE),
        (R.DEPT_REVIEW, R.COUNTERSIGN, Action.PASS_ON),
        (R.OFFICE_CHECK, R.SIGN_OFF, Action.PASS_CHECK),
        (R.COUNTERSIGN, R.SIGN_OFF, Action.COUNTERSIGN),
        (R.SIGN_OFF, R.SIGN_OFF, Action.PASS_ON),
        (R.SIGN_OFF, None, Action.SIGN),
    ],
)
def test_what_passing_a_step_is_called(
    stage: ReplyState, following: ReplyState | None, action: Action
) -> None:
    assert passing(stage, following) is action


def test_the_last_position_alone_is_the_last_signature() -> None:
    way = steps((1, R.DEPT_REVIEW), (2, R.SIGN_OFF), (3, R.SIGN_OFF))
    assert [is_last_signature(way, one) for one in way] == [False, False, True]


AUTHOR, PEOPLE = 0, range(8)
MOVES = st.lists(
    st.tuples(st.sampled_from(("pass", "bypass", "back", "add")), st.integers(0, 7), st.integers(0, 9)),
    max_size=60,
)
MIDDLE = st.lists(st.sampled_from((R.DEPT_REVIEW, R.OFFICE_CHECK, R.COUNTERSIGN)), max_size=5)


@settings(max_examples=300)
@given(middle=MIDDLE, signers=st.integers(1, 3), moves=MOVES)
def test_a_reply_is_signed_exactly_when_others_than_its_author_passed_or_bypassed_every_step(
    middle: list[ReplyState], signers: int, moves: list[tuple[str, int, int]]
) -> None:
    stages = [R.DEPT_REVIEW, *middle, *[R.SIGN_OFF] * signers]
    way = steps(*zip(count(1), stages, strict=False))
    for move, person, place in moves:
        if not present(way):
            break
        walk(way, move, person, place)
        settle(way)
        assert len({one.position for one in present(way)}) <= 1
    signed = not present(way)
    assert signed == all(one.state in FINISHED for one in way)
    assert signed <= (way[-1].state is StepState.DONE or way[-1].stage is not R.SIGN_OFF)
    assert all(one.by not in {None, AUTHOR} for one in way if one.state in FINISHED)
    done = [one.by for one in way if one.state is StepState.DONE]
    assert len(done) == len(set(done))


def walk(way: list[Step], move: str, person: int, place: int) -> None:
    """Do what the services let a person do, by the same rules; a refused move changes nothing."""
    now = present(way)[0]
    if person == AUTHOR:
        return
    if move == "pass" and all(one.by != person for one in way if one.state is StepState.DONE):
        now.state, now.by = StepState.DONE, person
    elif move == "bypass":
        open_steps = [one for one in way if one.state not in FINISHED]
        chosen = open_steps[place % len(open_steps)]
        if not is_last_signature(way, chosen):
            chosen.state, chosen.by = StepState.BYPASSED, person
    elif move == "back" and earlier(way):
        target = earlier(way)[place % len(earlier(way))].position
        for one in way:
            if one.position >= target:
                one.state, one.by = StepState.PENDING, None
    elif move == "add" and len(way) < 10:
        position = now.position
        make_room(way, position)
        way.insert(0, Step(position, R.COUNTERSIGN))
        way.sort(key=lambda one: one.position)
