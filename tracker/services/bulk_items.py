"""Registering many items at once, given to their units where these are known: the rows of the single way, in batches.

Every row is built by the functions that ``register_item`` and ``assign_units`` build theirs with; only the number of
statements differs. ``tests/integration/services/test_bulk_items.py`` compares both ways table by table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import StalePage
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import OPINION_ROLES, Machine, OpinionState
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.event import Event
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal, ProposalPoint, ProposalText, Sponsor, SponsorContact
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.people import AnyUnit, UnitTree
from tracker.queries.told import readers, receivers_of
from tracker.services.assignment import (
    Part,
    assigned_telling,
    assigning,
    check_day,
    check_parts,
    created_subject,
    created_telling,
    part_values,
)
from tracker.services.bulk_rows import insert_numbered, insert_rows
from tracker.services.intake import new_values, registered_subject, registered_telling
from tracker.services.intake_rows import NewItem, check_entry
from tracker.services.milestones import deadline_of, due_dates, milestone_values, rule_item
from tracker.services.moves import Telling, change_state, event_values
from tracker.services.notices import is_silent, tell
from tracker.services.search_index import index_new_items
from tracker.services.sponsors import contact_values, sponsor_values, with_lead
from tracker.services.summaries import write_standing
from tracker.services.unit_of_work import refusing

Row = dict[str, Any]
# what the summary, the deadlines and the question whether it may be assigned look at
DECIDING = (
    "host_unit_id",
    "state",
    "round_no",
    "kind",
    "phase",
    "body_level",
    "sponsor_kind",
    "is_express",
    "is_reference_only",
    "origin",
    "received_on",
    "assigner",
)
SUMMED = (
    "state",
    "assigned_on",
    "assigner",
    "stage",
    "is_open",
    "due_on",
    "lead_unit_id",
    "host_is_co",
    "co_total",
    "co_in",
    "co_due_on",
)


@dataclass(frozen=True)
class BulkItem:
    """A new item with the parts that units get, none where it waits to be assigned; the day is in Beijing."""

    entry: NewItem
    parts: tuple[Part, ...] = ()
    assigned_on: date | None = None
    more: tuple[tuple[EventKind, Telling], ...] = ()


@dataclass(frozen=True)
class Dates:
    """The due dates of a part: the days by step, the day of its answer, and the rows that keep them."""

    days: Mapping[Code, date]
    due_on: date | None
    rows: Sequence[Row]


@dataclass(frozen=True)
class _Made:
    """An item before it has numbers: the object that sums it up, its move, and its parts with their due days."""

    wanted: BulkItem
    proposal: Proposal
    values: Row
    move: tuple[EventKind, str, str] | None = None
    parts: tuple[tuple[Assignment, Row, Dates], ...] = ()

    @property
    def row(self) -> Row:
        """The item's row, with what its parts make of it."""
        return self.values | {name: getattr(self.proposal, name) for name in SUMMED}


