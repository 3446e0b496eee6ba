"""What a reviewer and a signer read: the letter with its promises, who saw it before, and what is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased, defer, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from tracker.clock import local_day
from tracker.domain.commitments import BY_HAND, PAST, resolve_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.marked_text import Paragraph, Place, marked_paragraphs
from tracker.domain.opinion_words import unnamed
from tracker.domain.permissions import Actor
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    ReplyState,
    Role,
    Verdict,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, ContactRecord, Milestone
from tracker.models.commitment import PromiseMark
from tracker.models.people import User
from tracker.models.proposal import ProposalPoint, Sponsor
from tracker.models.publication import PublicationConsent
from tracker.models.reply import DraftVersion, PointAnswer, Recipient, Reply, Review
from tracker.models.sign_off import ContactWaiver, MeetingRecord, ReplyStep
from tracker.queries.calendar import working_calendar
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.drafts import Ask
from tracker.queries.groups import shared_contact
from tracker.queries.opinions import helpers
from tracker.queries.steps import BesideSteps
from tracker.queries.together import read_together


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs; a long one without any promise is folded on the phone."""

    heading: Paragraph | None
    paragraphs: tuple[Paragraph, ...]
    is_folded: bool

    @property
    def title(self) -> str:
        """The heading's words."""
        return "".join(part.text for part in self.heading.parts) if self.heading else ""


@dataclass(frozen=True)
class Waiting:
    """A reply that waits for a signature."""

    proposal_id: int
    reply_id: int


@dataclass(frozen=True)
class Submission:
    """A submitted version: who submitted it when, and how many asks without an answer that person confirmed."""

    number: int
    asks_open: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class Around:
    """What stands around a reply, each in its order: read in one statement."""

    marks: Sequence[PromiseMark]
    reviews: Sequence[Review]
    contacts: Sequence[ContactRecord]
    due: Milestone | None
    submissions: Sequence[Submission]
    asks: Sequence[Ask]
    consents: Sequence[PublicationConsent]
    beside: BesideSteps
    makers: frozenset[int]


@dataclass(frozen=True)
class SignSheet:
    """A reply as it is put before its reviewers, with what stands around it."""

    file: CaseFile
    seat: Seat
    reply: Reply
    around: Around

    @property
    def marks(self) -> Sequence[PromiseMark]:
        """The sentences that stand in the letter and may be promises, in its order."""
        return self.around.marks

    @property
    def reviews(self) -> Sequence[Review]:
        """Every decision on the drafts, oldest first."""
        return self.around.reviews

    @property
    def contacts(self) -> Sequence[ContactRecord]:
        """The contacts with sponsors that stand behind the letter, oldest first."""
        return self.around.contacts

    @property
    def author(self) -> User:
        """Who drafts the letter."""
        return self.reply.author

    @property
    def due(self) -> Milestone | None:
        """The day on which the letter is due."""
        return self.around.due

    @property
    def submissions(self) -> Sequence[Submission]:
        """The submitted versions, in order."""
        return self.around.submissions

    @property
    def asks(self) -> Sequence[Ask]:
        """The item's asks with what the letter answers to them."""
        return self.around.asks

    @property
    def submitted(self) -> list[int]:
        """The numbers of the submitted versions, in order."""
        return [one.number for one in self.submissions]

    @property
    def asks_open(self) -> list[Ask]:
        """The asks that the letter neither answers nor names as another's."""
        return [ask for ask in self.asks if not ask.is_settled]

    @property
    def unnamed_helpers(self) -> list[str]:
        """The co-handlers with an opinion in that the letter names nowhere: the sponsor must be told of them."""
        return unnamed(self.reply.text, helpers(self.file))

    def seen_by(self, user_id: int) -> int | None:
        """Return the version that this person decided on last, where a newer one is submitted now."""
        seen = [one.draft_number for one in self.reviews if one.by_id == user_id]
        known = [number for number in seen if number in self.submitted and number != self.submitted[-1]]
        return max(known, default=None)

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
        return marked_paragraphs(self.reply.text, places_of(self.promises))

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
        """The latest contact with a sponsor in this round."""
        return self.contacts[-1] if self.contacts else None

    @property
    def compared(self) -> tuple[int, int] | None:
        """The last two submitted versions, where there are two."""
        return (self.submitted[-2], self.submitted[-1]) if len(self.submitted) > 1 else None


def anchor_of(mark: PromiseMark) -> str:
    """Return the id of a promise's place in the letter's page; it survives the promise's becoming a record."""
    return f"promise-{mark.start_at}"


def places_of(promises: Sequence[PromiseMark]) -> list[Place]:
    """Return the promises' places, numbered in the order of the text."""
    return [
        Place(mark.start_at, mark.end_at, str(number), "sure", anchor_of(mark))
        for number, mark in enumerate(promises, start=1)
    ]


def days_when_signed(mark: PromiseMark, signed_on: date) -> tuple[date | None, date | None]:
    """Return the due day and the review day that a promise gets when the letter is signed on a day in Beijing."""
    if mark.rule == BY_HAND:
        return mark.due_on, mark.review_on
    found = resolve_day(mark.due_text or "", signed_on, working_calendar().add_working_days)
    return (mark.due_on, mark.review_on) if found.rule == PAST else (found.due_on, found.review_on)


