"""``tracker mail``: a trial mail told step by step, each way to fail with its own code, and pausing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.support.bad_server import Action, BadServer, bad_server, closed_port, drops, says, takes_and
from tests.support.databases import SqliteDatabase
from tests.support.office import build_office
from tests.support.outboxes import settings
from tracker.cli.mail import BAD_ADDRESS, BAD_SETTING, CODES, DOUBT, LEDGER, NOT_SET, mail
from tracker.extensions import db
from tracker.mail.trouble import Step
from tracker.models.office import Installation

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[BadServer]:
    """A mail server that says yes."""
    with bad_server() as found:
        yield found


def tried(app: Flask, *words: str, **values: Any) -> Result:
    """Run the command with some settings."""
    with settings(app, **values):
        return CliRunner().invoke(mail, words, obj=lambda: app)


def test_a_trial_mail_is_told_step_by_step(app: Flask, server: BadServer) -> None:
    done = tried(app, "test", "li@kjt.example.cn", **server.settings())
    assert done.exit_code == 0, done.output
    shown = [line[2:] for line in done.stdout.splitlines() if line.startswith("·")]
    assert shown[0] == "连接邮件服务器"
    assert shown[-1] == "发送正文，等待服务器确认"
    assert "√ 服务器已收下：250 2.0.0 Ok: queued" in done.stdout
    assert "不加密" in done.stdout
    assert "没有设置收信凭据" in done.stdout
    assert [taken.recipient for taken in server.taken] == ["li@kjt.example.cn"]


CASES: list[tuple[str, Action, int, str]] = [
    ("connect", says("554 no service"), CODES[Step.CONNECT], "TRACKER_MAIL_HOST"),
    ("ehlo", drops, CODES[Step.GREETING], "TRACKER_MAIL_SECURITY=tls"),
    ("mail", says("553 not yours"), CODES[Step.SENDER], "TRACKER_MAIL_FROM"),
    ("rcpt", says("550 no such user"), CODES[Step.RECIPIENT], "550 no such user"),
    ("data", says("554 spam"), CODES[Step.DATA], "554 spam"),
    ("text", says("552 too big"), CODES[Step.TEXT], "552 too big"),
    ("text", takes_and(drops), DOUBT, "可能收到也可能没有"),
]


@pytest.mark.parametrize(("step", "action", "code", "words"), CASES)
def test_each_way_to_fail_has_its_code_and_says_how_to_mend_it(
    app: Flask, server: BadServer, *, step: str, action: Action, code: int, words: str
) -> None:
    server.script[step] = action
    done = tried(app, "test", "li@kjt.example.cn", **server.settings())
    assert (done.exit_code, words in done.output) == (code, True), done.output


def test_settings_and_addresses_that_make_no_sense_are_told_before_anything_is_sent(
    app: Flask, server: BadServer, tmp_path: Path
) -> None:
    given = server.settings()
    cases: list[tuple[dict[str, Any], str, int]] = [
        ({"MAIL_HOST": ""}, "li@kjt.example.cn", NOT_SET),
        ({"MAIL_SECURITY": "ssl"}, "li@kjt.example.cn", BAD_SETTING),
        ({}, "李文静", BAD_ADDRESS),
        ({"MAIL_PORT": closed_port()}, "li@kjt.example.cn", CODES[Step.CONNECT]),
        ({"MAIL_SECURITY": "starttls"}, "li@kjt.example.cn", CODES[Step.ENCRYPT]),
        (
            {"MAIL_CA_FILE": str(tmp_path / "none"), "MAIL_SECURITY": "tls"},
            "li@kjt.example.cn",
            CODES[Step.ENCRYPT],
        ),
    ]
    for values, address, code in cases:
        assert tried(app, "test", address, **given | values).exit_code == code, values
    assert server.taken == []


def test_the_ledger_is_tried_too(app: Flask, server: BadServer, tmp_path: Path) -> None:
    server.log = tmp_path / "mail.log"
    done = tried(app, "test", "li@kjt.example.cn", **server.settings())
    assert "√ 收信凭据里有这封信" in done.stdout
    lost = server.settings(MAIL_LEDGER=f"file://{tmp_path}/none.log")
    assert tried(app, "test", "li@kjt.example.cn", **lost).exit_code == LEDGER


def test_pausing_and_going_on(app: Flask, database: SqliteDatabase) -> None:
    with app.app_context():
        build_office()
    for words, paused in (("pause", True), ("resume", False)):
        assert tried(app, words).exit_code == 0
        with app.app_context():
            assert (db.session.get_one(Installation, 1).mail_paused_at is not None) is paused
    assert "仍在暂停" in tried(app, "resume", MAIL_PAUSED=True).stdout
