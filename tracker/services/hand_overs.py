"""Offering one's work, or that of somebody who leaves, to another person; nothing moves before it is accepted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, literal, select

from tracker.clock import local_day
from tracker.domain import hand_overs as rules
from tracker.domain.audit import AuditKind
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.hand_overs import HandOverState, HeldKind, LineState, Pile
from tracker.domain.permissions import Actor
from tracker.domain.phrases import Phrase, phrase
from tracker.extensions import db
from tracker.models.hand_over import HandOver, HandOverLine
from tracker.models.people import User
from tracker.models.sign_off import ReplyStep
from tracker.queries.held_work import Held, held_by, is_waiting, lies_in, one_of, piles
from tracker.queries.people import load_actor, unit_tree
from tracker.services.audit import by, note
from tracker.services.hand_over_mails import tell_offer
from tracker.services.unit_of_work import refusing, unit_of_work

Keys = Sequence[tuple[HeldKind, int]]
LONGEST_REASON = 500


def offer_hand_over(
    actor: Actor,
    giver_id: int,
    *,
    receiver_id: int | None,
    keys: Keys | None,
    reason: str | None,
    now: datetime,
) -> HandOver:
    """Offer what a person holds to another one (W40): all that the actor may give, or the pieces named by ``keys``.

    Raises Forbidden where nothing of it is the actor's to give, Refused where nothing is left, InvalidInput for a
    receiver who is not active, lacks the role where the work lies, or wrote what he would have to pass.
    """
    with unit_of_work():
        giver = db.session.get(User, giver_id)
        if giver is None:
            raise NotFound
        held = held_by(giver_id)
        chosen = [~is_waiting(held)] + ([one_of(held, keys)] if keys is not None else [])
        if keys is not None and not keys:
            raise InvalidInput(field="keys", reason=rules.CHOOSE)
        given = _given(actor, giver_id, piles(held, *chosen), now, is_all=keys is None)
        words = asked_reason(reason)
        receiver = _receiver(giver, receiver_id, given, now)
        chosen.append(lies_in(held, given))
        _refuse_own_texts(receiver, held, chosen)
        offer = HandOver(giver_id=giver.id, receiver_id=receiver.id, reason=words)
        return file_offer(actor, offer, held, chosen, now)


def _given(
    actor: Actor, giver_id: int, found: Sequence[Pile], now: datetime, *, is_all: bool
) -> Sequence[Pile]:
    given = [pile for pile in found if rules.may_give(actor, giver_id, pile, now)]
    if not found:
        if actor.user_id != giver_id and not oversees_anything(actor):
            raise Forbidden
        raise Refused(reason=rules.NOTHING)
    if not given or (len(given) < len(found) and not is_all):
        raise Forbidden
    return given


def oversees_anything(actor: Actor) -> bool:
    """Tell whether a person is head or office anywhere, and so may hand over for others."""
    return any(actor.scopes.get(role) for role in rules.OVERSEERS)


def asked_reason(reason: str | None) -> str:
    """Return the reason as it is kept; raises InvalidInput where there is none."""
    words = (reason or "").strip()[:LONGEST_REASON]
    if not words:
        raise InvalidInput(field="reason", reason=rules.REASON)
    return words


def _receiver(giver: User, receiver_id: int | None, given: Sequence[Pile], now: datetime) -> User:
    receiver = db.session.get(User, receiver_id) if receiver_id else None
    if receiver is None:
        raise InvalidInput(field="receiver", reason=rules.WHO)
    if receiver.id == giver.id:
        raise InvalidInput(field="receiver", reason=rules.TO_ONESELF)
    if not receiver.is_active:
        raise InvalidInput(field="receiver", reason=phrase(rules.NOT_ACTIVE, name=receiver.name))
    words = why_unfit(receiver, given, now)
    if words is not None:
        raise InvalidInput(field="receiver", reason=words)
    return receiver


def why_unfit(receiver: User, given: Sequence[Pile], now: datetime) -> Phrase | None:
    """Say which of the work a person cannot take for want of a role; None where all fits."""
    wrong = rules.unfit(load_actor(receiver.id, local_day(now)), given)
    if wrong is None:
        return None
    return phrase(
        rules.NOT_FIT,
        name=receiver.name,
        unit=unit_tree().name(wrong.place),
        roles=Phrase(rules.ROLE_WORDS[wrong.need]),
        count=wrong.count,
    )


def _refuse_own_texts(receiver: User, held: Held, chosen: Sequence[ColumnElement[bool]]) -> None:
    """Refuse steps of sign-off on replies that the receiver wrote or submitted: two persons must stay two."""
    wrote = (ReplyStep.author_id == receiver.id) | (ReplyStep.submitted_by_id == receiver.id)
    own = (
        select(func.count())
        .select_from(held)
        .join(ReplyStep, (held.c.kind == HeldKind.STEP) & (ReplyStep.id == held.c.subject_id))
        .where(wrote, *chosen)
    )
    count = db.session.scalar(own)
    if count:
        words = phrase(rules.WROTE_IT, name=receiver.name, count=count)
        raise InvalidInput(field="receiver", reason=words)


def file_offer(
    actor: Actor, offer: HandOver, held: Held, chosen: Sequence[ColumnElement[bool]], now: datetime
) -> HandOver:
    """Write an offer with a line for each piece, in one statement however many there are, and tell the receiver.

    Raises StalePage where somebody offered one of the pieces at the same moment.
    """
    offer.state, offer.offered_by_id, offer.offered_at = HandOverState.OFFERED, actor.user_id, now
    db.session.add(offer)
    with refusing("hand_over", StalePage()):
        db.session.flush()
        columns = ["hand_over_id", "kind", "subject_id", "proposal_id", "state"]
        rows = select(
            literal(offer.id),
            held.c.kind,
            held.c.subject_id,
            held.c.proposal_id,
            literal(LineState.OFFERED.value),
        ).where(*chosen)
        db.session.execute(insert(HandOverLine).from_select(columns, rows))
    count = select(func.count()).where(HandOverLine.hand_over_id == offer.id)
    total = db.session.scalar(count) or 0
    note(
        by(
            actor,
            AuditKind.WORK_OFFERED,
            now,
            ("hand_over", offer.id),
            receiver=offer.receiver_id,
            lines=total,
        )
    )
    tell_offer(offer, total, now)
    return offer
