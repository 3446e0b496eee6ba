"""Exceptions on a reply's way, each with its reason: a step bypassed, a contact not demanded."""

from dataclasses import replace
from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.chains import FINISHED, is_last_signature
from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepState
from tracker.extensions import db
from tracker.models.sign_off import ContactWaiver, ReplyStep
from tracker.services.moves import Telling, make_move
from tracker.services.reply_desk import open_reply
from tracker.services.steps import finish, follow
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import refusing, unit_of_work


def bypass_step(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    step_id: int,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> ReplyStep:
    """Let a reply go on without an open step, with the reason; never without the last signature."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        step = next((one for one in desk.steps if one.id == step_id), None)
        if step is None:
            raise NotFound
        if step.state in FINISHED:
            raise InvalidInput(field="step", reason=N_("这个环节已经办过，不用越过。"))
        facts = replace(desk.question.facts, is_last_signature=is_last_signature(desk.steps, step))
        question = replace(desk.question, facts=facts)
        make_move(desk.reply, Action.BYPASS_STEP, question, Telling(reason, {"step": step.name}))
        finish(step, StepState.BYPASSED, actor, now, reason)
        follow(desk.reply, desk.steps, question)
        refresh_summary(proposal_id)
        return step


def waive_contact(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> ContactWaiver:
    """Let a reply be signed without a contact before it, with the reason, which its sheet shows for ever."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        make_move(desk.reply, Action.WAIVE_CONTACT, desk.question, Telling(reason))
        made = ContactWaiver(
            reply_id=desk.reply.id, reason=(reason or "").strip(), at=now, by_id=actor.user_id
        )
        already = InvalidInput(field="reason", reason=N_("这份答复已经写过例外签发的理由。"))
        with refusing("contact_waiver", already):
            db.session.add(made)
        follow(desk.reply, desk.steps, desk.question)
        return made
