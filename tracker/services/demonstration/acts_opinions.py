"""What co-handlers of the demonstration office do, and how the lead weighs it."""

from tracker.domain.actions import Action
from tracker.domain.vocabulary import AssignmentState
from tracker.queries.case_file import Seat
from tracker.services import assignment, opinions
from tracker.services.demonstration.texts import opinion_of
from tracker.services.demonstration.walk import Walk


def some_opinions(walk: Walk) -> None:
    """Let all co-handlers but the last answer; the last has signed for receipt at most."""
    seats = walk.file().co_handling
    for place, seat in enumerate(seats[:-1]):
        _opinion(walk, seat, 12 + 3 * place)
    _receive_co(walk, seats[-1], 6)


def all_opinions(walk: Walk) -> None:
    """Let every co-handler answer and the lead weigh each opinion."""
    for place, seat in enumerate(walk.file().co_handling):
        _opinion(walk, seat, 12 + 3 * place)
    for seat in walk.file().co_handling:
        if seat.opinion is None:
            continue
        now = walk.at(24)
        opinions.weigh_opinion(
            walk.actor(walk.officer, now),
            walk.proposal_id,
            seat.opinion.id,
            action=Action.ADOPT,
            words=None,
            version=None,
            now=now,
        )


def _receive_co(walk: Walk, seat: Seat, day: int) -> None:
    name = seat.assignment.unit.short_name
    now = walk.at(day)
    assignment.sign_for_receipt(
        walk.actor(walk.heads[name], now), walk.proposal_id, seat.assignment.id, version=None, now=now
    )
    liaison = walk.people[walk.liaisons[name]].user_id
    if seat.assignment.state is AssignmentState.SIGNED:
        assignment.assign_officer(
            walk.actor(walk.heads[name], now),
            walk.proposal_id,
            seat.assignment.id,
            officer_id=liaison,
            version=None,
            now=now,
        )


def _opinion(walk: Walk, seat: Seat, day: int) -> None:
    name = seat.assignment.unit.short_name
    _receive_co(walk, seat, 6)
    _write_opinion(walk, seat, walk.liaisons[name], day)
    _sign_opinion(walk, seat, walk.heads[name], day + 1)


def _write_opinion(walk: Walk, seat: Seat, author: str, day: int) -> None:
    now = walk.at(day)
    if seat.opinion is None:
        raise LookupError(seat.assignment.id)
    who = walk.actor(author, now)
    opinions.save_opinion(
        who,
        walk.proposal_id,
        seat.opinion.id,
        written=opinions.OpinionText(
            text=opinion_of(walk.plan), contact_person=who.name, contact_phone="0771-5500000"
        ),
        version=None,
        now=now,
    )
    opinions.submit_opinion(who, walk.proposal_id, seat.opinion.id, version=None, now=now)


def _sign_opinion(walk: Walk, seat: Seat, signer: str, day: int) -> None:
    now = walk.at(day)
    if seat.opinion is not None:
        opinions.sign_opinion(
            walk.actor(signer, now), walk.proposal_id, seat.opinion.id, version=None, now=now
        )


def write_own_opinion(walk: Walk) -> None:
    """Draft our own opinion for the lead and hand it to our head."""
    _write_opinion(walk, walk.own(), walk.officer, 14)


def sign_own_opinion(walk: Walk) -> None:
    """Sign our own opinion."""
    _sign_opinion(walk, walk.own(), walk.head, 16)