@dataclass
class BulkWriter:
    """Writes new items into one department's book; one a transaction, since it keeps due dates by what decides them."""

    actor: Actor
    host: AnyUnit
    tree: UnitTree
    now: datetime
    dates: dict[Any, Dates] = field(default_factory=dict)
    heard: dict[int, bool] = field(default_factory=dict)

    def write(self, items: Sequence[BulkItem]) -> list[int]:
        """Write items, a few hundred at best, and return their ids; raises InvalidInput, StalePage for a double."""
        made = [self._make(one) for one in items]
        with refusing("identity_key", StalePage()):
            ids = insert_numbered(Proposal, [one.row for one in made])
        self._write_entries(ids, made)
        self._write_parts(ids, made)
        index_new_items(ids)
        return ids

    def _write_parts(self, ids: Sequence[int], made: Sequence[_Made]) -> None:
        """Write parts, due dates, opinions to write, and the events of all, and have the parts told."""
        rows = [
            {**row, "proposal_id": id_} for id_, one in zip(ids, made, strict=True) for _, row, _ in one.parts
        ]
        part_ids = insert_numbered(Assignment, rows)
        numbers = iter(part_ids)
        numbered = [[next(numbers) for _ in one.parts] for one in made]
        insert_rows(Milestone, _milestones(ids, numbered, made))
        insert_rows(Opinion, _opinions(ids, numbered, made))
        found = zip(ids, numbered, made, strict=True)
        events = [event for one in found for event in self._events(*one)]
        units = {id_: row["unit_id"] for id_, row in zip(part_ids, rows, strict=True)}
        self._tell(insert_numbered(Event, events), events, units)

    def _tell(self, ids: Sequence[int], events: Sequence[Row], units: Mapping[int, int]) -> None:
        """Have the new parts told where somebody of the unit reads it; most units have nobody here."""
        for id_, event in () if is_silent() else zip(ids, events, strict=True):
            if event["kind"] is EventKind.ASSIGNMENT_CREATED and self._has_reader(units[event["subject_id"]]):
                tell(db.session.get_one(Event, id_))

    def _has_reader(self, unit_id: int) -> bool:
        if unit_id not in self.heard:
            today = local_day(self.now)
            found = readers(receivers_of(unit_id, today), today)
            self.heard[unit_id] = any(
                one.wants_immediate and one.user.id != self.actor.user_id for one in found
            )
        return self.heard[unit_id]

    def _make(self, wanted: BulkItem) -> _Made:
        entry = wanted.entry
        check_entry(entry)
        values = new_values(self.actor, self.host.id, entry, self.now)
        item = Proposal(**{name: values[name] for name in DECIDING})
        if not wanted.parts or wanted.assigned_on is None:
            write_standing(CaseFile(item, ()), {})
            return _Made(wanted, item, values)
        file = CaseFile(item, ())
        check_parts(wanted.parts, file, self.tree)
        check_day(wanted.assigned_on, self.now)
        question = assigning(self.actor, file, wanted.parts, self.now)
        move = change_state(item, Machine.CASE, Action.ASSIGN, question)
        item.assigned_on = wanted.assigned_on
        parts = tuple(
            self._part(number, item, part, wanted.assigned_on) for number, part in enumerate(wanted.parts)
        )
        seats = (Seat(row, opinion=_opinion_of(row)) for row, _, _ in parts)
        in_order = tuple(sorted(seats, key=lambda seat: not seat.is_answering))
        days = {(row.id, code.value): day for row, _, found in parts for code, day in found.days.items()}
        write_standing(CaseFile(item, in_order), days)
        return _Made(wanted, item, values, move, parts)

    def _part(
        self, number: int, item: Proposal, part: Part, assigned_on: date
    ) -> tuple[Assignment, Row, Dates]:
        """Return a part as the summary sees it, its row, and its due dates; ``number`` stands for its id so far."""
        due = self._dates(item, part, assigned_on)
        values = part_values(part, item.round_no, assigned_on, self.now) | {"due_on": due.due_on}
        return Assignment(id=number, **values), values, due

    def _dates(self, item: Proposal, part: Part, assigned_on: date) -> Dates:
        deciding = rule_item(item)
        key = (deciding, part.role, assigned_on, item.received_on)
        if key not in self.dates:
            found = due_dates(
                deciding,
                part.role,
                assigned_on=assigned_on,
                received_on=item.received_on,
                host=self.host,
            )
            days = {code: due.day for code, due in found.items()}
            self.dates[key] = Dates(
                days, deadline_of(found), [milestone_values(due) for due in found.values()]
            )
        return self.dates[key]

    def _write_entries(self, ids: Sequence[int], made: Sequence[_Made]) -> None:
        entries = [(id_, one.wanted.entry) for id_, one in zip(ids, made, strict=True)]
        insert_rows(
            ProposalText,
            ({"proposal_id": id_, "body_text": one.body_text} for id_, one in entries if one.body_text),
        )
        insert_rows(
            ProposalPoint,
            (
                {"proposal_id": id_, "position": position, "text": text}
                for id_, one in entries
                for position, text in enumerate(one.asks, start=1)
            ),
        )
        sponsors = [
            (id_, position, sponsor)
            for id_, one in entries
            for position, sponsor in enumerate(with_lead(one.sponsors), start=1)
        ]
        numbers = insert_numbered(
            Sponsor,
            [{"proposal_id": id_, **sponsor_values(one, position)} for id_, position, one in sponsors],
        )
        contacts = [contact_values(one) for _, _, one in sponsors]
        insert_rows(
            SponsorContact,
            (
                {"sponsor_id": number, **contact}
                for number, contact in zip(numbers, contacts, strict=True)
                if any(contact.values())
            ),
        )

    def _events(self, id_: int, part_ids: Sequence[int], made: _Made) -> Iterator[Row]:
        """Yield the events of one item in the order of the single way."""
        event = partial(event_values, id_, actor=self.actor, now=self.now)
        telling = registered_telling(made.wanted.entry)
        yield event(EventKind.CASE_REGISTERED, telling=telling, subject=registered_subject(id_))
        if made.move is not None:
            kind, before, after = made.move
            telling = assigned_telling(made.wanted.parts, self.tree)
            yield event(kind, telling=telling, subject=(Machine.CASE, id_, before, after))
        for number, (row, _, _) in zip(part_ids, made.parts, strict=True):
            telling = created_telling(self.tree.name(row.unit_id), row.role, row.due_on)
            yield event(EventKind.ASSIGNMENT_CREATED, telling=telling, subject=created_subject(number))
        for kind, telling in made.wanted.more:
            yield event(kind, telling=telling)


def _opinion_of(row: Assignment) -> Opinion | None:
    return Opinion(state=OpinionState.DRAFTING) if row.role in OPINION_ROLES else None


def _milestones(
    ids: Sequence[int], numbered: Sequence[Sequence[int]], made: Sequence[_Made]
) -> Iterator[Row]:
    for id_, numbers, one in zip(ids, numbered, made, strict=True):
        for number, (_, _, due) in zip(numbers, one.parts, strict=True):
            for row in due.rows:
                yield {"proposal_id": id_, "assignment_id": number, **row}


def _opinions(ids: Sequence[int], numbered: Sequence[Sequence[int]], made: Sequence[_Made]) -> Iterator[Row]:
    for id_, numbers, one in zip(ids, numbered, made, strict=True):
        for number, (row, _, _) in zip(numbers, one.parts, strict=True):
            if row.role in OPINION_ROLES:
                yield {"proposal_id": id_, "assignment_id": number, "state": OpinionState.DRAFTING}
