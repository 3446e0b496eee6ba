"""Reviewing a submitted draft: department head, office check, and the leader's signature."""

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.class_marks import UnknownMarkError, outcome_of, scheme_named
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.extensions import db
from tracker.models.reply import ClassChange, Reply, Review
from tracker.services.moves import Telling, make_move
from tracker.services.numbering import void_taken
from tracker.services.promise_marks import settle_days
from tracker.services.reply_desk import open_reply
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

BACKWARD = frozenset({Action.SEND_BACK, Action.REFUSE_SIGNATURE})


@dataclass(frozen=True)
class Decided:
    """What the leader decides in the same act as the signature (GBF46: published or not is reviewed with it)."""

    class_mark: str
    publicity: Publicity
    publicity_reason: str | None = None
    promises_seen: bool = False


def approve_draft(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Pass a draft from the department to the office check; nobody passes what he wrote himself."""
    return _review(actor, proposal_id, reply_id, Action.APPROVE, remark=remark, version=version, now=now)


def pass_check(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Pass a checked draft to the leader."""
    return _review(actor, proposal_id, reply_id, Action.PASS_CHECK, remark=remark, version=version, now=now)


def send_back(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Send a draft back to its author from whatever step it is at; the remark is required."""
    return _review(actor, proposal_id, reply_id, Action.SEND_BACK, remark=remark, version=version, now=now)


def refuse_signature(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Refuse to sign (不予签发), with the reason; the draft goes back to its author."""
    return _review(
        actor, proposal_id, reply_id, Action.REFUSE_SIGNATURE, remark=remark, version=version, now=now
    )


def withdraw_signature(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Take a signature back before the letter is sent; a number already taken is voided with the same reason."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply, step = desk.reply, desk.reply.state
        make_move(reply, Action.WITHDRAW_SIGNATURE, desk.question, Telling(remark))
        reply.signed_at, reply.signer_id = None, None
        _keep_review(reply, step, actor, now, action=Action.WITHDRAW_SIGNATURE, remark=remark)
        void_taken(reply, remark)
        refresh_summary(proposal_id)
        return reply


def sign_reply(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    decided: Decided,
    remark: str | None,
    version: int | None,
    now: datetime,
) -> Reply:
    """Sign a reply: class, publicity and promises are confirmed in the same act (代表法 art. 51; GBF46).

    The letter bears the day of its signature in Beijing, so the promises' words of time are counted from it.
    Raises InvalidInput for a class that the unit's table does not have, or a letter kept back without a reason.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply, step = desk.reply, desk.reply.state
        _check(reply, decided)
        facts = replace(
            desk.question.facts, promises_seen=decided.promises_seen, has_class=True, has_publicity=True
        )
        telling = Telling(remark, _signed(reply, decided, facts.promises))
        make_move(reply, Action.SIGN, replace(desk.question, facts=facts), telling)
        _write_decision(reply, decided, actor, now)
        settle_days(reply, local_day(now))
        _keep_review(reply, step, actor, now, action=Action.SIGN, remark=remark)
        refresh_summary(proposal_id)
        return reply


def _check(reply: Reply, decided: Decided) -> None:
    try:
        scheme_named(reply.class_scheme).find(decided.class_mark)
    except UnknownMarkError as error:
        raise InvalidInput(field="class_mark", reason=N_("这个办理结果类别不在本地的类别表里。")) from error
    if decided.publicity is not Publicity.PROACTIVE and not (decided.publicity_reason or "").strip():
        raise InvalidInput(field="publicity_reason", reason=N_("不主动公开的，请写明理由和依据。"))


def _signed(reply: Reply, decided: Decided, promises: int) -> dict[str, str | int]:
    return {
        "draft": reply.draft_number,
        "class_mark": decided.class_mark,
        "publicity": decided.publicity.value,
        "promises": promises,
    }


def _write_decision(reply: Reply, decided: Decided, actor: Actor, now: datetime) -> None:
    """Write what the signature decides and the class's history; all of it before anything is flushed."""
    mark = scheme_named(reply.class_scheme).find(decided.class_mark).mark
    is_public = decided.publicity is Publicity.PROACTIVE
    reply.class_mark, reply.publicity = mark, decided.publicity
    reply.publicity_reason = None if is_public else (decided.publicity_reason or "").strip()
    reply.signer_id, reply.signed_at = actor.user_id, now
    db.session.add(
        ClassChange(
            proposal_id=reply.proposal_id,
            reply_id=reply.id,
            scheme=reply.class_scheme,
            mark=mark,
            outcome=outcome_of(reply.class_scheme, mark),
            at=now,
            by_id=actor.user_id,
        )
    )


def _review(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    action: Action,
    *,
    remark: str | None,
    version: int | None,
    now: datetime,
) -> Reply:
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply, step = desk.reply, desk.reply.state
        make_move(reply, action, desk.question, Telling(remark, {"draft": reply.draft_number}))
        _keep_review(reply, step, actor, now, action=action, remark=remark)
        if action in BACKWARD:
            reply.sent_back_count += 1
        refresh_summary(proposal_id)
        return reply


def _keep_review(
    reply: Reply, step: ReplyState, actor: Actor, now: datetime, *, action: Action, remark: str | None
) -> None:
    db.session.add(
        Review(
            reply_id=reply.id,
            step=step,
            action=action.value,
            remark=(remark or "").strip() or None,
            draft_number=reply.draft_number,
            at=now,
            by_id=actor.user_id,
        )
    )
