"""A draft as its pages show it: marks, versions, the item's asks and where the reply answers them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Select,
    Text,
    cast,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import joinedload, undefer
from sqlalchemy.types import TypeEngine

from tracker.domain.vocabulary import Role, Verdict
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.base import UtcDateTime
from tracker.models.commitment import PromiseMark
from tracker.models.people import RoleGrant, Unit, User
from tracker.models.proposal import ProposalPoint, Sponsor
from tracker.models.reply import DraftVersion, PointAnswer, Reply
from tracker.models.writing import DraftSnapshot, StockPhrase


@dataclass(frozen=True)
class Ask:
    """One ask of the item, and what the reply says to it, where it says anything."""

    point: ProposalPoint
    answer: PointAnswer | None

    @property
    def section(self) -> str | None:
        """The place in the text that answers it."""
        return (self.answer.section or None) if self.answer else None

    @property
    def is_outside(self) -> bool:
        """Whether it is not this unit's to answer."""
        return self.answer is not None and self.answer.is_outside

    @property
    def is_settled(self) -> bool:
        """Whether the reply answers it or says whose it is."""
        return self.is_outside or self.section is not None

    @property
    def lost(self) -> str | None:
        """The words that answered it and were taken out of the text."""
        return self.answer.quote if self.answer and not self.is_settled else None


@dataclass(frozen=True)
class VersionLine:
    """A kept version in a list, without its text."""

    number: int
    note: str | None
    is_submitted: bool
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class ContactLine:
    """A contact as the editor's column shows it."""

    on_day: date
    sponsor: str
    summary: str


@dataclass(frozen=True)
class PhraseLine:
    """A standard phrase as it is kept, its places not filled in."""

    id: int
    name: str
    text: str


@dataclass(frozen=True)
class Margin:
    """What stands around a draft: versions, contacts, phrases to insert, who reads it next, and who made it."""

    versions: Sequence[VersionLine]
    contacts: Sequence[ContactLine]
    phrases: Sequence[PhraseLine]
    readers: Sequence[str]
    makers: frozenset[int]


