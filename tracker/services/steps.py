"""Walking the steps of a submitted reply forward and back, each done by another person."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from tracker.clock import local_day
from tracker.domain.chains import MOVE_TO, settle
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, Forbidden
from tracker.domain.permissions import Actor
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.step_words import StepState
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep
from tracker.queries.steps import Steps, asks, own_step, people_for
from tracker.services.moves import Telling, make_move


class OtherPerson(Forbidden):
    """Two persons: this one wrote the reply, has done a step of it, or is not asked; the words say who does it."""

    code = "other_person"
    message = N_("%(why)s请由%(who)s办理。")


def demand_own_step(actor: Actor, steps: Steps, question: Question) -> ReplyStep:
    """Return the present step that this person does; raises OtherPerson with who does it instead.

    Who neither is asked nor wrote anything gets the plain answer of the rules, through the move itself.
    """
    mine = own_step(steps, actor)
    if mine is not None and not question.facts.is_own_work:
        return mine
    wanted = asks(steps, actor)
    if not wanted:
        raise Forbidden
    why = _why(actor, steps, is_own=question.facts.is_own_work)
    raise OtherPerson(why=why, who=_who(wanted, {actor.user_id, *question.target.makers}, question.now))


def _why(actor: Actor, steps: Steps, *, is_own: bool) -> Phrase:
    if is_own:
        return Phrase(N_("这份答复是您拟写或送审的，不能由您自己审签；"))
    done = next(step for step in steps if step.state is StepState.DONE and step.by_id == actor.user_id)
    return phrase(N_("您已经办过这份答复的“%(step)s”，同一个人不能再办另一个环节；"), step=done.name)


def _who(wanted: Iterable[ReplyStep], barred: set[int], now: datetime) -> str | Phrase:
    people = {
        user.name: None
        for step in wanted
        for user in people_for(step, local_day(now))
        if user.id not in barred
    }
    return "、".join(people) if people else Phrase(N_("另一位有这个角色的人"))


def finish(step: ReplyStep, state: StepState, actor: Actor, now: datetime, reason: str | None = None) -> None:
    """Write down that a step is done or bypassed, by whom, when and why."""
    step.state, step.by_id, step.at = state, actor.user_id, now
    step.reason = (reason or "").strip() or None


def begin_again(steps: Steps, position: int) -> None:
    """Ask ``position`` and all after it again: what was passed there must be passed once more."""
    for step in steps:
        if step.position >= position:
            step.state, step.by_id, step.at, step.reason = StepState.PENDING, None, None, None
    settle(steps)


def follow(reply: Reply, steps: Steps, question: Question) -> None:
    """Ask the next step, and move the reply to its stage where that is another one.

    The reply's version rises in any case, so that of two people who pass at the same instant one is told to look again.
    """
    stage = settle(steps)
    if stage is not None and stage is not reply.state:
        make_move(reply, MOVE_TO[stage], question, Telling(data={"stage": stage.value}))
    flag_modified(reply, "state")


def rest(steps: Iterable[ReplyStep]) -> None:
    """Ask nobody any more, since the draft went back to its author; what was passed stays on record."""
    for step in steps:
        if step.state is StepState.CURRENT:
            step.state = StepState.PENDING