def _section(group: list[Paragraph], *, is_first: bool) -> Section:
    heading = group[0] if group[0].style == "heading" else None
    body = tuple(group[1:] if heading else group)
    has_promise = any(part.number is not None for paragraph in body for part in paragraph.parts)
    return Section(heading, body, is_folded=not is_first and not has_promise and len(body) > 1)


def sign_sheet(file: CaseFile, seat: Seat, reply: Reply) -> SignSheet:
    """Return a reply with what its reviewers look at; one statement, which brings the item's sponsors along."""
    own = and_(ContactRecord.proposal_id == reply.proposal_id, ContactRecord.round_no == reply.round_no)
    due = and_(Milestone.assignment_id == reply.assignment_id, Milestone.code == Code.REPLY.value)
    by_reply = (Review, MeetingRecord, ContactWaiver, PublicationConsent)
    marks, contacts, dues, versions, points, answers, sponsors, *rest = read_together(
        (
            PromiseMark,
            and_(PromiseMark.reply_id == reply.id, PromiseMark.is_placed),
            (joinedload(PromiseMark.owner_unit),),
        ),
        (
            ContactRecord,
            or_(own, shared_contact(reply.proposal_id)),
            (joinedload(ContactRecord.sponsor),),
        ),
        (Milestone, due, ()),
        (
            DraftVersion,
            DraftVersion.reply_id == reply.id,
            (joinedload(DraftVersion.saved_by), defer(DraftVersion.text)),
        ),
        (ProposalPoint, ProposalPoint.proposal_id == reply.proposal_id, ()),
        (PointAnswer, PointAnswer.reply_id == reply.id, ()),
        (Sponsor, Sponsor.proposal_id == reply.proposal_id, ()),
        *((table, table.reply_id == reply.id, (joinedload(table.by),)) for table in by_reply),
    )
    reviews, meetings, waivers, consents = rest
    set_committed_value(file.proposal, "sponsors", sorted(sponsors, key=lambda one: one.position))
    around = Around(
        marks=sorted(marks, key=lambda one: (one.start_at, one.id)),
        reviews=reviews,
        contacts=sorted(contacts, key=lambda one: (one.on_day, one.id)),
        due=next(iter(dues), None),
        submissions=_submissions(versions),
        asks=_asks(points, answers),
        consents=consents,
        beside=BesideSteps(meetings, next(iter(waivers), None)),
        makers=frozenset({reply.author_id, *(one.saved_by_id for one in versions)}),
    )
    return SignSheet(file, seat, reply, around)


def _submissions(versions: Iterable[DraftVersion]) -> list[Submission]:
    submitted = sorted((one for one in versions if one.is_submitted), key=lambda one: one.number)
    return [Submission(one.number, one.asks_open, one.saved_at, one.saved_by.name) for one in submitted]


def _asks(points: Iterable[ProposalPoint], answers: Iterable[PointAnswer]) -> list[Ask]:
    by_point = {one.point_id: one for one in answers}
    return [Ask(one, by_point.get(one.id)) for one in sorted(points, key=lambda one: one.position)]


def makers_of(reply: Reply) -> frozenset[int]:
    """Return everybody who wrote on a reply: its author, and whoever saved or submitted a version of it."""
    saved = select(DraftVersion.saved_by_id).where(DraftVersion.reply_id == reply.id).distinct()
    return frozenset({reply.author_id, *db.session.scalars(saved)})


def reviews_of(reply_id: int) -> Sequence[Review]:
    """Return every decision on a reply's drafts, oldest first."""
    statement = (
        select(Review).options(joinedload(Review.by)).where(Review.reply_id == reply_id).order_by(Review.id)
    )
    return db.session.scalars(statement).all()


def recipients_of(reply_id: int) -> Sequence[Recipient]:
    """Return a reply's recipients in order."""
    return db.session.scalars(
        select(Recipient).where(Recipient.reply_id == reply_id).order_by(Recipient.position)
    ).all()


def waiting_for_signature(actor: Actor) -> Sequence[Waiting]:
    """Return what waits for this person's own signature, the earliest due first."""
    units = sorted(actor.scopes.get(Role.LEADER, frozenset()))
    other = aliased(ReplyStep)
    done_other = exists().where(
        other.reply_id == Reply.id,
        other.lap == ReplyStep.lap,
        other.state == StepState.DONE,
        other.by_id == actor.user_id,
    )
    by_role = and_(ReplyStep.user_id.is_(None), ReplyStep.role == Role.LEADER, ReplyStep.unit_id.in_(units))
    wrote = exists().where(DraftVersion.reply_id == Reply.id, DraftVersion.saved_by_id == actor.user_id)
    statement = (
        select(Reply.proposal_id, Reply.id)
        .join(Assignment)
        .join(ReplyStep, ReplyStep.reply_id == Reply.id)
        .where(Reply.state == ReplyState.SIGN_OFF, ReplyStep.state == StepState.CURRENT)
        .where(or_(ReplyStep.user_id == actor.user_id, by_role))
        .where(Reply.author_id != actor.user_id, ~done_other, ~wrote)
        .order_by(Assignment.due_on, Reply.id)
        .limit(100)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]


def letter_day(reply: Reply) -> date | None:
    """Return the day a letter bears: that of its signature (GB/T 9704: 成文日期 is the day of signing)."""
    return local_day(reply.signed_at) if reply.signed_at else None
