"""Promises that a person may see: the ledger, one promise with its item, and the promises of one item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased, joinedload

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import ANSWERING_ROLES, LIVE_ASSIGNMENT_STATES, CommitmentState, Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment, ProgressNote, SharedPromise
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree
from tracker.queries.shared_promises import of_item
from tracker.queries.visibility import (
    ANSWERING,
    ASSISTING,
    SUPERVISING,
    count_capped,
    exportable,
    hosts_of,
    in_sight,
    reach,
    sees_by_index,
)

PAGE, BATCH = 50, 500
SOON = timedelta(days=30)
VIEWS = ("all", "open", "overdue", "soon", "undated", "others", "reported", "carried", "closed")
SEAT, ITEM = aliased(Assignment), aliased(Proposal)


@dataclass(frozen=True)
class PromiseFilter:
    """What the ledger is narrowed to; ``after`` is the last row of the page before (its day, its id).

    ``next_from`` and ``next_to`` bound the next day that matters, both inclusive.
    """

    view: str = "open"
    owner_unit_id: int | None = None
    text: str = ""
    next_from: date | None = None
    next_to: date | None = None
    after: tuple[date, int] | None = None


def visible_promises(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Commitment that VIEW_COMMITMENTS grants (R8 of the matrix).

    The people of the item see all its promises, the unit that owes one sees its own.
    """
    supervised, answering, owing = (reach(actor, roles) for roles in (SUPERVISING, ANSWERING, ASSISTING))
    conditions: list[ColumnElement[bool]] = []
    if supervised:
        conditions.append(Commitment.host_unit_id.in_(supervised))
    if owing:
        conditions.append(Commitment.owner_unit_id.in_(owing))
    if supervised or answering:
        answered = _answered_items(supervised, answering)
        shared = select(SharedPromise.commitment_id).where(SharedPromise.proposal_id.in_(answered))
        conditions += [Commitment.proposal_id.in_(answered), Commitment.id.in_(shared)]
    return or_(*conditions) if conditions else false()


def _answered_items(supervised: Sequence[int], answering: Sequence[int]) -> Select[int]:
    """Return the items that units under supervision answer, or places where the person works."""
    at_office = and_(SEAT.office_id.is_(None), SEAT.unit_id.in_(answering))
    return (
        select(SEAT.proposal_id)
        .join(ITEM, and_(ITEM.id == SEAT.proposal_id, ITEM.round_no == SEAT.round_no))
        .where(
            SEAT.role.in_(sorted(ANSWERING_ROLES)),
            SEAT.state.in_(sorted(LIVE_ASSIGNMENT_STATES)),
            or_(SEAT.unit_id.in_(supervised), SEAT.office_id.in_(answering), at_office),
        )
    )


def promises_in_sight(actor: Actor, tree: UnitTree) -> Select[int]:
    """Return the ids of the open promises in sight; for people of one office, those of its items and its own."""
    is_open = Commitment.__table__.c.is_open
    if not sees_by_index(actor, tree):
        return select(Commitment.id).where(is_open, visible_promises(actor))
    if set(hosts_of(tree)) <= set(reach(actor, SUPERVISING)):
        return select(Commitment.id).where(is_open, Commitment.host_unit_id.in_(hosts_of(tree)))
    own = Commitment.owner_unit_id.in_(reach(actor, tuple(Role)))
    seen = select(SharedPromise.commitment_id).join(Proposal, Proposal.id == SharedPromise.proposal_id)
    shared = Commitment.id.in_(seen.where(in_sight(actor, tree)).correlate(None))
    return (
        select(Commitment.id)
        .join(Proposal)
        .where(is_open, Commitment.host_unit_id.in_(hosts_of(tree)), or_(own, in_sight(actor, tree), shared))
    )


