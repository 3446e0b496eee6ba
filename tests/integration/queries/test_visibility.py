"""The SQL of lists shows exactly the items that the rule lets a person see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.vocabulary import AssignmentRole, AssignmentState, CaseState, Role, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, case_file
from tracker.queries.people import UnitTree, unit_tree
from tracker.queries.visibility import exportable, in_sight, sees_by_index, visible

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
OUTSIDE = 4
Place = tuple[int, int | None]
Placed = tuple[int, int | None, str]
# one unit id a line: (id, parent, kind)
UNITS = (
    (1, None, "department"),
    (2, 1, "office"),
    (3, 1, "office"),
    (4, None, "external"),
    (5, None, "department"),
    (6, 5, "office"),
)
SEATS = ((1, None), (1, 2), (1, 3), (2, None), (4, None), (5, None), (5, 6))


def _item(number: int, host: int) -> Proposal:
    return Proposal(
        id=number,
        host_unit_id=host,
        state=CaseState.HANDLING,
        stage=Stage.HANDLING,
        kind="cppcc_proposal",
        body="政协",
        title=f"第{number}件",
        sponsor_kind="member",
        received_on=DAY,
        round_no=2,
        created_at=NOW,
        created_by_id=1,
    )


def _seat(
    item: Proposal, place: tuple[int, int | None], role: AssignmentRole, state: AssignmentState, *, rnd: int
) -> Assignment:
    return Assignment(
        proposal_id=item.id,
        unit_id=place[0],
        office_id=place[1],
        officer_id=1 if item.id % 2 else None,
        role=role,
        state=state,
        round_no=rnd,
        part="第一部分",
        assigned_on=DAY,
        answered_at=NOW,
        created_at=NOW,
    )


def make_book(units: Sequence[Placed], hosts: Sequence[int], places: Sequence[Place]) -> list[CaseFile]:
    """Write items with every seat, role and state, some of an earlier round, some with two seats, one with none."""
    db.session.add(User(id=1, username="someone", name="某人", created_at=NOW))
    for number, parent, kind in units:
        path = f"/{number}/" if parent is None else f"/{parent}/{number}/"
        name = f"单位{number}"
        db.session.add(Unit(id=number, parent_id=parent, kind=kind, path=path, name=name, short_name=name))
    db.session.flush()
    cases = list(product(hosts, places, AssignmentRole, AssignmentState))
    for number, (host, place, role, state) in enumerate(cases, start=1):
        item = _item(number, host)
        db.session.add(item)
        db.session.flush()
        db.session.add(_seat(item, place, role, state, rnd=1 if number % 11 == 0 else 2))
        if number % 5 == 0 and place[0] != OUTSIDE:
            helping = _seat(item, (OUTSIDE, None), AssignmentRole.CO, AssignmentState.HANDLING, rnd=2)
            db.session.add(helping)
    db.session.add(_item(len(cases) + 1, hosts[0]))
    db.session.flush()
    files = [case_file(number) for number in range(1, len(cases) + 2)]
    for file in files:
        if file is not None and file.own is not None:
            file.proposal.lead_office_id = file.own.assignment.office_id
    db.session.commit()
    return [file for file in files if file is not None]


@pytest.fixture
def book(context: Flask) -> list[CaseFile]:
    """The books of two departments."""
    return make_book(UNITS, (1, 5), SEATS)


@pytest.fixture
def only_book(context: Flask) -> list[CaseFile]:
    """The book of the one department of an installation, which gives work to units outside."""
    return make_book(UNITS[:4], (1,), ((1, None), (1, 2), (1, 3), (OUTSIDE, None)))


def listed(actor: Actor) -> set[int]:
    """Return what the list would show."""
    return set(db.session.scalars(select(Proposal.id).where(visible(actor))))


def permitted(actor: Actor, book: list[CaseFile]) -> set[int]:
    """Return what the rule lets the person see."""
    return {file.proposal.id for file in book if file.may(Permission.VIEW_CASE, actor, now=NOW)}


def an_actor(tree: UnitTree, *grants: tuple[Role, int]) -> Actor:
    """Return somebody who holds the roles in the units."""
    scopes: dict[Role, frozenset[int]] = {}
    for role, unit_id in grants:
        scopes[role] = scopes.get(role, frozenset()) | tree.below(unit_id)
    return Actor(1, "某人", scopes)


def test_every_role_in_every_unit_sees_in_lists_what_the_rule_allows(book: list[CaseFile]) -> None:
    tree = unit_tree()
    for role, unit in product(Role, (number for number, _, _ in UNITS)):
        actor = an_actor(tree, (role, unit))
        assert listed(actor) == permitted(actor, book), (role, unit)


GRANTS = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from([number for number, _, _ in UNITS])), max_size=4
)


def test_several_roles_together_see_in_lists_what_the_rule_allows(book: list[CaseFile]) -> None:
    tree = unit_tree()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(GRANTS)
    def holds(grants: list[tuple[Role, int]]) -> None:
        actor = an_actor(tree, *grants)
        assert listed(actor) == permitted(actor, book)

    holds()


def test_the_short_form_for_one_department_shows_the_same(only_book: list[CaseFile]) -> None:
    tree = unit_tree()
    single = [((role, unit),) for role, unit in product(Role, (1, 2, 3, OUTSIDE))]
    several = [((Role.OFFICER, 2), (Role.HEAD, 3)), ((Role.HEAD, 2), (Role.LIAISON, OUTSIDE))]
    several.append(((Role.OFFICER, 2), (Role.SUPERVISOR, 2)))
    for grants in [*single, *several]:
        actor = an_actor(tree, *grants)
        short = set(db.session.scalars(select(Proposal.id).where(in_sight(actor, tree))))
        assert short == permitted(actor, only_book), grants


def test_an_index_of_the_items_serves_who_supervises_or_works_inside(only_book: list[CaseFile]) -> None:
    tree = unit_tree()
    grants = product(Role, (1, 2, OUTSIDE))
    served = {(role, unit) for role, unit in grants if sees_by_index(an_actor(tree, (role, unit)), tree)}
    inside = {(Role.OFFICER, 2), (Role.HEAD, 2)}
    assert served == inside | {(role, 1) for role in (Role.COORDINATOR, Role.LEADER, Role.SUPERVISOR)}


def test_two_departments_are_never_shortened(book: list[CaseFile]) -> None:
    tree = unit_tree()
    assert not sees_by_index(an_actor(tree, (Role.LEADER, 1), (Role.SUPERVISOR, 5)), tree)


def taken_out(actor: Actor) -> set[int]:
    """Return what a list of everything would hand out as a file."""
    return set(db.session.scalars(select(Proposal.id).where(exportable(actor))))


def exported(actor: Actor, book: list[CaseFile]) -> set[int]:
    """Return what the rule lets the person take out, after a fresh sign-in: whole, or by one of its parts."""
    fresh = replace(actor, proved_at=NOW)
    return {
        file.proposal.id
        for file in book
        for target in (Target(), *(seat.target for seat in file.answering))
        if file.may(Permission.EXPORT_BULK, fresh, now=NOW, target=target)
    }


def test_every_role_takes_out_what_the_rule_allows(book: list[CaseFile]) -> None:
    tree = unit_tree()
    single = [((role, number),) for role, (number, _, _) in product(Role, UNITS)]
    for grants in [*single, ((Role.HEAD, 2), (Role.SUPERVISOR, 5)), ((Role.HEAD, 2), (Role.OFFICER, 3))]:
        actor = an_actor(tree, *grants)
        assert taken_out(actor) == exported(actor, book), grants
