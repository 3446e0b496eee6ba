"""Reviewing a submitted draft along its steps: review, check, countersignature, and the leaders' signatures."""

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.clock import local_day
from tracker.domain import lifecycle
from tracker.domain.actions import Action
from tracker.domain.chains import earlier, passing, stage_after
from tracker.domain.class_marks import UnknownMarkError, outcome_of, scheme_named
from tracker.domain.errors import N_, InvalidInput, NotOffered, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.publication import PublicForm, PublicityChoice, checked
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    Machine,
    Publicity,
    ReplyState,
)
from tracker.extensions import db
from tracker.models.reply import ClassChange, Reply, Review
from tracker.models.sign_off import ReplyStep
from tracker.queries.steps import steps_of
from tracker.services.moves import Telling, make_move
from tracker.services.numbering import void_taken
from tracker.services.promise_marks import settle_days
from tracker.services.publicity import write_publicity
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.steps import begin_again, demand_own_step, finish, follow, rest
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Decided:
    """What the leader decides in the same act as the signature (GBF46: published or not is reviewed with it)."""

    class_mark: str
    publicity: Publicity
    publicity_reason: str | None = None
    promises_seen: bool = False
    public_form: PublicForm | None = None
    ground: str | None = None

    @property
    def choice(self) -> PublicityChoice:
        """What is decided about publishing."""
        return PublicityChoice(self.publicity, self.public_form, self.ground, self.publicity_reason)


