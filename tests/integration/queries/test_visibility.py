"""The SQL of lists shows exactly the items that the rule lets a person see."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import AssignmentRole, AssignmentState, CaseState, Role, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile, case_file
from tracker.queries.people import UnitTree, unit_tree
from tracker.queries.visibility import sees_all, visible

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
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


@pytest.fixture
def book(context: Flask) -> list[CaseFile]:
    """Items with every seat, role and state, of both rounds, and some with two seats or none."""
    db.session.add(User(id=1, username="someone", name="某人", created_at=NOW))
    for number, parent, kind in UNITS:
        path = f"/{number}/" if parent is None else f"/{parent}/{number}/"
        db.session.add(
            Unit(
                id=number,
                parent_id=parent,
                kind=kind,
                path=path,
                name=f"单位{number}",
                short_name=f"{number}",
            )
        )
    db.session.flush()
    cases = list(product((1, 5), SEATS, AssignmentRole, AssignmentState))
    for number, (host, place, role, state) in enumerate(cases, start=1):
        item = _item(number, host)
        db.session.add(item)
        db.session.flush()
        db.session.add(_seat(item, place, role, state, rnd=1 if number % 11 == 0 else 2))
        if number % 5 == 0 and place[0] != 4:
            db.session.add(_seat(item, (4, None), AssignmentRole.CO, AssignmentState.HANDLING, rnd=2))
    db.session.add(_item(len(cases) + 1, 1))
    db.session.commit()
    ids = db.session.scalars(select(Proposal.id).order_by(Proposal.id))
    files = [case_file(number) for number in ids]
    return [file for file in files if file is not None]


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


def test_who_supervises_every_department_sees_every_item(book: list[CaseFile]) -> None:
    tree = unit_tree()
    both = an_actor(tree, (Role.LEADER, 1), (Role.SUPERVISOR, 5))
    assert sees_all(both, tree)
    assert listed(both) == {file.proposal.id for file in book}
    assert not sees_all(an_actor(tree, (Role.LEADER, 1)), tree)
    assert not sees_all(an_actor(tree, (Role.HEAD, 1), (Role.OFFICER, 5)), tree)
