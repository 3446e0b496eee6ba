"""Whose turn it becomes is told at once, with the event or not at all, in office hours, and never to who did it."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.reminding import mails
from tests.support.replies import Desk, desk_at, new_desk
from tracker.clock import BEIJING
from tracker.domain.errors import Refused
from tracker.domain.mail import MailKind
from tracker.domain.quiet_hours import Hours
from tracker.extensions import db
from tracker.models.people import User
from tracker.models.reminder import Absence, ReminderChoice
from tracker.queries.calendar import working_calendar
from tracker.services import assignment, opinions, sign_off
from tracker.services.notices import office_hour
from tracker.services.unit_of_work import unit_of_work

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def told(kind: MailKind, office: Office) -> list[str]:
    """Return who got mails of a kind, by the keys of the office, in order."""
    names = {number: key for key, number in office.people.items()}
    return [names[mail.user_id or 0] for mail in mails(kind)]


def test_each_hand_over_tells_the_next_person(context: Flask, office: Office) -> None:
    new_desk(office, "finance")
    found = told(MailKind.HAND_OVER, office)
    assert sorted(found[:3]) == ["coordinator2", "finance_head", "finance_liaison"]
    assert found[3:] == ["head", "officer"]
    mail = mails(MailKind.HAND_OVER)[-1]
    assert mail.subject == "请办理：第20260124号 关于补齐工业链短板，全面振兴广西工业的提案"
    assert "覃海宁请您承办这一件。" in mail.text
    assert "郑毅" not in mail.text + (mail.html or "")


def test_a_draft_that_waits_for_a_signature_tells_the_one_who_signs(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    assert told(MailKind.SIGNATURE, office) == ["head"]
    desk.approved()
    assert told(MailKind.SIGNATURE, office) == ["head"]  # the office's check stands on its desk
    desk.checked()
    assert told(MailKind.SIGNATURE, office) == ["head", "leader"]


def test_a_draft_sent_back_tells_its_writer_and_keeps_the_reason_inside(
    context: Flask, office: Office
) -> None:
    desk = desk_at(office, "submitted")
    desk.review("head", sign_off.send_back, "第二部分没有逐条回应。")
    assert told(MailKind.SENT_BACK, office) == ["officer"]
    assert "第二部分" not in mails(MailKind.SENT_BACK)[0].text


def test_a_refused_step_tells_nobody(context: Flask, office: Office) -> None:
    desk = desk_at(office, "submitted")
    before = len(mails(MailKind.SENT_BACK))
    with pytest.raises(Refused):
        desk.review("head", sign_off.send_back, " ")
    assert len(mails(MailKind.SENT_BACK)) == before


def test_who_wants_no_mail_at_once_gets_none(context: Flask, office: Office) -> None:
    with unit_of_work() as session:
        session.add(ReminderChoice(user_id=office.people["officer"], wants_immediate=False))
    new_desk(office)
    assert "officer" not in told(MailKind.HAND_OVER, office)


def test_an_absent_persons_substitute_is_told(context: Flask, office: Office) -> None:
    with unit_of_work() as session:
        session.add(
            Absence(
                user_id=office.people["officer"],
                from_on=date(2026, 3, 1),
                until_on=date(2026, 3, 31),
                substitute_id=office.people["officer2"],
                made_at=datetime(2026, 3, 1, tzinfo=UTC),
            )
        )
    new_desk(office)
    assert told(MailKind.HAND_OVER, office)[-1] == "officer2"
    assert "代李文静办理" in mails(MailKind.HAND_OVER)[-1].text


def test_who_has_left_is_told_nothing(context: Flask, office: Office) -> None:
    desk = Desk(office, new_desk(office).proposal_id)
    count = len(mails(MailKind.HAND_OVER))
    with unit_of_work():
        db.session.get_one(User, office.people["head"]).is_active = False
    desk.step(
        "coordinator",
        assignment.distribute,
        on=desk.seat.assignment.id,
        office_id=office.units["rural"],
        reason="职责在农村处",
        version=None,
    )
    assert told(MailKind.HAND_OVER, office)[count:] == ["rural_head"]


def test_an_opinion_goes_to_its_signer_and_back_to_its_writer(context: Flask, office: Office) -> None:
    desk = new_desk(office, "finance")
    seat = desk.file.co_handling[0]
    desk.step("finance_head", assignment.sign_for_receipt, on=seat.assignment.id, version=None)
    on = desk.file.co_handling[0].opinion
    assert on is not None
    words = opinions.OpinionText("我厅支持该提案，建议安排专项资金。")
    desk.step("finance_liaison", opinions.save_opinion, on=on.id, written=words, version=None)
    desk.step("finance_liaison", opinions.submit_opinion, on=on.id, version=None)
    assert told(MailKind.SIGNATURE, office) == ["finance_head"]
    desk.step("finance_head", opinions.send_back_opinion, on=on.id, reason="请补充金额。", version=None)
    assert told(MailKind.SENT_BACK, office) == ["finance_liaison"]


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-03-20 09:00", "2026-03-20 09:00"),
        ("2026-03-20 05:00", "2026-03-20 08:00"),
        ("2026-03-20 19:30", "2026-03-23 08:00"),  # a Friday evening
        ("2026-03-21 10:00", "2026-03-23 08:00"),
        ("2026-09-30 18:00", "2026-10-08 08:00"),  # before the holiday
    ],
)
def test_nights_and_days_of_rest_are_quiet(context: Flask, at: str, goes: str) -> None:
    begun, wanted = (datetime.fromisoformat(text).replace(tzinfo=BEIJING) for text in (at, goes))
    assert office_hour(begun, working_calendar(), Hours()) == wanted


def test_a_letter_filed_from_long_ago_tells_nobody(demonstration: Flask) -> None:
    with demonstration.app_context():
        keys = [mail.key for kind in MailKind for mail in mails(kind)]
        assert [key for key in keys if not key.startswith("demonstration:")] == []
