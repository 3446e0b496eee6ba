"""What a person holds, or what lies in an office: parts, promises and steps of sign-off that are open; set by set."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from tracker.domain.hand_overs import HeldKind, LineState, Need, Pile
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import ANSWERING_ROLES, LIVE_ASSIGNMENT_STATES, REVIEW_STATES, AssignmentState
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.hand_over import HandOverLine
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep

SHOWN = 20
HOLDING = sorted(LIVE_ASSIGNMENT_STATES - {AssignmentState.DONE, AssignmentState.ARCHIVED})
AHEAD = (StepState.PENDING, StepState.CURRENT)
Held: TypeAlias = Subquery


def held_by(user_id: int) -> Held:
    """Return everything open that names a person: whatever else they may do, they do by their role."""
    return _together(
        Assignment.officer_id == user_id, Commitment.owner_user_id == user_id, ReplyStep.user_id == user_id
    )


def held_in(unit_ids: Iterable[int]) -> Held:
    """Return everything open that lies in units: their parts, their promises, steps that ask their roles."""
    ids = sorted(unit_ids)
    return _together(
        or_(Assignment.office_id.in_(ids), Assignment.unit_id.in_(ids)),
        Commitment.owner_unit_id.in_(ids),
        and_(ReplyStep.unit_id.in_(ids), ReplyStep.user_id.is_(None)),
    )


def _together(part: Any, promise: Any, step: Any) -> Held:
    return union_all(_parts(part), _promises(promise), _steps(step)).subquery("held")


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", String)


def _parts(whose: Any) -> Any:
    answering = Assignment.role.in_(sorted(ANSWERING_ROLES))
    need = case((answering, _word(Need.ANSWERING)), else_=_word(Need.ASSISTING))
    return (
        select(
            _word(HeldKind.PART).label("kind"),
            Assignment.id.label("subject_id"),
            Assignment.proposal_id.label("proposal_id"),
            need.label("need"),
            Proposal.host_unit_id.label("host_unit_id"),
            Assignment.unit_id.label("unit_id"),
            Assignment.office_id.label("office_id"),
            Assignment.due_on.label("due_on"),
        )
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(whose, Assignment.state.in_(HOLDING), Assignment.round_no == Proposal.round_no)
        .where(Proposal.__table__.c.is_open)
    )


def _promises(whose: Any) -> Any:
    return select(
        _word(HeldKind.PROMISE),
        Commitment.id,
        Commitment.proposal_id,
        _word(Need.PROMISE),
        Commitment.host_unit_id,
        Commitment.owner_unit_id,
        null(),
        Commitment.next_on,
    ).where(whose, Commitment.__table__.c.is_open)


def _steps(whose: Any) -> Any:
    later = aliased(ReplyStep)
    last = select(func.max(later.lap)).where(later.reply_id == ReplyStep.reply_id).scalar_subquery()
    return (
        select(
            _word(HeldKind.STEP),
            ReplyStep.id,
            Reply.proposal_id,
            _word(Need.STEP),
            Proposal.host_unit_id,
            func.coalesce(ReplyStep.unit_id, Assignment.unit_id),
            null(),
            Proposal.due_on,
        )
        .select_from(ReplyStep)
        .join(Reply, Reply.id == ReplyStep.reply_id)
        .join(Assignment, Assignment.id == Reply.assignment_id)
        .join(Proposal, Proposal.id == Reply.proposal_id)
        .where(whose, ReplyStep.state.in_(AHEAD), Reply.state.in_(REVIEW_STATES), ReplyStep.lap == last)
    )


def is_waiting(held: Held) -> ColumnElement[bool]:
    """Return the condition that a piece stands in an open hand-over already."""
    return _waiting(held).exists()


def _waiting(held: Held) -> Select[Any]:
    return select(HandOverLine.hand_over_id).where(
        HandOverLine.state == LineState.OFFERED,
        HandOverLine.kind == held.c.kind,
        HandOverLine.subject_id == held.c.subject_id,
    )


def piles(held: Held, *conditions: ColumnElement[bool]) -> list[Pile]:
    """Return what is held by kind, need and place, in one statement."""
    columns: list[Any] = [held.c[name] for name in ("kind", "need", "host_unit_id", "unit_id", "office_id")]
    waiting = func.sum(case((is_waiting(held), 1), else_=0))
    found: Any = select(*columns, func.count(), waiting).where(*conditions).group_by(*columns)
    return [
        Pile(HeldKind(kind), Need(need), host, unit, office, count, int(asked))
        for kind, need, host, unit, office, count, asked in db.session.execute(found.order_by(*columns))
    ]


def lies_in(held: Held, found: Iterable[Pile]) -> ColumnElement[bool]:
    """Return the condition that a piece belongs to one of the piles."""
    return or_(
        literal_column("1 = 0"),
        *(
            and_(
                held.c.kind == pile.kind,
                held.c.need == pile.need,
                held.c.host_unit_id == pile.host_unit_id,
                held.c.unit_id == pile.unit_id,
                held.c.office_id == pile.office_id if pile.office_id else held.c.office_id.is_(None),
            )
            for pile in found
        ),
    )


def one_of(held: Held, keys: Iterable[tuple[HeldKind, int]]) -> ColumnElement[bool]:
    """Return the condition that a piece is one of those named by kind and id."""
    by_kind: dict[HeldKind, list[int]] = {}
    for kind, subject_id in keys:
        by_kind.setdefault(kind, []).append(subject_id)
    return or_(
        literal_column("1 = 0"),
        *(and_(held.c.kind == kind, held.c.subject_id.in_(ids)) for kind, ids in by_kind.items()),
    )


def rows_of(held: Held, *conditions: ColumnElement[bool], page: int = 1) -> Sequence[Row[Any]]:
    """Return one page of what is held, the earliest due first, each with its item and the hand-over it waits in."""
    waiting = _waiting(held).limit(1).scalar_subquery()
    statement = (
        select(
            held,
            waiting.label("hand_over_id"),
            Proposal.number_raw,
            Proposal.title,
            Proposal.is_confidential,
            Proposal.stage,
            Commitment.number.label("promise_number"),
            Commitment.quote,
            ReplyStep.name.label("step_name"),
            Reply.state.label("reply_state"),
        )
        .join(Proposal, Proposal.id == held.c.proposal_id)
        .outerjoin(Commitment, and_(held.c.kind == HeldKind.PROMISE, Commitment.id == held.c.subject_id))
        .outerjoin(ReplyStep, and_(held.c.kind == HeldKind.STEP, ReplyStep.id == held.c.subject_id))
        .outerjoin(
            Reply,
            and_(
                held.c.kind == HeldKind.PART,
                Reply.assignment_id == held.c.subject_id,
                Reply.state != "cancelled",
            ),
        )
        .where(*conditions)
        .order_by(held.c.due_on.asc().nulls_last(), held.c.kind, held.c.subject_id)
        .limit(SHOWN + 1)
        .offset((page - 1) * SHOWN)
    )
    return db.session.execute(statement).all()
