"""What the guards of an evaluation look at, and who may not touch it: whoever handled the item."""

from collections.abc import Iterable
from datetime import date

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, Target, subjects_of
from tracker.domain.subjects import Subject
from tracker.models.assignment import Milestone
from tracker.models.evaluation import Evaluation
from tracker.queries.case_file import CaseFile

HANDLERS = frozenset({Subject.OFFICER, Subject.COLLEAGUE, Subject.HEAD})


def is_handler(actor: Actor, file: CaseFile) -> bool:
    """Tell whether the person works where the item is answered, or had a hand in it in any round.

    An evaluation must be beyond the reach of whom it judges (handling.md §1.3: influencing one is punishable).
    """
    if subjects_of(actor, file.parties) & HANDLERS:
        return True
    hands: set[int | None] = set()
    for seat in file.seats:
        hands.add(seat.assignment.officer_id)
        if seat.reply is not None:
            hands |= {seat.reply.author_id, seat.reply.signer_id}
        if seat.opinion is not None:
            hands |= {seat.opinion.author_id, seat.opinion.signed_by_id}
    return actor.user_id in hands


def evaluation_facts(actor: Actor, file: CaseFile, row: Evaluation, term: date | None, today: date) -> Facts:
    """Return the facts of one evaluation; ``term`` is the last day for its return, ``today`` a day in Beijing."""
    return Facts(
        is_handler=is_handler(actor, file),
        has_scan=row.scan_id is not None,
        term_is_over=term is None or term < today,
    )


def evaluation_target(row: Evaluation) -> Target:
    """Return an evaluation as what an action is about: who entered it may not confirm it (condition ``n``)."""
    return Target(makers=frozenset({row.entered_by_id} if row.entered_by_id is not None else ()))


def feedback_term(file: CaseFile, rows: Iterable[Milestone], round_no: int) -> date | None:
    """Return the last day for the return of a round's evaluations; None where no due date is known."""
    seats = {seat.assignment.id for seat in file.seats if seat.assignment.round_no == round_no}
    days = [row.due_on for row in rows if row.code == Code.EVALUATION.value and row.assignment_id in seats]
    return max(days, default=None)
