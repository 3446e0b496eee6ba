"""Tasks of a desk once a reply has gone out: later letters, publishing, evaluations, a second round, closing.

One SELECT a kind; the sponsors' evaluations of an item are one task however many forms there are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Date, and_, bindparam, case, cast, exists, func, null, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.due_dates import Milestone as Code
from tracker.domain.guards import LAST_ROUND
from tracker.domain.publication import PublicForm
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    LIVE_ASSIGNMENT_STATES,
    OPEN_REQUEST_STATES,
    CaseState,
    EvaluationState,
    Kind,
    LetterState,
    Origin,
    Publicity,
    ReplyState,
    Role,
    Satisfaction,
)
from tracker.models.assignment import Assignment, Milestone, SideRequest
from tracker.models.commitment import Commitment
from tracker.models.evaluation import Evaluation, ReviewMeeting
from tracker.models.later_letter import LaterLetter
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal, Sponsor
from tracker.models.publication import PublicCopy, PublicityDecision, PublicityRequest
from tracker.models.reply import Reply
from tracker.queries.desk_tasks import ME, SOON, TODAY, Source, TaskKind, at_place, task, units_of
from tracker.queries.facts_case import OPEN_EVALUATIONS

NO_DAY = cast(null(), Date)
LATER = aliased(PublicityDecision)
LETTER_TASKS: Mapping[LetterState, TaskKind] = {
    LetterState.SIGNED: TaskKind.NUMBER_LETTER,
    LetterState.NUMBERED: TaskKind.SEND_LETTER,
}


def here(role: Role) -> Any:
    """Return the condition that an item's book or an answering part lies where the person holds the role."""
    units = units_of(role)
    return or_(Proposal.host_unit_id.in_(units), Assignment.unit_id.in_(units))


def _of_letter(kind: TaskKind | Any, *states: LetterState) -> Source:
    return (
        task(kind, LaterLetter.id, NO_DAY)
        .join_from(LaterLetter, Reply, Reply.id == LaterLetter.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == LaterLetter.proposal_id)
        .where(LaterLetter.state.in_(states))
    )


def letters_written(role: Role) -> Source:
    """Return the later letters that the person drafts."""
    place = at_place(role) if role is Role.OFFICER else here(role)
    return _of_letter(TaskKind.WRITE_LETTER, LetterState.DRAFTING).where(LaterLetter.author_id == ME, place)


def letters_awaited(role: Role) -> Source:
    """Return the later letters that the person wrote and that wait for their signature."""
    place = at_place(role) if role is Role.OFFICER else here(role)
    return _of_letter(TaskKind.AWAIT_LETTER, LetterState.TO_SIGN).where(LaterLetter.author_id == ME, place)


def letters_to_sign() -> Source:
    """Return the later letters that a leader signs: never one's own."""
    return _of_letter(TaskKind.SIGN_LETTER, LetterState.TO_SIGN).where(
        here(Role.LEADER), LaterLetter.author_id != ME
    )


def letters_to_send() -> Source:
    """Return the signed later letters that the office numbers and sends."""
    kind = case(*((LaterLetter.state == state, word.value) for state, word in LETTER_TASKS.items()))
    return _of_letter(kind, *LETTER_TASKS).where(here(Role.COORDINATOR))


