"""An id in an address or a form opens nothing that is not the person's: other units, other parents, ended rights.

Walked from the site's own addresses over the demonstration office, so that new addresses take part by themselves.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.addresses import ENDING_THE_SESSION, tables, values_of
from tests.support.databases import Database
from tests.support.office import password_hash
from tests.support.page_client import PageClient
from tests.support.whole_database import differing, whole
from tracker import clock
from tracker.domain.vocabulary import Role, UnitKind
from tracker.extensions import db
from tracker.models.people import Unit, User, grant
from tracker.services.unit_of_work import unit_of_work

# What every request may write: who is there, what was refused, which form was handled.
OF_REQUESTS = frozenset({"audit_entry", "audit_head", "handled_form", "heartbeat", "user_session"})
MISSING = 999_999
NOT_FOUND = 404
OVERRIDES = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT"}
# What is everybody's to read, or has its own right that needs no item: the directory and the administrators' pages.
NOT_OF_A_UNIT = re.compile(r"^/(people|administration|account|sign-in|welcome|language|static|intake)")
COLLECTIONS = ("group_id", "topic_id")
# Forms that are read before the row that they are for: filled in, so that the row is looked for.
FILLED = {
    "title": "答复函",
    "class_mark": "B",
    "text": "一句。",
    "version": "1",
    "note": "",
    "outcome": "returned",
    "on_day": "2026-03-23",
}


@pytest.fixture
def site(demonstration: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The demonstration office; forms are taken without their token."""
    monkeypatch.setitem(demonstration.config, "WTF_CSRF_ENABLED", False)
    return demonstration


def business(database: Database) -> dict[str, str]:
    """Return the digest of every table of business, as the database itself holds it."""
    view = whole(database)
    found = {name: digest for name, digest in view.digests().items() if name not in OF_REQUESTS}
    view.close()
    return found


def person_of(app: Flask, name: str) -> PageClient:
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.username == name)).one()
    return PageClient(app).sign_in(user_id)


def stranger(app: Flask) -> PageClient:
    """Sign in somebody who has every role of another department, and none in ours."""
    with app.app_context():
        with unit_of_work():
            unit = Unit(
                name="广西壮族自治区教育厅", short_name="教育厅", kind=UnitKind.DEPARTMENT, path="/9999/"
            )
            user = User(
                username="stranger", name="何静", password_hash=password_hash(), created_at=clock.now()
            )
            db.session.add_all([unit, user])
            db.session.flush()
            unit.path = f"/{unit.id}/"
            for role in (Role.COORDINATOR, Role.OFFICER, Role.HEAD, Role.LEADER, Role.LIAISON):
                db.session.add(grant(user, unit, role, clock.today() - timedelta(days=9)))
        found = user.id
        db.session.remove()
    return PageClient(app).sign_in(found)


def body_of(answer: TestResponse) -> tuple[int, str]:
    text = answer.get_data().decode("utf-8", "replace")
    answer.close()
    return answer.status_code, text


def without_address(text: str, address: str) -> str:
    """Return a page without its own address and what is new each time."""
    bare = text.replace(address, "").replace(address.replace("/", "%2F"), "")
    return re.sub(r'nonce="[^"]*"|data-left="\d+"|(?:content|value)="[\w.-]{16,}"', "", bare)


def pairs(app: Flask, method: str) -> list[tuple[str, str]]:
    """Return each address of a unit's own things, and the same one with numbers that no row has."""
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            numbers = [name for name in rule.arguments if name in tables()]
            if method not in (rule.methods or ()) or not numbers or NOT_OF_A_UNIT.match(rule.rule):
                continue
            values = next(values_of(rule))
            own = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            missing: dict[str, Any] = {
                name: MISSING if name in numbers else values[name] for name in rule.arguments
            }
            found[own] = url_for(rule.endpoint, **missing)
    return sorted(found.items())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_not_ones_own_is_answered_like_what_is_not_there(
    site: Flask, database: Database, method: str
) -> None:
    client, asked = stranger(site).client, pairs(site, method)
    sent = FILLED if method == "POST" else None
    before = business(database)
    wrong: list[tuple[str, int | str]] = []
    for own, missing in asked:
        status, page = body_of(client.open(own, method=method, data=sent))
        _, other = body_of(client.open(missing, method=method, data=sent))
        if status != NOT_FOUND:
            wrong.append((own, status))
        elif without_address(page, own) != without_address(other, missing):
            wrong.append((own, "another page"))
    assert wrong == []
    assert len(asked) > 40
    assert differing(before, business(database)) == set()


def other_row(kind: Any, number: int) -> int | None:
    """Return the id of another row of the same kind: a parent that is there, but is not the child's."""
    return db.session.scalars(select(kind.id).where(kind.id != number).order_by(kind.id)).first()


def mispaired(app: Flask, method: str) -> Iterator[str]:
    """Yield each address with a child below a parent that is not its own."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            names = [name for name in re.findall(r"(\w+_id)>", rule.rule) if name in tables()]
            if method not in (rule.methods or ()) or len(names) <= 1 or set(names) & set(COLLECTIONS):
                continue
            values = next(values_of(rule))
            for name in names[:-1]:
                other = other_row(tables()[name], values[name])
                moved = values | {name: other}
                yield url_for(rule.endpoint, **{key: moved[key] for key in rule.arguments})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_child_below_another_parent_is_not_found(site: Flask, database: Database, method: str) -> None:
    asked = sorted(set(mispaired(site, method)))
    sent = FILLED if method == "POST" else None
    before, wrong = business(database), []
    clients = {name: person_of(site, name).client for name in ("weilihua", "liwenjing")}
    for name, client in clients.items():
        found = [(name, place, body_of(client.open(place, method=method, data=sent))[0]) for place in asked]
        wrong += [one for one in found if one[2] != NOT_FOUND]
    assert wrong == []
    assert len(asked) > 15
    assert differing(before, business(database)) == set()


def one_of_each(app: Flask, method: str) -> list[str]:
    """Return one address of each rule that takes the method."""
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
        chosen = [rule for rule in rules if rule.endpoint not in ENDING_THE_SESSION | {"static"}]
        values = [next(values_of(rule)) for rule in chosen]
        return [
            url_for(rule.endpoint, **{name: one[name] for name in rule.arguments})
            for rule, one in zip(chosen, values, strict=True)
        ]


def test_no_page_changes_anything_by_being_opened_whatever_verb_it_claims(
    site: Flask, database: Database
) -> None:
    client, before = person_of(site, "weilihua").client, business(database)
    for place in one_of_each(site, "GET"):
        body_of(client.get(place, headers=OVERRIDES, query_string={"_method": "POST"}))
    assert differing(before, business(database)) == set()


def test_an_address_for_buttons_does_nothing_under_any_other_verb(site: Flask, database: Database) -> None:
    taken = {method for rule in site.url_map.iter_rules() for method in rule.methods or ()}
    assert taken == {"GET", "HEAD", "OPTIONS", "POST"}
    client, before, wrong = person_of(site, "weilihua").client, business(database), []
    for place in one_of_each(site, "POST"):
        for verb in ("HEAD", "OPTIONS", "PUT"):
            answer = client.open(place, method=verb, headers=OVERRIDES, data={"_method": "POST"})
            status, _ = body_of(answer)
            if verb == "PUT" and status not in {404, 405}:
                wrong.append((place, status))
    assert wrong == []
    assert differing(before, business(database)) == set()
