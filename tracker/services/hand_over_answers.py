"""What becomes of an offered hand-over: accepted, declined with the reason, or taken back."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Update, exists, select, update

from tracker.clock import local_day
from tracker.domain import hand_overs as rules
from tracker.domain.audit import AuditKind
from tracker.domain.errors import Forbidden, NotFound, Refused, StalePage
from tracker.domain.hand_overs import HandOverState, HeldKind, LineState, Pile
from tracker.domain.permissions import Actor
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.hand_over import HandOver, HandOverLine
from tracker.models.people import RoleGrant, User
from tracker.models.sign_off import ReplyStep
from tracker.queries.directory import in_force
from tracker.queries.held_work import Held, held_by, held_in, piles
from tracker.services.audit import by, note
from tracker.services.hand_over_mails import giver_name, tell_answer
from tracker.services.hand_over_moves import Passing, move_lines
from tracker.services.hand_overs import asked_reason, why_unfit
from tracker.services.unit_of_work import unit_of_work


def accept_hand_over(
    actor: Actor, number: int, *, reason: str | None = None, version: int | None, now: datetime
) -> tuple[HandOver, int]:
    """Take over what was offered, all of it in one transaction; returns the hand-over and how many pieces moved.

    The receiver accepts; where they do not answer, the office does in their place with the reason (audited). What
    somebody else has by now is marked as gone. Raises Refused where the receiver lost the role meanwhile.
    """
    with unit_of_work():
        offer = _opened(actor, number, version)
        is_for = actor.user_id != offer.receiver_id
        if is_for and not oversees(actor, offer, local_day(now)):
            raise Forbidden
        words = asked_reason(reason) if is_for else (reason or "").strip() or None
        held = held_of(offer)
        _mark_odd(offer, held)
        _refuse_unfit(offer, piles(held, _in_offer(offer, held)), now)
        moved = move_lines(actor, _passing(offer), now, reason=words or offer.reason)
        _end(actor, offer, HandOverState.ACCEPTED, words, now)
        offer.is_for_receiver = is_for
        data = {"giver": giver_name(offer), "receiver": offer.receiver_id, "moved": moved}
        about = ("hand_over", offer.id)
        note(by(actor, AuditKind.WORK_HANDED_OVER, now, about, **data, is_for_receiver=is_for))
        tell_answer(offer, moved, now)
        return offer, moved


def decline_hand_over(
    actor: Actor, number: int, *, reason: str | None, version: int | None, now: datetime
) -> HandOver:
    """Refuse what was offered, with the reason; everything stays with the giver."""
    with unit_of_work():
        offer = _opened(actor, number, version)
        if actor.user_id != offer.receiver_id:
            raise Forbidden
        _keep_lines(offer)
        _end(actor, offer, HandOverState.DECLINED, asked_reason(reason), now)
        tell_answer(offer, 0, now)
        return offer


def take_back_hand_over(actor: Actor, number: int, *, version: int | None, now: datetime) -> HandOver:
    """Take an unanswered offer back: its giver, who made it, or the office."""
    with unit_of_work():
        offer = _opened(actor, number, version)
        is_own = actor.user_id in {offer.giver_id, offer.offered_by_id}
        if not is_own and not oversees(actor, offer, local_day(now)):
            raise Forbidden
        _keep_lines(offer)
        _end(actor, offer, HandOverState.TAKEN_BACK, None, now)
        tell_answer(offer, 0, now)
        return offer


def oversees(actor: Actor, offer: HandOver, today: date, role: Role = Role.COORDINATOR) -> bool:
    """Tell whether a person holds a role, the office's where none is named, over the giver's place."""
    if offer.unit_id is not None:
        return actor.holds(role, offer.unit_id)
    statement = select(RoleGrant.unit_id).where(RoleGrant.user_id == offer.giver_id)
    return actor.holds(
        role, *db.session.scalars(statement.where(in_force(today) | RoleGrant.valid_to.is_not(None)))
    )


def sees_hand_over(actor: Actor, offer: HandOver, today: date) -> bool:
    """Tell whether a person may read a hand-over: those named in it, and the heads and the office over the giver."""
    named = {offer.giver_id, offer.receiver_id, offer.offered_by_id}
    return actor.user_id in named or any(oversees(actor, offer, today, role) for role in rules.OVERSEERS)


def held_of(offer: HandOver) -> Held:
    """Return what the giver holds now."""
    if offer.giver_id is not None:
        return held_by(offer.giver_id)
    return held_in([offer.unit_id] if offer.unit_id else [])


def _opened(actor: Actor, number: int, version: int | None) -> HandOver:
    """Return a hand-over that is not answered, locked; raises NotFound for whom it does not concern."""
    offer = db.session.scalar(select(HandOver).where(HandOver.id == number).with_for_update())
    if offer is None or not (
        actor.user_id in {offer.giver_id, offer.receiver_id, offer.offered_by_id}
        or any(actor.scopes.get(role) for role in rules.OVERSEERS)
    ):
        raise NotFound
    if offer.state is not HandOverState.OFFERED:
        raise Refused(reason=rules.NOT_OPEN)
    if version is not None and offer.version != version:
        raise StalePage
    return offer


def _in_offer(offer: HandOver, held: Held) -> ColumnElement[bool]:
    return exists().where(
        HandOverLine.hand_over_id == offer.id,
        HandOverLine.state == LineState.OFFERED,
        HandOverLine.kind == held.c.kind,
        HandOverLine.subject_id == held.c.subject_id,
    )


def _mark_odd(offer: HandOver, held: Held) -> None:
    """Mark what the giver has no more, and steps that the receiver may not pass."""
    lines = update(HandOverLine).where(HandOverLine.hand_over_id == offer.id)
    still = exists().where(held.c.kind == HandOverLine.kind, held.c.subject_id == HandOverLine.subject_id)
    db.session.execute(_quietly(lines.where(~still).values(state=LineState.GONE)))
    wrote = exists().where(
        ReplyStep.id == HandOverLine.subject_id,
        (ReplyStep.author_id == offer.receiver_id) | (ReplyStep.submitted_by_id == offer.receiver_id),
    )
    is_step = HandOverLine.kind == HeldKind.STEP
    stays = lines.where(is_step, HandOverLine.state == LineState.OFFERED, wrote)
    if offer.giver_id is not None:
        db.session.execute(_quietly(stays.values(state=LineState.STAYED)))


def _quietly(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


def _refuse_unfit(offer: HandOver, found: list[Pile], now: datetime) -> None:
    receiver = db.session.get_one(User, offer.receiver_id)
    if not receiver.is_active:
        raise Refused(reason=phrase(rules.NOT_ACTIVE, name=receiver.name))
    words = why_unfit(receiver, found, now) if offer.giver_id is not None else None
    if words is not None:
        raise Refused(reason=words)


def _passing(offer: HandOver) -> Passing:
    receiver = db.session.get_one(User, offer.receiver_id)
    return Passing(offer, giver_name(offer), receiver.name)


def _keep_lines(offer: HandOver) -> None:
    kept = update(HandOverLine).where(HandOverLine.hand_over_id == offer.id)
    db.session.execute(_quietly(kept.values(state=LineState.STAYED)))


def _end(actor: Actor, offer: HandOver, state: HandOverState, words: str | None, now: datetime) -> None:
    offer.state, offer.answer = state, words
    offer.answered_at, offer.answered_by_id = now, actor.user_id
