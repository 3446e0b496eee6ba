"""Moving what was accepted, set by set: a handful of statements for two thousand pieces, with an event on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, case, select, update

from tracker.clock import local_day
from tracker.domain.events import EventKind
from tracker.domain.hand_overs import HeldKind, LineState
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import SENT_REPLY_STATES, Machine, Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment, PromiseMark
from tracker.models.hand_over import HandOver, HandOverLine
from tracker.models.people import Unit
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep
from tracker.queries.people import holders
from tracker.services.many_events import Happening, write_events
from tracker.services.search_index import index_items
from tracker.services.summaries import summaries_of_parts


@dataclass(frozen=True)
class Passing:
    """A hand-over on its way, with the names that its events keep."""

    offer: HandOver
    giver: str
    receiver: str

    @property
    def names(self) -> dict[str, str]:
        """From whom to whom, as it is called on this day."""
        to_unit = self.offer.to_unit_id
        receiver = db.session.get_one(Unit, to_unit).name if to_unit else self.receiver
        return {"giver": self.giver, "receiver": receiver}

    def lines(self, kind: HeldKind) -> Select[Any]:
        """Return the ids of one kind that are offered still."""
        return select(HandOverLine.subject_id).where(
            HandOverLine.hand_over_id == self.offer.id,
            HandOverLine.state == LineState.OFFERED,
            HandOverLine.kind == kind,
        )


def move_lines(actor: Actor, passing: Passing, now: datetime, *, reason: str) -> int:
    """Move every piece that is offered still; returns how many. Versions go up, so that open pages are stale."""
    db.session.flush()
    moved = 0
    for kind, machine, happenings, statements in (
        (EventKind.ASSIGNMENT_HANDED_OVER, Machine.ASSIGNMENT, _parts(passing), _part_moves(passing, now)),
        (
            EventKind.COMMITMENT_HANDED_OVER,
            Machine.COMMITMENT,
            _promises(passing),
            [*_promise_moves(passing)],
        ),
        (EventKind.REPLY_STEP_HANDED_OVER, Machine.REPLY, _steps(passing), [_step_move(passing)]),
    ):
        moved += write_events(kind, machine, happenings, actor, now, reason=reason)
        for statement in statements:
            db.session.execute(statement.execution_options(synchronize_session=False))
    summaries_of_parts(passing.lines(HeldKind.PART))
    _tell_search(passing)
    lines = update(HandOverLine).where(HandOverLine.hand_over_id == passing.offer.id)
    ended = lines.where(HandOverLine.state == LineState.OFFERED).values(state=LineState.MOVED)
    db.session.execute(ended.execution_options(synchronize_session=False))
    db.session.expire_all()
    return moved


def _tell_search(passing: Passing) -> None:
    """Let the search know of promises that another office owes now: who may find their words depends on it."""
    if passing.offer.unit_id is not None:
        moved = passing.lines(HeldKind.PROMISE).with_only_columns(HandOverLine.proposal_id)
        index_items(db.session.scalars(moved))


def _parts(passing: Passing) -> Iterator[Happening]:
    statement = (
        select(Assignment.id, Assignment.proposal_id, Assignment.state, Unit.short_name)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.id.in_(passing.lines(HeldKind.PART)))
    )
    for number, proposal_id, state, unit in db.session.execute(statement).all():
        yield Happening(proposal_id, number, state, {"unit": unit, **passing.names})


def _part_moves(passing: Passing, now: datetime) -> list[Update]:
    """Give the parts to the receiver; of an office that goes into another, those keep their officer who work there."""
    offer, lines = passing.offer, passing.lines(HeldKind.PART)
    parts = update(Assignment).where(Assignment.id.in_(lines))
    newer = Assignment.version + 1
    if offer.giver_id is not None:
        drafts = select(Reply.id).where(Reply.assignment_id.in_(lines))
        marks = update(PromiseMark).where(
            PromiseMark.owner_user_id == offer.giver_id, PromiseMark.reply_id.in_(drafts)
        )
        return [
            marks.values(owner_user_id=offer.receiver_id, version=PromiseMark.version + 1),
            parts.values(officer_id=offer.receiver_id, version=newer),
        ]
    there = [user.id for user in holders(Role.OFFICER, [offer.to_unit_id or 0], local_day(now))]
    kept = case((Assignment.officer_id.in_(there), Assignment.officer_id), else_=None)
    return [parts.values(office_id=offer.to_unit_id, officer_id=kept, version=newer)]


def _promises(passing: Passing) -> Iterator[Happening]:
    statement = select(Commitment.id, Commitment.proposal_id, Commitment.state, Commitment.quote)
    wanted = statement.where(Commitment.id.in_(passing.lines(HeldKind.PROMISE)))
    for number, proposal_id, state, quote in db.session.execute(wanted).all():
        yield Happening(proposal_id, number, state, {"quote": quote, **passing.names})


def _promise_moves(passing: Passing) -> Iterator[Update]:
    """Give the promises to the receiver, or to the other office with those that its drafts are about to make."""
    offer = passing.offer
    promises = update(Commitment).where(Commitment.id.in_(passing.lines(HeldKind.PROMISE)))
    newer = Commitment.version + 1
    if offer.giver_id is not None:
        yield promises.values(owner_user_id=offer.receiver_id, version=newer)
        return
    yield promises.values(owner_unit_id=offer.to_unit_id, version=newer)
    unsent = select(Reply.id).where(Reply.state.not_in(sorted(SENT_REPLY_STATES)))
    marks = update(PromiseMark).where(
        PromiseMark.owner_unit_id == offer.unit_id, PromiseMark.reply_id.in_(unsent)
    )
    yield marks.values(owner_unit_id=offer.to_unit_id, version=PromiseMark.version + 1)


def _steps(passing: Passing) -> Iterator[Happening]:
    statement = (
        select(Reply.proposal_id, Reply.id, Reply.state, ReplyStep.name)
        .join(Reply, Reply.id == ReplyStep.reply_id)
        .where(ReplyStep.id.in_(passing.lines(HeldKind.STEP)))
    )
    for proposal_id, number, state, step in db.session.execute(statement).all():
        yield Happening(proposal_id, number, state, {"step": step, **passing.names})


def _step_move(passing: Passing) -> Update:
    offer = passing.offer
    steps = update(ReplyStep).where(ReplyStep.id.in_(passing.lines(HeldKind.STEP)))
    place = {"user_id": offer.receiver_id} if offer.giver_id is not None else {"unit_id": offer.to_unit_id}
    return steps.values(**place, version=ReplyStep.version + 1)
