"""A draft as its pages show it: marks, versions, the item's asks and where the reply answers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.models.people import User
from tracker.models.proposal import ProposalPoint
from tracker.models.reply import DraftVersion, PointAnswer, Reply
from tracker.models.writing import DraftSnapshot


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
