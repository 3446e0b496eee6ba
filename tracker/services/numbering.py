"""Document numbers: a series a unit, role and year; nothing is used twice and no gap stays unexplained."""

from datetime import datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.numbering import SeriesKind, format_document_number
from tracker.domain.permissions import Actor
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber, Reply
from tracker.queries.numbers import next_serial
from tracker.services.moves import Telling, make_move
from tracker.services.reply_desk import open_reply
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import refusing, unit_of_work

HIGHEST = 99_999
REASON_LENGTH = 500
TOO_LONG = N_("最多500字。")
TAKEN = N_("这个文号已经用过，请改用下一个序号。")
NO_SERIES = N_("本单位还没有设置发文机关代字，请先在“人员与单位”里填写。")
OUT_OF_RANGE = N_("序号应是1至99999之间的整数。")


def number_reply(
    actor: Actor, proposal_id: int, reply_id: int, *, serial: int | None, version: int | None, now: datetime
) -> Reply:
    """Give a signed reply its number, 代字〔year〕serial号; without ``serial`` the next of this year's series.

    Raises Refused where the unit has no prefix, InvalidInput for a serial that is taken or out of range.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply = desk.reply
        taken = take_number(actor, desk.seat.assignment.unit_id, serial=serial, now=now)
        telling = Telling(data={"document_number": taken.text})
        make_move(reply, Action.NUMBER, desk.question, telling)
        taken.reply_id, reply.document_number = reply.id, taken.text
        refresh_summary(proposal_id)
        return reply


def void_number(
    actor: Actor, proposal_id: int, reply_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Reply:
    """Void a number before the letter is sent; the gap stays in the series with its reason."""
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        telling = Telling(reason, {"document_number": desk.reply.document_number or ""})
        make_move(desk.reply, Action.VOID_NUMBER, desk.question, telling)
        void_taken(desk.reply, reason)
        refresh_summary(proposal_id)
        return desk.reply


def void_taken(reply: Reply, reason: str | None) -> None:
    """Mark the number that a reply holds as void, with the reason; nothing where it holds none."""
    words = (reason or "").strip()
    if len(words) > REASON_LENGTH:
        raise Refused(reason=TOO_LONG)
    held = select(DocumentNumber).where(DocumentNumber.reply_id == reply.id, ~DocumentNumber.is_void)
    for row in db.session.scalars(held):
        row.is_void, row.void_reason = True, words
    reply.document_number = None


def take_number(
    actor: Actor,
    unit_id: int,
    *,
    serial: int | None,
    now: datetime,
    series: SeriesKind = SeriesKind.REPLY,
) -> DocumentNumber:
    """Take the next number, or the one given, of a unit's series of this year; the unit's row is locked meanwhile."""
    unit = db.session.get_one(Unit, unit_id, with_for_update=True)
    prefix = unit.document_prefix if series is SeriesKind.REPLY else unit.co_document_prefix
    if not prefix:
        raise Refused(reason=NO_SERIES)
    year = local_day(now).year
    wanted = serial if serial is not None else next_serial(unit_id, prefix, year)
    if not 1 <= wanted <= HIGHEST:
        raise InvalidInput(field="serial", reason=OUT_OF_RANGE)
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
