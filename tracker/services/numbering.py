"""Document numbers: a series a unit, role and year; nothing is used twice and no gap stays unexplained."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, NotFound, Refused
from tracker.domain.numbering import SeriesKind, format_document_number
from tracker.domain.permissions import Actor, CaseParties, Permission, allows
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.reply import DocumentNumber, Reply
from tracker.queries.numbers import Series, next_serial, serials_of
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
SKIPS = N_("这样会跳过前面还没有用的号，请写明跳号原因。")
MOST_AT_ONCE = 1_000
TOO_MANY = N_("一次最多跳过1000个号，请分次登记。")
NOT_A_GAP = N_("只能说明号册里空着、并且小于已用最大号的序号。")


def number_reply(
    actor: Actor,
    proposal_id: int,
    reply_id: int,
    *,
    serial: int | None,
    skipped: str | None = None,
    version: int | None,
    now: datetime,
) -> Reply:
    """Give a signed reply its number, 代字〔year〕serial号; without ``serial`` the next of this year's series.

    A serial that leaves others out needs the reason in ``skipped``. Raises Refused where the unit has no prefix,
    InvalidInput for a serial that is taken, out of range, or skips others without a reason.
    """
    with unit_of_work():
        desk = open_reply(actor, proposal_id, reply_id, version=version, now=now)
        reply = desk.reply
        taken = take_number(actor, desk.seat.assignment.unit_id, serial=serial, skipped=skipped, now=now)
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
    skipped: str | None = None,
    series: SeriesKind = SeriesKind.REPLY,
) -> DocumentNumber:
    """Take the next number, or the one given, of a unit's series of this year; the unit's row is locked meanwhile.

    Serials left out below the one given become void numbers without a letter, with the reason ``skipped``.
    """
    unit = db.session.get_one(Unit, unit_id, with_for_update=True)
    prefix = unit.document_prefix if series is SeriesKind.REPLY else unit.co_document_prefix
    if not prefix:
        raise Refused(reason=NO_SERIES)
    taking = Taking(Series(unit_id, prefix, local_day(now).year), actor.user_id, now)
    following = next_serial(taking.series)
    wanted = serial if serial is not None else following
    if not 1 <= wanted <= HIGHEST:
        raise InvalidInput(field="serial", reason=OUT_OF_RANGE)
    row = taking.row(wanted)
    with refusing("document_number", InvalidInput(field="serial", reason=TAKEN)):
        db.session.add(row)
    if wanted > following:
        _leave_out(taking, range(following, wanted), skipped, field="skipped", missing=SKIPS)
    return row


def take_slip_number(actor: Actor, unit: Unit, mark: str, now: datetime) -> DocumentNumber:
    """Take the next number of a unit's series of slips of this year: its prefix with ``mark``; the unit is locked."""
    db.session.refresh(unit, with_for_update=True)
    if not unit.document_prefix:
        raise Refused(reason=NO_SERIES)
    taking = Taking(Series(unit.id, f"{unit.document_prefix}{mark}", local_day(now).year), actor.user_id, now)
    row = taking.row(next_serial(taking.series))
    db.session.add(row)
    return row


@dataclass(frozen=True)
class Taking:
    """Who takes numbers of which series, at which instant."""

    series: Series
    user_id: int
    now: datetime

    def row(self, serial: int) -> DocumentNumber:
        """Return a number of the series, not yet written."""
        unit_id, prefix, year = self.series.unit_id, self.series.prefix, self.series.year
        return DocumentNumber(
            unit_id=unit_id,
            prefix=prefix,
            year=year,
            serial=serial,
            text=format_document_number(prefix, year, serial),
            taken_at=self.now,
            taken_by_id=self.user_id,
        )


def explain_gap(
    actor: Actor, series: Series, *, first: int, last: int, reason: str | None, now: datetime
) -> int:
    """Record the missing serials ``first`` to ``last`` of a series as void without a letter; returns how many.

    Raises NotFound where the person does not number letters there, InvalidInput for serials that are no gap.
    """
    with unit_of_work():
        unit = db.session.get(Unit, series.unit_id, with_for_update=True)
        if unit is None or not allows(
            Permission.NUMBER_REPLY, actor, CaseParties(host_unit_id=unit.id), now=now
        ):
            raise NotFound
        if not 1 <= first <= last < next_serial(series):
            raise InvalidInput(field="last", reason=NOT_A_GAP)
        missing = sorted(set(range(first, last + 1)) - serials_of(series))
        if not missing:
            raise InvalidInput(field="last", reason=NOT_A_GAP)
        words = N_("请写明这些号为什么空着。")
        _leave_out(Taking(series, actor.user_id, now), missing, reason, field="reason", missing=words)
        return len(missing)


def _leave_out(
    taking: Taking, serials: Iterable[int], reason: str | None, *, field: str, missing: str
) -> None:
    """Write serials as void numbers without a letter; raises InvalidInput at ``field`` without a fit reason."""
    left, words = list(serials), (reason or "").strip()
    if not words:
        raise InvalidInput(field=field, reason=missing)
    if len(words) > REASON_LENGTH:
        raise InvalidInput(field=field, reason=TOO_LONG)
    if len(left) > MOST_AT_ONCE:
        raise InvalidInput(field=field, reason=TOO_MANY)
    for serial in left:
        row = taking.row(serial)
        row.is_void, row.void_reason = True, words
        db.session.add(row)
    db.session.flush()
