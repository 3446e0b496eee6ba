"""How every change of a draft opens it: the reply's row is locked first, so that editors come one after another."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.commitments import expected_day
from tracker.domain.errors import NotOffered
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import ReplyState
from tracker.extensions import db
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.services.loading import demand, open_case, readable_reply, refuse_held


@dataclass(frozen=True)
class Draft:
    """A reply that is being written, its item and its seat; ``today`` is the day in Beijing."""

    file: CaseFile
    seat: Seat
    reply: Reply
    today: date

    @property
    def expected_on(self) -> date:
        """The day that the reply will bear as far as is known: words of time count from it."""
        return expected_day(self.seat.assignment.due_on, self.today)


def open_draft(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    now: datetime,
    *,
    permission: Permission = Permission.EDIT_DRAFT,
    may_be_sealed: bool = False,
) -> Draft:
    """Lock and read a draft for a change; raises NotFound, Forbidden, or NotOffered once it has been submitted.

    With ``may_be_sealed`` a submitted one is read too, for a text that must be kept though it comes too late.
    """
    db.session.execute(select(Reply.id).where(Reply.id == reply_id).with_for_update())
    file = open_case(actor, proposal_id, now)
    seat, reply = readable_reply(file, reply_id, actor, now)
    demand(file, permission, actor, now, replace(seat.target, is_working=True))
    refuse_held(seat)
    if reply.state is not ReplyState.DRAFTING and not may_be_sealed:
        raise NotOffered
    return Draft(file, seat, reply, local_day(now))
