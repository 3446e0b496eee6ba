"""One item with its parties: what every page and every service of an item starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, join, select
from sqlalchemy.orm import undefer

from tracker.domain.permissions import Actor, CaseParties, Part, Permission, Target, allows
from tracker.domain.stages import Standing
from tracker.domain.vocabulary import (
    ANSWERING_ROLES,
    HELD_ASSIGNMENT_STATES,
    LIVE_ASSIGNMENT_STATES,
    OPINION_ROLES,
    OPINIONS_IN,
    REVIEW_STATES,
    SIGNED_REPLY_STATES,
    AssignmentRole,
    AssignmentState,
    OpinionState,
    Origin,
    ReplyState,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.opinion import Opinion
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.steps import HEARD, Steps, asked_by, steps_by_reply


@dataclass(frozen=True)
class Seat:
    """One assignment with its officer, its opinion and its reply that is not cancelled."""

    assignment: Assignment
    officer: User | None = None
    opinion: Opinion | None = None
    reply: Reply | None = None

    @property
    def part(self) -> Part:
        """The assignment as the rules see it."""
        row = self.assignment
        return Part(row.unit_id, row.office_id, row.officer_id)

    @property
    def target(self) -> Target:
        """The assignment as what an action is about; nothing of it is worked on while it is held.

        A split part is answered apart: it concerns its own unit's people alone.
        """
        is_apart = self.assignment.role is AssignmentRole.SPLIT
        return Target(places=self.part.places, is_working=not self.is_held, is_apart=is_apart)

    @property
    def is_held(self) -> bool:
        """Whether the work rests: its return is asked for, or it waits for a higher decision."""
        return self.assignment.state in HELD_ASSIGNMENT_STATES

    @property
    def is_paused(self) -> bool:
        """Whether it waits for a higher decision: its terms rest too."""
        return self.assignment.state is AssignmentState.PAUSED

    @property
    def is_answering(self) -> bool:
        """Whether this unit answers the sponsor."""
        return self.assignment.role in ANSWERING_ROLES

    @property
    def is_co(self) -> bool:
        """Whether this unit gives the lead an opinion: a co-handler, or a lower unit that drafts for us (转办)."""
        return self.assignment.role in OPINION_ROLES

    @property
    def is_relay(self) -> bool:
        """Whether this lower unit drafts an answer for us, which we give to the sponsor."""
        return self.assignment.role is AssignmentRole.RELAY

    @property
    def is_joint(self) -> bool:
        """Whether this unit is one of several leads that answer with one letter."""
        return self.assignment.role is AssignmentRole.JOINT_LEAD

    @property
    def opinion_is_in(self) -> bool:
        """Whether the opinion has been signed and handed in, or its silence overridden."""
        return self.opinion is not None and self.opinion.state in OPINIONS_IN


@dataclass(frozen=True)
class CaseFile:
    """An item and every assignment it ever had."""

    proposal: Proposal
    seats: tuple[Seat, ...]

    @cached_property
    def live(self) -> tuple[Seat, ...]:
        """The seats of the present round that were neither returned nor recalled."""
        return tuple(
            seat
            for seat in self.seats
            if seat.assignment.round_no == self.proposal.round_no
            and seat.assignment.state in LIVE_ASSIGNMENT_STATES
        )

    @property
    def earlier(self) -> dict[int, tuple[Seat, ...]]:
        """The seats of earlier rounds by their number, the latest round first; none were returned or recalled."""
        rounds: dict[int, tuple[Seat, ...]] = {}
        for number in range(self.proposal.round_no - 1, 0, -1):
            rounds[number] = tuple(
                seat
                for seat in self.seats
                if seat.assignment.round_no == number and seat.assignment.state in LIVE_ASSIGNMENT_STATES
            )
        return rounds

    @property
    def gone(self) -> tuple[Seat, ...]:
        """The seats of the present round that were returned or recalled."""
        return tuple(
            seat
            for seat in self.seats
            if seat.assignment.round_no == self.proposal.round_no and seat not in self.live
        )

    @property
    def answering(self) -> tuple[Seat, ...]:
        """The live seats that answer the sponsor, the lead first."""
        return tuple(seat for seat in self.live if seat.is_answering)

    @property
    def assisting(self) -> tuple[Seat, ...]:
        """The live seats of co-handling, reference and relay."""
        return tuple(seat for seat in self.live if not seat.is_answering)

    @property
    def co_handling(self) -> tuple[Seat, ...]:
        """The live seats that give the lead an opinion."""
        return tuple(seat for seat in self.live if seat.is_co)

    @property
    def is_upward(self) -> bool:
        """Whether a higher body relayed the item: the answer goes up to it and never to the sponsor (§1.4)."""
        return self.proposal.origin is Origin.RELAY

    @property
    def parent(self) -> str:
        """The body that relayed or assigned the item."""
        return self.proposal.assigner or self.proposal.body

    @property
    def co_handlers(self) -> tuple[Seat, ...]:
        """The live co-handlers whom the letter names; a lower unit that drafts for us is none of them (§1.4)."""
        return tuple(seat for seat in self.live if seat.assignment.role is AssignmentRole.CO)

    def partners(self, seat: Seat) -> tuple[Seat, ...]:
        """Return the other leads of a joint lead, none for any other seat."""
        joint = (one for one in self.answering if one.is_joint and one is not seat)
        return tuple(joint) if seat.is_joint else ()

    def reply_for(self, seat: Seat) -> Reply | None:
        """Return the letter that answers for a seat: its own, or the one that a joint lead drafted for all."""
        return next((one.reply for one in (seat, *self.partners(seat)) if one.reply), None)

    @property
    def lead(self) -> Seat | None:
        """The first answering seat."""
        return next(iter(self.answering), None)

    @property
    def own(self) -> Seat | None:
        """The host's own seat: its answering one, else its assisting one, else the lead's."""
        hosts = [seat for seat in self.live if seat.assignment.unit_id == self.proposal.host_unit_id]
        return next(iter(sorted(hosts, key=lambda seat: not seat.is_answering)), self.lead)

    @cached_property
    def steps(self) -> dict[int, Steps]:
        """The steps of the replies under review, by the reply's id; one statement where there is such a reply."""
        return steps_by_reply(self.under_review)

    @property
    def under_review(self) -> list[int]:
        """The ids of the replies under review."""
        replies = [seat.reply for seat in self.answering if seat.reply is not None]
        return [reply.id for reply in replies if reply.state in REVIEW_STATES]

    @cached_property
    def parties(self) -> CaseParties:
        """Who is concerned, as the rules see it; a letter of an earlier round says nothing about the present one."""
        replies = [seat.reply.state for seat in self.live if seat.reply is not None]
        return CaseParties(
            host_unit_id=self.proposal.host_unit_id,
            answering=tuple(seat.part for seat in self.answering),
            assisting=tuple(seat.part for seat in self.assisting),
            is_submitted=any(state is not ReplyState.DRAFTING for state in replies),
            is_signed=any(state in SIGNED_REPLY_STATES for state in replies),
            asked=tuple(
                asked_by(step) for steps in self.steps.values() for step in steps if step.state in HEARD
            ),
        )

    @property
    def opinions_missing(self) -> int:
        """How many co-handlers still owe their opinion."""
        return sum(not seat.opinion_is_in for seat in self.co_handling)

    @property
    def opinions_unweighed(self) -> int:
        """How many opinions are in but not yet adopted or declined."""
        states = (seat.opinion.state for seat in self.co_handling if seat.opinion)
        return sum(state is OpinionState.SUBMITTED for state in states)

    def standing(self) -> Standing:
        """Return the states from which the item's stage is drawn."""
        own = self.own
        if own is None:
            return Standing(self.proposal.state)
        reply = self.reply_for(own)
        return Standing(
            has_lead=self.lead is not None,
            case=self.proposal.state,
            assignment=own.assignment.state,
            has_office=own.assignment.office_id is not None,
            reply=reply.state if reply else None,
            opinion=own.opinion.state if own.opinion else None,
            is_co=not own.is_answering,
            opinions_missing=self.opinions_missing,
        )

    def seat_of(self, assignment_id: int) -> Seat | None:
        """Return the seat of one assignment."""
        return next((seat for seat in self.seats if seat.assignment.id == assignment_id), None)

    def may_know(self, assignment_id: int | None, actor: Actor, now: datetime) -> bool:
        """Tell whether the person may know what went on about a part: sees the routing (R6), or it is their own."""
        if self.may(Permission.VIEW_ROUTING, actor, now=now):
            return True
        seat = self.seat_of(assignment_id) if assignment_id is not None else None
        return seat is not None and any(seat.part.places & units for units in actor.scopes.values())

    def may(
        self, permission: Permission, actor: Actor, *, now: datetime, target: Target | None = None
    ) -> bool:
        """Tell whether the person has the right on this item, or on one part of it."""
        return allows(permission, actor, self.parties, target or Target(), now=now)


