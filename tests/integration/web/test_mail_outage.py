"""After half an hour without a mail server the coordinator and the system administrator are told, and nobody else."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.support.bad_server import bad_server, closed_port, says
from tests.support.office import Office
from tests.support.outboxes import settings, with_addresses, write
from tests.support.page_client import SignedIn
from tests.support.statements import counted
from tracker import clock
from tracker.queries.mail_outage import mail_outage
from tracker.services.mail_sending import send_mails
from tracker.web.filters import moment

MINUTE = timedelta(minutes=1)
PAGES = (("coordinator", "/"), ("coordinator", "/mails"), ("system_admin", "/administration/system"))
TELLS = ("连不上", "连不上", "没有信发得出去")


def tried(app: Flask, office: Office, at: datetime, port: int, mails: int = 3) -> None:
    """Write mails that are due at an instant and let a sender try them then."""
    with app.app_context(), bad_server() as server, settings(app, **server.settings(MAIL_PORT=port)):
        with_addresses(office)
        for number in range(mails):
            write(office, f"digest:{at.timestamp()}:{number}", now=at)
        send_mails(at)


def test_half_an_hour_out_of_reach_is_told_with_since_when_what_waits_and_what_to_do(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    since, port = clock.now() - 40 * MINUTE, closed_port()
    tried(app, office, since, port)
    for (key, path), words in zip(PAGES, TELLS, strict=True):
        page = browser_of(key).get(path)
        for said in (words, moment(since), "3封", "tracker mail test" if key == "system_admin" else "电话"):
            assert said in page.text, (path, said)
    assert "发不出去" in browser_of("system_admin").get("/administration/system").text
    for key in ("officer", "supervisor", "leader"):
        assert "连不上" not in browser_of(key).get("/").text, key
    with app.app_context(), bad_server() as server, settings(app, **server.settings()):
        send_mails(clock.now())
    for key, path in PAGES:
        assert moment(since) not in browser_of(key).get(path).text, path


def test_a_short_absence_or_one_recipient_who_is_put_off_is_no_outage(app: Flask, office: Office) -> None:
    now = clock.now()
    tried(app, office, now - 20 * MINUTE, closed_port())
    with app.app_context():
        assert mail_outage(now) is None
        with (
            bad_server({"rcpt": says("450 4.2.0 mailbox full")}) as server,
            settings(app, **server.settings()),
        ):
            write(office, "digest:full", now=now - 60 * MINUTE)
            send_mails(now - 15 * MINUTE)
        assert mail_outage(now + 5 * MINUTE) is None


@pytest.mark.parametrize("step", ["mail", "data"])
def test_a_server_that_puts_every_mail_off_is_told_as_that(
    app: Flask, office: Office, browser_of: SignedIn, step: str
) -> None:
    at = clock.now() - 45 * MINUTE
    with app.app_context(), bad_server({step: says("451 4.3.0 disk full")}) as server:
        with settings(app, **server.settings()):
            with_addresses(office)
            write(office, now=at)
            for minutes in (0, 2, 8):
                send_mails(at + minutes * MINUTE)
        with counted() as statements:
            found = mail_outage(clock.now())
        assert found is not None
        assert (len(statements), found.waiting, found.is_away) == (1, 1, False)
        assert abs(found.since - at) < timedelta(seconds=5)
    assert "暂时不收信" in browser_of("coordinator").get("/").text
    assert "451 4.3.0 disk full" in browser_of("system_admin").get("/administration/system").text
