"""Recording the leadership meeting (班子会议) that a chain demands before a signature (handling.md §1.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.office import Attachment
from tracker.models.sign_off import MeetingRecord
from tracker.services.moves import Telling, make_move
from tracker.services.reply_desk import Desk, open_reply
from tracker.services.steps import follow
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Meeting:
    """What a leadership meeting decided: ``on`` is a day in Beijing, ``minutes`` the number or name of the minutes."""

    on: date
    minutes: str
    decision: str
    attachment_id: int | None = None


def record_meeting(
    actor: Actor, proposal_id: int, reply_id: int, *, meeting: Meeting, version: int | None, now: datetime
) -> MeetingRecord:
    """Record that the leadership meeting discussed a reply; a later record adds to an earlier one.

    Raises InvalidInput for a day after today or before the item was received, and for a file of another item.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        _check_meeting(desk, meeting, local_day(now))
        data = {"on": meeting.on.isoformat(), "minutes": meeting.minutes.strip()}
        make_move(desk.reply, Action.RECORD_MEETING, desk.question, Telling(data=data))
        made = MeetingRecord(
            reply_id=desk.reply.id,
            on_day=meeting.on,
            minutes=meeting.minutes.strip(),
            decision=meeting.decision.strip(),
            attachment_id=meeting.attachment_id,
            at=now,
            by_id=actor.user_id,
        )
        db.session.add(made)
        follow(desk.reply, desk.steps, desk.question)
        return made


def _check_meeting(desk: Desk, meeting: Meeting, today: date) -> None:
    if meeting.on > today:
        raise InvalidInput(field="on", reason=N_("会议日期不能晚于今天。"))
    if meeting.on < desk.file.proposal.received_on:
        raise InvalidInput(field="on", reason=N_("会议日期不能早于收到这件建议提案的日期。"))
    if not meeting.minutes.strip():
        raise InvalidInput(field="minutes", reason=N_("请填写会议纪要的文号或名称。"))
    if not meeting.decision.strip():
        raise InvalidInput(field="decision", reason=N_("请写明会议的决定。"))
    if meeting.attachment_id is not None:
        file = db.session.get(Attachment, meeting.attachment_id)
        if file is None or file.proposal_id != desk.file.proposal.id:
            raise InvalidInput(field="attachment_id", reason=N_("请选择这一件的附件。"))