def case_file(proposal_id: int) -> CaseFile | None:
    """Read an item and its seats in one statement; None where there is no such item."""
    return case_files([proposal_id]).get(proposal_id)


def case_files(proposal_ids: Iterable[int]) -> dict[int, CaseFile]:
    """Read items with their seats in one statement, by id; those that do not exist are missing."""
    statement = select(Proposal, *_SEAT).select_from(_joined()).where(Proposal.id.in_(list(proposal_ids)))
    seats: dict[Proposal, list[Seat]] = {}
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(statement)]
    for item, *seat in rows:
        seats.setdefault(item, []).extend([Seat(*seat)] if seat[0] is not None else [])
    return {item.id: CaseFile(item, _in_order(found)) for item, found in seats.items()}


def seats_of(proposal_ids: Iterable[int], *, with_texts: bool = False) -> tuple[Seat, ...]:
    """Read the seats of items in one statement, answering roles first; letters with their texts if asked."""
    statement = select(*_SEAT).select_from(_joined()).where(Assignment.proposal_id.in_(list(proposal_ids)))
    if with_texts:
        statement = statement.options(undefer(Reply.text)).execution_options(populate_existing=True)
    return _in_order(Seat(*row) for row in db.session.execute(statement))


def read_steps(files: Iterable[CaseFile]) -> None:
    """Read the steps of several items' replies under review in one statement, where each would ask by itself."""
    wanted = [(file, file.under_review) for file in files]
    found = steps_by_reply([reply_id for _, ids in wanted for reply_id in ids])
    for file, ids in wanted:
        vars(file)["steps"] = {reply_id: found[reply_id] for reply_id in ids if reply_id in found}


_SEAT = (Assignment, User, Opinion, Reply)


def _joined() -> FromClause:
    """Return the tables of seats, joined to the item they belong to."""
    live_reply = (Reply.assignment_id == Assignment.id) & (Reply.state != ReplyState.CANCELLED)
    return (
        join(Proposal, Assignment, Assignment.proposal_id == Proposal.id, isouter=True)
        .outerjoin(User, User.id == Assignment.officer_id)
        .outerjoin(Opinion, Opinion.assignment_id == Assignment.id)
        .outerjoin(Reply, live_reply)
    )


def _in_order(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    return tuple(sorted(seats, key=lambda seat: (not seat.is_answering, seat.assignment.id)))
