"""What a reviewer and a signer read: the letter with its promises, who saw it before, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.clock import local_day
from tracker.domain.marked_text import Paragraph, Place, marked_paragraphs
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.assignment import ContactRecord, Milestone
from tracker.models.commitment import PromiseMark
from tracker.models.people import User
from tracker.models.reply import DraftVersion, Recipient, Reply, Review
from tracker.queries.case_file import CaseFile, Seat

TONES = {Verdict.PROMISE: "sure", Verdict.UNDECIDED: "doubt", Verdict.NOT_PROMISE: "not"}


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs; one without any promise is folded on the phone."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    is_folded: bool


@dataclass(frozen=True)
class SignSheet:
    """A reply as it is put before its reviewers."""

    file: CaseFile
    seat: Seat
    reply: Reply
    marks: Sequence[PromiseMark]
    reviews: Sequence[Review]
    contacts: Sequence[ContactRecord]
    author: User
    due: Milestone | None
    submitted: Sequence[int]

    @property
    def promises(self) -> list[PromiseMark]:
        """The marks judged to be promises, in the order of the text."""
        return [mark for mark in self.marks if mark.verdict is Verdict.PROMISE]

    @property
    def rejected(self) -> list[PromiseMark]:
        """The marks judged not to be promises."""
        return [mark for mark in self.marks if mark.verdict is Verdict.NOT_PROMISE]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The whole letter with its promises numbered."""
        return marked_paragraphs(self.reply.text, self.places)

    @property
    def places(self) -> list[Place]:
        """The promises' places, numbered as in the list."""
        return [
            Place(mark.start_at, mark.end_at, str(number), "sure", f"promise-{mark.start_at}")
            for number, mark in enumerate(self.promises, start=1)
        ]

    @property
    def sections(self) -> list[Section]:
        """The letter by headings; the opening and what holds promises stay open."""
        groups: list[list[Paragraph]] = [[]]
        for paragraph in self.paragraphs:
            if paragraph.style == "heading":
                groups.append([])
            groups[-1].append(paragraph)
        return [_section(group, is_first=number == 0) for number, group in enumerate(groups) if group]

    @property
    def characters(self) -> int:
        """How many characters the letter has, spaces and line ends aside."""
        return len("".join(self.reply.text.split()))

    @property
    def last_contact(self) -> ContactRecord | None:
        """The latest contact with a sponsor."""
        return self.contacts[-1] if self.contacts else None

    @property
    def compared(self) -> tuple[int, int] | None:
        """The last two submitted versions, where there are two."""
        return (self.submitted[-2], self.submitted[-1]) if len(self.submitted) > 1 else None


def _section(group: list[Paragraph], *, is_first: bool) -> Section:
    has_heading = group[0].style == "heading"
    heading = "".join(part.text for part in group[0].parts) if has_heading else ""
    body = tuple(group[1:] if has_heading else group)
    has_promise = any(part.number is not None for paragraph in body for part in paragraph.parts)
    return Section(heading, body, is_folded=not is_first and not has_promise and len(body) > 1)


def sign_sheet(file: CaseFile, seat: Seat, reply: Reply) -> SignSheet:
    """Read everything around a reply that its reviewers look at, in six statements."""
    marks = select(PromiseMark).where(PromiseMark.reply_id == reply.id).order_by(PromiseMark.start_at)
    contacts = (
        select(ContactRecord)
        .options(joinedload(ContactRecord.sponsor))
        .where(ContactRecord.proposal_id == reply.proposal_id, ContactRecord.round_no == reply.round_no)
        .order_by(ContactRecord.on_day, ContactRecord.id)
    )
    due = select(Milestone).where(Milestone.assignment_id == reply.assignment_id, Milestone.code == "reply")
    submitted = (
        select(DraftVersion.number)
        .where(DraftVersion.reply_id == reply.id, DraftVersion.is_submitted)
        .order_by(DraftVersion.number)
    )
    return SignSheet(
        file=file,
        seat=seat,
        reply=reply,
        marks=db.session.scalars(marks.options(joinedload(PromiseMark.owner_unit))).all(),
        reviews=reviews_of(reply.id),
        contacts=db.session.scalars(contacts).all(),
        author=db.session.get_one(User, reply.author_id),
        due=db.session.scalar(due),
        submitted=db.session.scalars(submitted).all(),
    )


def reviews_of(reply_id: int) -> Sequence[Review]:
    """Return every decision on a reply's drafts, oldest first."""
    statement = select(Review).options(joinedload(Review.by)).where(Review.reply_id == reply_id).order_by(Review.id)
    return db.session.scalars(statement).all()


def recipients_of(reply_id: int) -> Sequence[Recipient]:
    """Return a reply's recipients in order."""
    return db.session.scalars(
        select(Recipient).where(Recipient.reply_id == reply_id).order_by(Recipient.position)
    ).all()


def letter_day(reply: Reply) -> date | None:
    """Return the day a letter bears: that of its signature (GB/T 9704: 成文日期 is the day of signing)."""
    signed: datetime | None = reply.signed_at
    return local_day(signed) if signed else None
