"""Deciding whether and how a reply is published: with the signature, and again later by a leader (W25)."""

from datetime import datetime

from tracker.clock import local_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.publication import PublicityChoice, checked, next_review
from tracker.domain.vocabulary import Machine, Publicity, ReplyState
from tracker.extensions import db
from tracker.models.publication import PublicityDecision
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.services.loading import demand
from tracker.services.milestones import drop_milestone, reopen_milestone, write_later_milestones
from tracker.services.moves import Telling, write_event
from tracker.services.reply_desk import open_reply
from tracker.services.unit_of_work import unit_of_work

STILL_PUBLIC = N_("答复已经公开，请先撤回公开，再改公开属性。")
DECIDED_LATER = frozenset({ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.SENT})


def write_publicity(reply: Reply, choice: PublicityChoice, actor: Actor, now: datetime) -> None:
    """Write a checked decision on the reply and into its history; what is kept back is looked at a year on."""
    is_public = choice.publicity is Publicity.PROACTIVE
    reply.publicity = choice.publicity
    reply.publicity_reason = None if is_public else choice.reason
    db.session.add(
        PublicityDecision(
            reply_id=reply.id,
            publicity=choice.publicity,
            form=choice.form,
            ground=choice.ground,
            reason=choice.reason,
            review_on=None if is_public else next_review(local_day(now)),
            at=now,
            by_id=actor.user_id,
        )
    )


def decide_publicity(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    choice: PublicityChoice,
    version: int | None,
    now: datetime,
) -> Reply:
    """Decide again about a signed letter: to publish it after all, or to keep it back another year, with the ground.

    This is also how a letter kept back is assessed each year (条例第十八条). Raises InvalidInput for what is missing,
    Refused while it is published, NotOffered before the signature.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        demand(desk.file, Permission.DECIDE_PUBLICITY, actor, now)
        if desk.reply.state is ReplyState.PUBLISHED:
            raise Refused(reason=STILL_PUBLIC)
        if desk.reply.state not in DECIDED_LATER:
            raise NotOffered
        carry_out(desk.file, desk.seat, desk.reply, checked(choice), actor, now=now)
        return desk.reply


def carry_out(
    file: CaseFile, seat: Seat, reply: Reply, choice: PublicityChoice, actor: Actor, *, now: datetime
) -> None:
    """Write a checked decision about a seat's letter, let its clock follow, and tell it; within a unit of work."""
    write_publicity(reply, choice, actor, now)
    _follow_clock(file, seat, reply, choice, now=now)
    data = {"publicity": choice.publicity, "form": choice.form, "ground": choice.ground}
    subject = (Machine.REPLY, reply.id, None, None)
    telling = Telling(choice.reason, data)
    write_event(file.proposal.id, EventKind.PUBLICITY_DECIDED, actor, now, telling=telling, subject=subject)


def _follow_clock(
    file: CaseFile, seat: Seat, reply: Reply, choice: PublicityChoice, *, now: datetime
) -> None:
    """Start the 20 working days where a sent letter is to be published after all; drop them where it no longer is.

    A published letter's own day stays as it was met; what is taken back later drops it then.
    """
    if reply.state is not ReplyState.SENT or reply.sent_on is None:
        return
    row, today = seat.assignment, local_day(now)
    if choice.publicity is not Publicity.PROACTIVE:
        drop_milestone(row.id, Code.PUBLISH, today)
        return
    reopen_milestone(row.id, Code.PUBLISH)
    write_later_milestones(file, row, (Code.PUBLISH,), sent_on=reply.sent_on, approved_on=today)
