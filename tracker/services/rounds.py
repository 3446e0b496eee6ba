"""Rounds: a dissatisfied sponsor has the item handled anew (重新办理); after two rounds a meeting concludes.

A round keeps its letter, opinions, contacts and evaluations (handling.md §2.5 rule 6); the new one has its own parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.domain.guards import GUARDS, Guard
from tracker.domain.lifecycle import find
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import CaseState, FileKind, Machine, MeetingKind
from tracker.extensions import db
from tracker.models.evaluation import ReviewMeeting
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_case import case_facts
from tracker.queries.facts_evaluation import is_handler
from tracker.services.assignment import Part, create_part
from tracker.services.files import StashedFile, add_file
from tracker.services.loading import demand, open_case
from tracker.services.moves import Telling, check_version, make_move, write_event
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

AFTER_REPLY = frozenset({CaseState.REPLIED, CaseState.EVALUATING, CaseState.TRACKING})


def order_redo(
    actor: Actor,
    proposal_id: int,
    *,
    reason: str,
    ordered_by: str | None,
    co_handlers: Sequence[int],
    version: int | None,
    now: datetime,
) -> Proposal:
    """Order a second round (W39): the answering units and the chosen co-handlers get new parts with a clock of its own.

    ``ordered_by`` names the body that demands it where no sponsor is dissatisfied; ``co_handlers`` are units.
    Raises NotFound for a unit that did not assist, Refused after two rounds or without ground or reason.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        item = file.proposal
        check_version(item, version)
        again = [*file.answering, *_chosen(file, co_handlers)]
        body = (ordered_by or "").strip()
        facts = replace(case_facts(file), is_ordered_above=bool(body))
        data = {"round": item.round_no + 1, "units": [seat.assignment.unit.short_name for seat in again]}
        words = f"{reason.strip()}（{body}）" if body and reason.strip() else reason
        question = Question(actor, file.parties, now, facts=facts)
        # the round closes before the new one opens: its parts are found by its number
        _finish_round(file, Question(actor, file.parties, now))
        item.replied_on = None
        make_move(item, Action.ORDER_REDO, question, Telling(words, data))
        item.round_no += 1
        for seat in again:
            row = seat.assignment
            create_part(actor, item, Part(row.unit_id, row.role, row.part), local_day(now), now)
        refresh_summary(proposal_id)
        return item


def _chosen(file: CaseFile, unit_ids: Sequence[int]) -> list[Seat]:
    found = {seat.assignment.unit_id: seat for seat in file.co_handling}
    if set(unit_ids) - set(found):
        raise NotFound
    return [found[unit_id] for unit_id in dict.fromkeys(unit_ids)]


def _finish_round(file: CaseFile, question: Question) -> None:
    for seat in file.live:
        if find(Machine.ASSIGNMENT, seat.assignment.state, Action.FINISH):
            telling = Telling(data={"unit": seat.assignment.unit.short_name})
            make_move(seat.assignment, Action.FINISH, question, telling)


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting face to face or an experts' review; ``on`` is its day in Beijing."""

    kind: MeetingKind
    on: date
    people: str
    conclusion: str


def record_meeting(
    actor: Actor,
    proposal_id: int,
    *,
    entry: MeetingEntry,
    minutes: StashedFile | None,
    store: FileStore,
    version: int | None,
    now: datetime,
) -> ReviewMeeting:
    """Record the meeting or review with which a round ends that left a sponsor dissatisfied (W17), with its minutes.

    Raises Refused for whoever handled the item and where nobody is dissatisfied, InvalidInput for what is missing.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        item = file.proposal
        check_version(item, version)
        demand(file, Permission.RECORD_EVALUATION, actor, now)
        _check_occasion(actor, file)
        upload = _checked(entry, minutes, now)
        kept = add_file(actor, file, upload, store, now, kind=FileKind.MINUTES, is_internal=True)
        db.session.flush()
        row = ReviewMeeting(
            proposal_id=item.id,
            round_no=item.round_no,
            kind=entry.kind,
            on_day=entry.on,
            people=entry.people.strip(),
            conclusion=entry.conclusion.strip(),
            file_id=kept.id,
            created_at=now,
            created_by_id=actor.user_id,
        )
        db.session.add(row)
        data = {"meeting": entry.kind.value, "on": entry.on.isoformat()}
        write_event(item.id, EventKind.CASE_MEETING_HELD, actor, now, telling=Telling(data=data))
        refresh_summary(file)
        return row


def may_meet(actor: Actor, file: CaseFile, now: datetime) -> bool:
    """Tell whether the person may record a meeting now, whatever its form still lacks."""
    return (
        file.proposal.state in AFTER_REPLY
        and file.may(Permission.RECORD_EVALUATION, actor, now=now)
        and not is_handler(actor, file)
    )


def _check_occasion(actor: Actor, file: CaseFile) -> None:
    if file.proposal.state not in AFTER_REPLY:
        raise Forbidden
    if is_handler(actor, file):
        raise Refused(reason=GUARDS[Guard.HANDLER_APART].refusal)
    if case_facts(file).dissatisfied == 0:
        raise Refused(reason=N_("没有核对无误的“不满意”，不用召开面商会议或专家评估。"))


def _checked(entry: MeetingEntry, minutes: StashedFile | None, now: datetime) -> StashedFile:
    if entry.on > local_day(now):
        raise InvalidInput(field="on", reason=N_("会议日期不能晚于今天。"))
    for field, words, refusal in (
        ("people", entry.people, N_("请写明参加的人。")),
        ("conclusion", entry.conclusion, N_("请写明结论。")),
    ):
        if not words.strip():
            raise InvalidInput(field=field, reason=refusal)
    if minutes is None:
        raise InvalidInput(field="minutes", reason=N_("请附上会议记录或评估意见。"))
    return minutes
