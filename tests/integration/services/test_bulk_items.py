"""Many items at once: the same rows in every table as the single way writes them, on both databases."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ASSIGNED, ITEM, MEMBER, NOON
from tests.support.office import Office, build_office
from tests.support.statements import counted
from tracker.domain.errors import InvalidInput, StalePage
from tracker.domain.vocabulary import AssignmentRole, BodyLevel, Kind, SponsorKind
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.queries.people import unit_tree
from tracker.services.assignment import Part, assign_units, parts_of
from tracker.services.bulk_items import BulkItem, BulkWriter
from tracker.services.intake import register_item
from tracker.services.intake_rows import NewItem, SponsorEntry
from tracker.services.notices import silently
from tracker.services.unit_of_work import unit_of_work

Given = tuple[NewItem, int | None, Sequence[int], Sequence[Part], date]
TWO = (
    replace(MEMBER, is_lead=False),
    SponsorEntry("𠮷〇昇", SponsorKind.DEPUTY, is_lead=True, delegation="南宁"),
)


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


class Undo(Exception):
    """Ends a unit of work without keeping it."""


def given(office: Office) -> list[Given]:
    """Return items of every shape: waiting, alone, with helpers, joint, split, relayed, helping, express, old."""
    dept, finance, industry = (office.units[key] for key in ("dept", "finance", "industry"))
    none: tuple[Any, ...] = ()
    shapes: list[Any] = [
        ({}, None, none, none, ASSIGNED),
        ({}, dept, none, none, ASSIGNED),
        ({"asks": (), "body_text": "", "sponsors": TWO}, dept, (finance, industry), none, ASSIGNED),
        ({}, finance, (dept,), none, date(2026, 3, 1)),
        ({"kind": Kind.SUGGESTION}, dept, none, [Part(finance, AssignmentRole.JOINT_LEAD)], ASSIGNED),
        ({}, dept, none, [Part(finance, AssignmentRole.SPLIT, "资金部分")], ASSIGNED),
        ({}, dept, none, [Part(finance, AssignmentRole.REFERENCE)], ASSIGNED),
        ({"is_express": True, "body_level": BodyLevel.CITY}, dept, none, none, ASSIGNED),
        ({"received_on": date(1998, 3, 1), "number_raw": None}, dept, none, none, date(1998, 3, 5)),
        ({"assigner": "自治区政协办公厅"}, dept, none, none, ASSIGNED),
    ]
    return [
        (
            replace(ITEM, **{"number_raw": f"第2026{place:04}号", "title": f"关于{place}的提案", **changes}),
            *rest,
        )
        for place, (changes, *rest) in enumerate(shapes)
    ]


def singly(office: Office) -> None:
    actor = office.actor("coordinator")
    for entry, lead, helpers, others, on in given(office):
        item = register_item(actor, fields=entry, now=NOON)
        if lead is not None:
            assign_units(
                actor,
                item.id,
                lead=lead,
                co_handlers=helpers,
                others=others,
                assigned_on=on,
                assigner=entry.assigner,
                version=None,
                now=NOON,
            )


def writer(office: Office) -> BulkWriter:
    host = db.session.get_one(Unit, office.units["dept"])
    return BulkWriter(office.actor("coordinator"), host, unit_tree(), NOON)


def wanted(office: Office) -> list[BulkItem]:
    return [
        BulkItem(entry, parts_of(lead, helpers, others) if lead else (), on)
        for entry, lead, helpers, others, on in given(office)
    ]


def at_once(office: Office) -> None:
    writer(office).write(wanted(office))


def rows_by(write: Callable[[Office], None], office: Office) -> dict[str, list[dict[str, Any]]]:
    """Return the new rows of every table, their numbers made places, and keep nothing."""
    found: dict[str, list[dict[str, Any]]] = {}
    try:
        with unit_of_work():
            before = {name: set(_ids(name)) for name in db.metadata.tables}
            write(office)
            db.session.flush()
            places = {
                name: {id_: place for place, id_ in enumerate(sorted(set(_ids(name)) - before[name]))}
                for name in db.metadata.tables
            }
            found = {name: _new_rows(name, places) for name in db.metadata.tables if places[name]}
            raise Undo  # noqa: TRY301 - it ends the unit of work
    except Undo:
        return found


def _key(name: str) -> Any:
    return next(iter(db.metadata.tables[name].primary_key))


def _ids(name: str) -> list[Any]:
    return list(db.session.scalars(select(_key(name))))


def _new_rows(name: str, places: dict[str, dict[Any, int]]) -> list[dict[str, Any]]:
    table, key = db.metadata.tables[name], _key(name)
    rows = db.session.execute(select(table).where(key.in_(places[name])).order_by(key)).mappings()
    return [
        {column.name: _placed(row, column, places) for column in table.columns if column.name != "version"}
        for row in rows
    ]


def _placed(row: Any, column: Any, places: dict[str, dict[Any, int]]) -> Any:
    """Return a value, a place instead of a number that the database gave out."""
    if column.name == "subject_id":
        machine = {"case": "proposal", "assignment": "assignment"}.get(str(row["machine"]), "")
        return places.get(machine, {}).get(row[column.name])
    targets = [key.column.table.name for key in column.foreign_keys] or [column.table.name]
    is_number = column.primary_key or column.foreign_keys
    return places[targets[0]].get(row[column.name], row[column.name]) if is_number else row[column.name]


def test_both_ways_write_the_same_rows_in_every_table(office: Office) -> None:
    """Versions apart: the single way goes through a row several times, and nobody has seen the earlier ones."""
    one_by_one, together = rows_by(singly, office), rows_by(at_once, office)
    assert sorted(one_by_one) == sorted(together)
    assert {"proposal", "assignment", "milestone", "event", "opinion", "sponsor_contact"} <= set(together)
    for name, rows in one_by_one.items():
        assert _in_order(together[name]) == _in_order(rows), name


def _in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items(), key=lambda pair: pair[0])) for row in rows)


def test_events_stand_in_the_order_of_the_single_way(office: Office) -> None:
    with unit_of_work():
        at_once(office)
    by_item: dict[int, list[str]] = {}
    for event in db.session.scalars(select(Event).order_by(Event.id)):
        by_item.setdefault(event.proposal_id, []).append(event.kind)
    assert [str(kind) for kind in next(iter(by_item.values()))] == ["case.registered"]
    assert [len(kinds) for kinds in by_item.values()] == [1, 3, 5, 4, 4, 4, 4, 3, 3, 3]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_statements_of_a_batch_do_not_grow_with_its_items(office: Office) -> None:
    few = [
        BulkItem(
            replace(ITEM, number_raw=f"第1{one}号"),
            (Part(office.units["dept"], AssignmentRole.SOLE),),
            ASSIGNED,
        )
        for one in range(2)
    ]
    many = [
        replace(one, entry=replace(one.entry, number_raw=f"第2{place}号"))
        for place, one in enumerate(few * 100)
    ]
    written = writer(office)
    with unit_of_work(), silently(), counted() as first:
        written.write(few)
    with unit_of_work(), silently(), counted() as second:
        written.write(many)
    assert len(second) <= len(first) <= 25


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_double_or_an_entry_that_fits_no_column_keeps_the_whole_batch_out(office: Office) -> None:
    with unit_of_work():
        at_once(office)
    before = len(_ids("proposal"))
    with pytest.raises(StalePage), unit_of_work():
        writer(office).write([BulkItem(replace(ITEM, number_raw="第9号")), BulkItem(given(office)[1][0])])
    with pytest.raises(InvalidInput), unit_of_work():
        writer(office).write(
            [BulkItem(replace(ITEM, number_raw="第9号")), BulkItem(replace(ITEM, title="字" * 301))]
        )
    db.session.rollback()
    assert len(_ids("proposal")) == before
    assert db.session.scalar(select(Proposal.id).where(Proposal.number_norm == "9")) is None
