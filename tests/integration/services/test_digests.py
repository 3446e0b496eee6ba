"""A digest says what is owed in the order in which it hurts, reads the same for ever, and is written once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask

from tests.support.golden import same_as_golden
from tests.support.office import Office
from tests.support.reminding import at, due_day, mails, reminded, working_day
from tests.support.replies import new_desk
from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.mail.sheet import as_html, as_text, in_language
from tracker.models.people import User
from tracker.models.reminder import Reminder
from tracker.queries.reminders import Standing
from tracker.services.digests import digest_sheet, write_digests
from tracker.services.reminders import sweep_reminders

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TODAY = date(2026, 6, 18)
MATTERS = (
    (Watched.REPLY, "20260124", "关于补齐工业链短板，全面振兴广西工业的提案", date(2026, 6, 15), None, ""),
    (Watched.PROMISE, "20260077", "关于支持𠮷林与广西共建“柳工”创新平台的建议", date(2026, 6, 17), 2, ""),
    (Watched.DRAFT, "20260301", "关于加强<农村>电商培训 & 物流的建议", date(2026, 6, 18), None, "周敏"),
    (Watched.PROMISE, "20260008", "关于人才公寓的提案", date(2026, 6, 26), 1, ""),
    (Watched.CO_OPINION, "20260412", "关于发展通用航空的提案", date(2026, 6, 23), None, ""),
    (Watched.PROMISE, "20260215", "关于建设海洋牧场的建议", date(2027, 11, 30), 3, ""),
)
CHECKED = date(2027, 11, 30)  # what is due then came by a check of promises


def matters() -> list[Standing]:
    return [
        Standing(
            Reminder(
                id=row,
                watched=watched,
                subject_id=row,
                proposal_id=row,
                due_on=due,
                step=0,
                occasion="2026-quarter_2" if due == CHECKED else None,
            ),
            number,
            title,
            promise,
            absent,
        )
        for row, (watched, number, title, due, promise, absent) in enumerate(MATTERS, start=1)
    ]


@on_sqlite
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_digest_reads_as_it_was_approved(
    context: Flask, office: Office, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setitem(context.config, "PUBLIC_URL", "https://tian.kjt.example.cn")
    user = User(name="李文静", locale=language)
    with in_language(language):
        sheet = digest_sheet(user, matters(), TODAY)
        text, html = as_text(sheet), as_html(sheet)
    assert same_as_golden(f"{sheet.subject}\n\n{text}", f"mails/digest.{language}.txt")
    assert same_as_golden(html, f"mails/digest.{language}.html")


@on_sqlite
def test_the_overdue_stand_first_then_what_comes_promises_and_opinions(
    context: Flask, office: Office
) -> None:
    with in_language("zh"):
        sheet = digest_sheet(User(name="李文静", locale="zh"), matters(), TODAY)
    assert [(section.title, len(section.lines)) for section in sheet.sections] == [
        ("已经逾期", 2),
        ("就要到期", 1),
        ("答复中的承诺", 1),
        ("欠主办单位的会办意见", 1),
        ("承诺盘点：请逐项核对进展", 1),
    ]
    assert sheet.subject == "今日提要：6项，其中2项已逾期"


@on_sqlite
def test_the_html_shows_titles_as_text_and_fetches_nothing(context: Flask, office: Office) -> None:
    with in_language("zh"):
        html = as_html(digest_sheet(User(name="李文静", locale="zh"), matters(), TODAY))
    assert "&lt;农村&gt;电商培训 &amp; 物流" in html
    for word in ("<img", "<script", "src=", "url(", "@import", "<link"):
        assert word not in html


@on_sqlite
def test_a_digest_never_names_a_sponsor_and_brings_its_days_as_a_calendar(
    context: Flask, office: Office
) -> None:
    desk = new_desk(office)
    day = working_day(due_day(desk.proposal_id, Watched.REPLY), -3)
    sweep_reminders(at(day))
    write_digests(at(day))
    found = mails()
    assert found
    assert all("郑毅" not in mail.text + (mail.html or "") + (mail.calendar or "") for mail in found)
    mail = next(mail for mail in found if mail.user_id == office.people["officer"])
    assert mail.calendar is not None
    assert f"DTSTART;VALUE=DATE:{due_day(desk.proposal_id, Watched.REPLY):%Y%m%d}" in mail.calendar


def test_four_clockworks_at_once_write_each_reminder_and_each_digest_once(
    context: Flask, office: Office
) -> None:
    desk = new_desk(office)
    day = working_day(due_day(desk.proposal_id, Watched.REPLY), -3)
    ready = Barrier(4)

    def run() -> None:
        with context.app_context():
            ready.wait()
            sweep_reminders(at(day))
            write_digests(at(day))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.remove()
    found = mails()
    assert len({mail.user_id for mail in found}) == len(found) > 0
    assert len(set(reminded())) == len(reminded())
