"""The calendar's page: a notice is previewed, entered, seen in the items' histories, and undone."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import assigned
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.statements import counted
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import Kind
from tracker.extensions import db
from tracker.models.assignment import Milestone
from tracker.models.event import Event
from tracker.models.office import CalendarDay
from tracker.models.proposal import Proposal
from tracker.models.rules import CalendarChange
from tracker.queries.calendar import forget_calendar
from tracker.queries.notice_wanted import NoticeWanted, forget_dues, notice_wanted
from tracker.web import current

AsPerson = Callable[[str], PageClient]


@pytest.fixture
def item(app: Flask, office: Office) -> tuple[int, date]:
    """An item whose reply is due on a plain working day, and that day."""
    with app.app_context():
        forget_calendar()
        made = assigned(office, kind=Kind.PROPOSAL)
        row = db.session.scalars(
            select(Milestone).where(Milestone.proposal_id == made.id, Milestone.code == "reply")
        ).first()
        assert row is not None
        return made.id, row.due_on


def reply(app: Flask, proposal_id: int) -> tuple[date, date, date | None]:
    with app.app_context():
        row = db.session.scalars(
            select(Milestone).where(Milestone.proposal_id == proposal_id, Milestone.code == "reply")
        ).first()
        assert row is not None
        return row.due_on, row.first_due_on, db.session.get_one(Proposal, proposal_id).due_on


def notice(day: date) -> str:
    return f"{day.month}月{day.day}日放假1天。"


def test_a_notice_is_previewed_entered_and_undone(
    app: Flask, office: Office, item: tuple[int, date], browser_of: AsPerson
) -> None:
    proposal_id, due = item
    page = browser_of("coordinator")
    page.get("/calendar")
    shown = page.submit("预览：哪些期限会变", text=notice(due), year=str(due.year), source="某通知")
    assert shown.status == 200
    assert "会变动1件" in shown.text
    assert "某通知" in shown.text
    assert reply(app, proposal_id)[0] == due
    done = page.submit("登记，并调整这些期限")
    assert "已登记放假安排，1件的期限随之变动。" in done.text
    moved, first, listed = reply(app, proposal_id)
    assert moved > due
    assert (first, listed) == (due, moved)
    assert "放假安排变动，期限随之调整" in page.get(f"/items/{proposal_id}").text
    page.get("/calendar")
    page.follow("撤销")
    undone = page.submit("撤销，并调整这些期限")
    assert "已撤销，1件的期限随之变动。" in undone.text
    assert reply(app, proposal_id) == (due, due, due)
    with app.app_context():
        assert db.session.scalars(select(CalendarDay)).all() == []
        changes = db.session.scalars(select(CalendarChange).order_by(CalendarChange.id)).all()
        assert [(one.moved, one.undoes_id) for one in changes] == [(1, None), (1, changes[0].id)]
        kinds = db.session.scalars(select(Event).where(Event.kind == EventKind.CASE_DUE_MOVED)).all()
        assert [event.data["cause"] for event in kinds] == ["calendar", "undone"]


def test_a_notice_that_cannot_be_read_keeps_what_was_typed(office: Office, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    page.get("/calendar")
    refused = page.submit("预览：哪些期限会变", text="2月30日放假", year="2027")
    assert refused.status == 422
    assert "不是日期" in refused.text
    assert "2月30日放假" in refused.text


def test_a_preview_that_no_longer_holds_changes_nothing(
    app: Flask, office: Office, item: tuple[int, date], browser_of: AsPerson
) -> None:
    proposal_id, due = item
    page = browser_of("coordinator")
    page.get("/calendar")
    page.submit("预览：哪些期限会变", text=notice(due), year=str(due.year))
    refused = page.submit("登记，并调整这些期限", confirmed="0123456789abcdef")
    assert refused.status == 422
    assert "预览之后又有变动" in refused.text
    assert reply(app, proposal_id)[0] == due
    assert "已登记放假安排" in page.submit("登记，并调整这些期限").text
    page.get("/calendar")
    page.submit("预览：哪些期限会变", text=notice(due), year=str(due.year))
    assert "没有需要登记的变动" in page.submit("登记，并调整这些期限").text


@pytest.mark.parametrize(
    ("key", "status"), [("officer", 403), ("head", 403), ("leader", 403), ("supervisor", 403)]
)
def test_others_do_not_see_the_calendar_page(
    office: Office, browser_of: AsPerson, key: str, status: int
) -> None:
    assert browser_of(key).get("/calendar").status == status


def test_the_security_administrator_counts_the_items_without_reading_them(
    app: Flask, office: Office, item: tuple[int, date], browser_of: AsPerson
) -> None:
    proposal_id, due = item
    with app.app_context():
        title = db.session.get_one(Proposal, proposal_id).title
    page = browser_of("security_admin")
    page.get("/calendar")
    shown = page.submit("预览：哪些期限会变", text=notice(due), year=str(due.year))
    assert "会变动1件" in shown.text
    assert title not in shown.text


def october(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be made in the October of a year whose next one no notice has announced."""
    monkeypatch.setattr(current, "today", lambda: date(2035, 10, 8))


@pytest.mark.parametrize(
    ("seen", "asks"),
    [
        (("coordinator", "/"), True),
        (("coordinator", "/calendar"), True),
        (("system_admin", "/administration/system"), True),
        (("officer", "/"), False),
        (("supervisor", "/"), False),
    ],
)
def test_from_october_next_years_notice_is_asked_for(
    office: Office, browser_of: AsPerson, monkeypatch: pytest.MonkeyPatch, seen: tuple[str, str], asks: bool
) -> None:
    october(monkeypatch)
    key, place = seen
    page = browser_of(key)
    shown = page.get(place)
    assert ("2036年的放假安排还没有登记" in shown.text) is asks
    assert ("登记通知" in shown.text) is (asks and place == "/")
    monkeypatch.setattr(current, "today", lambda: date(2035, 9, 30))
    assert "的放假安排还没有登记" not in page.get(place).text


def test_the_banner_counts_open_due_days_on_provisional_days(app: Flask, office: Office) -> None:
    october_8 = date(2035, 10, 8)
    with app.app_context():
        forget_calendar()
        made = assigned(office, kind=Kind.PROPOSAL)
        assert notice_wanted(october_8) == NoticeWanted(2036, 0)
        row = db.session.scalars(
            select(Milestone).where(Milestone.proposal_id == made.id, Milestone.code == "reply")
        ).one()
        row.due_on = date(2036, 1, 7)
        db.session.commit()
        forget_dues()
        assert notice_wanted(october_8) == NoticeWanted(2036, 1)
        with counted() as statements:
            assert notice_wanted(october_8) == NoticeWanted(2036, 1)
        assert statements == []
        row.done_on = date(2035, 10, 1)
        db.session.commit()
        forget_dues()
        assert notice_wanted(october_8) == NoticeWanted(2036, 0)


def test_the_banner_goes_once_the_notice_is_entered(
    app: Flask, office: Office, browser_of: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    october(monkeypatch)
    page = browser_of("coordinator")
    page.get("/calendar")
    page.submit("预览：哪些期限会变", text="10月1日（周三）至7日（周二）放假调休，共7天。", year="2036")
    page.submit("登记，并调整这些期限")
    assert "的放假安排还没有登记" not in page.get("/").text
    assert "的放假安排还没有登记" not in page.get("/calendar").text
