"""What a form or a letter says of an item, and the rows that keep it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import String, select

from tracker.domain.errors import N_, InvalidInput, Refused
from tracker.domain.numbering import identity_key, normalise_number
from tracker.domain.text import normalise_title
from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Phase, PublicationWish, SponsorKind
from tracker.extensions import db
from tracker.models.proposal import Proposal, ProposalPoint, ProposalText
from tracker.models.reply import PointAnswer

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LENGTHS = {
    column.name: column.type.length
    for column in Proposal.__table__.columns
    if isinstance(column.type, String) and column.type.length is not None
}
SPONSORS_NAMED = 3
SPONSOR_LENGTH = 120


class TooLong(InvalidInput):
    """A value is longer than its column; ``field`` names it, ``limit`` counts characters."""

    code: ClassVar[str] = "too_long"
    message: ClassVar[str] = N_("内容太长：最多%(limit)s个字，现在%(length)s个字。")


class InUse(Refused):
    """A sponsor or an ask that other records refer to cannot be taken away."""

    code: ClassVar[str] = "in_use"
    message: ClassVar[str] = N_("“%(name)s”已有沟通、答复或评价记录，不能删去。")


@dataclass(frozen=True)
class SponsorEntry:
    """One sponsor as entered; ``id`` is that of the row it mends, the contact data is private (R14)."""

    name: str
    kind: SponsorKind
    is_lead: bool = False
    delegation: str | None = None
    deputy_number: str | None = None
    gets_reply: bool = True
    evaluates: bool = True
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None
    email: str | None = None
    id: int | None = None


@dataclass(frozen=True)
class NewItem:
    """An item as entered: its columns, then its sponsors (the lead marked or first), asks and text."""

    kind: Kind
    body: str
    title: str
    received_on: date
    sponsors: tuple[SponsorEntry, ...]
    body_level: BodyLevel | None = None
    term: int | None = None
    session_no: int | None = None
    phase: Phase = Phase.SESSION
    number_raw: str | None = None
    category: str | None = None
    category_number: str | None = None
    summary: str | None = None
    keywords: str | None = None
    policy_area: str | None = None
    publication_wish: PublicationWish | None = None
    wants_contact: bool = False
    is_reference_only: bool = False
    is_express: bool = False
    is_confidential: bool = False
    is_key: bool = False
    is_leader_led: bool = False
    leader_name: str | None = None
    raised_before: int | None = None
    origin: Origin = Origin.PAPER
    external_ids: str | None = None
    assigner: str | None = None
    filed_on: date | None = None
    asks: tuple[str, ...] = ()
    body_text: str = ""

    @cached_property
    def identity(self) -> str | None:
        """The key that only one item may have, or None where too little is known."""
        return identity_key(
            body=self.body,
            level=self.body_level.value if self.body_level else None,
            term=self.term,
            session=self.session_no,
            phase=self.phase.value,
            number=self.number_raw or "",
        )


COLUMNS = tuple(f.name for f in fields(NewItem) if f.name not in {"sponsors", "asks", "body_text"})


def check_entry(entry: NewItem) -> None:
    """Raise InvalidInput, naming the field, for what no column can hold."""
    if not entry.title.strip():
        raise InvalidInput(field="title", reason=N_("请填写标题。"))
    if not [one for one in entry.sponsors if one.name.strip()]:
        raise InvalidInput(field="sponsors", reason=N_("请填写提出人。"))
    longest = max(len(one.name) for one in entry.sponsors)
    if longest > SPONSOR_LENGTH:
        raise TooLong(field="sponsors", limit=SPONSOR_LENGTH, length=longest)
    for name in (*COLUMNS, "body_text"):
        value = getattr(entry, name)
        if isinstance(value, str):
            _check_text(name, value)


def _check_text(name: str, value: str) -> None:
    if CONTROL.search(value):
        raise InvalidInput(field=name, reason=N_("含有不能保存的控制字符，请删去后再填。"))
    limit = LENGTHS.get(name)
    if limit is not None and len(value) > limit:
        raise TooLong(field=name, limit=limit, length=len(value))


def write_columns(item: Proposal, entry: NewItem) -> list[str]:
    """Copy the entry's columns to the item and return the names of those that changed."""
    changed = [name for name in COLUMNS if getattr(item, name) != getattr(entry, name)]
    for name, value in column_values(entry).items():
        if getattr(item, name) != value:
            setattr(item, name, value)
    return changed


def column_values(entry: NewItem) -> dict[str, Any]:
    """Return the columns of an entry's row: those entered, and those that follow from them."""
    number = normalise_number(entry.number_raw) or None if entry.number_raw else None
    return {name: getattr(entry, name) for name in COLUMNS} | {
        "title": normalise_title(entry.title),
        "number_norm": number,
        "identity_key": entry.identity,
        "year": year_of(number) or entry.received_on.year,
        "sponsor_kind": lead_of(entry.sponsors).kind,
        "sponsor_text": sponsor_words(entry.sponsors),
    }


def year_of(number: str | None) -> int | None:
    """Return the year with which a number such as 20210124 or 〔2021〕18 begins."""
    found = re.match(r"〔?((?:19|20)\d\d)〔?〕?\d", number or "")
    return int(found[1]) if found else None


def lead_of(sponsors: Sequence[SponsorEntry]) -> SponsorEntry:
    """Return the sponsor marked as lead, else the first."""
    return next((one for one in sponsors if one.is_lead), sponsors[0])


def sponsor_words(sponsors: Sequence[SponsorEntry]) -> str:
    """Return the sponsors in a line for lists: all of three, else the first with the count."""
    lead = lead_of(sponsors)
    names = [lead.name, *(one.name for one in sponsors if one is not lead)]
    if len(names) <= SPONSORS_NAMED:
        return "、".join(names)[:300]
    return f"{lead.name}等{len(names)}人"[:300]


def write_text(item: Proposal, text: str) -> bool:
    """Keep the item's own text and tell whether it changed."""
    before = item.text.body_text if item.text else ""
    if text == before:
        return False
    if item.text:
        item.text.body_text = text
    else:
        item.text = ProposalText(body_text=text)
    return True


def write_asks(item: Proposal, asks: Sequence[str]) -> bool:
    """Keep the asks in their order; raises InUse for taking away one that a reply answers."""
    if [point.text for point in item.points] == list(asks):
        return False
    surplus = item.points[len(asks) :]
    for point in surplus:
        if db.session.scalar(select(PointAnswer.id).where(PointAnswer.point_id == point.id).limit(1)):
            raise InUse(field="asks", name=point.text[:20])
        db.session.delete(point)
    for position, text in enumerate(asks, start=1):
        if position <= len(item.points):
            item.points[position - 1].text = text
        else:
            item.points.append(ProposalPoint(position=position, text=text))
    return True
