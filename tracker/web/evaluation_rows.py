"""An evaluation as pages show it: what it judges, and the steps that the service would take from this person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question, decide
from tracker.domain.guards import Guard
from tracker.domain.vocabulary import EvaluationState, Machine, Satisfaction
from tracker.queries.case_file import CaseFile
from tracker.queries.evaluations import seat_judged
from tracker.queries.facts_evaluation import evaluation_facts, evaluation_target, feedback_term
from tracker.queries.item import DueRecord
from tracker.queries.people import UnitTree
from tracker.web import current

STEPS = (Action.ENTER, Action.CONFIRM, Action.REJECT_ENTRY, Action.SUPERSEDE, Action.LAPSE)
BY_THE_FORM = frozenset({Guard.REASON_GIVEN, Guard.SCAN_GIVEN})  # what the step's own form still gives
TONES = {
    Satisfaction.SATISFIED: "done",
    Satisfaction.BASICALLY: "outline",
    Satisfaction.DISSATISFIED: "late",
    Satisfaction.NOT_STATED: "neutral",
}
SHOWN = frozenset({EvaluationState.ENTERED, EvaluationState.CONFIRMED, EvaluationState.SUPERSEDED})


@dataclass(frozen=True)
class EvaluationRow:
    """One evaluation with the words for its object and the steps open to the person."""

    row: Any
    object_words: str
    steps: frozenset[Action]
    term: date | None

    @property
    def says(self) -> bool:
        """Whether what it says is shown: not what was sent back to be entered anew."""
        return self.row.state in SHOWN

    @property
    def link_words(self) -> str:
        """The words of the link to it: the step that waits for this person, else just to look."""
        if Action.ENTER in self.steps:
            return str(_("录入"))
        return str(_("核对")) if Action.CONFIRM in self.steps else str(_("查看"))


def row_maker(
    file: CaseFile, milestones: Sequence[DueRecord], tree: UnitTree
) -> Callable[[Any], EvaluationRow]:
    """Return what makes an evaluation's row for the signed-in person."""

    def made(row: Any) -> EvaluationRow:
        term = feedback_term(file, milestones, row.round_no)
        facts = evaluation_facts(current.actor(), file, row, term, local_day(current.now()))
        question = Question(current.actor(), file.parties, current.now(), evaluation_target(row), facts)
        steps = frozenset(action for action in STEPS if _is_open(row, action, question))
        return EvaluationRow(row, _object_words(file, row, tree), steps, term)

    return made


def _is_open(row: Any, action: Action, question: Question) -> bool:
    decision = decide(Machine.EVALUATION, row.state, action, question)
    return decision.is_allowed or (bool(decision.failing) and set(decision.failing) <= BY_THE_FORM)


def _object_words(file: CaseFile, row: Any, tree: UnitTree) -> str:
    seat = seat_judged(file, row)
    unit = tree.name(seat.assignment.unit_id) if seat else ""
    if row.opinion_id is not None:
        return str(_("%(unit)s的会办", unit=unit))
    number = (seat.reply.document_number if seat and seat.reply else None) or ""
    return str(_("%(unit)s的答复 %(number)s", unit=unit, number=number)).strip()


def tone_of(answer: Satisfaction) -> str:
    """Return the chip's tone for one of the four values; the words always stand beside it."""
    return TONES[answer]


GLOBALS = {"tone_of": tone_of}
