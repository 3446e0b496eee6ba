"""The register: which items a person's list shows, in which order, one page at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
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
from tracker.models.proposal import Proposal, Sponsor
from tracker.queries.due_windows import (
    DAY,
    IN_HAND,
    OPINIONS_OWED,
    SEAT,
    Window,
    day_of_opinion,
    in_window,
    is_overdue,
    opinion_missing,
    own_part_owed,
    routing_shown,
)
from tracker.queries.people import UnitTree
from tracker.queries.register_more import REGISTERED, Signing, helped_by, led_by, numbered, signed
from tracker.queries.register_order import Page, Place, Sort, read_page
from tracker.queries.tags import departments_of, labels_column, tagged
from tracker.queries.visibility import SUPERVISING, count_capped, in_sight, reach

PAGE = 50
IS_OPEN: ColumnElement[bool] = Proposal.__table__.c.is_open


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
    """What the list is narrowed to; days are inclusive and in Beijing.

    ``due`` looks at the host's own day, ``opinions`` at the first opinion that is missing, or at the one that the unit
    ``owing_id`` owes; an office or an officer of 0 stands for none. ``ids`` are chosen items, whatever the view.
    """

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
    is_key: bool | None = None
    unit_id: int | None = None
    due: Window | None = None
    opinions: Window | None = None
    owing_id: int | None = None
    co_from: date | None = None
    co_to: date | None = None
    topic_id: int | None = None
    number: str = ""
    sponsor: str = ""
    registered_from: date | None = None
    registered_to: date | None = None
    helper_id: int | None = None
    signing: Signing | None = None
    tag_id: int | None = None
    ids: tuple[int, ...] = ()
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

    @cached_property
    def today(self) -> date:
        """The day in Beijing."""
        return local_day(self.now)

    @cached_property
    def week_ends(self) -> date:
        """The Sunday of this week, in which worked weekends lie."""
        return self.today + timedelta(days=6 - self.today.weekday())

    @property
    def own_offices(self) -> list[int]:
        """The offices in which the reader handles items or heads their handling."""
        return reach(self.actor, (Role.OFFICER, Role.HEAD))

    @cached_property
    def departments(self) -> frozenset[int]:
        """The departments in which the reader holds something."""
        return departments_of(self.actor, self.tree)


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
    Proposal.paused_on,
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
    Proposal.term,
    Proposal.session_no,
    Proposal.created_at,
    Proposal.assigned_on,
    Proposal.class_mark,
    User.name.label("officer_name"),
    labels_column(),
)


def _ours(reader: Reader) -> ColumnElement[bool]:
    own = reader.own_offices
    is_lead: ColumnElement[bool] = ~Proposal.__table__.c.host_is_co
    return and_(is_lead, Proposal.lead_office_id.in_(own)) if own else is_lead


VIEWS: Mapping[View, Callable[[Reader], ColumnElement[bool]]] = {
    View.OPEN: lambda _: IN_HAND,
    View.OURS: lambda reader: and_(IN_HAND, _ours(reader)),
    View.THIS_WEEK: lambda reader: and_(
        own_part_owed(), Proposal.due_on.between(reader.today, reader.week_ends)
    ),
    View.CO_WAITING: lambda _: OPINIONS_OWED,
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
    "is_key": Proposal.__table__.c.is_key,
}
PLACED: Mapping[str, Any] = {
    "unit_id": Proposal.lead_unit_id,
    "office_id": Proposal.lead_office_id,
    "officer_id": Proposal.lead_officer_id,
}
SPANS: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "due_from": lambda day: Proposal.due_on >= day,
    "due_to": lambda day: Proposal.due_on <= day,
    "co_from": lambda day: and_(OPINIONS_OWED, Proposal.co_due_on >= day),
    "co_to": lambda day: and_(OPINIONS_OWED, Proposal.co_due_on <= day),
    **REGISTERED,
}


def narrowed(reader: Reader, chosen: RegisterFilter) -> Select[Any]:
    """Return the ids of the items that meet the view and every filter."""
    conditions = [
        in_sight(reader.actor, reader.tree),
        Proposal.id.in_(chosen.ids) if chosen.ids else VIEWS[chosen.view](reader),
        *_in_topic(chosen.topic_id),
        *_further(reader, chosen),
    ]
    conditions += [
        column == value for name, column in EQUALS.items() if (value := _of(chosen, name)) is not None
    ]
    conditions += [
        _placed(column, value) for name, column in PLACED.items() if (value := _of(chosen, name)) is not None
    ]
    conditions += [span(day) for name, span in SPANS.items() if (day := _of(chosen, name)) is not None]
    conditions += _windows(reader, chosen)
    if chosen.is_overdue:
        conditions.append(is_overdue(reader.today))
    if chosen.part:
        is_co = Proposal.__table__.c.host_is_co
        conditions.append(is_co if chosen.part is PartFilter.CO else ~is_co)
    if chosen.text:
        conditions.append(holds_text(chosen.text, reader.actor))
    return select(Proposal.id).where(*conditions)


def _of(chosen: RegisterFilter, name: str) -> Any:
    return getattr(chosen, name)


def _placed(column: Any, value: int) -> ColumnElement[bool]:
    """Return the condition that a unit or a person has the item; 0: nobody yet."""
    placed: ColumnElement[bool] = column == value if value else column.is_(None)
    return placed


def _windows(reader: Reader, chosen: RegisterFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on what is owed: the host's own part, and opinions."""
    found: list[ColumnElement[bool]] = []
    if chosen.due:
        found += [own_part_owed(), in_window(Proposal.due_on, chosen.due, reader.today, reader.calendar)]
    if chosen.owing_id is not None:
        found.append(_owed_by(reader, chosen.owing_id, chosen.opinions or Window.OWED))
    elif chosen.opinions:
        day = in_window(Proposal.co_due_on, chosen.opinions, reader.today, reader.calendar)
        found += [OPINIONS_OWED, day]
    return found


