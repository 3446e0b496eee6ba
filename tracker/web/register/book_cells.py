"""The whole register as it is taken out: one row an item, the columns of a 办理单, in Chinese whatever the page speaks.

Whoever may not learn a confidential sponsor gets neither the name nor the texts in which it may stand.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import force_locale

from tracker.clock import local_day
from tracker.documents.sheets import Cell, Column
from tracker.domain.permissions import Permission
from tracker.domain.register_columns import WHOLE
from tracker.domain.vocabulary import AssignmentRole
from tracker.queries.case_file import Seat
from tracker.queries.register import Reader
from tracker.queries.register_book import WholeItem
from tracker.web.labels import label
from tracker.web.locale import LOCALES

YES, HIDDEN = "是", "保密"
LEADING = frozenset({AssignmentRole.SOLE, AssignmentRole.LEAD, AssignmentRole.JOINT_LEAD})
PRIVATE = frozenset({"phone", "address", "postcode", "email"})
TELLING = frozenset({"summary", "asks", "body_text", "opinions", "reply_text", "deputy_number", "delegation"})
NAMING = frozenset({"sponsor", "co_sponsors"})
Said = Callable[[WholeItem, Reader], Cell]


def book_columns() -> list[Column]:
    """Return the columns of the whole register."""
    return [Column(column.head, column.width) for column in WHOLE]


def book_rows(items: Iterable[WholeItem], reader: Reader) -> list[list[Cell]]:
    """Return items as rows of the whole register."""
    with force_locale(LOCALES["zh"]):
        return [_row(one, reader) for one in items]


def _row(one: WholeItem, reader: Reader) -> list[Cell]:
    knows = one.file.may(Permission.VIEW_SPONSOR_CONTACTS, reader.actor, now=reader.now)
    hidden = frozenset() if knows else PRIVATE
    if one.file.proposal.is_confidential and not knows:
        hidden = PRIVATE | TELLING | NAMING
    return [_cell(column.code, one, reader, hidden) for column in WHOLE]


def _cell(code: str, one: WholeItem, reader: Reader, hidden: frozenset[str]) -> Cell:
    if code in hidden:
        return HIDDEN if code in NAMING | TELLING else None
    said = SAID.get(code)
    return said(one, reader) if said else plain_cell(getattr(one.file.proposal, code))


def plain_cell(value: Any) -> Cell:
    """Return a value of a record as a cell: an enum by its label, yes as a word and no as nothing."""
    if isinstance(value, StrEnum):
        return str(label(value))
    if isinstance(value, bool):
        return YES if value else None
    if isinstance(value, datetime):
        return local_day(value)
    return value if isinstance(value, int | date) else (value or None)


def _lead(one: WholeItem) -> Any:
    return next((sponsor for sponsor in one.file.proposal.sponsors if sponsor.is_lead), None)


def _of_lead(name: str) -> Said:
    return lambda one, _: plain_cell(getattr(_lead(one), name, None))


def _of_contact(name: str) -> Said:
    return lambda one, _: plain_cell(getattr(getattr(_lead(one), "contact", None), name, None))


def _of_reply(name: str) -> Said:
    return lambda one, _: plain_cell(getattr(one.reply, name, None))


def _joined(parts: Iterable[str], sign: str = "、") -> str | None:
    return sign.join(part for part in parts if part) or None


def _units(roles: frozenset[AssignmentRole]) -> Said:
    def said(one: WholeItem, reader: Reader) -> Cell:
        seats = (seat for seat in one.file.live if seat.assignment.role in roles)
        return _joined(reader.tree.name(seat.assignment.unit_id) for seat in seats)

    return said


def _split(one: WholeItem, reader: Reader) -> Cell:
    seats = [seat for seat in one.file.live if seat.assignment.role is AssignmentRole.SPLIT]
    return _joined(f"{reader.tree.name(seat.assignment.unit_id)}（{seat.assignment.part}）" for seat in seats)


def _own(read: Callable[[Seat, Reader], Cell]) -> Said:
    """Return what is said of the host's own part, nothing while there is none."""

    def said(one: WholeItem, reader: Reader) -> Cell:
        return read(one.file.own, reader) if one.file.own else None

    return said


def _returns(one: WholeItem, reader: Reader) -> Cell:
    """Return for each co-handler when it signed for receipt, when it answered, and whom to ask there."""
    return _joined((_return(seat, reader) for seat in one.file.co_handlers), "\n")


def _return(seat: Seat, reader: Reader) -> str:
    opinion = seat.opinion
    signed = seat.assignment.signed_at
    came = opinion.signed_at if opinion and seat.opinion_is_in else None
    contact = _joined([opinion.contact_person or "", opinion.contact_phone or ""], " ") if opinion else None
    words = [
        f"{local_day(signed).isoformat()}签收" if signed else "未签收",
        f"{local_day(came).isoformat()}回复" if came else "未回复",
        f"联系人{contact}" if contact else "",
    ]
    return f"{reader.tree.name(seat.assignment.unit_id)}：{_joined(words, '，')}"


def _opinions(one: WholeItem, reader: Reader) -> Cell:
    found = (
        (reader.tree.name(seat.assignment.unit_id), one.opinion_of(seat)) for seat in one.file.co_handlers
    )
    return _joined((f"【{name}】\n{text}" for name, text in found if text), "\n\n")


def _verdicts(name: str) -> Said:
    return lambda one, _: _joined(str(label(getattr(verdict, name))) for verdict in one.verdicts)


def _officer(seat: Seat, reader: Reader) -> Cell:
    del reader
    return seat.officer.name if seat.officer else None


SAID: Mapping[str, Said] = {
    **{name: _of_lead(name) for name in ("delegation", "deputy_number")},
    **{name: _of_contact(name) for name in sorted(PRIVATE)},
    **{name: _verdicts(name) for name in ("attitude", "result")},
    "sponsor": _of_lead("name"),
    "sponsor_kind": _of_lead("kind"),
    "co_sponsors": lambda one, _: _joined(
        sponsor.name for sponsor in one.file.proposal.sponsors if not sponsor.is_lead
    ),
    "lead_unit": _units(LEADING),
    "co_units": _units(frozenset({AssignmentRole.CO})),
    "split_units": _split,
    "asks": lambda one, _: _joined((point.text for point in one.file.proposal.points), "\n"),
    "body_text": lambda one, _: one.file.proposal.text.body_text or None if one.file.proposal.text else None,
    "office": _own(lambda seat, reader: reader.tree.name(seat.assignment.office_id) or None),
    "officer": _own(_officer),
    "signed_on": _own(lambda seat, _: plain_cell(seat.assignment.signed_at)),
    "document_number": _of_reply("document_number"),
    "publicity": _of_reply("publicity"),
    "signer": lambda one, _: one.names.get(one.reply.signer_id or 0) if one.reply else None,
    "co_returns": _returns,
    "opinions": _opinions,
    "reply_text": lambda one, _: one.reply_texts.get(one.reply.id) or None if one.reply else None,
}
