"""A form made from an older record, or without saying from which, changes nothing."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.addresses import addresses
from tests.support.page_client import PageClient
from tests.support.page_rules import parse
from tests.support.pages import Form, forms_of
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.people import User

# Three thousand pages, none of which asks anything that depends on the database: on the quicker one.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WALKERS = ("liwenjing", "qinhaining", "weilihua", "tangxianlai", "huangzhiqiang", "liangwenbo")
GIVEN = (None, "", "0", "999999", "abc", "-1", "9" * 30)
STALE, UNFINISHED = 409, {200, 422}  # 200: a button that only draws the page again with one more row
LEAST = 15


@dataclass(frozen=True)
class Found:
    """A form that edits a record, and whose page offers it."""

    reader: PageClient
    form: Form


def endpoint_of(app: Flask, form: Form) -> str:
    with app.test_request_context():
        return str(app.url_map.bind("localhost").match(form.action.split("?")[0], method="POST")[0])


def shapes_in(page: str) -> set[str]:
    """Return where the forms of a page lead, whatever record, so that only pages with a new one are parsed."""
    actions = re.findall(r'action="([^"?]*)', page) if 'name="version"' in page else []
    return {re.sub(r"\d+", "#", action) for action in actions}


def versioned_forms(app: Flask) -> dict[str, Found]:
    """Return one form of each address that edits a record, as the pages offer it."""
    found: dict[str, Found] = {}
    shapes: set[str] = set()
    with app.app_context():
        people = {user.username: user.id for user in db.session.scalars(select(User))}
        places = addresses(app, "GET")
    for name in WALKERS:
        reader = PageClient(app).sign_in(people[name])
        for place in places:
            answer = reader.client.get(place)
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            answer.close()
            if not (shapes_in(page) - shapes):
                continue
            shapes |= shapes_in(page)
            for form in forms_of(parse(page)[0], place):
                if "version" in form.values:
                    found.setdefault(endpoint_of(app, form), Found(reader, form))
    return found


def events() -> int:
    return db.session.scalar(select(func.count()).select_from(Event)) or 0


def filled(form: Form, version: str | None) -> dict[str, object]:
    """Return what the form sends when somebody writes into its empty fields and presses a button with a name."""
    data = {name: "依据会议纪要办理" if value == "" else value for name, value in form.values.items()}
    name, value = next((pair for pair in form.buttons.values() if pair[0]), ("", ""))
    data |= {name: value} if name else {}
    return data | {"version": version} if version is not None else {**data, "version": []}


def test_a_form_without_the_version_that_stands_changes_nothing(demonstration: Flask) -> None:
    app = demonstration
    found = versioned_forms(app)
    assert len(found) >= LEAST, sorted(found)
    with app.app_context():
        before = events()
    answers = {
        (endpoint, given): one.reader.client.post(one.form.action, data=filled(one.form, given)).status_code
        for endpoint, one in found.items()
        for given in GIVEN
    }
    assert {case: status for case, status in answers.items() if status not in {STALE, *UNFINISHED}} == {}
    assert len([status for status in answers.values() if status == STALE]) > len(answers) / 2
    with app.app_context():
        assert events() == before
