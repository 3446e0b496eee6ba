"""How every step after drafting opens a reply: its item, its seat, and the question that its moves ask."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.decisions import Question
from tracker.domain.permissions import Actor, Target
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_reply import reply_facts
from tracker.queries.sign_sheet import makers_of
from tracker.services.loading import open_case, readable_reply
from tracker.services.moves import check_version


@dataclass(frozen=True)
class Desk:
    """A reply with its item, its seat and what the rules are asked about it."""

    file: CaseFile
    seat: Seat
    reply: Reply
    question: Question


def open_reply(actor: Actor, proposal_id: int, reply_id: int, *, version: int | None, now: datetime) -> Desk:
    """Read a reply for a step; raises NotFound where the person may not read it, StalePage for an old form."""
    file = open_case(actor, proposal_id, now)
    seat, reply = readable_reply(file, reply_id, actor, now)
    check_version(reply, version)
    return Desk(file, seat, reply, reply_question(actor, file, seat, now))


def reply_question(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Question:
    """Return the question about a seat's reply: its place, who wrote it, and the facts of its guards.

    Whoever wrote or submitted a version of the draft may not pass or sign it (condition ``n`` of the matrix).
    """
    makers = makers_of(seat.reply) if seat.reply else frozenset[int]()
    target = Target(places=seat.part.places, makers=makers)
    return Question(actor, file.parties, now, target, reply_facts(file, seat))
