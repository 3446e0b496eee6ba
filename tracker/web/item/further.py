"""The menu of an item's further steps: one table of steps, each shown exactly when the service would take it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tracker.domain.actions import Action
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_
from tracker.domain.guards import LAST_ROUND
from tracker.domain.lifecycle import find
from tracker.domain.permissions import WHOLE_CASE, Permission, Target
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import (
    REVIEW_STATES,
    SET_ASIDE_STATES,
    AssignmentState,
    CaseState,
    Machine,
    RequestKind,
)
from tracker.queries.case_file import Seat
from tracker.queries.facts_assignment import assignment_facts
from tracker.queries.facts_request import ENDING
from tracker.queries.next_words import StepLink
from tracker.queries.owed import owing_seats
from tracker.queries.requests import is_past
from tracker.services.case_end import reopen_action
from tracker.services.extensions import WORKING
from tracker.services.publicity_requests import asking_seat
from tracker.web import current
from tracker.web.item.frame import Frame


@dataclass(frozen=True)
class MenuStep:
    """A move in the menu: its words (``%(unit)s`` is the seat's unit), its page, and where it is made at once."""

    action: Action
    endpoint: str
    words: str
    posts: bool = False
    fits: Callable[[Frame, Seat], bool] = lambda _frame, _seat: True


@dataclass(frozen=True)
class CaseStep:
    """A move of the item itself in the menu; one that is made at once stands there only while nothing hinders it."""

    action: Action
    endpoint: str
    words: str
    fits: Callable[[Frame], bool] = lambda _frame: True
    posts: bool = False


def _is_handled(frame: Frame) -> bool:
    return frame.file.proposal.state is CaseState.HANDLING


def _is_merged(frame: Frame) -> bool:
    return frame.file.proposal.state is CaseState.MERGED


def _is_host(frame: Frame, seat: Seat) -> bool:
    return seat.assignment.unit_id == frame.file.proposal.host_unit_id


def _is_first_round(frame: Frame) -> bool:
    return frame.file.proposal.round_no < LAST_ROUND


def _has_ended(frame: Frame) -> bool:
    return frame.file.proposal.state in {CaseState.CLOSED, CaseState.ARCHIVED}


def _takes_up_by(action: Action) -> Callable[[Frame], bool]:
    return lambda frame: _has_ended(frame) and reopen_action(frame.file.proposal) is action


def _has_office(frame: Frame, seat: Seat) -> bool:
    return _is_host(frame, seat) and seat.assignment.office_id is not None


def _is_unsigned(_frame: Frame, seat: Seat) -> bool:
    return assignment_facts(seat).is_unsigned


def _may_rest(frame: Frame, seat: Seat) -> bool:
    """Whether a part may be let rest: its answer is not signed, and nobody waits for the decision on it."""
    asked = {row.assignment_id for row in frame.desk.requests if row.kind is RequestKind.PAUSE}
    return _is_unsigned(frame, seat) and seat.assignment.id not in asked


def _is_unnumbered(_frame: Frame, seat: Seat) -> bool:
    return assignment_facts(seat).is_unnumbered


def _may_return(frame: Frame, seat: Seat) -> bool:
    """Whether the last day for returning is not past, or the person is the office, which may enter a late request."""
    code = Code.RETURN.value
    limit = next(
        (row for row in frame.milestones if (row.assignment_id, row.code) == (seat.assignment.id, code)), None
    )
    in_time = not is_past(limit, current.today()) or frame.may(Permission.DECIDE_REQUEST, seat.target)
    return in_time and _is_unsigned(frame, seat)


def _may_note(frame: Frame) -> bool:
    return frame.desk.facts.is_reference_only and frame.desk.facts.is_unnumbered


def _is_heard(frame: Frame) -> bool:
    facts = frame.desk.facts
    return not facts.evaluations_open and (facts.is_content or facts.has_meeting)


def _is_set_aside(frame: Frame) -> bool:
    return frame.file.proposal.state in SET_ASIDE_STATES


CASE_STEPS = (
    CaseStep(Action.ASSIGN, "assignment.assign_units", N_("调整交办"), _is_handled),
    CaseStep(Action.CLOSE, "case_end.close_case", N_("办结"), posts=True),
    CaseStep(Action.ORDER_REDO, "evaluation.order_redo", N_("责成重新办理"), _is_first_round),
    CaseStep(Action.ARCHIVE, "case_end.archive_case", N_("归档"), _is_heard),
    CaseStep(Action.REOPEN, "case_end.reopen_case", N_("重新办理"), _takes_up_by(Action.REOPEN)),
    CaseStep(Action.RESUME, "case_end.reopen_case", N_("重新办理"), _takes_up_by(Action.RESUME)),
    CaseStep(Action.MERGE, "grouping.merge_item", N_("并入另一件")),
    CaseStep(Action.REOPEN, "grouping.reopen_merged", N_("撤销并案"), _is_merged),
    CaseStep(Action.NOTE, "request.note_item", N_("阅存"), _may_note),
    CaseStep(Action.REOPEN, "request.take_up_again", N_("重新办理"), _is_set_aside),
)
SEAT_STEPS = (
    MenuStep(Action.SIGN_FOR_RECEIPT, "assignment.sign_for_receipt", N_("代%(unit)s签收"), posts=True),
    MenuStep(Action.REROUTE, "assignment.distribute", N_("改派内设机构（%(unit)s）"), fits=_has_office),
    MenuStep(Action.ASSIGN_OFFICER, "assignment.set_officer", N_("改派承办人（%(unit)s）")),
    MenuStep(Action.ASK_RETURN, "request.ask_return", N_("申请退办（%(unit)s）"), fits=_may_return),
    MenuStep(Action.PAUSE, "request.pause_part", N_("暂缓办理（%(unit)s）"), fits=_may_rest),
    MenuStep(Action.RESUME, "request.resume_part", N_("恢复办理（%(unit)s）"), posts=True),
    MenuStep(Action.RECALL, "request.recall_unit", N_("撤销交办（%(unit)s）"), fits=_is_unnumbered),
)
ANSWER_CODES = frozenset({Code.REPLY.value, Code.CO_OPINION.value})
# a request about the whole item: its kind, the right to make it, what it is about, its page
REQUEST_STEPS = (
    (RequestKind.WITHDRAWAL, Permission.REGISTER, WHOLE_CASE, "request.ask_withdrawal", N_("登记撤案申请")),
    (RequestKind.VOID, Permission.VOID, Target(is_seconded=True), "request.propose_void", N_("提出作废")),
)


def further_steps(frame: Frame) -> list[StepLink]:
    """Return the steps beside the next one that the person has the right to make now."""
    return [
        *_of_rights(frame),
        *_of_reviews(frame),
        *_of_case(frame),
        *_of_groups(frame),
        *_of_seats(frame),
        *_of_extensions(frame),
        *_of_pauses(frame),
        *_of_requests(frame),
        *_of_publicity(frame),
        *_of_urging(frame),
    ]


def _of_rights(frame: Frame) -> Iterator[StepLink]:
    """Yield what changes no state and hangs on a right alone."""
    item = frame.file.proposal
    if _is_handled(frame) and frame.may_in_part(Permission.RECORD_CONTACT):
        yield StepLink(Phrase(N_("记一笔沟通")), "contact.record_contact", frame.desk.item)
    seat = next((one for one in frame.file.answering if one.reply), None)
    if seat is not None and seat.reply is not None and frame.may_in_part(Permission.RECORD_CONTACT):
        values = {**frame.desk.item, "reply_id": seat.reply.id}
        if frame.sees_routing:
            yield StepLink(Phrase(N_("公开记录")), "publication.view_publication", values)
    if frame.may(Permission.EDIT_CASE) and item.state in {CaseState.REGISTERED, CaseState.HANDLING}:
        yield StepLink(Phrase(N_("修改登记内容")), "intake.edit_item", frame.desk.item)


def _of_urging(frame: Frame) -> Iterator[StepLink]:
    """Yield urging, where a part owes something that the person may ask for."""
    if any(frame.may(Permission.URGE, seat.target) for seat in owing_seats(frame.file)):
        yield StepLink(Phrase(N_("催办")), "urging.urge_item", frame.desk.item)


def _of_publicity(frame: Frame) -> Iterator[StepLink]:
    """Yield where one asks that a sent letter be less public."""
    for seat in frame.file.answering:
        if seat.reply is not None and asking_seat(frame.file, seat, frame.actor, current.now()) is not None:
            place: dict[str, int | str] = {**frame.desk.item, "reply_id": seat.reply.id}
            words = Phrase(N_("申请不公开"))
            yield StepLink(words, "publication.view_publication", {**place, "_anchor": "not-public"})


def _of_reviews(frame: Frame) -> Iterator[StepLink]:
    """Yield the way of each letter under review, which the office may change at any of its steps."""
    for seat in frame.file.answering:
        is_reviewed = seat.reply is not None and seat.reply.state in REVIEW_STATES
        if seat.reply is not None and is_reviewed and frame.may(Permission.DECIDE_REQUEST, seat.target):
            values = {**frame.desk.item, "reply_id": seat.reply.id}
            words = phrase(N_("调整审签流程（%(unit)s）"), unit=frame.tree.name(seat.assignment.unit_id))
            yield StepLink(words, "sign_off.arrange_steps", values)


def _of_groups(frame: Frame) -> Iterator[StepLink]:
    """Yield what brings the item together with others."""
    if not frame.may(Permission.MERGE):
        return
    if _is_handled(frame) and frame.side.ties.merged_id is None and frame.file.lead is not None:
        yield StepLink(Phrase(N_("并案办理")), "grouping.choose_items", frame.desk.item)
    if frame.side.ties.topic_id is None and frame.file.proposal.is_open:
        yield StepLink(Phrase(N_("归入专题")), "grouping.put_in_topic", frame.desk.item)


def _of_case(frame: Frame) -> Iterator[StepLink]:
    state = frame.file.proposal.state
    for step in CASE_STEPS:
        decision = frame.desk.decision(Machine.CASE, state, step.action)
        if step.fits(frame) and (decision.is_allowed if step.posts else decision.is_permitted):
            fields = {"version": frame.file.proposal.version} if step.posts else None
            yield StepLink(Phrase(step.words), step.endpoint, frame.desk.item, fields)


def _of_seats(frame: Frame) -> Iterator[StepLink]:
    for seat in frame.file.live:
        row = seat.assignment
        for step in SEAT_STEPS:
            if step.fits(frame, seat) and frame.desk.offers(
                Machine.ASSIGNMENT, row.state, step.action, seat.target
            ):
                link = frame.desk.seat_link(step.words, step.endpoint, seat, posts=step.posts)
                words = phrase(step.words, unit=frame.tree.name(row.unit_id))
                yield StepLink(words, link.endpoint, link.values, link.fields)


def _of_extensions(frame: Frame) -> Iterator[StepLink]:
    """Yield asking for a later day, for each part that owes an answer with one and has not asked yet."""
    asked = {row.assignment_id for row in frame.desk.requests if row.kind is RequestKind.EXTENSION}
    owed = {row.assignment_id for row in frame.milestones if row.code in ANSWER_CODES and row.done_on is None}
    for seat in frame.file.live:
        row = seat.assignment
        is_working = row.state in WORKING and row.id in owed and row.id not in asked
        if is_working and frame.may(Permission.ASK_EXTENSION, seat.target):
            words = phrase(N_("申请延期（%(unit)s）"), unit=frame.tree.name(row.unit_id))
            values = {**frame.desk.item, "assignment_id": row.id}
            yield StepLink(words, "request.ask_extension", values)


def _of_pauses(frame: Frame) -> Iterator[StepLink]:
    """Yield asking that a part rest, for who may ask but not decide it; the others let it rest themselves."""
    for seat in frame.file.live:
        row = seat.assignment
        is_free = row.state is AssignmentState.HANDLING and _may_rest(frame, seat)
        decides = frame.may(Permission.GRANT_EXTENSION, seat.target)
        if is_free and not decides and frame.may(Permission.ASK_EXTENSION, seat.target):
            words = phrase(N_("申请暂缓（%(unit)s）"), unit=frame.tree.name(row.unit_id))
            values = {**frame.desk.item, "assignment_id": row.id}
            yield StepLink(words, "request.ask_pause", values)


def _of_requests(frame: Frame) -> Iterator[StepLink]:
    """Yield the requests about the whole item that may be made: one of a kind at a time, while it is handled."""
    asked = {row.kind for row in frame.desk.requests}
    for kind, right, target, endpoint, words in REQUEST_STEPS:
        ends = find(Machine.CASE, frame.file.proposal.state, ENDING[kind]) is not None
        if ends and kind not in asked and frame.may(right, target):
            yield StepLink(Phrase(words), endpoint, frame.desk.item)