def in_view(view: str, today: date, hosts: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition of a view; ``hosts`` are the departments with their offices."""
    is_open: ColumnElement[bool] = Commitment.__table__.c.is_open
    views: dict[str, ColumnElement[bool]] = {
        "all": true(),
        "open": is_open,
        "overdue": and_(is_open, Commitment.next_on < today),
        "soon": and_(is_open, Commitment.next_on >= today, Commitment.next_on <= today + SOON),
        "undated": and_(is_open, Commitment.due_on.is_(None)),
        "others": and_(is_open, Commitment.owner_unit_id.not_in(hosts)),
        "reported": Commitment.state == CommitmentState.REPORTED_DONE,
        "carried": and_(is_open, Commitment.anchor_on < date(today.year, 1, 1)),
        "closed": ~is_open,
    }
    return views[view]


def list_promises(
    actor: Actor, chosen: PromiseFilter, today: date, hosts: Sequence[int]
) -> Sequence[Commitment]:
    """Return one page of the ledger and one row more, by the next day that matters, then by id."""
    return db.session.scalars(_in_ledger(actor, chosen, today, hosts).limit(PAGE + 1)).all()


def promises_taken_out(
    actor: Actor, chosen: PromiseFilter, today: date, hosts: Sequence[int]
) -> Iterator[Commitment]:
    """Yield the promises of a list that the person may take out (R12: those of the items), in batches by key.

    Those that have no next day any more come last.
    """
    may = Commitment.proposal_id.in_(select(Proposal.id).where(exportable(actor)))
    found = _in_ledger(actor, replace(chosen, after=None), today, hosts).where(may).order_by(None)
    yield from _in_batches(found.where(Commitment.next_on.is_not(None)), (Commitment.next_on, Commitment.id))
    yield from _in_batches(found.where(Commitment.next_on.is_(None)), (Commitment.id,))


def _in_batches(found: Select[Commitment], keys: tuple[Any, ...]) -> Iterator[Commitment]:
    """Yield rows in the order of their keys, a batch a statement."""
    beyond: ColumnElement[bool] = true()
    while rows := db.session.scalars(found.where(beyond).order_by(*keys).limit(BATCH)).all():
        yield from rows
        beyond = tuple_(*keys) > tuple(getattr(rows[-1], key.key) for key in keys)


def _in_ledger(actor: Actor, chosen: PromiseFilter, today: date, hosts: Sequence[int]) -> Select[Commitment]:
    """Return the promises of a list in its order, with their items, owners and units."""
    statement = (
        select(Commitment)
        .options(
            joinedload(Commitment.proposal).load_only(
                Proposal.number_raw,
                Proposal.title,
                Proposal.is_confidential,
                Proposal.host_unit_id,
                Proposal.host_is_co,
                Proposal.lead_unit_id,
                Proposal.lead_office_id,
                Proposal.lead_officer_id,
            ),
            joinedload(Commitment.owner_unit),
            joinedload(Commitment.owner_user),
        )
        .where(visible_promises(actor), in_view(chosen.view, today, hosts))
        .order_by(Commitment.next_on, Commitment.id)
    )
    if chosen.owner_unit_id is not None:
        statement = statement.where(Commitment.owner_unit_id == chosen.owner_unit_id)
    if chosen.text:
        statement = statement.where(Commitment.quote.contains(chosen.text, autoescape=True))
    if chosen.next_from is not None:
        statement = statement.where(Commitment.next_on >= chosen.next_from)
    if chosen.next_to is not None:
        statement = statement.where(Commitment.next_on <= chosen.next_to)
    if chosen.after is not None:
        statement = statement.where(tuple_(Commitment.next_on, Commitment.id) > chosen.after)
    return statement


def count_promises(actor: Actor, today: date, hosts: Sequence[int]) -> dict[str, int]:
    """Return how many promises each view holds, in one statement, each count stopping at 1,001."""
    seen = select(Commitment.id).where(visible_promises(actor))
    counts = [count_capped(seen.where(in_view(view, today, hosts))).label(view) for view in VIEWS]
    return dict(db.session.execute(select(*counts)).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def latest_notes(commitment_ids: Sequence[int]) -> dict[int, ProgressNote]:
    """Return the latest note of each promise that has one."""
    newest = select(func.max(ProgressNote.id)).where(ProgressNote.commitment_id.in_(commitment_ids))
    rows = select(ProgressNote).where(ProgressNote.id.in_(newest.group_by(ProgressNote.commitment_id)))
    return {note.commitment_id: note for note in db.session.scalars(rows)} if commitment_ids else {}


def promises_of(proposal_id: int) -> Sequence[Commitment]:
    """Return every promise of an item by number, then those that it shares with others of its merged group."""
    statement = (
        select(Commitment)
        .options(
            joinedload(Commitment.owner_unit),
            joinedload(Commitment.owner_user),
            joinedload(Commitment.proposal).load_only(Proposal.number_raw, Proposal.title),
        )
        .where(of_item(proposal_id))
        .order_by(Commitment.proposal_id != proposal_id, Commitment.number, Commitment.id)
    )
    return db.session.scalars(statement).all()


def names_of(user_ids: Sequence[int | None]) -> dict[int, str]:
    """Return people's names by id."""
    wanted = [user_id for user_id in user_ids if user_id is not None]
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {user_id: name for user_id, name in rows}  # noqa: C416 - rows are no plain pairs to a type checker
