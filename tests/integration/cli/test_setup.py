"""Setting up a real installation: links for four people, nothing by default, never twice."""

import re

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from tests.support.page_client import PageClient
from tracker.cli.setup import setup
from tracker.domain.errors import InvalidInput, Refused
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.extensions import db
from tracker.models.office import Installation
from tracker.models.people import RoleGrant, User

PEOPLE = {
    "system_admin": "xitong:梁文博",
    "security_admin": "anquan:农小梅",
    "audit_admin": "shenji:欧阳靖",
    "coordinator": "weilihua:韦丽华",
}
OFFICE = ["--name", "广西壮族自治区科学技术厅", "--short-name", "科技厅"]
PASSWORD = "漓江的水清得可以看见石头呀真好"


def run(app: Flask, *options: str, people: dict[str, str] | None = None, typed: str = "") -> Result:
    given = PEOPLE if people is None else people
    persons = [part for role, person in given.items() for part in ("--person", f"{role}={person}")]
    return CliRunner().invoke(setup, [*OFFICE, *persons, *options], obj=lambda: app, input=typed)


def links(result: Result) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000(/welcome/\S+)", result.output)


def test_it_prints_one_link_for_each_of_four_people(app: Flask) -> None:
    result = run(app)
    assert result.exit_code == 0, result.output
    assert len(set(links(result))) == 4
    with app.app_context():
        made = db.session.get_one(Installation, 1)
        assert (made.is_demonstration, made.second_factor) == (False, SecondFactorPolicy.LEADING)
        users = db.session.scalars(select(User)).all()
        assert [(user.is_active, user.password_hash) for user in users] == [(True, None)] * 4, (
            "nobody signs in without a password"
        )
        assert len(set(db.session.scalars(select(RoleGrant.role)))) == 4


def test_nobody_signs_in_before_all_three_administrators_are_ready(app: Flask) -> None:
    ways = links(run(app))
    client = PageClient(app)
    for way in ways[:3]:
        assert client.get("/sign-in").status == 503
        client.get(way)
        client.submit("设置密码", password=PASSWORD, again=PASSWORD)
    assert client.get("/sign-in").status == 200
    assert client.submit("登录", username="xitong", password=PASSWORD).status == 200
    assert client.get("/people").heading == "双因素登录", "an administrator sets it up before anything else"


def test_it_refuses_a_second_time_and_changes_nothing(app: Flask) -> None:
    run(app)
    again = run(app, people={role: f"other_{role}:某人" for role in PEOPLE})
    assert isinstance(again.exception, Refused)
    with app.app_context():
        assert len(db.session.scalars(select(User)).all()) == 4


def test_four_people_must_be_four(app: Flask) -> None:
    result = run(app, people=PEOPLE | {"coordinator": "xitong:梁文博"})
    assert isinstance(result.exception, InvalidInput)
    with app.app_context():
        assert db.session.scalars(select(User)).all() == []
        assert db.session.get(Installation, 1) is None


@pytest.mark.parametrize("wrong", ["leader=a:b", "system_admin=a", "audit_admin", "coordinator=:b"])
def test_a_wrong_option_is_explained(app: Flask, wrong: str) -> None:
    result = run(app, "--person", wrong, people={})
    assert result.exit_code == 2
    assert wrong in result.output


def test_it_asks_for_what_the_options_leave_out(app: Flask) -> None:
    answers = "\n".join(part for person in PEOPLE.values() for part in person.split(":"))
    result = run(app, people={}, typed=answers + "\n")
    assert result.exit_code == 0, result.output
    assert len(links(result)) == 4


def test_links_that_got_old_are_replaced_for_those_without_a_password(app: Flask) -> None:
    ways = links(run(app))
    client = PageClient(app)
    client.get(ways[0])
    client.submit("设置密码", password=PASSWORD, again=PASSWORD)
    fresh = links(run(app, "--new-links", people={}))
    assert len(fresh) == 3
    assert client.get(ways[1]).status == 404
    assert client.get(fresh[0]).heading == "设置密码"
