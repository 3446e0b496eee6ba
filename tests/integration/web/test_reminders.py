"""The pages of reminders: a person's own choice, absence and feed, the printed sheet, and the office's policy."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, desk_at, new_desk
from tracker import clock
from tracker.clock import BEIJING
from tracker.domain.promise_checks import Check, Occasion, next_days
from tracker.domain.quiet_hours import Hours
from tracker.domain.reminders import Rung, Watched
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.people import User
from tracker.models.reminder import ReminderChoice
from tracker.queries.calendar import working_calendar
from tracker.queries.reminder_choices import token_hash
from tracker.queries.reminders import office_hours, policy
from tracker.services.notices import office_hour

AsPerson = Callable[[str], PageClient]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def desk(app: Flask, office: Office) -> Desk:
    with app.app_context():
        return new_desk(office)


def test_a_person_chooses_within_limits(desk: Desk, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get("/account/reminders")
    refused = page.submit("保存", days_ahead="1")
    assert refused.status == 422
    assert "到期前3天的提醒不能关" in refused.text
    assert "已保存。" in page.submit("保存", days_ahead="7", digest_hour="10").text


def test_an_absence_names_a_colleague_of_the_same_office(
    desk: Desk, office: Office, browser_of: AsPerson
) -> None:
    page = browser_of("officer")
    shown = page.get("/account/reminders")
    assert "周敏" in shown.text
    assert "潘国强" not in shown.text
    today = clock.today()
    days = {"from_on": today.isoformat(), "until_on": (today + timedelta(days=3)).isoformat()}
    kept = page.submit("登记外出", **days, substitute=str(office.people["officer2"]))
    assert "已登记外出。" in kept.text
    assert "已取消。" in page.submit("取消").text


def test_an_absence_that_ends_before_it_begins_is_refused(desk: Desk, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get("/account/reminders")
    today = clock.today()
    days = {"from_on": today.isoformat(), "until_on": (today - timedelta(days=1)).isoformat()}
    assert page.submit("登记外出", **days).status == 422


def test_a_feed_is_private_short_and_can_be_closed(desk: Desk, app: Flask, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get("/account/reminders")
    opened = page.submit("开通")
    token = re.findall(r"/feeds/([\w-]+)\.ics", opened.text)[0]
    with app.app_context():
        assert db.session.query(ReminderChoice).one().feed_hash == token_hash(token)
    anybody = app.test_client()
    answer = anybody.get(f"/feeds/{token}.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "答复期限 第20260124号" in answer.text.replace("\r\n ", "")
    assert "郑毅" not in answer.text
    assert anybody.get("/feeds/nonsense.ics").status_code == 404
    page.get("/account/reminders")
    page.submit("停用")
    assert anybody.get(f"/feeds/{token}.ics").status_code == 404


def test_the_feed_of_who_has_left_is_closed(desk: Desk, app: Flask, browser_of: AsPerson) -> None:
    page = browser_of("officer")
    page.get("/account/reminders")
    token = re.findall(r"/feeds/([\w-]+)\.ics", page.submit("开通").text)[0]
    with app.app_context():
        db.session.query(User).filter_by(username="officer").one().is_active = False
        db.session.commit()
    assert app.test_client().get(f"/feeds/{token}.ics").status_code == 404


def test_the_sheet_of_an_office_can_be_printed_by_its_people_alone(
    desk: Desk, office: Office, browser_of: AsPerson
) -> None:
    shown = browser_of("head").get("/reminders/sheet")
    assert f"高新处，{clock.today().year}年" in shown.text
    assert "李文静" in shown.text
    assert browser_of("head").get(f"/reminders/sheet?unit={office.units['rural']}").status == 404


def test_the_office_changes_its_policy_and_sees_who_would_be_reminded(
    desk: Desk, app: Flask, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    assert "会提醒谁" in page.get("/reminders/foreseen").text
    page.get("/reminders/policy")
    refused = page.submit("立即生效", reply_officer="一周前")
    assert refused.status == 422
    assert "请填工作日数" in refused.text
    page.get("/reminders/policy")
    assert "新的提醒办法已经生效。" in page.submit("立即生效", reply_officer="-10 0 1", reply_leader="").text
    with app.app_context():
        assert policy().rules[Watched.REPLY, Rung.OFFICER].steps == (-10, 0, 1)
        assert (Watched.REPLY, Rung.LEADER) not in policy().rules


def test_the_checks_of_promises_are_set_and_rehearsed(desk: Desk, app: Flask, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    assert "十月盘点" in page.get("/reminders/policy").text
    refused = page.submit("立即生效", check_session_month="2", check_session_day="30")
    assert refused.status == 422
    assert "每年都要有这一天" in refused.text
    page.get("/reminders/policy")
    nobody = page.submit("立即生效", check_october_who=[])
    assert "请选择提醒谁" in nobody.text
    page.get("/reminders/policy")
    typed = {"check_session_month": "1", "check_session_day": "8", "check_session_who": ["head", "leader"]}
    page.submit("立即生效", **typed, check_quarter_1_on=[])
    with app.app_context():
        checks = policy().checks
        told = (Rung.HEAD, Rung.LEADER)
        assert checks[Occasion.SESSION] == Check(1, 8, told)
        assert not checks[Occasion.QUARTER_1].on
        desk_at(desk.office, "sent", number_raw="第20260999号")
        next_on = next_days(checks, clock.today(), working_calendar())[Occasion.SESSION].isoformat()
        for promise in db.session.query(Commitment):
            promise.next_on = date(2099, 1, 1)
        db.session.commit()
    rehearsed = page.get(f"/reminders/foreseen?day={next_on}").text
    assert "承诺盘点：下次大会前" in rehearsed
    assert "第20260999号" in rehearsed  # of which item, not only of what kind
    assert "承诺盘点：" not in page.get("/reminders/foreseen?day=1999-01-01").text


def test_the_office_sets_its_quiet_hours_and_people_choose_within_them(
    desk: Desk, app: Flask, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get("/reminders/policy")
    refused = page.submit("立即生效", quiet_to="10", digest_hour="9")
    assert (refused.status, "每日提要不能早于10点" in refused.text) == (422, True)
    with app.app_context():
        assert policy().hours == Hours()
    done = page.submit("立即生效", quiet_to="9", quiet_from="17", digest_hour="10")
    assert "新的提醒办法已经生效。" in done.text
    with app.app_context():
        assert (policy().hours, office_hours()) == (Hours(10, 17, 9), Hours(10, 17, 9))
        friday = datetime(2026, 3, 20, 17, 30, tzinfo=BEIJING)
        monday = datetime(2026, 3, 23, 9, tzinfo=BEIJING)
        assert office_hour(friday, working_calendar(), office_hours()) == monday
    own = browser_of("officer")
    shown = own.get("/account/reminders")
    assert ("上午9点" in shown.text, "上午10点" in shown.text) == (False, True)


@pytest.mark.parametrize("person", ["officer", "head", "supervisor", "system_admin"])
def test_others_do_not_change_the_policy(desk: Desk, browser_of: AsPerson, person: str) -> None:
    assert browser_of(person).get("/reminders/policy").status == 403


def test_every_mail_can_be_looked_at(desk: Desk, browser_of: AsPerson) -> None:
    shown = browser_of("coordinator").get("/reminders/messages")
    for words in ("请签收", "请办理", "请审签答复稿", "答复稿被退回", "催办"):
        assert words in shown.text
