"""The access table names every endpoint and the site refuses as the table says."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from tests.support.office import PEOPLE, Office
from tests.support.page_client import PageClient, SignedIn
from tracker import clock
from tracker.domain.permissions import Permission, allows_anywhere
from tracker.web.access import Access, access_table, add_rules

SAMPLES = {"token": "unknown-token", "role": "leader", "tab": "text", "filename": "favicon.svg"}
LET_IN = {200, 302, 303, 400, 404, 409, 415, 422, 503}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def sample(rule: Rule, name: str) -> Any:
    """Return a value that an address takes: the first of its choices, or an id that no row has."""
    choices = sorted(getattr(rule._converters.get(name), "items", ()))
    return SAMPLES.get(name, choices[0] if choices else 999_999)


def calls(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Return endpoint, method and address of everything that can be asked, with ids that no row has."""
    for rule in rules(app):
        values = {name: sample(rule, name) for name in rule.arguments}
        _, path = rule.build(values) or ("", "")
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule.endpoint, method, path


def token_of(client: PageClient) -> str:
    return str(client.get("/account").form("更换密码").values["csrf_token"])


def test_the_table_names_every_endpoint_and_no_other(app: Flask) -> None:
    assert set(access_table(app)) == set(app.view_functions)


def test_public_pages_are_few_and_known(app: Flask) -> None:
    public = {endpoint for endpoint, need in access_table(app).items() if need is Access.PUBLIC}
    assert public == {
        "static",
        "accounts.enter_code",
        "accounts.sign_in",
        "accounts.sign_in_as",
        "accounts.sign_in_over_page",
        "accounts.session_state",
        "accounts.use_link",
        "accounts.set_locale",
        "health.show_health",
        "health.show_metrics",
        "reminders.read_feed",
    }


def test_a_view_without_an_entry_stops_the_start() -> None:
    app = Flask(__name__)
    blueprint = Blueprint("loose", __name__)
    blueprint.add_url_rule("/loose", "view_loose", lambda: "")
    app.register_blueprint(blueprint)
    with pytest.raises(RuntimeError, match="view_loose"):
        add_rules(app, "loose", {})
    with pytest.raises(RuntimeError, match="view_gone"):
        add_rules(app, "loose", {"view_loose": Access.PUBLIC, "view_gone": Access.PUBLIC})


def test_a_visitor_is_led_to_sign_in_from_everywhere_else(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of()
    token = client.get("/sign-in").form("登录").values["csrf_token"]
    for endpoint, method, path in calls(app):
        if access_table(app)[endpoint] is Access.PUBLIC:
            continue
        answer = client.client.open(
            path, method=method, data={"csrf_token": token} if method == "POST" else None
        )
        if method == "GET":
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/sign-in"), path
        else:
            assert answer.status_code == 401, path


def test_nothing_is_changed_without_a_token(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    for _, method, path in calls(app):
        if method != "GET":
            assert client.client.open(path, method=method).status_code == 400, path


def test_rights_that_need_no_item_are_asked_of_each_person(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    table = access_table(app)
    with app.app_context():
        actors = {key: office.actor(key, fresh=clock.now()) for key in PEOPLE}
    named = [call for call in calls(app) if not isinstance(table[call[0]], Access)]
    assert named
    for key in PEOPLE:
        client = browser_of(key)
        token = token_of(client)
        for endpoint, method, path in named:
            need = table[endpoint]
            rights = need if isinstance(need, tuple) else (need,)
            may = any(
                allows_anywhere(right, actors[key], now=clock.now())
                for right in rights
                if isinstance(right, Permission)
            )
            data = {"csrf_token": token} if method == "POST" else None
            status = client.client.open(path, method=method, data=data).status_code
            assert status in LET_IN if may else status == 403, (key, endpoint, method, status)


@pytest.mark.parametrize("key", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_no_business_in_the_navigation(browser_of: SignedIn, key: str) -> None:
    page = browser_of(key).get("/people")
    assert [
        words for words in ("提案登记表", "承诺台账", "我的工作台", "来信识别") if words in page.links()
    ] == []
    assert 'role="search"' not in page.text


@pytest.mark.parametrize(
    ("number", "prefix"), list(product([2**31, 2**63, 10**30], ["/people/", "/people/units/"]))
)
def test_a_number_beyond_a_key_is_not_found(browser_of: SignedIn, number: int, prefix: str) -> None:
    assert browser_of("officer").get(f"{prefix}{number}").status == 404
