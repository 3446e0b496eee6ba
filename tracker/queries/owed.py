"""Which parts of an item owe their next step, and whose step it is: whom a desk shows it and whom an urge reaches."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.domain.chains import present
from tracker.domain.vocabulary import REVIEW_STATES, CaseState, OpinionState, ReplyState, Role
from tracker.extensions import db
from tracker.models.people import Unit, User
from tracker.models.reminder import Urging
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.facts_case import ANSWERED_SEATS
from tracker.queries.people import holders
from tracker.queries.steps import people_for, steps_of

PastUrging = Urging
BY_OFFICE = frozenset({ReplyState.SIGNED, ReplyState.NUMBERED})


def owing_seats(file: CaseFile) -> list[Seat]:
    """Return the live seats that owe an answer or an opinion; none once the item is answered, none that rest."""
    if file.proposal.state is not CaseState.HANDLING:
        return []
    return [seat for seat in file.live if _owes(seat)]


def _owes(seat: Seat) -> bool:
    if seat.is_held or seat.assignment.state in ANSWERED_SEATS:
        return False
    return seat.is_answering or (seat.opinion is not None and not seat.opinion_is_in)


def owing_people(file: CaseFile, seat: Seat, today: date) -> list[User]:
    """Return the active people whose step a part waits for, by name; empty where nobody is named for it."""
    if seat.reply is not None and seat.reply.state in {*REVIEW_STATES, *BY_OFFICE}:
        return _of_reply(file, seat.reply, today)
    if seat.opinion is not None and seat.opinion.state is OpinionState.TO_SIGN:
        return _heads(seat, today)
    if seat.officer is not None and seat.officer.is_active:
        return [seat.officer]
    return _receivers(seat, today) or _heads(seat, today)


def _of_reply(file: CaseFile, reply: Reply, today: date) -> list[User]:
    """Return who has a reply that is no more with its writer: the present steps' people, then the office."""
    if reply.state in BY_OFFICE:
        return holders(Role.COORDINATOR, [file.proposal.host_unit_id], today)
    return _once([user for step in present(steps_of(reply.id)) for user in people_for(step, today)])


def _receivers(seat: Seat, today: date) -> list[User]:
    """Return who takes a part in hand for its unit while it has no officer."""
    if seat.assignment.office_id is not None:
        return _heads(seat, today)
    unit = [seat.assignment.unit_id]
    return holders(Role.COORDINATOR, unit, today) or holders(Role.LIAISON, unit, today)


def _heads(seat: Seat, today: date) -> list[User]:
    unit = db.session.get_one(Unit, seat.part.place)
    return holders(Role.HEAD, [int(one) for one in unit.path.strip("/").split("/")], today)


def _once(users: Sequence[User]) -> list[User]:
    return list({user.id: user for user in users}.values())


def _urgings(proposal_id: int) -> Select[Urging]:
    people = (joinedload(Urging.by), joinedload(Urging.unit), joinedload(Urging.answered_by))
    return select(Urging).options(*people).where(Urging.proposal_id == proposal_id)


def urgings_of(proposal_id: int) -> Sequence[Urging]:
    """Return every urging of an item with who urged, the latest first."""
    return db.session.scalars(_urgings(proposal_id).order_by(Urging.id.desc())).all()


def urging_with_people(proposal_id: int, urging_id: int) -> Urging | None:
    """Return one urging of an item with its unit and people, None where there is none such."""
    return db.session.scalars(_urgings(proposal_id).where(Urging.id == urging_id)).one_or_none()
