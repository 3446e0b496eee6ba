"""Reviewing a submitted draft: department head, office check, and the leader's signature."""

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.class_marks import SCHEMES, outcome_of
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.permissions import Actor, Target
from tracker.domain.vocabulary import Publicity, ReplyState
from tracker.extensions import db
from tracker.models.reply import ClassChange, Reply, Review
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_reply import reply_facts
from tracker.services.loading import open_case, reply_of
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Decided:
    """What the leader decides in the same act as the signature (GBF46: published or not is reviewed with it)."""

    class_mark: str
    publicity: Publicity
    publicity_reason: str | None = None
    promises_seen: bool = False


def reply_question(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Question:
    """Return the question about a seat's reply: the rights of its place, its author, and the facts of its guards."""
    reply = seat.reply
    makers = frozenset({reply.author_id}) if reply else frozenset[int]()
    facts = reply_facts(file, seat)
    return Question(actor, file.parties, now, Target(places=seat.part.places, makers=makers), facts)


def approve_draft(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Pass a draft from the department to the office check; the author cannot approve his own."""
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
    """Take a signature back before the letter is sent; a number already taken must be voided first."""
    with unit_of_work():
        file, seat, reply = _open(actor, proposal_id, reply_id, version, now)
        telling = Telling(remark)
        step = reply.state
        make_move(reply, Action.WITHDRAW_SIGNATURE, reply_question(actor, file, seat, now), telling)
        _keep_review(reply, step, actor, now, action=Action.WITHDRAW_SIGNATURE, remark=remark)
        reply.signed_at, reply.signer_id = None, None
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
    """Sign a reply: class, publicity and promises are confirmed in the same act (代表法 art. 51; GBF46)."""
    with unit_of_work():
        file, seat, reply = _open(actor, proposal_id, reply_id, version, now)
        _decide(reply, decided)
        question = reply_question(actor, file, seat, now)
        facts = replace(
            question.facts, promises_seen=decided.promises_seen, has_class=True, has_publicity=True
        )
        step = reply.state
        data = {
            "draft": reply.draft_number,
            "class_mark": decided.class_mark,
            "publicity": decided.publicity.value,
            "promises": facts.promises,
        }
        reply.signer_id, reply.signed_at = actor.user_id, now
        make_move(reply, Action.SIGN, replace(question, facts=facts), Telling(remark, data))
        _keep_review(reply, step, actor, now, action=Action.SIGN, remark=remark)
        _record_class(reply, actor, now)
        refresh_summary(proposal_id)
        return reply


def _decide(reply: Reply, decided: Decided) -> None:
    if decided.class_mark not in {mark.mark for mark in SCHEMES[reply.class_scheme].marks}:
        raise InvalidInput(field="class_mark", reason=N_("这个办理结果类别不在本地的类别表里。"))
    reason = (decided.publicity_reason or "").strip()
    if decided.publicity is not Publicity.PROACTIVE and not reason:
        raise InvalidInput(field="publicity_reason", reason=N_("不主动公开的，请写明理由和依据。"))
    reply.class_mark = decided.class_mark
    reply.publicity = decided.publicity
    reply.publicity_reason = reason or None


def _record_class(reply: Reply, actor: Actor, now: datetime) -> None:
    mark = reply.class_mark or ""
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


def _open(
    actor: Actor, proposal_id: int, reply_id: int, version: int | None, now: datetime
) -> tuple[CaseFile, Seat, Reply]:
    file = open_case(actor, proposal_id, now)
    seat, reply = reply_of(file, reply_id)
    check_version(reply, version)
    return file, seat, reply


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
        file, seat, reply = _open(actor, proposal_id, reply_id, version, now)
        step, data = reply.state, {"draft": reply.draft_number}
        make_move(reply, action, reply_question(actor, file, seat, now), Telling(remark, data))
        _keep_review(reply, step, actor, now, action=action, remark=remark)
        if action in {Action.SEND_BACK, Action.REFUSE_SIGNATURE}:
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
