"""Urging reaches whoever owes the step, is counted, and refuses all where one is foreign; slips want an answer."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.reminding import mails
from tests.support.replies import Desk, desk_at, new_desk
from tracker.clock import local_day
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.mail import MailKind
from tracker.domain.urging import UrgeKind
from tracker.extensions import db
from tracker.models.event import Event
from tracker.models.reminder import Urging
from tracker.queries.calendar import working_calendar
from tracker.queries.desk import desk_sheet
from tracker.queries.desk_tasks import TaskKind
from tracker.queries.owed import owing_people, owing_seats, urgings_of
from tracker.queries.people import unit_tree
from tracker.queries.register import Reader
from tracker.services import urging
from tracker.services.urging import MOST, Chosen, Urge

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WORDS = Urge("请在本周五前报送答复稿。")


def urge(desk: Desk, key: str = "supervisor", written: Urge = WORDS) -> Urging:
    seat = desk.seat.assignment.id
    return urging.urge_part(desk.actor(key), desk.proposal_id, seat, urge=written, now=desk.now)


def slip(desk: Desk, days: int = 5, kind: UrgeKind = UrgeKind.SLIP) -> Urge:
    return Urge("请书面说明进展。", kind, local_day(desk.now) + timedelta(days=days))


def chosen(*proposal_ids: int) -> list[Chosen]:
    return [Chosen(one) for one in proposal_ids]


def reached(office: Office) -> list[str]:
    names = {number: key for key, number in office.people.items()}
    return [names[mail.user_id or 0] for mail in mails(MailKind.URGE)]


def test_an_urge_reaches_the_officer_while_the_draft_is_written(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    row = urge(desk)
    assert reached(office) == ["officer"]
    (mail,) = mails(MailKind.URGE)
    assert mail.subject.startswith("催办：第20260124号 关于补齐工业链短板")
    assert "> 请在本周五前报送答复稿。" in mail.text
    assert (row.people, row.document_number) == ("李文静", None)


@pytest.mark.parametrize(
    ("step", "person"),
    [("submitted", "head"), ("checked", "leader"), ("signed", "coordinator"), ("numbered", "coordinator")],
)
def test_an_urge_follows_the_draft_to_the_one_whose_step_it_is(
    context: Flask, office: Office, step: str, person: str
) -> None:
    desk = desk_at(office, step)
    (seat,) = owing_seats(desk.file)
    people = owing_people(desk.file, seat, local_day(desk.now))
    assert office.people[person] in {user.id for user in people}


def test_a_co_handlers_opinion_is_urged_of_its_liaison(context: Flask, office: Office) -> None:
    desk = new_desk(office, "finance")
    seat = desk.file.co_handling[0].assignment.id
    urging.urge_part(desk.actor("coordinator"), desk.proposal_id, seat, urge=WORDS, now=desk.now)
    assert reached(office) == ["finance_liaison"]


def test_urges_are_counted_and_told_in_the_timeline(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    urge(desk)
    urge(desk, "coordinator")
    assert [row.by.username for row in urgings_of(desk.proposal_id)] == ["coordinator", "supervisor"]
    events = db.session.query(Event).filter_by(kind=EventKind.URGE_SENT).all()
    assert [event.data["people"] for event in events] == ["李文静", "李文静"]


@pytest.mark.parametrize("person", ["officer", "officer2"])
def test_officers_urge_nobody(context: Flask, office: Office, person: str) -> None:
    desk = new_desk(office)
    with pytest.raises(Forbidden):
        urge(desk, person)
    assert reached(office) == []


def test_a_head_urges_inside_the_own_office_but_sends_no_slip(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    urge(desk, "head")
    with pytest.raises(Forbidden):
        urge(desk, "head", slip(desk))
    assert reached(office) == ["officer"]


def test_many_items_are_urged_at_once_and_none_where_one_is_foreign(context: Flask, office: Office) -> None:
    one = new_desk(office)
    two = new_desk(office, number_raw="第20260125号", title="关于发展通用航空的提案")
    actor, now = one.actor("supervisor"), one.now
    assert len(urging.urge_items(actor, chosen(one.proposal_id, two.proposal_id), urge=WORDS, now=now)) == 2
    for others in ([one.proposal_id, 999], [999]):
        with pytest.raises(NotFound):
            urging.urge_items(actor, chosen(*others), urge=WORDS, now=now)
    with pytest.raises(NotFound):
        urging.urge_items(one.actor("finance_head"), chosen(one.proposal_id), urge=WORDS, now=now)
    assert len(reached(office)) == 2


def test_an_answered_item_owes_nothing_and_stops_the_whole_bulk(context: Flask, office: Office) -> None:
    answered = desk_at(office, "sent")
    open_one = new_desk(office, number_raw="第20260125号", title="关于发展通用航空的提案")
    both = [open_one.proposal_id, answered.proposal_id]
    with pytest.raises(Refused, match="第20260124号现在没有要催办的事项"):
        urging.urge_items(answered.actor("supervisor"), chosen(*both), urge=WORDS, now=answered.now)
    with pytest.raises(Refused, match="请先选择"):
        urging.urge_items(answered.actor("supervisor"), [], urge=WORDS, now=answered.now)
    assert reached(office) == []


def test_parts_of_one_item_are_urged_once_each_and_not_too_many(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    part = Chosen(desk.proposal_id, desk.seat.assignment.id)
    actor = desk.actor("supervisor")
    made = urging.urge_items(actor, [part, part, Chosen(desk.proposal_id)], urge=WORDS, now=desk.now)
    assert [row.assignment_id for row in made] == [part.assignment_id]
    with pytest.raises(NotFound):
        urging.urge_items(actor, [Chosen(desk.proposal_id, 999)], urge=WORDS, now=desk.now)
    with pytest.raises(Refused, match="一次最多催办200件"):
        urging.urge_items(actor, [part] * (MOST + 1), urge=WORDS, now=desk.now)


def test_a_slip_stands_on_the_desks_until_it_is_answered(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    row = urge(desk, "supervisor", slip(desk))

    def on_desk(key: str, kind: TaskKind) -> list[int | None]:
        reader = Reader(desk.actor(key), desk.now, unit_tree(), working_calendar())
        tasks = (task for group in desk_sheet(reader).groups for task in group.tasks)
        return [task.subject_id for task in tasks if task.kind is kind]

    assert on_desk("officer", TaskKind.ANSWER_SLIP) == [row.id]
    assert on_desk("supervisor", TaskKind.AWAIT_SLIP) == [row.id]
    for other in ("head", "coordinator", "finance_liaison"):
        assert on_desk(other, TaskKind.ANSWER_SLIP) == on_desk(other, TaskKind.AWAIT_SLIP) == []
    urging.answer_urging(
        desk.actor("officer"), desk.proposal_id, row.id, text="本周五报送。", version=None, now=desk.now
    )
    assert on_desk("officer", TaskKind.ANSWER_SLIP) == on_desk("supervisor", TaskKind.AWAIT_SLIP) == []


@pytest.mark.parametrize("text", ["", "   ", "字" * 1001])
def test_an_urge_needs_words_and_not_too_many(context: Flask, office: Office, text: str) -> None:
    desk = new_desk(office)
    with pytest.raises(InvalidInput):
        urge(desk, written=Urge(text))


def test_slips_are_numbered_in_series_of_their_own(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    numbers = [urge(desk, "supervisor", slip(desk, kind=kind)).document_number for kind in
               (UrgeKind.SLIP, UrgeKind.SLIP, UrgeKind.SUPERVISION)]  # fmt: skip
    assert numbers == ["桂科函催〔2026〕1号", "桂科函催〔2026〕2号", "桂科函督〔2026〕1号"]
    with pytest.raises(Forbidden):
        urge(desk, "coordinator", slip(desk, kind=UrgeKind.SUPERVISION))
    with pytest.raises(InvalidInput, match="回复期限"):
        urge(desk, "supervisor", slip(desk, days=-1))


def test_a_slip_is_answered_once_by_the_unit(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    row = urge(desk, "supervisor", slip(desk))

    def answer(key: str = "officer", text: str = "本周五报送。", version: int | None = None) -> Urging:
        return urging.answer_urging(
            desk.actor(key), desk.proposal_id, row.id, text=text, version=version, now=desk.now
        )

    with pytest.raises(Forbidden):
        answer("supervisor")
    with pytest.raises(StalePage):
        answer(version=99)
    with pytest.raises(InvalidInput):
        answer(text=" ")
    assert answer().answered_by_id == office.people["officer"]
    with pytest.raises(Refused, match="已经回复过"):
        answer()


def test_a_plain_urge_asks_for_no_answer(context: Flask, office: Office) -> None:
    desk = new_desk(office)
    row = urge(desk)
    with pytest.raises(NotFound):
        urging.answer_urging(
            desk.actor("officer"), desk.proposal_id, row.id, text="好", version=None, now=desk.now
        )