def _of_sent(kind: TaskKind, due: Any) -> Source:
    dated = and_(
        Milestone.assignment_id == Reply.assignment_id,
        Milestone.code == Code.PUBLISH.value,
        Milestone.done_on.is_(None),
        Milestone.dropped_on.is_(None),
    )
    return (
        task(kind, Reply.id, due)
        .join_from(Reply, Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .outerjoin(Milestone, dated)
    )


def to_publish() -> Iterable[Source]:
    """Yield what the office publishes within 20 working days, and what it takes back since a leader decided so."""
    yield _of_sent(TaskKind.PUBLISH, Milestone.due_on).where(
        Reply.state == ReplyState.SENT,
        Reply.publicity == Publicity.PROACTIVE,
        here(Role.COORDINATOR),
        ~exists().where(
            PublicityRequest.reply_id == Reply.id,
            PublicityRequest.request_id == SideRequest.id,
            SideRequest.state.in_(sorted(OPEN_REQUEST_STATES)),
        ),
    )
    smaller = and_(
        LATER.reply_id == Reply.id, LATER.form == PublicForm.SUMMARY, PublicCopy.form == PublicForm.FULL
    )
    newest = select(func.max(PublicityDecision.id)).where(PublicityDecision.reply_id == Reply.id)
    is_shown_too_much = exists().where(
        smaller,
        PublicCopy.reply_id == Reply.id,
        PublicCopy.ended_at.is_(None),
        LATER.id == newest.correlate(Reply).scalar_subquery(),
    )
    yield _of_sent(TaskKind.TAKE_OFFLINE, NO_DAY).where(
        Reply.state == ReplyState.PUBLISHED,
        or_(Reply.publicity != Publicity.PROACTIVE, is_shown_too_much),
        here(Role.COORDINATOR),
    )


def to_assess_again() -> Source:
    """Return the letters kept back whose yearly assessment comes due within two weeks (条例第十八条)."""
    is_newest = ~exists().where(LATER.reply_id == PublicityDecision.reply_id, LATER.id > PublicityDecision.id)
    return (
        task(TaskKind.REVIEW_PUBLICITY, Reply.id, PublicityDecision.review_on)
        .join_from(PublicityDecision, Reply, Reply.id == PublicityDecision.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .where(
            PublicityDecision.review_on <= SOON,
            Reply.state == ReplyState.SENT,
            Reply.publicity != Publicity.PROACTIVE,
            is_newest,
            here(Role.LEADER),
        )
    )


TERM = (
    select(func.max(Milestone.due_on))
    .join(Assignment, Assignment.id == Milestone.assignment_id)
    .where(
        Milestone.proposal_id == Proposal.id,
        Milestone.code == Code.EVALUATION.value,
        Assignment.round_no == Proposal.round_no,
    )
    .correlate(Proposal)
    .scalar_subquery()
)
_OF_ROUND = and_(Evaluation.proposal_id == Proposal.id, Evaluation.round_no == Proposal.round_no)
_IS_BAD = or_(
    Evaluation.attitude == Satisfaction.DISSATISFIED, Evaluation.result == Satisfaction.DISSATISFIED
)
_BAD = bindparam("bad", Satisfaction.DISSATISFIED, type_=Evaluation.result.type, literal_execute=True)
_CONFIRMED = bindparam("sure", EvaluationState.CONFIRMED, type_=Evaluation.state.type, literal_execute=True)
# written out, not bound: the few rows of ix_evaluation_dissatisfied are found by these very words
_BY_INDEX = and_(or_(Evaluation.attitude == _BAD, Evaluation.result == _BAD), Evaluation.state == _CONFIRMED)
_OPEN = exists().where(_OF_ROUND, Evaluation.state.in_(OPEN_EVALUATIONS))
_LATE = and_(exists().where(_OF_ROUND, Evaluation.state == EvaluationState.AWAITING), TERM < TODAY)
DISSATISFIED = exists().where(_OF_ROUND, Evaluation.state == EvaluationState.CONFIRMED, _IS_BAD)
MET = exists().where(ReviewMeeting.proposal_id == Proposal.id, ReviewMeeting.round_no == Proposal.round_no)
_OWED = and_(
    Proposal.state == CaseState.REPLIED,
    Proposal.origin != Origin.RELAY,
    Proposal.kind != Kind.OPINION,
    ~Proposal.is_reference_only,
    exists().where(Sponsor.proposal_id == Proposal.id, Sponsor.evaluates),
)
_ASKED = and_(
    Proposal.state.in_((CaseState.REPLIED, CaseState.EVALUATING)),
    Proposal.host_unit_id.in_(units_of(Role.COORDINATOR)),
)


def evaluations_to_move() -> Iterable[Source]:
    """Yield what the office does next with the sponsors' evaluations of an item, as its page says it."""
    kind = case(
        (_OWED, TaskKind.ASK_EVALUATION.value),
        (_OPEN, TaskKind.URGE_EVALUATION.value),
        (or_(~DISSATISFIED, MET), TaskKind.CONCLUDE_EVALUATION.value),
        (Proposal.round_no < LAST_ROUND, TaskKind.ORDER_REDO.value),
        else_=TaskKind.HOLD_MEETING.value,
    )
    yield task(kind, Proposal.id, TERM, Proposal.lead_unit_id).where(_ASKED, or_(~_OPEN, _LATE))
    yield _of_forms(TaskKind.ENTER_EVALUATION, Role.COORDINATOR).where(
        Evaluation.state == EvaluationState.AWAITING,
        or_(Evaluation.replaces_id.is_not(None), Evaluation.scan_id.is_not(None)),
    )
    yield evaluations_to_check(Role.COORDINATOR)


def evaluations_awaited() -> Source:
    """Return the items whose sponsors have not all answered yet, while there is time."""
    awaited = task(TaskKind.AWAIT_EVALUATION, Proposal.id, TERM, Proposal.lead_unit_id)
    return awaited.where(_ASKED, ~_OWED, _OPEN, ~func.coalesce(_LATE, False))


def evaluations_to_check(role: Role) -> Source:
    """Return the items with forms that another person entered."""
    return _of_forms(TaskKind.CHECK_EVALUATION, role).where(
        Evaluation.state == EvaluationState.ENTERED, Evaluation.entered_by_id != ME
    )


def _of_forms(kind: TaskKind, role: Role) -> Source:
    """Return the items with forms, each once with the first of them; never to whoever handled the item."""
    return (
        task(kind, func.min(Evaluation.id), TERM, Proposal.lead_unit_id)
        .join_from(Evaluation, Proposal, Proposal.id == Evaluation.proposal_id)
        .where(Proposal.host_unit_id.in_(units_of(role)), ~_had_a_hand())
        .group_by(Proposal.id)
    )


def _had_a_hand() -> Any:
    """Return the condition that the person handles the item or did in any round (``facts_evaluation.is_handler``)."""
    of_item = Assignment.proposal_id == Proposal.id
    answers = and_(
        Assignment.role.in_(sorted(ANSWERING_ROLES)),
        Assignment.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
        Assignment.round_no == Proposal.round_no,
        or_(at_place(Role.OFFICER), at_place(Role.HEAD)),
    )
    return or_(
        exists().where(of_item, or_(Assignment.officer_id == ME, answers)),
        exists().where(
            Reply.proposal_id == Proposal.id,
            Reply.state != ReplyState.CANCELLED,
            or_(Reply.author_id == ME, Reply.signer_id == ME),
        ),
        exists().where(
            Opinion.proposal_id == Proposal.id, or_(Opinion.author_id == ME, Opinion.signed_by_id == ME)
        ),
    )


def to_take_up() -> Source:
    """Return the items whose sponsor turned out dissatisfied after the asking was concluded, or the item closed.

    A form that was corrected or came late opens the question again: a second round, a meeting, or first reopening.
    """
    is_followed = Proposal.state == CaseState.TRACKING
    kind = case(
        (and_(is_followed, Proposal.round_no < LAST_ROUND), TaskKind.ORDER_REDO.value),
        (is_followed, TaskKind.HOLD_MEETING.value),
        else_=TaskKind.TAKE_UP_AGAIN.value,
    )
    return (
        task(kind, Proposal.id, NO_DAY, Proposal.lead_unit_id)
        .join_from(Evaluation, Proposal, Proposal.id == Evaluation.proposal_id)
        .where(
            _BY_INDEX,
            Evaluation.round_no == Proposal.round_no,
            Proposal.state.in_((CaseState.TRACKING, CaseState.CLOSED, CaseState.ARCHIVED)),
            Proposal.host_unit_id.in_(units_of(Role.COORDINATOR)),
            ~MET,
        )
        .distinct()
    )


def to_close() -> Source:
    """Return the items that owe no promise, no opinion and no form any more."""
    owes = exists().where(Commitment.proposal_id == Proposal.id, Commitment.__table__.c.is_open)
    return task(TaskKind.CLOSE, Proposal.id, NO_DAY, Proposal.lead_unit_id).where(
        Proposal.state == CaseState.TRACKING,
        Proposal.host_unit_id.in_(units_of(Role.COORDINATOR)),
        Proposal.co_in >= Proposal.co_total,
        ~owes,
        ~_OPEN,
        or_(~DISSATISFIED, MET),
    )
