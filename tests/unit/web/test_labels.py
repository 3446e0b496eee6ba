"""Every enum's member has its words, its own table, and no table holds another's member."""

from enum import StrEnum
from inspect import isclass

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.domain import step_words, vocabulary
from tracker.domain.actions import Action
from tracker.domain.class_marks import Outcome
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import AssignmentState, CaseState, Machine
from tracker.web.labels import LABELS, action_label, choices, label, word
from tracker.web.labels_of_moves import SPECIAL_ACTIONS

ENUMS = [
    *(
        kind
        for kind in (*vars(vocabulary).values(), *vars(step_words).values())
        if isclass(kind) and issubclass(kind, StrEnum)
    ),
    Action,
    EventKind,
    Outcome,
]


@pytest.fixture(autouse=True)
def _translations() -> object:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "kind", [kind for kind in ENUMS if kind is not StrEnum], ids=lambda kind: kind.__name__
)
def test_every_member_has_words_and_no_others_do(kind: type[StrEnum]) -> None:
    assert set(LABELS[kind]) == set(kind)
    assert [type(member) for member in LABELS[kind]] == [kind] * len(kind)
    assert all(str(words).strip() for words in LABELS[kind].values())


def test_equal_values_of_two_enums_keep_their_own_words() -> None:
    assert label(CaseState.ARCHIVED) == "已归档"
    assert label(AssignmentState.RETURN_REQUESTED) == "申请退办"
    assert label(None) == ""


def test_an_action_may_be_called_differently_on_one_machine() -> None:
    assert action_label(Machine.OPINION, Action.SIGN) == "签署"
    assert action_label(Machine.REPLY, Action.SIGN) == "签发"
    assert all(isinstance(key[0], Machine) and isinstance(key[1], Action) for key in SPECIAL_ACTIONS)


def test_a_kept_value_finds_its_words_or_stays_itself() -> None:
    assert word("CaseState", "handling") == "办理中"
    assert word("CaseState", "unheard of") == "unheard of"


def test_choices_follow_the_order_of_the_enum() -> None:
    assert [value for value, _ in choices(CaseState)] == [member.value for member in CaseState]
