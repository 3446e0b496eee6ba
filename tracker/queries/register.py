"""The register: which items a person's list shows, in which order, one page at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from tracker.clock import local_day
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.numbering import normalise_number
from tracker.domain.permissions import Actor, CaseParties, Part, Permission, allows
from tracker.domain.vocabulary import GroupKind, Kind, Role, Stage
from tracker.extensions import db
from tracker.models.grouping import GroupMember
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.people import UnitTree
from tracker.queries.register_order import Page, Place, Sort, read_page
from tracker.queries.visibility import count_capped, in_sight, reach

PAGE = 50
IS_OPEN: ColumnElement[bool] = Proposal.__table__.c.is_open
IN_HAND: ColumnElement[bool] = and_(Proposal.replied_on.is_(None), Proposal.closed_on.is_(None))


class View(StrEnum):
    """The saved views above the list; ``OPEN`` (在办) are items without their answer yet."""

    OPEN = "open"
    OURS = "ours"
    THIS_WEEK = "week"
    CO_WAITING = "co"
    OVERDUE = "overdue"
    KEY = "key"
    EVALUATING = "evaluating"
    TRACKING = "tracking"
    DONE = "done"


class PartFilter(StrEnum):
    """Whether the host answers or gives an opinion."""

    LEAD = "lead"
    CO = "co"


@dataclass(frozen=True)
class RegisterFilter:
    """What the list is narrowed to; days are inclusive and in Beijing."""

    view: View = View.OPEN
    text: str = ""
    kind: Kind | None = None
    stage: Stage | None = None
    term: int | None = None
    session_no: int | None = None
    office_id: int | None = None
    officer_id: int | None = None
    part: PartFilter | None = None
    due_from: date | None = None
    due_to: date | None = None
    is_overdue: bool = False
    is_key: bool = False
    topic_id: int | None = None
    sort: Sort = Sort.DUE
    place: Place | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything besides the view narrows the list."""
        return replace(self, view=View.OPEN, sort=Sort.DUE, place=None) != RegisterFilter()


@dataclass(frozen=True)
class Reader:
    """Who reads, at which aware instant, among which units and by which working calendar."""

    actor: Actor
    now: datetime
    tree: UnitTree
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        """The day in Beijing."""
        return local_day(self.now)

    @property
    def week_ends(self) -> date:
        """The Sunday of this week, in which worked weekends lie."""
        return self.today + timedelta(days=6 - self.today.weekday())

    @property
    def own_offices(self) -> list[int]:
        """The offices in which the reader handles items or heads their handling."""
        return reach(self.actor, (Role.OFFICER, Role.HEAD))


COLUMNS: tuple[Any, ...] = (
    Proposal.id,
    Proposal.number_raw,
    Proposal.number_norm,
    Proposal.title,
    Proposal.kind,
    Proposal.sponsor_text,
    Proposal.is_confidential,
    Proposal.is_key,
    Proposal.is_express,
    Proposal.round_no,
    Proposal.stage,
    Proposal.is_open,
    Proposal.due_on,
    Proposal.replied_on,
    Proposal.host_unit_id,
    Proposal.host_is_co,
    Proposal.lead_unit_id,
    Proposal.lead_office_id,
    Proposal.lead_officer_id,
    Proposal.co_total,
    Proposal.co_in,
    Proposal.co_due_on,
    Proposal.promise_total,
    User.name.label("officer_name"),
)


def is_overdue(today: date) -> ColumnElement[bool]:
    """Return the condition that the answer (or the host's opinion) is late."""
    return and_(IN_HAND, Proposal.due_on < today, Proposal.stage != Stage.CO_RETURNED)


def _ours(reader: Reader) -> ColumnElement[bool]:
    own = reader.own_offices
    is_lead: ColumnElement[bool] = ~Proposal.__table__.c.host_is_co
    return and_(is_lead, Proposal.lead_office_id.in_(own)) if own else is_lead