def _owed_by(reader: Reader, unit_id: int, window: Window) -> ColumnElement[bool]:
    """Return the condition that one unit owes an opinion with its day in the window, which the reader may know."""
    missing = (
        select(SEAT.id)
        .outerjoin(DAY, day_of_opinion())
        .where(
            SEAT.unit_id == unit_id,
            opinion_missing(),
            in_window(DAY.due_on, window, reader.today, reader.calendar),
            may_know_seat(reader),
        )
    )
    return and_(OPINIONS_OWED, missing.correlate(Proposal).exists())


def may_know_seat(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that the reader may know who owes an opinion."""
    actor = reader.actor
    return routing_shown(reach(actor, SUPERVISING), reader.own_offices, reach(actor, tuple(Role)))


def _further(reader: Reader, chosen: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on numbers, sponsors and the parts of units."""
    if chosen.number:
        yield numbered(chosen.number)
    if chosen.sponsor:
        yield led_by(chosen.sponsor, sponsor_known(reader.actor))
    if chosen.helper_id is not None:
        yield helped_by(chosen.helper_id, may_know_seat(reader))
    if chosen.tag_id is not None:
        yield tagged(chosen.tag_id, reader.departments)
    if chosen.signing:
        yield signed(chosen.signing, may_know_seat(reader))


def sponsor_known(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a find by a sponsor's name may tell the name: never of a confidential item."""
    return Proposal.__table__.c.is_confidential.is_(False) | Proposal.host_unit_id.in_(
        reach(actor, (Role.COORDINATOR,))
    )


def _in_topic(topic_id: int | None) -> list[ColumnElement[bool]]:
    """Return the condition that an item stands under a topic; none where no topic is asked for."""
    if topic_id is None:
        return []
    inside = select(GroupMember.proposal_id).where(GroupMember.group_id == topic_id)
    return [Proposal.id.in_(inside.where(GroupMember.kind == GroupKind.TOPIC))]


def holds_text(text: str, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the title holds the text, or a number or the name of somebody who filed begins with it.

    A confidential item is found by a name only by those who coordinate its department: a find would tell the name.
    """
    filed = select(Sponsor.proposal_id).where(Sponsor.name.startswith(text, autoescape=True))
    found = [
        Proposal.title.contains(text, autoescape=True),
        and_(sponsor_known(actor), Proposal.id.in_(filed)),
    ]
    if number := normalise_number(text):
        found.append(Proposal.number_norm.startswith(number, autoescape=True))
    return or_(*found)


def list_items(reader: Reader, chosen: RegisterFilter, size: int = PAGE) -> Page:
    """Return one page of the register; one statement, and a second one where rows without a due date follow."""
    statement: Select[Any] = (
        narrowed(reader, chosen)
        .with_only_columns(*COLUMNS)
        .outerjoin(User, User.id == Proposal.lead_officer_id)
    )
    return read_page(statement, chosen.sort, chosen.place, size)


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
