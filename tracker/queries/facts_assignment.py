"""What the guards of one unit's task look at, and who may be given it."""

from datetime import date, datetime

from tracker.domain.decisions import Decision, Question, offered
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, Machine, ReplyState, Role, UnitKind
from tracker.models.people import User
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.people import UnitSeen, UnitTree, holders


def assignment_facts(seat: Seat, *, office_id: int | None = None, is_return_in_time: bool = False) -> Facts:
    """Return the facts of a seat's moves; ``office_id`` is the office that a form is about to give it."""
    state = seat.reply.state if seat.reply else None
    return Facts(
        has_office=(office_id or seat.assignment.office_id) is not None,
        is_unsigned=state not in SIGNED_REPLY_STATES,
        is_unnumbered=state is not ReplyState.NUMBERED,
        is_work_begun=is_work_begun(seat),
        is_return_in_time=is_return_in_time,
    )


def is_work_begun(seat: Seat) -> bool:
    """Tell whether somebody works on a part already: an officer is named, or something is written."""
    opinion = seat.opinion
    written = opinion is not None and opinion.author_id is not None
    return seat.assignment.officer_id is not None or seat.reply is not None or written


def assignment_question(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> Question:
    """Return the question about one seat: the rights of its place and the facts of its guards."""
    return Question(actor, file.parties, now, seat.target, assignment_facts(seat))


def assignment_moves(actor: Actor, file: CaseFile, seat: Seat, now: datetime) -> tuple[Decision, ...]:
    """Return every move of one seat that the person has the right to make."""
    return offered(Machine.ASSIGNMENT, seat.assignment.state, assignment_question(actor, file, seat, now))


def offices_of(tree: UnitTree, unit_id: int) -> list[UnitSeen]:
    """Return the offices inside a unit that can be given work, in their order."""
    below = tree.below(unit_id) - {unit_id}
    return [unit for uid, unit in tree.units.items() if uid in below and unit.is_active]


def officers_for(seat: Seat, today: date) -> list[User]:
    """Return who may be given the seat's work on ``today``: officers of its place; where it assists, liaisons too."""
    roles = (Role.OFFICER,) if seat.is_answering else (Role.OFFICER, Role.LIAISON)
    found = {user.id: user for role in roles for user in holders(role, [seat.part.place], today)}
    return sorted(found.values(), key=lambda user: (user.name, user.id))


def assignable_units(tree: UnitTree, host_unit_id: int) -> list[UnitSeen]:
    """Return the units that may be given a part: the host first, other departments, then units outside."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.EXTERNAL)
    units = [unit for unit in tree.units.values() if unit.kind in kinds and unit.is_active]
    return sorted(units, key=lambda unit: (unit.id != host_unit_id, kinds.index(unit.kind)))
