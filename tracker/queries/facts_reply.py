"""What the guards of a reply look at: one statement, asked by services and by pages alike."""

from sqlalchemy import ScalarSelect, and_, func, or_, select

from tracker.domain.guards import Facts
from tracker.domain.reply_words import OPENING_END
from tracker.domain.vocabulary import Kind, Publicity, Verdict
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.commitment import PromiseMark
from tracker.models.proposal import Proposal, ProposalPoint
from tracker.models.reply import PointAnswer, Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.groups import shared_contact, shared_opinions

is_written = and_(Reply.text != "", Reply.text.not_like(f"%{OPENING_END}"))


def reply_facts(file: CaseFile, seat: Seat) -> Facts:
    """Return the facts of a seat's reply: its text, marks and decisions, the item's contacts and opinions.

    Contacts are those of the present round; only a suggestion or a proposal demands one (代表法 art. 51). An item that
    is handled as one with others shares the contacts and opinions of their leading item (handling.md §2.5 rule 4).
    """
    reply = seat.reply
    shared = shared_opinions(file.proposal.id)
    if reply is None:
        contacts, missing, unweighed = db.session.execute(select(_contacts(file.proposal), *shared)).one()
        return Facts(
            opinions_missing=file.opinions_missing + missing,
            opinions_unweighed=file.opinions_unweighed + unweighed,
            contacts=contacts,
            contact_is_demanded=demands_contact(file.proposal),
        )
    statement = select(
        is_written,
        _contacts(file.proposal),
        _marks(reply.id, Verdict.PROMISE),
        _marks(reply.id, Verdict.UNDECIDED),
        _asks_open(reply),
        *shared,
    ).where(Reply.id == reply.id)
    has_text, contacts, promises, undecided, asks_open, missing, unweighed = db.session.execute(
        statement
    ).one()
    return Facts(
        opinions_missing=file.opinions_missing + missing,
        opinions_unweighed=file.opinions_unweighed + unweighed,
        asks_open=asks_open,
        promises=promises,
        promises_undecided=undecided,
        contacts=contacts,
        contact_is_demanded=demands_contact(file.proposal),
        has_text=bool(has_text),
        has_class=reply.class_mark is not None,
        has_publicity=_is_publicity_whole(reply),
    )


def demands_contact(proposal: Proposal) -> bool:
    """Tell whether the sponsor must be heard before the reply: everything but an opinion voiced in session."""
    return proposal.kind is not Kind.OPINION


def count_contacts(proposal: Proposal) -> int:
    """Return how many contacts with sponsors the present round has."""
    return db.session.scalar(select(_contacts(proposal))) or 0


def _is_publicity_whole(reply: Reply) -> bool:
    return reply.publicity is Publicity.PROACTIVE or (
        reply.publicity is not None and bool(reply.publicity_reason)
    )


def _contacts(proposal: Proposal) -> ScalarSelect[int]:
    statement = select(func.count()).select_from(ContactRecord)
    own = and_(ContactRecord.proposal_id == proposal.id, ContactRecord.round_no == proposal.round_no)
    return statement.where(or_(own, shared_contact(proposal.id))).scalar_subquery()


def _asks_open(reply: Reply) -> ScalarSelect[int]:
    """Count the item's asks that the reply neither answers nor names as another's to answer."""
    answered = select(PointAnswer.id).where(
        PointAnswer.point_id == ProposalPoint.id,
        PointAnswer.reply_id == reply.id,
        (PointAnswer.section != "") | PointAnswer.is_outside,
    )
    statement = select(func.count()).select_from(ProposalPoint)
    return statement.where(
        ProposalPoint.proposal_id == reply.proposal_id, ~answered.exists()
    ).scalar_subquery()


def _marks(reply_id: int, verdict: Verdict) -> ScalarSelect[int]:
    """Count the marks that stand in the text; those whose words were cut wait without counting."""
    statement = select(func.count()).select_from(PromiseMark)
    return statement.where(
        PromiseMark.reply_id == reply_id, PromiseMark.verdict == verdict, PromiseMark.is_placed
    ).scalar_subquery()
