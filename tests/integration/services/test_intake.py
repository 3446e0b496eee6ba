"""Registering items: whole, once, and mended with a trace."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ITEM, MEMBER, NOON, assigned, registered
from tests.support.office import Office, build_office
from tracker.documents.store import FileStore
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, StalePage
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import CaseState, Phase, ReplyState, SponsorKind, Stage
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.event import Event
from tracker.models.office import Attachment
from tracker.models.proposal import Proposal, Sponsor
from tracker.models.reply import PointAnswer, Reply
from tracker.services.files import StashedFile
from tracker.services.intake import DuplicateItem, attach_letter, edit_item, entry_of, register_item
from tracker.services.intake_rows import InUse, SponsorEntry, TooLong


@pytest.fixture
def office(context: Flask) -> Office:
    return build_office()


def kinds_of(item: Proposal) -> list[str]:
    return list(db.session.scalars(select(Event.kind).where(Event.proposal_id == item.id).order_by(Event.id)))


def test_a_registered_item_keeps_everything_that_was_entered(office: Office) -> None:
    item = registered(office)
    db.session.expire_all()
    kept = entry_of(item)
    assert replace(kept, sponsors=()) == replace(ITEM, sponsors=())
    assert [replace(one, id=None) for one in kept.sponsors] == [MEMBER]


def test_a_registered_item_stands_in_the_department_s_book_waiting_for_assignment(office: Office) -> None:
    item = registered(office)
    assert item.host_unit_id == office.units["dept"]
    assert (item.state, item.stage, item.is_open) == (CaseState.REGISTERED, Stage.TO_ASSIGN, True)
    assert (item.number_norm, item.year) == ("20260124", 2026)
    assert kinds_of(item) == [EventKind.CASE_REGISTERED]


def test_the_same_number_of_the_same_session_is_registered_once_however_it_is_written(office: Office) -> None:
    first = registered(office)
    with pytest.raises(DuplicateItem) as caught:
        registered(office, number_raw="20260124", title="另一个标题")
    assert caught.value.proposal_id == first.id
    assert db.session.query(Proposal).count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"session_no": 5}, {"term": 12}, {"phase": Phase.OFF_SESSION}, {"body": "自治区人大"}],
)
def test_the_same_number_elsewhere_is_another_item(office: Office, changes: dict[str, object]) -> None:
    first, second = registered(office), registered(office, **changes)
    assert first.id != second.id


def test_without_a_number_title_and_sponsor_tell_that_the_item_is_known(office: Office) -> None:
    first = registered(office, number_raw=None)
    with pytest.raises(DuplicateItem) as caught:
        registered(office, number_raw=None, title="《关于补齐工业链短板 全面振兴广西工业的提案》")
    assert caught.value.proposal_id == first.id


def test_a_title_filed_again_under_another_number_is_a_new_item(office: Office) -> None:
    registered(office)
    again = registered(office, number_raw="第20260350号")
    assert again.number_norm == "20260350"


@pytest.mark.parametrize(
    "key", ["officer", "head", "leader", "supervisor", "system_admin", "finance_liaison"]
)
def test_only_a_coordinator_registers(office: Office, key: str) -> None:
    with pytest.raises(Forbidden):
        register_item(office.actor(key), fields=ITEM, now=NOON)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"sponsors": ()}, "sponsors"),
        ({"title": "含有\x00控制字符"}, "title"),
        ({"body_text": "正文\x0b"}, "body_text"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    office: Office, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        registered(office, **changes)
    assert caught.value.params["field"] == field


def test_a_text_longer_than_its_column_is_refused_with_the_limit(office: Office) -> None:
    with pytest.raises(TooLong) as caught:
        registered(office, title="长" * 301)
    assert caught.value.text() == "内容太长：最多300个字，现在301个字。"


def test_rare_characters_survive(office: Office) -> None:
    item = registered(office, title="关于保护𠮷〇昇古树的提案", sponsors=(replace(MEMBER, name="㛃𠅤"),))
    db.session.expire_all()
    assert (item.title, item.sponsor_text) == ("关于保护𠮷〇昇古树的提案", "㛃𠅤")


def test_several_sponsors_have_one_lead_and_a_short_line(office: Office) -> None:
    names = ("李一", "王二", "张三", "赵四")
    sponsors = tuple(SponsorEntry(name=name, kind=SponsorKind.DEPUTY) for name in names)
    item = registered(office, sponsors=sponsors)
    assert item.sponsor_text == "李一等4人"
    assert [one.is_lead for one in item.sponsors] == [True, False, False, False]


def test_an_edit_names_the_fields_that_changed(office: Office) -> None:
    item = registered(office)
    entry = replace(entry_of(item), keywords="工业；人才", asks=("只有一条",))
    edit_item(office.actor("coordinator"), item.id, fields=entry, version=item.version, now=NOON)
    last = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (last.kind, last.data) == (EventKind.CASE_EDITED, {"fields": ["keywords", "asks"]})
    assert [point.text for point in item.points] == ["只有一条"]


def test_an_edit_that_changes_nothing_leaves_no_trace(office: Office) -> None:
    item = registered(office)
    edit_item(office.actor("coordinator"), item.id, fields=entry_of(item), version=item.version, now=NOON)
    assert kinds_of(item) == [EventKind.CASE_REGISTERED]


def test_a_stale_edit_is_refused(office: Office) -> None:
    item = registered(office)
    entry, version = entry_of(item), item.version
    coordinator = office.actor("coordinator")
    edit_item(coordinator, item.id, fields=replace(entry, keywords="一"), version=version, now=NOON)
    with pytest.raises(StalePage):
        edit_item(coordinator, item.id, fields=replace(entry, keywords="二"), version=version, now=NOON)


def test_an_edit_into_another_item_s_number_is_refused(office: Office) -> None:
    registered(office)
    other = registered(office, number_raw="第20260200号")
    with pytest.raises(DuplicateItem):
        edit_item(
            office.actor("coordinator"),
            other.id,
            fields=replace(entry_of(other), number_raw="第20260124号"),
            version=None,
            now=NOON,
        )


def test_sponsors_change_places_and_keep_their_rows(office: Office) -> None:
    second = SponsorEntry(name="蒋一", kind=SponsorKind.MEMBER)
    item = registered(office, sponsors=(MEMBER, second))
    before = {row.name: row.id for row in item.sponsors}
    turned = tuple(replace(one, is_lead=one.name == "蒋一") for one in reversed(entry_of(item).sponsors))
    entry = replace(entry_of(item), sponsors=turned)
    edit_item(office.actor("coordinator"), item.id, fields=entry, version=None, now=NOON)
    db.session.expire_all()
    assert [(row.name, row.is_lead) for row in item.sponsors] == [("蒋一", True), ("郑毅", False)]
    assert {row.name: row.id for row in item.sponsors} == before
    assert item.sponsor_text == "蒋一、郑毅"


def test_a_sponsor_who_was_entered_by_mistake_is_taken_away(office: Office) -> None:
    item = registered(office, sponsors=(MEMBER, SponsorEntry(name="误", kind=SponsorKind.MEMBER)))
    entry = replace(entry_of(item), sponsors=entry_of(item).sponsors[:1])
    edit_item(office.actor("coordinator"), item.id, fields=entry, version=None, now=NOON)
    assert db.session.scalars(select(Sponsor.name)).all() == ["郑毅"]


def test_an_officer_cannot_edit_and_an_outsider_sees_nothing(office: Office) -> None:
    item = assigned(office)
    with pytest.raises(Forbidden):
        edit_item(office.actor("supervisor"), item.id, fields=ITEM, version=None, now=NOON)
    with pytest.raises(NotFound):
        edit_item(office.actor("finance_head"), item.id, fields=ITEM, version=None, now=NOON)


def test_a_letter_is_added_to_an_item_in_the_register(office: Office, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    item = registered(office, body_text="")
    upload = StashedFile("来信.txt", "text/plain", 6, store.stash("正文".encode(), NOON))
    attach_letter(
        office.actor("coordinator"), item.id, upload=upload, text="正文", store=store, version=None, now=NOON
    )
    row = db.session.scalars(select(Attachment)).one()
    assert (row.name, store.read(row.sha256).decode()) == ("来信.txt", "正文")
    assert item.text is not None
    assert item.text.body_text == "正文"
    assert kinds_of(item)[-2:] == [EventKind.FILE_ADDED, EventKind.CASE_EDITED]


def test_received_later_does_not_change_the_year_of_the_number(office: Office) -> None:
    item = registered(office, received_on=date(2027, 1, 5))
    assert item.year == 2026


def test_an_ask_that_is_answered_cannot_be_taken_away(office: Office) -> None:
    item = assigned(office)
    reply = Reply(
        proposal_id=item.id,
        assignment_id=db.session.scalars(select(Assignment.id)).one(),
        state=ReplyState.DRAFTING,
        title="答复",
        addressee="郑毅委员",
        author_id=office.people["officer"],
        saved_at=NOON,
        class_scheme="npc",
        created_at=NOON,
    )
    db.session.add(reply)
    db.session.flush()
    db.session.add(PointAnswer(reply_id=reply.id, point_id=item.points[1].id, section="二、（一）"))
    db.session.commit()
    entry = replace(entry_of(item), asks=(ITEM.asks[0],))
    with pytest.raises(InUse):
        edit_item(office.actor("coordinator"), item.id, fields=entry, version=None, now=NOON)
