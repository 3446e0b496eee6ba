"""What monitors ask: whether all is well in words, and figures for this machine or who knows the token."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.office import Office
from tests.support.outboxes import START, settings, write
from tests.support.page_client import SignedIn
from tracker import clock
from tracker.domain.calendar import WorkingCalendar
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.models.office import Installation
from tracker.queries.outbox_state import Health, OutboxState, outbox_health
from tracker.services.housekeeping import record_heartbeat

FRIDAY = START + timedelta(days=4)  # 2026-03-06, 9:00 in Beijing
A_DAY = timedelta(days=1)


def asked(app: Flask) -> tuple[int, Any]:
    """Return status and answer of /healthz as a monitor elsewhere gets it."""
    answer = app.test_client().get("/healthz", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    return answer.status_code, answer.get_json()


def test_a_stopped_clockwork_and_a_silent_outbox_are_told(app: Flask, office: Office) -> None:
    assert asked(app) == (503, {"status": "late", "database": "ok", "clockwork": "stopped", "outbox": "ok"})
    with app.app_context():
        record_heartbeat(clock.now())
    assert asked(app) == (200, {"status": "ok", "database": "ok", "clockwork": "ok", "outbox": "ok"})
    with app.app_context():
        write(office, now=clock.now() - timedelta(days=20))
    assert asked(app)[1] == {"status": "late", "database": "ok", "clockwork": "ok", "outbox": "silent"}
    with app.app_context():
        db.session.execute(update(MailMessage).values(due_at=clock.now()))
        db.session.execute(update(Installation).values(mail_paused_at=clock.now()))
        db.session.commit()
    assert asked(app) == (200, {"status": "ok", "database": "ok", "clockwork": "ok", "outbox": "paused"})


def test_a_database_that_is_away_is_told_too(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.health.views.read_or_nothing", lambda _now: None)
    assert asked(app) == (503, {"status": "down", "database": "down"})


@pytest.mark.parametrize(
    ("since", "sent", "now", "health"),
    [
        (FRIDAY, None, FRIDAY + timedelta(hours=8), Health.WELL),
        (FRIDAY, None, FRIDAY + 2 * A_DAY, Health.WELL),
        (FRIDAY, None, FRIDAY + 3 * A_DAY - timedelta(minutes=1), Health.WELL),
        (FRIDAY, None, FRIDAY + 3 * A_DAY, Health.SILENT),
        (FRIDAY, FRIDAY + 3 * A_DAY, FRIDAY + 3 * A_DAY, Health.WELL),
        (FRIDAY, FRIDAY + 3 * A_DAY, FRIDAY + 5 * A_DAY, Health.SILENT),
        (None, None, FRIDAY + 40 * A_DAY, Health.WELL),
    ],
)
def test_silence_is_counted_in_working_days(since: Any, sent: Any, now: Any, health: Health) -> None:
    state = OutboxState(1, 1, 0, 0, since, sent, None, None)
    assert outbox_health(state, WorkingCalendar([], frozenset()), now, is_paused=False) is health


def test_figures_are_for_this_machine_or_who_knows_the_token(app: Flask, office: Office) -> None:
    with app.app_context():
        write(office)
    client = app.test_client()
    here = client.get("/metrics")
    assert here.status_code == 200
    figures = dict(line.split() for line in here.get_data(as_text=True).splitlines() if line[0] != "#")
    assert (figures["tracker_mail_open"], figures["tracker_mail_due"]) == ("1", "1")
    assert float(figures["tracker_mail_oldest_due_seconds"]) > 0
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 404
    with settings(app, METRICS_TOKEN="geheim"):
        wrong, right = ({"Authorization": f"Bearer {word}"} for word in ("falsch", "geheim"))
        assert client.get("/metrics", environ_base=elsewhere, headers=wrong).status_code == 404
        assert client.get("/metrics", environ_base=elsewhere, headers=right).status_code == 200


def test_the_system_administrator_sees_the_queue(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        write(office)
    page = browser_of("system_admin").get("/administration/system")
    for words in ("超过5分钟没有运行", "待发邮件", "其中已到时", "MAIL_HOST"):
        assert words in page.text
    assert "MAIL_PASSWORD" not in page.text
