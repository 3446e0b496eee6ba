"""The column beside the timeline: due dates, parties, promises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.clock import local_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.due_names import MILESTONE_NAMES
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import AssignmentState
from tracker.queries.calendar import working_calendar
from tracker.queries.case_file import Seat
from tracker.queries.item import DueRecord
from tracker.queries.owed import PastUrging
from tracker.queries.requests import AskedRequest, request_seat
from tracker.web import current
from tracker.web.due_words import Chip, Why, due_why, milestone_chip
from tracker.web.filters import near_day
from tracker.web.item.frame import Frame
from tracker.web.labels import label, say


@dataclass(frozen=True)
class DueRow:
    """One due date with its explanation."""

    label: str
    date: str
    why: Why
    chip: tuple[str, str]


@dataclass(frozen=True)
class PartyRow:
    """One unit's part with how it stands."""

    role: str
    unit: str
    chip: tuple[str, str] | None
    note: str
    is_gone: bool = False


SHORT: Mapping[Code, LazyString] = {
    Code.SIGN: _l("签收"),
    Code.RETURN: _l("申请退办"),
    Code.FIRST_CONTACT: _l("首次联系"),
    Code.CO_OPINION: _l("会办意见"),
    Code.DRAFT: _l("内部送审"),
    Code.REPLY: _l("书面答复"),
    Code.PUBLISH: _l("对外公开"),
    Code.EVALUATION: _l("征询意见"),
}
BEFORE_SIGNING = frozenset({Code.SIGN.value})
RETURNABLE = frozenset({AssignmentState.WAITING, AssignmentState.SIGNED, AssignmentState.HANDLING})


def due_rows(frame: Frame) -> list[DueRow]:
    """Return the due dates of the person's own or the host's part, and the co-handlers' next one."""
    own = next((seat for seat in frame.file.co_handling if frame.is_own(seat)), frame.file.own)
    if frame.sees_routing:
        own = frame.file.own
    if own is None:
        return []
    shown = [row for row in frame.milestones if row.assignment_id == own.assignment.id and _matters(row, own)]
    if frame.sees_routing and (asked := _next_opinion(frame)):
        shown.append(asked)
    return list(_drawn(frame, own, sorted(shown, key=lambda row: (row.due_on, row.id))))


def _drawn(frame: Frame, own: Seat, rows: Iterable[DueRecord]) -> Iterator[DueRow]:
    """Yield due dates as they are drawn; who agreed to more time is told to who sees the routing, and to the unit."""
    paused = {seat.assignment.id: seat.assignment.paused_on for seat in frame.file.seats}
    tells_who = frame.sees_routing or frame.is_own(own)
    for row in rows:
        yield _due(row, paused.get(row.assignment_id), tells_who=tells_who)


def _matters(row: DueRecord, seat: Seat) -> bool:
    """Leave out what only mattered before the unit signed for the item, and a day to return that has passed."""
    if row.code == Code.RETURN.value:
        return seat.assignment.state in RETURNABLE and row.done_on is None and row.due_on >= current.today()
    return row.code not in BEFORE_SIGNING or seat.assignment.state is AssignmentState.WAITING


def _next_opinion(frame: Frame) -> DueRecord | None:
    """Return the date of the opinion that is due next, or of the last one where all are in."""
    missing = {seat.assignment.id: seat.opinion_is_in for seat in frame.file.co_handling}
    rows = [
        row for row in frame.milestones if row.code == Code.CO_OPINION.value and row.assignment_id in missing
    ]
    return next((row for row in rows if not missing[row.assignment_id]), rows[-1] if rows else None)


def _due(row: DueRecord, paused_on: date | None, *, tells_who: bool) -> DueRow:
    code = Code(row.code)
    chip = milestone_chip(row, paused_on)
    return DueRow(
        str(SHORT.get(code) or say(MILESTONE_NAMES[code])),
        near_day(row.due_on),
        due_why(row.explanation, tells_who=tells_who),
        (chip.words, chip.tone),
    )


def party_rows(frame: Frame) -> list[PartyRow]:
    """Return the parts that the person may know of, the answering ones first."""
    dates = {(row.assignment_id, row.code): row for row in frame.milestones}
    rows = [
        _party(frame, seat, dates.get((seat.assignment.id, Code.CO_OPINION.value)))
        for seat in frame.shown_seats()
    ]
    return [*rows, *_gone_parties(frame)]


