"""How every step after drafting opens a reply: its item, its seat, its steps, and the question that its moves ask."""

from dataclasses import dataclass, replace
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.decisions import Question
from tracker.domain.permissions import Actor
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_reply import reply_facts
from tracker.queries.sign_sheet import makers_of
from tracker.queries.steps import Steps, own_step
from tracker.services.loading import open_case, readable_reply
from tracker.services.moves import check_version


@dataclass(frozen=True)
class Desk:
    """A reply with its item, its seat, the steps of its present submission, and what the rules are asked about it."""

    file: CaseFile
    seat: Seat
    reply: Reply
    steps: Steps
    question: Question


def open_reply(actor: Actor, proposal_id: int, reply_id: int, *, version: int | None, now: datetime) -> Desk:
    """Read a reply for a step; raises NotFound where the person may not read it, StalePage for an old form."""
    file = open_case(actor, proposal_id, now)
    seat, reply = readable_reply(file, reply_id, actor, now)
    check_version(reply, version)
    steps = steps_for(file, reply)
    return Desk(file, seat, reply, steps, reply_question(actor, file, seat, now, steps))


def steps_for(file: CaseFile, reply: Reply) -> Steps:
    """Return the steps of a reply's present submission while it is under review, none before and after."""
    return file.steps.get(reply.id, ())


def reply_question(
    actor: Actor,
    file: CaseFile,
    seat: Seat,
    now: datetime,
    steps: Steps | None = None,
    *,
    makers: frozenset[int] | None = None,
) -> Question:
    """Return the question about a seat's reply: its place, who wrote it, whom its step asks, the facts of its guards.

    Whoever wrote or submitted a version of the draft may not pass or sign it (condition ``n`` of the matrix), and
    whoever has done one step of this submission does no other.
    """
    if steps is None:
        steps = steps_for(file, seat.reply) if seat.reply else ()
    if makers is None:
        makers = makers_of(seat.reply) if seat.reply else frozenset()
    is_own = actor.user_id in makers
    is_asked = not is_own and own_step(steps, actor) is not None
    target = replace(seat.target, makers=makers, is_asked=is_asked)
    facts = replace(reply_facts(file, seat, local_day(now), steps), is_own_work=is_own)
    return Question(actor, file.parties, now, target, facts)
