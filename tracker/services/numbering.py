"""Document numbers: a series a unit, role and year; nothing is used twice and no gap stays unexplained."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.numbering import format_document_number
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber, Reply
from tracker.services.loading import open_case, reply_of
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.sign_off import reply_question
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import refusing, unit_of_work

TAKEN = N_("这个文号已经用过。")
NO_SERIES = N_("本单位还没有设置答复函的机关代字，请先在“人员与单位”里填写。")


def number_reply(
    actor: Actor, proposal_id: int, reply_id: int, *, serial: int | None, version: int | None, now: datetime
) -> Reply:
    """Give a signed reply its number, 代字〔year〕serial号; without ``serial`` the next of this year's series."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat, reply = reply_of(file, reply_id)
        check_version(reply, version)
        taken = take_number(actor, seat.assignment.unit_id, serial=serial, now=now)
        taken.reply_id = reply.id
        reply.document_number = taken.text
        data = {"document_number": taken.text}
        make_move(reply, Action.NUMBER, reply_question(actor, file, seat, now), Telling(data=data))
        refresh_summary(proposal_id)
        return reply


def void_number(
    actor: Actor, proposal_id: int, reply_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Reply:
    """Void a number before the letter is sent; the gap stays in the series with its reason."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat, reply = reply_of(file, reply_id)
        check_version(reply, version)
        number = reply.document_number or ""
        telling = Telling(reason, {"document_number": number})
        make_move(reply, Action.VOID_NUMBER, reply_question(actor, file, seat, now), telling)
        taken = select(DocumentNumber).where(DocumentNumber.reply_id == reply.id, ~DocumentNumber.is_void)
        row = db.session.scalars(taken).one()
        row.is_void, row.void_reason = True, (reason or "").strip()
        reply.document_number = None
        refresh_summary(proposal_id)
        return reply


def take_number(
    actor: Actor, unit_id: int, *, serial: int | None, now: datetime, is_co: bool = False
) -> DocumentNumber:
    """Take the next number, or the one given, of a unit's series; raises Refused where it is taken."""
    unit = db.session.get_one(Unit, unit_id, with_for_update=True)
    prefix = unit.co_document_prefix if is_co else unit.document_prefix
    if not prefix:
        raise Refused(reason=NO_SERIES)
    year = local_day(now).year
    wanted = serial if serial is not None else next_serial(unit_id, prefix, year)
    if wanted < 1:
        raise InvalidInput(field="serial", reason=N_("序号要从1开始。"))
    row = DocumentNumber(
        unit_id=unit_id,
        prefix=prefix,
        year=year,
        serial=wanted,
        text=format_document_number(prefix, year, wanted),
        taken_at=now,
        taken_by_id=actor.user_id,
    )
    with refusing("document_number", InvalidInput(field="serial", reason=TAKEN)):
        db.session.add(row)
    return row


def next_serial(unit_id: int, prefix: str, year: int) -> int:
    """Return the serial after the highest ever taken in the series, void ones included."""
    highest = select(func.max(DocumentNumber.serial)).where(
        DocumentNumber.unit_id == unit_id, DocumentNumber.prefix == prefix, DocumentNumber.year == year
    )
    return (db.session.scalar(highest) or 0) + 1