def _gone_parties(frame: Frame) -> Iterator[PartyRow]:
    """Yield the parts of this round that were returned or taken back, for who sees the routing."""
    for seat in frame.file.gone if frame.sees_routing else ():
        row = seat.assignment
        heir = next((one for one in frame.file.seats if one.assignment.replaces_id == row.id), None)
        unit = frame.tree.name(heir.assignment.unit_id) if heir else ""
        note = _("改由%(unit)s承办", unit=unit) if heir else ""
        chip = (str(label(row.state)), "outline")
        yield PartyRow(str(label(row.role)), frame.tree.name(row.unit_id), chip, note, is_gone=True)


def _party(frame: Frame, seat: Seat, due: DueRecord | None) -> PartyRow:
    row = seat.assignment
    names = [frame.tree.name(row.unit_id), frame.tree.name(row.office_id)]
    chip, note = _co_part(seat, due) if seat.is_co else _lead_part(frame, seat)
    words = _("%(note)s；负责：%(part)s", note=note, part=row.part) if row.part else note
    return PartyRow(str(label(row.role)), "".join(names), (chip.words, chip.tone) if chip else None, words)


def _lead_part(frame: Frame, seat: Seat) -> tuple[Chip | None, str]:
    person = seat.officer.name if seat.officer else _("承办人待定")
    if seat.reply is None and frame.file.reply_for(seat) is not None:
        return Chip(str(label(seat.assignment.state)), "outline"), _(
            "%(person)s，共用一份答复", person=person
        )
    if seat.reply is None or not frame.may(Permission.VIEW_DRAFTS):
        return Chip(str(label(seat.assignment.state)), "outline"), person
    words = _("%(person)s，%(state)s", person=person, state=label(seat.reply.state))
    return Chip(_("第%(draft)s稿", draft=seat.reply.draft_number), "outline"), words


def _co_part(seat: Seat, due: DueRecord | None) -> tuple[Chip | None, str]:
    row, opinion = seat.assignment, seat.opinion
    if opinion is not None and seat.opinion_is_in:
        day = near_day(local_day(opinion.signed_at)) if opinion.signed_at else ""
        return Chip(_("已回"), "done"), _("%(day)s %(state)s", day=day, state=label(opinion.state)).strip()
    waited = working_calendar().count_working_days(row.assigned_on, current.today())
    state = (
        label(row.state)
        if row.state is AssignmentState.WAITING
        else label(opinion.state if opinion else row.state)
    )
    chip = milestone_chip(due, row.paused_on) if due else None
    return chip, _("%(state)s；已等%(days)s个工作日", state=state, days=waited)


def promise_words(frame: Frame) -> str:
    """Return the promises of an item in one sentence, empty where none is known."""
    side, total = frame.side, frame.file.proposal.promise_total
    if total:
        return str(_("答复作出%(total)s句承诺，%(open)s句在办。", total=total, open=side.promises_open))
    if side.marks and frame.may(Permission.VIEW_DRAFTS):
        dropped = side.marks - side.marks_promised - side.marks_undecided
        words = _(
            "%(kept)s句是承诺，%(dropped)s句不是，%(undecided)s句待判。签发人将看到全部%(all)s句。",
            kept=side.marks_promised,
            dropped=dropped,
            undecided=side.marks_undecided,
            all=side.marks,
        )
        return str(words)
    return ""


def request_rows(frame: Frame) -> list[dict[str, Any]]:
    """Return the requests about the item, the latest first: who asked what, since when, and how it stands."""
    return [
        {
            "label": f"{_unit_of(frame, row)}{label(row.kind)}",
            "url": url_for("request.view_request", proposal_id=row.proposal_id, request_id=row.id),
            "aside": None,
            "note": _("%(person)s %(day)s 提出", person=row.asked_by.name, day=near_day(row.asked_at)),
            "chip": (str(label(row.state)), "outline" if row.decided_at else "soon"),
        }
        for row in frame.requests
    ]


def urging_rows(frame: Frame) -> list[dict[str, Any]]:
    """Return the urgings of the item, the latest first: what kind, whom it reached, and whether a slip is answered."""
    return [
        {
            "label": f"{label(row.kind)} {row.document_number or ''}".strip(),
            "url": url_for("urging.view_urging", proposal_id=row.proposal_id, urging_id=row.id),
            "aside": near_day(row.at),
            "note": _("%(by)s催%(people)s", by=row.by.name, people=row.people or row.unit.short_name),
            "chip": _answer_chip(row),
        }
        for row in frame.urgings
    ]


def _answer_chip(row: PastUrging) -> tuple[str, str] | None:
    if row.document_number is None:
        return None
    return (_("已回复"), "outline") if row.answered_at else (_("待回复"), "soon")


def _unit_of(frame: Frame, row: AskedRequest) -> str:
    seat = request_seat(frame.file, row)
    return frame.tree.name(seat.assignment.unit_id) if seat else ""
