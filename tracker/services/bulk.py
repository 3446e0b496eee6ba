"""One act on many chosen items: each by the single act's own service and guards, refused or done as a whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from tracker.domain.errors import N_, Forbidden, NotFound, Refused, TrackerError
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.models.people import User
from tracker.queries.case_file import CaseFile, Seat, case_files, read_steps
from tracker.queries.facts_assignment import officers_for
from tracker.queries.owed import owing_seats
from tracker.services import assignment, tags, urging
from tracker.services.unit_of_work import apart, unit_of_work

MOST = 200
NOBODY = N_("请先勾选要办的件。")


@dataclass(frozen=True)
class Outcome:
    """What became of one item: done, or refused and why."""

    proposal_id: int
    refusal: TrackerError | None


def chosen_files(actor: Actor, proposal_ids: Iterable[int], now: datetime) -> list[CaseFile]:
    """Read the chosen items that the person may see, in their order; raises Refused for none and for too many."""
    ids = list(dict.fromkeys(proposal_ids))
    if len(ids) > MOST:
        raise Refused(reason=phrase(N_("一次最多办%(most)s件，请分几次。"), most=MOST))
    found = case_files(ids)
    read_steps(found.values())
    files = [found[one] for one in ids if one in found]
    files = [file for file in files if file.may(Permission.VIEW_CASE, actor, now=now)]
    if not files:
        raise Refused(reason=NOBODY)
    return files


def for_each(proposal_ids: Sequence[int], act: Callable[[int], object]) -> list[Outcome]:
    """Do one act on each item in one transaction: an item that is refused is left as it was, the others are done."""
    if len(proposal_ids) > MOST:
        raise Refused(reason=phrase(N_("一次最多办%(most)s件，请分几次。"), most=MOST))
    with unit_of_work():
        return [Outcome(one, apart(partial(act, one))) for one in dict.fromkeys(proposal_ids)]


def assign_each(
    actor: Actor, proposal_ids: Sequence[int], *, officer_id: int, now: datetime
) -> list[Outcome]:
    """Name one officer for the part of each item that is the person's to give."""

    def act(proposal_id: int) -> None:
        found = case_files([proposal_id]).get(proposal_id)
        if found is None or not found.may(Permission.VIEW_CASE, actor, now=now):
            raise NotFound
        seat = seat_to_give(actor, found, now)
        if seat is None:
            raise Forbidden
        assignment.assign_officer(
            actor, proposal_id, seat.assignment.id, officer_id=officer_id, version=None, now=now
        )

    return for_each(proposal_ids, act)


def urge_each(
    actor: Actor, proposal_ids: Sequence[int], *, urge: urging.Urge, now: datetime
) -> list[Outcome]:
    """Urge every part of each item that still owes its letter."""
    return for_each(
        proposal_ids,
        lambda one: urging.urge_items(actor, [urging.Chosen(one)], urge=urge, now=now),
    )


def tag_each(actor: Actor, proposal_ids: Sequence[int], *, name: str, now: datetime) -> list[Outcome]:
    """Put a label on each item; raises InvalidInput for a label that cannot be."""
    label = tags.checked_name(name)
    return for_each(proposal_ids, lambda one: tags.put_tag(actor, one, name=label, now=now))


def untag_each(actor: Actor, proposal_ids: Sequence[int], *, name: str, now: datetime) -> list[Outcome]:
    """Take a label off each item; raises InvalidInput for a label that cannot be."""
    label = tags.checked_name(name)
    return for_each(proposal_ids, lambda one: tags.take_tag(actor, one, name=label, now=now))


def seat_to_give(actor: Actor, file: CaseFile, now: datetime) -> Seat | None:
    """Return the first part of an item whose officer the person names."""
    seats = (
        seat for seat in file.live if file.may(Permission.ASSIGN_OFFICER, actor, now=now, target=seat.target)
    )
    return next(seats, None)


def officers_of(actor: Actor, files: Iterable[CaseFile], now: datetime, today: date) -> list[User]:
    """Return who could be named for any of the items, by name."""
    seats = [seat for file in files if (seat := seat_to_give(actor, file, now)) is not None]
    by_place = {(seat.part.place, seat.is_answering): seat for seat in seats}
    found = {user.id: user for seat in by_place.values() for user in officers_for(seat, today)}
    return sorted(found.values(), key=lambda user: (user.name, user.id))


def urged_seats(actor: Actor, file: CaseFile, now: datetime) -> list[Seat]:
    """Return the parts of an item that still owe the letter and are the person's to urge."""
    return [
        seat
        for seat in owing_seats(file)
        if seat.is_answering and file.may(Permission.URGE, actor, now=now, target=seat.target)
    ]
