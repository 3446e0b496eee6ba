"""A reply as it begins: set words for title, salutation and opening, by how the unit answers (handling.md §2.3)."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.errors import N_, Refused
from tracker.domain.permissions import Actor
from tracker.domain.phrases import phrase
from tracker.domain.reply_words import (
    Answering,
    EarlierLetter,
    ItemWords,
    propose_addressee,
    propose_opening,
    propose_title,
)
from tracker.domain.vocabulary import AssignmentRole, Kind, ReplyState
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.contacts import sponsors_of

SCHEME_OF_KIND = {Kind.SUGGESTION: "npc", Kind.PROPOSAL: "guangxi_cppcc", Kind.OPINION: "npc"}
ONE_LETTER = N_("本件由几个单位共同主办，共用一份答复；%(unit)s已经起草，请看那一份。")


def item_words(item: Proposal) -> ItemWords:
    """Return what of an item its reply's set words are made from."""
    return ItemWords(item.kind, item.body, item.title, item.term, item.session_no, item.number_norm)


def lock_for_reply(proposal_id: int) -> None:
    """Lock the item, so that of two joint leads who begin at once one finds the other's letter."""
    db.session.execute(select(Proposal.id).where(Proposal.id == proposal_id).with_for_update())


def check_partners(file: CaseFile, seat: Seat) -> None:
    """Raise Refused where another joint lead has begun the one letter of all."""
    for one in file.partners(seat):
        if one.reply is not None:
            raise Refused(reason=phrase(ONE_LETTER, unit=one.assignment.unit.short_name))


def answering_of(file: CaseFile, seat: Seat) -> Answering:
    """Return how a seat answers: with which other leads, for which part, and whether upward."""
    return Answering(
        partners=tuple(one.assignment.unit.name for one in file.partners(seat)),
        part=seat.assignment.part if seat.assignment.role is AssignmentRole.SPLIT else None,
        is_upward=file.is_upward,
    )


def new_reply(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Reply:
    """Return a seat's new reply with the set words proposed."""
    item, unit = file.proposal, seat.assignment.unit
    words = item_words(item)
    sponsors = [(one.name, one.kind) for one in sponsors_of(item.id) if one.gets_reply]
    addressee = file.parent if file.is_upward else propose_addressee(sponsors) or item.sponsor_text
    helpers = [one.assignment.unit.short_name for one in file.co_handlers]
    return Reply(
        proposal_id=item.id,
        assignment_id=seat.assignment.id,
        round_no=item.round_no,
        state=ReplyState.DRAFTING,
        title=propose_title(words, is_upward=file.is_upward),
        addressee=addressee,
        text=propose_opening(
            words,
            addressee,
            sponsors,
            unit.name,
            helpers,
            earlier=_earlier_letter(file, seat),
            answering=answering_of(file, seat),
        ),
        author_id=actor.user_id,
        saved_at=now,
        class_scheme=unit.class_scheme or SCHEME_OF_KIND[item.kind],
        contact_person=seat.officer.name if seat.officer else None,
        contact_phone=seat.officer.phone if seat.officer else None,
        created_at=now,
    )


def _earlier_letter(file: CaseFile, seat: Seat) -> EarlierLetter | None:
    """Return the unit's letter of the round before, to which a second answer refers; None in the first round."""
    for seats in file.earlier.values():
        letters = [one.reply for one in seats if one.is_answering and one.reply]
        own = [one for one in letters if one.assignment.unit_id == seat.assignment.unit_id] or letters
        return EarlierLetter(own[0].document_number, own[0].sent_on) if own else EarlierLetter()
    return None
