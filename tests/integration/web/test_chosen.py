"""Acts on the checked rows of the register: each item by the single act's rules, refused ones named with the reason."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.integration.web.test_register import numbers
from tests.support.drafts import handled
from tests.support.items import NOON, registered
from tests.support.office import Office
from tests.support.page_client import Page, PageClient, SignedIn
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.events import EventKind
from tracker.extensions import db
from tracker.models.assignment import Assignment
from tracker.models.event import Event
from tracker.models.register import Tag
from tracker.services import bulk, tags
from tracker.services.urging import Urge


@pytest.fixture
def items(app: Flask, office: Office) -> list[int]:
    """Two items that the officer handles and one that nobody has yet."""
    with app.app_context():
        made = [
            handled(office, "finance").proposal.id,
            handled(office, number_raw="第20260200号", title="关于种业的提案").proposal.id,
            registered(office, number_raw="第20260300号", title="关于科普的提案").id,
        ]
        db.session.remove()
    return made


def boxes(page: Page) -> list[str]:
    return [box.get("value") or "" for box in page.root.iter("input") if box.get("class") == "pick-row"]


def asked(client: PageClient, step: str, ids: list[int]) -> Page:
    return client.get(f"/items/chosen/{step}", item=[str(one) for one in ids], list="view=open&sort=number")


def officers(app: Flask) -> list[int | None]:
    with app.app_context():
        return list(db.session.scalars(select(Assignment.officer_id).order_by(Assignment.id)))


def test_a_box_stands_only_where_the_reader_may_do_something(items: list[int], browser_of: SignedIn) -> None:
    assert sorted(boxes(browser_of("coordinator").get("/items"))) == [str(one) for one in items]
    assert sorted(boxes(browser_of("officer").get("/items"))) == [str(one) for one in items[:2]]
    assert boxes(browser_of("finance_liaison").get("/items")) == []
    page = browser_of("officer").get("/items")
    assert "改派承办人" not in page.text
    assert "打印所选" in page.text


def test_an_officer_is_named_for_many_and_what_is_refused_says_why(
    items: list[int], app: Flask, office: Office, browser_of: SignedIn
) -> None:
    page = asked(browser_of("head"), "officer", items[:2])
    assert "能办的各件一起办" in page.text
    client = browser_of("coordinator")
    assert "承办人由承办处室的负责人定。" in asked(client, "officer", items).text
    client = browser_of("head")
    asked(client, "officer", items[:2])
    page = client.submit("改派2件", officer_id=str(office.people["officer2"]))
    assert "已办2件，没有办0件。" in page.text
    assert officers(app).count(office.people["officer2"]) == 2
    assert page.links()["返回列表"] == "/items?view=open&sort=number"


def test_one_refused_item_is_left_as_it_was_and_the_others_are_done(
    context: Flask, items: list[int], office: Office
) -> None:
    head, second = office.actor("head"), office.people["officer2"]
    before = db.session.scalar(select(func.count()).select_from(Event)) or 0
    found = bulk.assign_each(head, [items[0], 999, items[2]], officer_id=second, now=NOON)
    assert [type(one.refusal) for one in found] == [type(None), NotFound, NotFound]
    assert db.session.scalar(select(func.count()).select_from(Event)) == before + 1
    found = bulk.assign_each(head, items[:1], officer_id=office.people["rural_officer"], now=NOON)
    assert isinstance(found[0].refusal, InvalidInput)
    with pytest.raises(Refused):
        bulk.for_each(list(range(201)), lambda _one: None)
    assert db.session.scalar(select(func.count()).select_from(Event)) == before + 1


def test_many_items_are_urged_and_one_that_owes_nothing_is_told(
    items: list[int], app: Flask, office: Office, browser_of: SignedIn
) -> None:
    client = browser_of("supervisor")
    page = asked(client, "urge", items)
    assert "没有您可以催办的事项。" in page.text
    page = client.submit("催办2件", text="请本周内报进度")
    assert "已办2件" in page.text
    with app.app_context():
        sent = select(func.count()).select_from(Event).where(Event.kind == EventKind.URGE_SENT)
        assert db.session.scalar(sent) == 2
        words = bulk.urge_each(office.actor("supervisor"), items, urge=Urge("请报进度"), now=NOON)
        assert [one.refusal is None for one in words] == [True, True, False]
        words = bulk.urge_each(office.actor("officer"), items[:1], urge=Urge("请报进度"), now=NOON)
        assert isinstance(words[0].refusal, Forbidden)


def test_labels_are_put_on_many_items_filtered_by_and_taken_back(
    items: list[int], app: Flask, browser_of: SignedIn
) -> None:
    client = browser_of("officer")
    asked(client, "labels", items[:2])
    page = client.submit("办理2件", name=" 本周 碰头 ")
    assert "已办2件" in page.text
    assert "本周 碰头" in client.get("/items").text
    asked(client, "labels", items[:2])
    page = client.submit("办理2件", name="本周 碰头")
    assert "已有标签“本周 碰头”。" in page.text
    with app.app_context():
        tag = db.session.scalar(select(Tag.id)) or 0
        told = select(Event.data).where(Event.kind == EventKind.TAG_PUT)
        assert [data["tag"] for data in db.session.scalars(told)] == ["本周 碰头"] * 2
    assert len(numbers(client.get(f"/items?tag={tag}"))) == 2
    assert "本周 碰头" not in browser_of("finance_liaison").get("/items").text
    assert numbers(browser_of("finance_liaison").get(f"/items?tag={tag}")) == []
    asked(client, "labels", items[:1])
    client.submit("办理1件", name="急件")
    page = client.submit("撤销")
    assert "已办1件" in page.text
    with app.app_context():
        assert list(db.session.scalars(select(Tag.name))) == ["本周 碰头"], "an unused label is gone"


def test_labels_have_their_limits_and_their_rights(context: Flask, items: list[int], office: Office) -> None:
    officer = office.actor("officer")
    for name in ("", " ", "长" * 21):
        with pytest.raises(InvalidInput):
            tags.put_tag(officer, items[0], name=name, now=NOON)
    with pytest.raises(Forbidden):
        tags.put_tag(office.actor("finance_liaison"), items[0], name="急件", now=NOON)
    with pytest.raises(NotFound):
        tags.put_tag(office.actor("rural_officer"), items[0], name="急件", now=NOON)
    with pytest.raises(Refused):
        tags.take_tag(officer, items[0], name="急件", now=NOON)
    found = bulk.tag_each(officer, [items[0], items[2]], name="急件", now=NOON)
    assert [one.refusal is None for one in found] == [True, False]


def test_chosen_items_are_printed_and_taken_out(items: list[int], browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    page = asked(client, "print", items[:2])
    assert page.heading == "打印清单"
    assert len(numbers(page)) == 2
    page = asked(client, "export", items[:2])
    assert page.heading == "导出登记表"
    assert "刚才的列表（2件）" in page.text
    assert client.client.get("/items/chosen/print").status_code in {409, 422}
    assert client.client.get("/items/chosen/labels?item=99&item=x").status_code in {409, 422}
