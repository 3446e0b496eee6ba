"""From a due day to the mail that a person gets: sweep, digest, outbox and a real SMTP server."""

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.support.office import Office
from tests.support.outboxes import settings, with_addresses
from tests.support.real_server import CERTIFICATE, Kept, real_server
from tests.support.reminding import at, due_day, finished, mails, remind, swept_before, working_day
from tests.support.replies import Desk, new_desk
from tracker.domain.mail import MailState
from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.services.mail_sending import send_mails

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SITE = "https://tian.kjt.example.cn"


@pytest.fixture
def kept(context: Flask, office: Office) -> Iterator[Kept]:
    """What a real server takes from the outbox, over STARTTLS and with a password."""
    with_addresses(office)
    server = {"MAIL_HOST": "localhost", "MAIL_SECURITY": "starttls", "MAIL_CA_FILE": str(CERTIFICATE)}
    account = {
        "MAIL_USER": "tian",
        "MAIL_PASSWORD": "geheim",
        "MAIL_FROM": "科技厅提案办 <tian@kjt.example.cn>",
    }
    with (
        real_server() as (found, port),
        settings(context, **server, **account, MAIL_PORT=port, PUBLIC_URL=SITE, MAIL_TIMEOUT=5.0),
    ):
        yield found


@pytest.fixture
def desk(context: Flask, office: Office) -> Desk:
    """An item whose hand-over was told long ago."""
    made = new_desk(office)
    db.session.execute(delete(MailMessage))
    db.session.commit()
    return made


@pytest.fixture
def due(desk: Desk) -> date:
    return due_day(desk.proposal_id, Watched.REPLY)


def parts_of(mail: EmailMessage) -> dict[str, str]:
    return {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}


def test_a_due_day_reaches_its_officer_as_one_whole_mail(desk: Desk, due: date, kept: Kept) -> None:
    day = working_day(due, -3)
    remind(day)
    for _ in range(2):
        send_mails(at(day))
    [mail] = kept.to("officer@kjt.example.cn")
    [row] = [one for one in mails() if one.address == "officer@kjt.example.cn"]
    count = row.subject.partition("：")[2].partition("项")[0]
    assert mail["Subject"] == row.subject
    assert mail["Subject"].startswith(f"今日提要：{count}项")
    assert (mail["Message-ID"], mail["To"]) == (row.message_id, "officer@kjt.example.cn")
    assert mail["From"].addresses[0].display_name == "科技厅提案办"
    assert mail["Auto-Submitted"] == "auto-generated"
    parts, link = parts_of(mail), f"{SITE}/items/{desk.proposal_id}"
    assert set(parts) == {"text/plain", "text/html", "text/calendar"}
    assert link in parts["text/plain"]
    assert f'href="{link}"' in parts["text/html"]
    for words in (
        "李文静：",
        f"您有{count}项要在期限内办理",
        "答复期限",
        "还剩3个工作日",
        f"限{due.month}月{due.day}日",
    ):
        assert words in parts["text/plain"], words
        assert words in parts["text/html"], words
    calendar = parts["text/calendar"]
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in calendar
    assert link in calendar.replace("\r\n ", "").replace("\n ", "")
    [attached] = list(mail.iter_attachments())
    assert (attached.get_filename(), attached["Content-Type"].params["method"]) == ("calendar.ics", "PUBLISH")
    assert (row.state, row.answer) == (MailState.SENT, "250 2.0.0 Ok")


def test_after_forty_days_of_standing_still_each_person_gets_one_mail_that_tells_all(
    office: Office, due: date, kept: Kept
) -> None:
    swept_before(due - timedelta(days=20))
    day = working_day(due + timedelta(days=20), 1)
    for hour in (9, 9, 10):
        remind(day, hour)
        send_mails(at(day, hour))
    people = [address for [address] in kept.recipients]
    assert {"officer@kjt.example.cn", "supervisor@kjt.example.cn"} <= set(people)
    assert len(people) == len(set(people)) == len(mails())
    [mail] = kept.to("officer@kjt.example.cn")
    text = parts_of(mail)["text/plain"]
    assert "【已经逾期】" in text
    assert text.count("答复期限") == 1


def test_what_was_done_between_writing_and_sending_is_not_in_the_mail(
    desk: Desk, due: date, kept: Kept
) -> None:
    day = working_day(due, -3)
    remind(day)
    for watched in Watched:
        finished(desk.proposal_id, watched, day)
    send_mails(at(day))
    assert kept.to("officer@kjt.example.cn") == []
    assert {one.state for one in mails()} == {MailState.CANCELLED}