VIEWS: Mapping[View, Callable[[Reader], ColumnElement[bool]]] = {
    View.OPEN: lambda _: IN_HAND,
    View.OURS: lambda reader: and_(IN_HAND, _ours(reader)),
    View.THIS_WEEK: lambda reader: and_(IN_HAND, Proposal.due_on.between(reader.today, reader.week_ends)),
    View.CO_WAITING: lambda _: and_(IN_HAND, Proposal.co_in < Proposal.co_total),
    View.OVERDUE: lambda reader: is_overdue(reader.today),
    View.KEY: lambda _: and_(IN_HAND, Proposal.__table__.c.is_key),
    View.EVALUATING: lambda _: and_(IS_OPEN, Proposal.stage.in_((Stage.REPLIED, Stage.EVALUATING))),
    View.TRACKING: lambda _: and_(IS_OPEN, Proposal.stage == Stage.TRACKING),
    View.DONE: lambda _: Proposal.closed_on.is_not(None),
}
COUNTED = tuple(view for view in View if view is not View.DONE)
EQUALS: Mapping[str, Any] = {
    "kind": Proposal.kind,
    "stage": Proposal.stage,
    "term": Proposal.term,
    "session_no": Proposal.session_no,
    "office_id": Proposal.lead_office_id,
    "officer_id": Proposal.lead_officer_id,
}


def narrowed(reader: Reader, chosen: RegisterFilter) -> Select[Any]:
    """Return the ids of the items that meet the view and every filter."""
    conditions = [
        in_sight(reader.actor, reader.tree),
        VIEWS[chosen.view](reader),
        *_in_topic(chosen.topic_id),
    ]
    for name, column in EQUALS.items():
        if (value := getattr(chosen, name)) is not None:
            conditions.append(column == value)
    if chosen.due_from:
        conditions.append(Proposal.due_on >= chosen.due_from)
    if chosen.due_to:
        conditions.append(Proposal.due_on <= chosen.due_to)
    if chosen.is_overdue:
        conditions.append(is_overdue(reader.today))
    if chosen.is_key:
        conditions.append(Proposal.__table__.c.is_key)
    if chosen.part:
        is_co = Proposal.__table__.c.host_is_co
        conditions.append(is_co if chosen.part is PartFilter.CO else ~is_co)
    if chosen.text:
        conditions.append(holds_text(chosen.text))
    return select(Proposal.id).where(*conditions)


def _in_topic(topic_id: int | None) -> list[ColumnElement[bool]]:
    """Return the condition that an item stands under a topic; none where no topic is asked for."""
    if topic_id is None:
        return []
    inside = select(GroupMember.proposal_id).where(GroupMember.group_id == topic_id)
    return [Proposal.id.in_(inside.where(GroupMember.kind == GroupKind.TOPIC))]


def holds_text(text: str) -> ColumnElement[bool]:
    """Return the condition that a number begins with the text, or the title contains it."""
    in_title = Proposal.title.contains(text, autoescape=True)
    number = normalise_number(text)
    if not number:
        return in_title
    return or_(Proposal.number_norm.startswith(number, autoescape=True), in_title)


def list_items(reader: Reader, chosen: RegisterFilter) -> Page:
    """Return one page of the register; one statement, and a second one where rows without a due date follow."""
    statement: Select[Any] = (
        narrowed(reader, chosen)
        .with_only_columns(*COLUMNS)
        .outerjoin(User, User.id == Proposal.lead_officer_id)
    )
    return read_page(statement, chosen.sort, chosen.place, PAGE)


def count_views(reader: Reader, chosen: RegisterFilter) -> dict[str, int]:
    """Return how many items each saved view holds, each count stopping at 1,001, and ``found`` for the filters."""
    counts = {view.value: narrowed(reader, RegisterFilter(view=view)) for view in COUNTED}
    if chosen.narrows:
        counts["found"] = narrowed(reader, chosen)
    row = db.session.execute(
        select(*(count_capped(statement).label(name) for name, statement in counts.items()))
    ).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def shows_sponsor(row: Row[Any], reader: Reader) -> bool:
    """Tell whether a row may name its sponsor."""
    return names_sponsor(row, reader.actor, reader.now)


def names_sponsor(row: Any, actor: Actor, now: datetime) -> bool:
    """Tell whether an item's columns may name its sponsor: always, unless it is confidential (R14 then)."""
    if not row.is_confidential:
        return True
    part = Part(row.lead_unit_id or 0, row.lead_office_id, row.lead_officer_id)
    case = CaseParties(row.host_unit_id, answering=() if row.host_is_co else (part,))
    return allows(Permission.VIEW_SPONSOR_CONTACTS, actor, case, now=now)


def office_choices(reader: Reader) -> dict[int, str]:
    """Return the units that the office filter offers: those below the departments."""
    return {
        unit.id: unit.short_name for unit in reader.tree.units.values() if unit.parent_id and unit.is_active
    }
