"""Whether a move is allowed, refused with a reason, or not offered: one answer for services and for pages."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tracker.domain import lifecycle, permissions
from tracker.domain.actions import Action
from tracker.domain.errors import N_
from tracker.domain.guards import GUARDS, NO_FACTS, Facts, Guard, refusals_of
from tracker.domain.permissions import WHOLE_CASE, Actor, CaseParties, Target
from tracker.domain.review_rows import BY_STEP
from tracker.domain.vocabulary import Machine


class Answer(StrEnum):
    """The three answers that a table gives."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True)
class Decision:
    """An answer, the move it is about, and why not."""

    answer: Answer
    move: lifecycle.Transition | None = None
    refusal: str | None = None
    failing: tuple[Guard, ...] = ()
    needs_proof: bool = False
    rests: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether the service would carry the move out now."""
        return self.answer is Answer.ALLOWED

    @property
    def is_permitted(self) -> bool:
        """Whether the person has the right, whatever the guards still ask for."""
        return self.is_allowed or bool(self.failing) or self.needs_proof


FORBIDDEN = N_("您没有办理这一步的权限。")
NEEDS_PROOF = N_("这一步要再次确认身份，请重新输入密码。")
RESTS = N_("这个单位的办理现在暂停：等待退办的决定，或者暂缓办理中。决定或恢复后再办这一步。")
WRITTEN = frozenset({Machine.REPLY, Machine.OPINION})  # machines that rest while their part does
DESPITE_REST = frozenset({Action.CANCEL, Action.OVERRIDE_SILENCE})
NOT_OFFERED = Decision(Answer.NOT_OFFERED)


@dataclass(frozen=True)
class Question:
    """Who asks, about which item and which part of it, at which instant, with which facts."""

    actor: Actor
    case: CaseParties
    now: datetime
    target: Target = WHOLE_CASE
    facts: Facts = NO_FACTS


def decide(machine: Machine, state: StrEnum, action: Action, question: Question) -> Decision:
    """Answer whether ``action`` may be done from ``state``; a move of the system itself asks for no right."""
    move = lifecycle.find(machine, state, action)
    if move is None:
        return NOT_OFFERED
    rests = machine in WRITTEN and not question.target.is_working and action not in DESPITE_REST
    if rests:
        question = replace(question, target=replace(question.target, is_working=True))
    denied = _denial(move, question)
    if denied is not None:
        return denied
    if rests:
        return Decision(Answer.REFUSED, move, RESTS, rests=True)
    failing = refusals_of(move.guards, question.facts)
    if failing:
        return Decision(Answer.REFUSED, move, GUARDS[failing[0]].refusal, failing)
    return Decision(Answer.ALLOWED, move)


def _denial(move: lifecycle.Transition, question: Question) -> Decision | None:
    if move.permission is None:
        return None
    if move.action in BY_STEP and not question.target.is_asked:
        return Decision(Answer.REFUSED, move, FORBIDDEN)
    asked = (move.permission, question.actor, question.case, question.target)
    if permissions.allows(*asked, now=question.now):
        return None
    if permissions.allows_when_fresh(*asked, now=question.now):
        return Decision(Answer.REFUSED, move, NEEDS_PROOF, needs_proof=True)
    return Decision(Answer.REFUSED, move, FORBIDDEN)


def offered(machine: Machine, state: StrEnum, question: Question) -> tuple[Decision, ...]:
    """Return the decisions of every move out of ``state`` that the person has the right to make."""
    decisions = (
        decide(machine, state, move.action, question) for move in lifecycle.moves_from(machine, state)
    )
    return tuple(
        d for d in decisions if d.is_permitted and d.move is not None and d.move.permission is not None
    )
