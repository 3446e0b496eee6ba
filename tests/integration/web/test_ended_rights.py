"""Posted fields that no form has, and rights that ended since the page was opened, change nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from werkzeug.test import TestResponse

from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import Desk, desk_at
from tracker import clock
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.people import RoleGrant, User
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.services.unit_of_work import unit_of_work


def body_of(answer: TestResponse) -> tuple[int, str]:
    text = answer.get_data().decode("utf-8", "replace")
    answer.close()
    return answer.status_code, text


# Fields that no form has; each would be a step or a right if a row took what was posted.
EXTRA = {
    "state": "sent",
    "host_unit_id": "5",
    "unit_id": "5",
    "office_id": "5",
    "officer_id": "1",
    "author_id": "1",
    "drafted_by_id": "1",
    "signed_by_id": "1",
    "is_active": "",
    "is_confidential": "",
    "id": "77",
    "proposal_id": "77",
    "assignment_id": "77",
    "class_scheme": "cppcc",
    "archived_at": "2026-01-01",
}


def row_of(app: Flask, kind: Any, number: int) -> dict[str, Any]:
    with app.app_context():
        row = db.session.get_one(kind, number)
        return {column.key: getattr(row, column.key) for column in inspect(kind).column_attrs}


@pytest.fixture
def desk(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An item of the small office with a draft; forms are taken without their token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.app_context():
        made = desk_at(office, "drafted")
        db.session.remove()
    return made


def letter_of(app: Flask, desk: Desk) -> tuple[int, int]:
    """Return the ids of a desk's reply and of its assignment."""
    with app.app_context():
        found = desk.reply.id, desk.seat.assignment.id
        db.session.remove()
    return found


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_posted_fields_that_the_form_does_not_have_change_nothing(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    reply, seat = letter_of(app, desk)
    place = f"/items/{desk.proposal_id}/replies/{reply}/draft"
    kinds = ((Reply, reply), (Assignment, seat), (Proposal, desk.proposal_id))
    before = [row_of(app, *one) for one in kinds]
    officer = browser_of("officer")
    values = officer.get(place).form("存为新一稿").values
    text = f"{values['text']}\n多写的一句。"
    assert officer.client.post(place, data=EXTRA | {**values, "text": text}).status_code == 302
    after = [row_of(app, *one) for one in kinds]
    assert after[0]["text"] == text
    assert changed(before[0], after[0]) <= {"text", "version", "saved_at", "saved_by_id", "updated_at"}
    assert changed(before[1], after[1]) == set()
    assert changed(before[2], after[2]) <= {"version", "updated_at"}


def test_ones_own_account_takes_neither_role_nor_state_from_a_form(
    app: Flask, desk: Desk, browser_of: SignedIn
) -> None:
    officer = browser_of("officer")
    number = desk.office.people["officer"]
    extra = EXTRA | {"role": "system_admin", "user_id": "1", "locale": "en", "username": "root"}
    before = row_of(app, User, number)
    for place in ("/language", "/account/password"):
        officer.client.post(place, data=extra).close()
    assert changed(before, row_of(app, User, number)) <= {"locale"}
    with app.app_context():
        roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == number))
        assert set(roles) == {Role.OFFICER}


def reroute(desk: Desk) -> None:
    seat = desk.file.live[0].assignment
    seat.office_id, seat.officer_id = desk.office.units["rural"], None


def end_role(desk: Desk) -> None:
    held = db.session.scalars(select(RoleGrant).filter_by(user_id=desk.office.people["officer"])).one()
    held.valid_to = clock.today() - timedelta(days=1)


def change_unit(desk: Desk) -> None:
    held = db.session.scalars(select(RoleGrant).filter_by(user_id=desk.office.people["officer"])).one()
    held.unit_id = desk.office.units["rural"]


def disable(desk: Desk) -> None:
    db.session.get_one(User, desk.office.people["officer"]).is_active = False


@pytest.mark.parametrize("ending", [reroute, end_role, change_unit, disable])
def test_the_next_request_after_a_right_ended_is_refused(
    app: Flask, desk: Desk, browser_of: SignedIn, ending: Any
) -> None:
    reply, _ = letter_of(app, desk)
    place = f"/items/{desk.proposal_id}/replies/{reply}/draft"
    officer = browser_of("officer")
    values = officer.get(place).form("存为新一稿").values
    with app.app_context():
        with unit_of_work():
            ending(desk)
        db.session.remove()
    before = row_of(app, Reply, reply)
    for action in (place, f"{place.removesuffix('/draft')}/versions"):
        status, _ = body_of(officer.client.post(action, data={**values, "text": "不再是他的"}))
        assert status in {302, 401, 403, 404}
    assert row_of(app, Reply, reply) == before
