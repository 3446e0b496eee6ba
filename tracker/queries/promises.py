"""Promises that a person may see: the ledger, one promise with its item, and the promises of one item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import CommitmentState, Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.commitment import Commitment
from tracker.models.people import User
from tracker.models.reply import Reply

PAGE = 50
SEEN_BY_HOST = (Role.COORDINATOR, Role.LEADER, Role.SUPERVISOR)
SEEN_BY_PLACE = (Role.OFFICER, Role.HEAD, Role.LIAISON, Role.LEADER, Role.COORDINATOR)


@dataclass(frozen=True)
class PromiseFilter:
    """What the ledger is narrowed to; ``after`` is the last row of the page before (its day, its id)."""

    view: str = "open"
    owner_unit_id: int | None = None
    text: str = ""
    after: tuple[date, int] | None = None


def visible_promises(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on Commitment that VIEW_COMMITMENTS grants: the item's people see all, others their own."""
    hosts = frozenset[int]().union(*(actor.scopes.get(role, frozenset()) for role in SEEN_BY_HOST))
    places = frozenset[int]().union(*(actor.scopes.get(role, frozenset()) for role in SEEN_BY_PLACE))
    answering = frozenset[int]().union(
        *(actor.scopes.get(role, frozenset()) for role in (Role.OFFICER, Role.HEAD))
    )
    conditions: list[ColumnElement[bool]] = []
    if hosts:
        conditions.append(Commitment.host_unit_id.in_(hosts))
    if places:
        conditions.append(Commitment.owner_unit_id.in_(places))
    if answering:
        of_reply = (
            select(Reply.id)
            .join(Assignment)
            .where(
                or_(
                    Assignment.office_id.in_(answering),
                    and_(Assignment.office_id.is_(None), Assignment.unit_id.in_(answering)),
                )
            )
        )
        conditions.append(Commitment.reply_id.in_(of_reply))
    return or_(*conditions) if conditions else false()


def _view(view: str, today: date) -> ColumnElement[bool]:
    is_open: ColumnElement[bool] = Commitment.__table__.c.is_open
    views: dict[str, ColumnElement[bool]] = {
        "open": is_open,
        "overdue": and_(is_open, Commitment.due_on < today),
        "undated": and_(is_open, Commitment.due_on.is_(None)),
        "reported": Commitment.state == CommitmentState.REPORTED_DONE,
        "closed": ~is_open,
    }
    return views.get(view, is_open)


def list_promises(actor: Actor, chosen: PromiseFilter, today: date) -> Sequence[Commitment]:
    """Return one page of the ledger and one row more, by the next day that matters, then by id."""
    statement = (
        select(Commitment)
        .options(
            joinedload(Commitment.proposal),
            joinedload(Commitment.owner_unit),
            joinedload(Commitment.owner_user),
        )
        .where(visible_promises(actor), _view(chosen.view, today))
        .order_by(Commitment.next_on, Commitment.id)
        .limit(PAGE + 1)
    )
    if chosen.owner_unit_id is not None:
        statement = statement.where(Commitment.owner_unit_id == chosen.owner_unit_id)
    if chosen.text:
        statement = statement.where(Commitment.quote.contains(chosen.text, autoescape=True))
    if chosen.after is not None:
        day, row_id = chosen.after
        statement = statement.where(
            or_(Commitment.next_on > day, and_(Commitment.next_on == day, Commitment.id > row_id))
        )
    return db.session.scalars(statement).all()


def count_promises(actor: Actor, today: date, *, most: int = 1_000) -> dict[str, int]:
    """Return how many promises each view holds, in one statement, each count stopping at ``most`` + 1."""
    counts = []
    for view in ("open", "overdue", "undated", "reported"):
        rows = select(Commitment.id).where(visible_promises(actor), _view(view, today)).limit(most + 1)
        counts.append(select(func.count()).select_from(rows.subquery()).scalar_subquery().label(view))
    row = db.session.execute(select(*counts)).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def promises_of(proposal_id: int) -> Sequence[Commitment]:
    """Return every promise of an item by number."""
    statement = (
        select(Commitment)
        .options(joinedload(Commitment.owner_unit), joinedload(Commitment.owner_user))
        .where(Commitment.proposal_id == proposal_id)
        .order_by(Commitment.number)
    )
    return db.session.scalars(statement).all()


def names_of(user_ids: Sequence[int | None]) -> dict[int, str]:
    """Return people's names by id."""
    wanted = [user_id for user_id in user_ids if user_id is not None]
    if not wanted:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).tuples().all())