def full_reply(reply_id: int) -> Reply:
    """Read a reply with its working text; one statement."""
    statement = select(Reply).options(undefer(Reply.text)).where(Reply.id == reply_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def marks_of(reply_id: int) -> Sequence[PromiseMark]:
    """Return the marks that stand in a reply's text, in its order, each with its owner; one statement."""
    statement = (
        select(PromiseMark)
        .options(joinedload(PromiseMark.owner_unit))
        .where(PromiseMark.reply_id == reply_id, PromiseMark.is_placed)
        .order_by(PromiseMark.start_at, PromiseMark.id)
    )
    return db.session.scalars(statement).all()


def undecided_of(reply_id: int) -> Sequence[PromiseMark]:
    """Return the marks that still wait for a verdict, in the order of the text."""
    return [mark for mark in marks_of(reply_id) if mark.verdict is Verdict.UNDECIDED]


def asks_of(reply: Reply) -> Sequence[Ask]:
    """Return the item's asks with the reply's answers to them, in order; one statement."""
    statement = (
        select(ProposalPoint, PointAnswer)
        .outerjoin(
            PointAnswer, (PointAnswer.point_id == ProposalPoint.id) & (PointAnswer.reply_id == reply.id)
        )
        .where(ProposalPoint.proposal_id == reply.proposal_id)
        .order_by(ProposalPoint.position)
    )
    return [Ask(point, answer) for point, answer in db.session.execute(statement)]


def margin_of(reply: Reply, places: Collection[int], office: int, today: date) -> Margin:
    """Read what stands around a draft in one statement, each kind of row with its own use of the shared columns.

    ``places`` are the units whose phrases are offered; ``office`` is where the head who reads it next sits.
    """
    parts = (_version_rows(reply), _contact_rows(reply), _phrase_rows(places), _head_rows(office, today))
    rows = db.session.execute(union_all(*parts)).all()
    versions = sorted((row for row in rows if row.part == "version"), key=lambda row: -row.number)
    contacts = sorted((row for row in rows if row.part == "contact"), key=lambda row: (row.day, row.number))
    phrases = sorted((row for row in rows if row.part == "phrase"), key=lambda row: (row.who, row.number))
    return Margin(
        versions=[VersionLine(row.number, row.words, row.flag, row.at, row.who) for row in versions],
        contacts=[ContactLine(row.day, row.who, row.words) for row in reversed(contacts)],
        phrases=[PhraseLine(row.id, row.name, row.words) for row in phrases],
        readers=sorted(row.who for row in rows if row.part == "head"),
        makers=frozenset({reply.author_id, *(row.id for row in versions)}),
    )


COLUMNS: Mapping[str, TypeEngine[Any]] = {
    "id": Integer(),
    "number": Integer(),
    "at": UtcDateTime(),
    "day": Date(),
    "who": Text(),
    "name": Text(),
    "words": Text(),
    "flag": Boolean(),
}


def _row(part: str, **given: Any) -> Select[Any]:
    """Return a select of one kind of row: the columns given, every other one empty."""
    columns = [
        type_coerce(given[name], kind).label(name) if name in given else cast(null(), kind).label(name)
        for name, kind in COLUMNS.items()
    ]
    return select(literal(part).label("part"), *columns)


def _version_rows(reply: Reply) -> Select[Any]:
    version = DraftVersion
    rows = _row(
        "version",
        id=version.saved_by_id,
        number=version.number,
        at=version.saved_at,
        who=User.name,
        words=version.note,
        flag=version.is_submitted,
    )
    return rows.join(User, User.id == version.saved_by_id).where(version.reply_id == reply.id)


def _contact_rows(reply: Reply) -> Select[Any]:
    contact = ContactRecord
    rows = _row(
        "contact", number=contact.id, day=contact.on_day, who=Sponsor.name, words=contact.summary
    ).join(Sponsor, Sponsor.id == contact.sponsor_id)
    return rows.where(contact.proposal_id == reply.proposal_id)


def _phrase_rows(places: Collection[int]) -> Select[Any]:
    phrase = StockPhrase
    rows = _row(
        "phrase", id=phrase.id, number=phrase.position, who=Unit.path, name=phrase.name, words=phrase.text
    )
    return rows.join(Unit, Unit.id == phrase.unit_id).where(phrase.unit_id.in_(list(places)))


def _head_rows(office: int, today: date) -> Select[Any]:
    held = select(RoleGrant.id).where(
        RoleGrant.user_id == User.id,
        RoleGrant.role == Role.HEAD,
        RoleGrant.unit_id == office,
        RoleGrant.valid_from <= today,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
    )
    return _row("head", id=User.id, who=User.name).where(User.is_active, held.exists())


def version_lines(reply_id: int) -> Sequence[VersionLine]:
    """Return a reply's kept versions without their texts, the last one first; one statement."""
    columns = (
        DraftVersion.number,
        DraftVersion.note,
        DraftVersion.is_submitted,
        DraftVersion.saved_at,
        User.name,
    )
    statement = select(*columns).join(User, User.id == DraftVersion.saved_by_id)
    rows = db.session.execute(
        statement.where(DraftVersion.reply_id == reply_id).order_by(DraftVersion.number.desc())
    )
    return [VersionLine(*row) for row in rows]


def version_texts(reply_id: int, numbers: Sequence[int]) -> dict[int, str]:
    """Return the texts of a reply's kept versions by number; one statement."""
    statement = select(DraftVersion.number, DraftVersion.text).where(
        DraftVersion.reply_id == reply_id, DraftVersion.number.in_(numbers)
    )
    return dict(iter(db.session.execute(statement)))


def base_text(reply_id: int, version: int | None) -> str | None:
    """Return the text from which a page of this version departed, or a little before it; None where none is kept."""
    if version is None:
        return None
    statement = select(DraftSnapshot.text).where(
        DraftSnapshot.reply_id == reply_id, DraftSnapshot.version <= version
    )
    return db.session.scalar(statement.order_by(DraftSnapshot.version.desc()).limit(1))


def late_version(reply_id: int, number: int, user_id: int) -> DraftVersion | None:
    """Return a kept version that this person came too late with."""
    statement = select(DraftVersion).where(
        DraftVersion.reply_id == reply_id,
        DraftVersion.number == number,
        DraftVersion.saved_by_id == user_id,
    )
    return db.session.scalar(statement)


def written_title(user_id: int, reply_id: int) -> str | None:
    """Return the title of a reply that a person ever wrote on: started, saved, or kept a version of; else None."""
    kept = select(DraftVersion.id).where(
        DraftVersion.reply_id == Reply.id, DraftVersion.saved_by_id == user_id
    )
    saved = select(DraftSnapshot.id).where(
        DraftSnapshot.reply_id == Reply.id, DraftSnapshot.saved_by_id == user_id
    )
    is_his = or_(Reply.author_id == user_id, kept.exists(), saved.exists())
    return db.session.scalar(select(Reply.title).where(Reply.id == reply_id, is_his))