def approve_draft(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Pass a draft in the department; nobody passes what he wrote himself."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        return _pass(actor, desk, ReplyState.DEPT_REVIEW, remark)


def pass_check(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Pass a draft that the office, or an office that checks (法规处核稿), has read."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        return _pass(actor, desk, ReplyState.OFFICE_CHECK, remark)


def countersign(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    remark: str | None,
    version: int | None,
    draft: int | None,
    now: datetime,
) -> Reply:
    """Agree to a draft as another office or unit (会签); the last one to agree sends it on.

    Several read at once, so a page made before another agreed is stale only when the draft is another one; raises
    StalePage then.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=None, now=now)
        reply = desk.reply
        is_present = version is not None and version > 0 and draft == reply.draft_number
        if version is not None and version != reply.version and not is_present:
            raise StalePage
        return _pass(actor, desk, ReplyState.COUNTERSIGN, remark)


def send_back(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    remark: str | None,
    version: int | None,
    now: datetime,
    to_step: int | None = None,
) -> Reply:
    """Send a draft back, to its author or to an earlier step (its id); the remark is required.

    Whatever was passed from that step on must be passed again. Raises InvalidInput for a later step.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        if to_step is None:
            return _to_author(actor, desk, Action.SEND_BACK, remark)
        mine = _own_step(actor, desk, Action.BACK_TO_STEP)
        target = next((step for step in earlier(desk.steps) if step.id == to_step), None)
        if target is None:
            raise InvalidInput(field="to", reason=N_("只能退回到已经办过的环节，请重新选择。"))
        data = {"draft": desk.reply.draft_number, "step": mine.name, "back_to": target.name}
        make_move(desk.reply, Action.BACK_TO_STEP, desk.question, Telling(remark, data))
        _keep_review(desk, mine, actor, action=Action.BACK_TO_STEP, remark=remark)
        desk.reply.sent_back_count += 1
        begin_again(desk.steps, target.position)
        follow(desk.reply, desk.steps, desk.question)
        refresh_summary(proposal_id)
        return desk.reply


def refuse_signature(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Refuse to sign (不予签发), with the reason; the draft goes back to its author."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        return _to_author(actor, desk, Action.REFUSE_SIGNATURE, remark)


def withdraw_signature(
    actor: Actor, proposal_id: int, reply_id: int, *, remark: str | None, version: int | None, now: datetime
) -> Reply:
    """Take a signature back before the letter is sent, to the last step of signing.

    A number already taken is voided with the same reason.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply, step = desk.reply, desk.reply.state
        make_move(reply, Action.WITHDRAW_SIGNATURE, desk.question, Telling(remark))
        reply.signed_at, reply.signer_id = None, None
        _keep_review(desk, None, actor, action=Action.WITHDRAW_SIGNATURE, remark=remark, stage=step)
        void_taken(reply, remark)
        steps = steps_of(reply.id)
        begin_again(steps, max((one.position for one in steps), default=0))
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

    Where other signatures follow, this one passes the letter on to them with what it decided. The letter bears the day
    of its last signature in Beijing, so the promises' words of time are counted from it.
    Raises InvalidInput for a class that the unit's table does not have, or a letter kept back without a reason.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply = desk.reply
        mine = _own_step(actor, desk, Action.SIGN)
        _check(reply, decided)
        facts = replace(
            desk.question.facts, promises_seen=decided.promises_seen, has_class=True, has_publicity=True
        )
        action = passing(reply.state, stage_after(desk.steps, mine))
        is_last = action is Action.SIGN
        data = _signed(reply, decided, facts.promises) if is_last else _passed(desk, mine)
        make_move(reply, action, replace(desk.question, facts=facts), Telling(remark, data))
        _write_decision(reply, decided, actor, now)
        if is_last:
            _write_signature(reply, actor, now)
            settle_days(reply, local_day(now))
        _keep_review(desk, mine, actor, action=action, remark=remark, stage=ReplyState.SIGN_OFF)
        finish(mine, StepState.DONE, actor, now, remark)
        follow(reply, desk.steps, desk.question)
        refresh_summary(proposal_id)
        return reply


def _own_step(actor: Actor, desk: Desk, action: Action) -> ReplyStep:
    """Return the step that the person does; raises NotOffered in a state without the action, else what bars them."""
    if lifecycle.find(Machine.REPLY, desk.reply.state, action) is None:
        raise NotOffered
    return demand_own_step(actor, desk.steps, desk.question)


def _passed(desk: Desk, step: ReplyStep) -> dict[str, str | int]:
    return {"draft": desk.reply.draft_number, "step": step.name}


def _pass(actor: Actor, desk: Desk, stage: ReplyState, remark: str | None) -> Reply:
    """Pass the present step of a stage, and ask the next one."""
    if desk.reply.state is not stage:
        raise NotOffered
    mine = demand_own_step(actor, desk.steps, desk.question)
    action = passing(stage, stage_after(desk.steps, mine))
    make_move(desk.reply, action, desk.question, Telling(remark, _passed(desk, mine)))
    _keep_review(desk, mine, actor, action=action, remark=remark)
    finish(mine, StepState.DONE, actor, desk.question.now, remark)
    follow(desk.reply, desk.steps, desk.question)
    refresh_summary(desk.reply.proposal_id)
    return desk.reply


def _to_author(actor: Actor, desk: Desk, action: Action, remark: str | None) -> Reply:
    mine, reply = _own_step(actor, desk, action), desk.reply
    make_move(reply, action, desk.question, Telling(remark, {"draft": reply.draft_number}))
    _keep_review(desk, mine, actor, action=action, remark=remark)
    reply.sent_back_count += 1
    rest(desk.steps)
    refresh_summary(reply.proposal_id)
    return reply


def _check(reply: Reply, decided: Decided) -> None:
    try:
        scheme_named(reply.class_scheme).find(decided.class_mark)
    except UnknownMarkError as error:
        raise InvalidInput(field="class_mark", reason=N_("这个办理结果类别不在本地的类别表里。")) from error
    checked(decided.choice)


def _signed(reply: Reply, decided: Decided, promises: int) -> dict[str, str | int]:
    return {
        "draft": reply.draft_number,
        "class_mark": decided.class_mark,
        "publicity": decided.publicity.value,
        "promises": promises,
    }


def _write_decision(reply: Reply, decided: Decided, actor: Actor, now: datetime) -> None:
    """Write what the signature decides about class and publicity."""
    reply.class_mark = scheme_named(reply.class_scheme).find(decided.class_mark).mark
    write_publicity(reply, checked(decided.choice), actor, now)


def _write_signature(reply: Reply, actor: Actor, now: datetime) -> None:
    """Write who signed and the class's history; before anything is flushed, as the table demands both."""
    mark = reply.class_mark or ""
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


def _keep_review(
    desk: Desk,
    step: ReplyStep | None,
    actor: Actor,
    *,
    action: Action,
    remark: str | None,
    stage: ReplyState | None = None,
) -> None:
    db.session.add(
        Review(
            reply_id=desk.reply.id,
            step=step.stage if step else stage,
            step_name=step.name if step else None,
            action=action.value,
            remark=(remark or "").strip() or None,
            draft_number=desk.reply.draft_number,
            at=desk.question.now,
            by_id=actor.user_id,
        )
    )
