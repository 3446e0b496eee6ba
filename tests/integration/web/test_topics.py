"""Topics: key items under one matter with a leader, as their pages and the register show them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.groups import SECOND, THIRD
from tests.support.items import registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import desk_at, new_desk
from tests.support.statements import counted
from tracker import clock
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, StalePage
from tracker.domain.vocabulary import GroupKind
from tracker.extensions import db
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.queries.groups import group_of
from tracker.queries.people import unit_tree
from tracker.queries.topics import list_topics
from tracker.services import topics
from tracker.services.topics import TopicEntry

NOW = clock.now()


def make(office: Office, title: str = "产业链", **words: object) -> HandlingGroup:
    entry = TopicEntry(title, **words)  # type: ignore[arg-type]
    return topics.create_topic(office.actor("coordinator"), entry=entry, now=NOW)


def put(office: Office, topic: int, *items: int, version: int | None = None) -> HandlingGroup:
    return topics.put_in_topic(office.actor("coordinator"), topic, items=items, version=version, now=NOW)


def members() -> list[tuple[int, int]]:
    rows = db.session.execute(select(GroupMember.group_id, GroupMember.proposal_id).order_by(GroupMember.id))
    return [(group_id, item_id) for group_id, item_id in rows]


def test_a_topic_has_a_leader_of_ours_or_another_by_name(context: Flask, office: Office) -> None:
    ours = make(office, owner_id=office.people["leader"], leader_name="不用的名字")
    assert (ours.owned_by, ours.leader_name) == ("唐咸来", None)
    assert make(office, "营商环境", leader_name="蓝某某副主席").owned_by == "蓝某某副主席"


@pytest.mark.parametrize("title", ["", "  ", "长" * 121])
def test_a_title_that_cannot_be_kept_is_refused(context: Flask, office: Office, title: str) -> None:
    with pytest.raises(InvalidInput):
        make(office, title)


def test_a_title_is_used_once_and_an_owner_must_lead(context: Flask, office: Office) -> None:
    make(office)
    with pytest.raises(InvalidInput, match="同名"):
        make(office, " 产业链 ")
    with pytest.raises(InvalidInput, match="本单位的领导"):
        make(office, "别的", owner_id=office.people["officer"])
    with pytest.raises(Forbidden):
        topics.create_topic(office.actor("officer"), entry=TopicEntry("我的"), now=NOW)


def test_items_stand_under_one_topic_and_leave_with_a_reason(context: Flask, office: Office) -> None:
    one, other = make(office), make(office, "营商环境")
    first, second = registered(office), registered(office, **SECOND)
    put(office, one.id, first.id, second.id)
    with pytest.raises(InvalidInput):
        put(office, other.id, second.id)
    assert members() == [(one.id, first.id), (one.id, second.id)]

    def leave(reason: str) -> None:
        actor = office.actor("coordinator")
        topics.take_from_topic(actor, one.id, second.id, reason=reason, version=None, now=NOW)

    with pytest.raises(InvalidInput, match="理由"):
        leave("")
    leave("不属于这个专题")
    put(office, other.id, second.id)
    assert group_of(second.id, GroupKind.TOPIC) == other


def test_one_foreign_item_refuses_all_and_a_stale_page_too(context: Flask, office: Office) -> None:
    topic, item = make(office), registered(office)
    with pytest.raises(NotFound):
        put(office, topic.id, item.id, 999_999)
    with pytest.raises(StalePage):
        put(office, topic.id, item.id, version=topic.version + 1)
    with pytest.raises(InvalidInput, match="请至少选择一件"):
        put(office, topic.id)
    assert members() == []


def test_the_list_adds_up_what_its_items_are(context: Flask, office: Office) -> None:
    topic = make(office)
    sent = desk_at(office, "sent")
    late = new_desk(office, **SECOND)
    put(office, topic.id, sent.proposal_id, late.proposal_id, registered(office, **THIRD).id)
    lines, has_more = list_topics(office.actor("leader"), unit_tree(), date(2027, 1, 1))
    assert not has_more
    line = lines[0]
    assert (line.total, line.in_hand, line.late, line.promises, line.promises_open) == (3, 2, 1, 2, 2)


def test_who_sees_none_of_its_items_sees_no_topic(context: Flask, office: Office) -> None:
    topic = make(office)
    put(office, topic.id, new_desk(office).proposal_id)
    for who, count in (("officer", 1), ("coordinator", 1), ("rural_officer", 0), ("finance_head", 0)):
        lines, _ = list_topics(office.actor(who), unit_tree(), date(2026, 5, 1))
        assert len(lines) == count, who


def test_a_topic_is_made_filled_and_shown(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        item = new_desk(office, is_key=True).proposal_id
    page = browser_of("coordinator")
    page.get("/topics")
    page.follow("建专题")
    refused = page.submit("保存专题", title="")
    assert (refused.status, "请填写专题名称" in refused.text) == (422, True)
    page.submit("保存专题", title="工业产业链", owner_id=str(office.people["leader"]))
    shown = page.submit("归入这个专题", items=[str(item)])
    assert shown.heading == "工业产业链"
    assert "唐咸来" in shown.text
    assert "第20260124号" in shown.text
    assert "工业产业链" in page.get(f"/items/{item}").links()
    listed = page.get("/topics")
    assert "工业产业链" in listed.links()


def test_the_register_is_narrowed_to_a_topic(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        topic = make(office)
        inside, outside = new_desk(office).proposal_id, new_desk(office, **SECOND).proposal_id
        number = put(office, topic.id, inside).id
    found = browser_of("coordinator").get("/items", topic=number)
    assert f"/items/{inside}" in found.links().values()
    assert f"/items/{outside}" not in found.links().values()
    assert "产业链" in found.text


def test_an_item_is_put_under_a_topic_from_its_page(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        topic, item = make(office).id, registered(office).id
    page = browser_of("coordinator")
    page.get(f"/items/{item}")
    page.follow("归入专题")
    page.submit("归入这个专题", topic=str(topic))
    with app.app_context():
        assert members() == [(topic, item)]
    assert page.get(f"/items/{item}/topic").status == 409
    page.get(f"/topics/{topic}/items/{item}/leave")
    page.submit("移出专题", reason="不相关")
    with app.app_context():
        assert members() == []


def test_a_topic_is_renamed_and_a_stale_form_changes_nothing(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        topic = make(office).id
    page = browser_of("coordinator")
    page.get(f"/topics/{topic}/edit")
    assert page.submit("保存专题", title="产业集群", leader_name="蓝副主席").heading == "产业集群"
    page.get(f"/topics/{topic}/edit")
    assert page.submit("保存专题", title="又改", version="1").status == 409


def test_others_read_topics_but_do_not_write_them(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        topic = make(office).id
        put(office, topic, new_desk(office).proposal_id)
    for who in ("officer", "head", "leader", "supervisor"):
        page = browser_of(who)
        assert page.get(f"/topics/{topic}").status == 200
        for path in (f"/topics/{topic}/edit", f"/topics/{topic}/items"):
            assert page.get(path).status == 404
        assert page.get("/topics/new").status == 403
    for who in ("rural_head", "finance_liaison", "audit_admin"):
        assert browser_of(who).get(f"/topics/{topic}").status == 404


def test_topics_cost_few_statements(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        for number in range(3):
            put(
                office,
                make(office, f"专题{number}").id,
                registered(office, number_raw=f"第2026{number:04}号").id,
            )
        topic = db.session.scalar(select(HandlingGroup.id).limit(1))
    client = browser_of("coordinator").client
    client.get("/")
    for path in ("/topics", f"/topics/{topic}"):
        with counted() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 8, statements
