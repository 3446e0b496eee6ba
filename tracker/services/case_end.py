"""How an item ends: evaluations concluded, promises followed up, closed, archived; and how it is taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.dispatches import Retention
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.archive import ArchiveRecord
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_case import case_facts
from tracker.queries.promises import promises_of
from tracker.services.commitment_courses import change_course
from tracker.services.loading import open_case
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


def case_question(actor: Actor, file: CaseFile, now: datetime) -> Question:
    """Return the question about an item's own end: what is still open, evaluations and promises included."""
    return Question(actor, file.parties, now, facts=case_facts(file))


def conclude_evaluation(actor: Actor, proposal_id: int, *, version: int | None, now: datetime) -> Proposal:
    """Conclude asking for evaluations once every one is in or lapsed; from then on the promises are followed up.

    Raises Refused while one is open, or a sponsor is dissatisfied and no meeting has concluded the matter.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        make_move(file.proposal, Action.CONCLUDE_EVALUATION, case_question(actor, file, now))
        for seat in file.answering:
            finish_milestone(seat.assignment.id, Code.EVALUATION, local_day(now))
        refresh_summary(file)
        return file.proposal


def close_case(actor: Actor, proposal_id: int, *, version: int | None, now: datetime) -> Proposal:
    """Close an item (办结) that owes no reply, no opinion and no promise; its units' tasks are done with it."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        make_move(file.proposal, Action.CLOSE, case_question(actor, file, now))
        question = Question(actor, file.parties, now)
        _move_seats(file, Action.FINISH, question)
        refresh_summary(file)
        return file.proposal


@dataclass(frozen=True)
class Volume:
    """Where an item is kept: its archival code, for how long, and a note."""

    retention: Retention
    code: str | None = None
    note: str | None = None


def archive_case(
    actor: Actor, proposal_id: int, *, volume: Volume, version: int | None, now: datetime
) -> Proposal:
    """Put an ended item into the archive (归档) with its units' tasks; it can be reopened with a reason."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        code, note = (volume.code or "").strip() or None, (volume.note or "").strip() or None
        data = {"code": code, "retention": volume.retention.value}
        make_move(file.proposal, Action.ARCHIVE, case_question(actor, file, now), Telling(note, data))
        _move_seats(file, Action.ARCHIVE, Question(actor, file.parties, now))
        db.session.add(
            ArchiveRecord(
                proposal_id=proposal_id,
                code=code,
                retention=volume.retention,
                note=note,
                at=now,
                by_id=actor.user_id,
            )
        )
        refresh_summary(file)
        return file.proposal


def reopen_action(proposal: Proposal) -> Action:
    """Return how an ended item is taken up again: to follow its promises, or to be handled where no letter went out."""
    return Action.REOPEN if proposal.replied_on is not None else Action.RESUME


def reopen_case(
    actor: Actor,
    proposal_id: int,
    *,
    reason: str | None,
    promises: Sequence[int] = (),
    version: int | None,
    now: datetime,
) -> Proposal:
    """Take a closed or archived item up again with a reason, and with it the ended promises that are named.

    Its letter stands: parts that answered have answered again, and only the named promises are owed anew. Raises
    InvalidInput for a promise of another item or one that is owed already.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        action = reopen_action(file.proposal)
        make_move(file.proposal, action, case_question(actor, file, now), Telling(reason))
        _take_up_seats(file, Question(actor, file.parties, now), reason)
        _take_up_promises(actor, proposal_id, promises, reason, now=now)
        refresh_summary(proposal_id)
        return file.proposal


def _move_seats(file: CaseFile, action: Action, question: Question) -> None:
    """Make a move on every live seat from whose state the table offers it."""
    for seat in file.live:
        if find(Machine.ASSIGNMENT, seat.assignment.state, action):
            telling = Telling(data={"unit": seat.assignment.unit.short_name})
            make_move(seat.assignment, action, question, telling)


def _take_up_seats(file: CaseFile, question: Question, reason: str | None) -> None:
    """Bring parts back to where they were: answered ones to answered; others are handled where no letter went out."""
    was_replied = file.proposal.replied_on is not None
    for seat in file.live:
        row = seat.assignment
        action = Action.RESUME if row.answered_at else None if was_replied else Action.REOPEN
        if action is not None and find(Machine.ASSIGNMENT, row.state, action):
            make_move(row, action, question, Telling(reason, {"unit": row.unit.short_name}))


def _take_up_promises(
    actor: Actor, proposal_id: int, wanted: Sequence[int], reason: str | None, *, now: datetime
) -> None:
    ended = {one.id for one in promises_of(proposal_id) if not one.is_open}
    if set(wanted) - ended:
        raise InvalidInput(field="promises", reason=N_("只能选本件已经销号的承诺，请刷新后重选。"))
    for commitment_id in sorted(set(wanted)):
        change_course(actor, commitment_id, Action.REOPEN, reason=reason, until=None, version=None, now=now)
