"""The mail ledger: who reads it, what it tells and what not, and what to do about a mail that is stuck."""

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.items import registered
from tests.support.office import PEOPLE, Office
from tests.support.outboxes import START, mails, states, with_addresses, write
from tests.support.page_client import SignedIn
from tracker.domain.mail import MailKind, MailNote, MailState
from tracker.extensions import db
from tracker.models.mail import MailMessage
from tracker.services.mail_claims import line


def fill(app: Flask, office: Office) -> int:
    """Write three mails, of which the first was refused, and return its id."""
    with app.app_context():
        with_addresses(office)
        item = registered(office)
        write(office, "digest:1", subject="今日待办3件", text="正文里的秘密", now=START)
        write(office, "reminder:1", to="head", kind=MailKind.REMINDER, proposal_id=item.id)
        write(office, "reminder:2", to="officer2", kind=MailKind.REMINDER)
        history = line(
            MailNote.REFUSED, START, answer="recipient: 550 5.1.1 no such user", address="officer@kjt.cn"
        )
        failed = {"state": MailState.FAILED, "next_at": None, "fence": 1, "attempts": 1, "history": history}
        db.session.execute(
            update(MailMessage)
            .where(MailMessage.key == "digest:1")
            .values(failed | {"answer": "550 5.1.1 no such user"})
        )
        db.session.commit()
        return mails()[0].id


@pytest.mark.parametrize("key", PEOPLE)
def test_the_coordinators_read_the_ledger_and_nobody_else(browser_of: SignedIn, key: str) -> None:
    client, is_coordinator = browser_of(key), key.startswith("coordinator")
    assert client.get("/mails").status == (200 if is_coordinator else 403)
    assert ("/mails" in client.get("/people").links().values()) is is_coordinator


def test_the_ledger_tells_of_each_mail_and_never_its_text(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    failed = fill(app, office)
    client = browser_of("coordinator")
    page = client.get("/mails")
    for words in ("没有发出", "李文静", "每日提要", "550 5.1.1 no such user", "覃海宁", "待发", "提醒"):
        assert words in page.text
    one = client.get(f"/mails/{failed}")
    for words in ("officer@kjt.cn", "服务器拒收", "请核对邮箱"):
        assert words in one.text
    assert "秘密" not in page.html + one.html


def test_filters_narrow_and_the_next_page_begins_where_this_ended(
    app: Flask, office: Office, browser_of: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(app, office)
    client = browser_of("coordinator")
    for asked, there, gone in (
        ("state=failed", "李文静", "覃海宁"),
        ("kind=reminder", "覃海宁", "李文静"),
        ("person=覃海宁", "覃海宁", "周敏"),
        ("state=waiting", "周敏", "李文静"),
    ):
        page = client.get(f"/mails?{asked}")
        rows = page.html.partition("<tbody>")[2]
        assert (there in rows, gone in rows) == (True, False), asked
    assert "没有符合条件的信" in client.get("/mails?person=nobody").text
    assert client.get("/mails?state=nonsense&before=x").status == 200
    for module in ("tracker.web.mail.views.PAGE", "tracker.queries.mail_ledger.PAGE"):
        monkeypatch.setattr(module, 2)
    first = client.get("/mails")
    older = first.links()["更早"]
    assert "李文静" not in first.html.partition("<tbody>")[2]
    assert "李文静" in client.get(older).html.partition("<tbody>")[2]


def test_a_mail_that_is_stuck_is_sent_again_or_let_be_once(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    failed = fill(app, office)
    client, other = browser_of("coordinator"), browser_of("coordinator2")
    other.get(f"/mails/{failed}")
    client.get(f"/mails/{failed}")
    assert "会在一分钟内再发" in client.submit("再发一次").text
    assert other.submit("确定不再发").status == 409
    with app.app_context():
        assert states() == [MailState.WAITING] * 3
        assert [one["what"] for one in mails()[0].history] == [MailNote.REFUSED, MailNote.RETRIED]
        assert mails()[0].attempts == 0
    assert "再发一次" not in client.get(f"/mails/{failed}").text


def test_a_mail_let_be_says_by_whom(app: Flask, office: Office, browser_of: SignedIn) -> None:
    failed = fill(app, office)
    client = browser_of("coordinator")
    client.get(f"/mails/{failed}")
    assert "这封信不再发" in client.submit("确定不再发").text
    assert "韦丽华" in client.get(f"/mails/{failed}").text


def test_a_mail_about_an_item_of_others_is_not_there(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    assert browser_of("coordinator").get("/mails/999999").status == 404


def test_a_mail_that_failed_is_a_task_on_the_coordinators_desk_until_it_is_decided(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    failed = fill(app, office)
    client = browser_of("coordinator")
    desk = client.get("/")
    assert "核对邮箱" in desk.text
    assert desk.links()["李文静"] == f"/mails/{failed}"
    assert "核对邮箱" not in browser_of("officer").get("/").text
    client.get(f"/mails/{failed}")
    client.submit("再发一次")
    assert "核对邮箱" not in client.get("/").text
