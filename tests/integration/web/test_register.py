"""The register in a browser without scripts: filters in the address, views, order, pages, and what it hides."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.items import MEMBER, assigned, registered
from tests.support.office import Office
from tests.support.page_client import Page, SignedIn
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.vocabulary import Kind
from tracker.extensions import db


def numbers(page: Page) -> list[str]:
    """Return the numbers that the list shows, in its order."""
    cells = [cell for cell in page.root.iter("td") if "no" in (cell.get("class") or "").split()]
    return ["".join(cell.itertext()).strip() for cell in cells]


@pytest.fixture
def items(app: Flask, office: Office) -> dict[str, int]:
    """Three items: an assigned proposal, a key suggestion not yet assigned, and a confidential one."""
    with app.app_context():
        made = {
            "proposal": assigned(office, "finance", "industry").id,
            "key": registered(
                office,
                number_raw="第2026045号",
                kind=Kind.SUGGESTION,
                title="关于50%_补贴的建议",
                is_key=True,
            ).id,
            "secret": assigned(
                office, number_raw="第20260777号", title="关于科研诚信的提案", is_confidential=True
            ).id,
        }
        db.session.remove()
    return made


def test_the_list_shows_each_item_with_its_office_opinions_state_and_due_date(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    page = browser_of("coordinator").get("/items")
    assert page.heading == "提案登记表"
    assert set(numbers(page)) == {"20260124", "2026045", "20260777"}
    assert "0/2 已回" in page.text
    assert "待签收" in page.text
    assert "未起算" in page.text


def test_filters_stand_in_the_address_and_each_can_be_taken_off(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    page = client.get("/items?kind=npc_suggestion&key=1")
    assert numbers(page) == ["2026045"]
    assert "符合1件，在办共3件" in page.text
    hrefs = [link.get("href") or "" for link in page.root.iter("a") if link.get("class") == "x"]
    assert hrefs == ["/items?key=1", "/items?kind=npc_suggestion"]
    assert len(numbers(client.get("/items?kind=nonsense&due_from=yesterday&after=zz&office=x"))) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("20260124", ["20260124"]),
        ("第20260124号", ["20260124"]),
        ("202607", ["20260777"]),
        ("50%_", ["2026045"]),
        ("%", ["2026045"]),
        ("工业链", ["20260124"]),
        ("没有这样的词", []),
    ],
)
def test_search_takes_numbers_by_their_beginning_and_titles_by_any_part(
    items: dict[str, int], browser_of: SignedIn, query: str, found: list[str]
) -> None:
    assert numbers(browser_of("coordinator").get("/items", q=query, sort="number")) == found


def test_search_finds_who_filed_and_tells_no_confidential_name(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    every = ["20260124", "2026045", "20260777"]
    assert sorted(numbers(browser_of("coordinator").get("/items?q=郑毅"))) == every
    assert sorted(numbers(browser_of("coordinator").get("/items?q=郑"))) == every
    assert sorted(numbers(browser_of("leader").get("/items?q=郑毅"))) == ["20260124", "2026045"]
    assert numbers(browser_of("leader").get("/items?q=毅")) == []


def test_views_split_the_items_by_what_they_wait_for(items: dict[str, int], browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    assert numbers(client.get("/items?view=co")) == ["20260124"]
    assert numbers(client.get("/items?view=key")) == ["2026045"]
    assert numbers(client.get("/items?view=done")) == []
    assert "没有" in client.get("/items?view=done&key=1").text


def test_a_co_handler_sees_only_items_given_to_the_unit(items: dict[str, int], browser_of: SignedIn) -> None:
    assert numbers(browser_of("finance_liaison").get("/items")) == ["20260124"]
    assert numbers(browser_of("bigdata_liaison").get("/items")) == []
    assert numbers(browser_of("rural_officer").get("/items")) == []


def test_a_confidential_sponsor_is_named_only_to_who_may_know_the_contact(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    assert "保密" not in browser_of("coordinator").get("/items?q=20260777").text.replace("不公开提出人", "")
    hidden = browser_of("leader").get("/items?q=20260777").text
    assert "保密" in hidden
    assert MEMBER.name not in hidden


def test_pages_by_key_show_every_item_once_in_both_directions(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        fill(140, staff_of(office), clock.now(), open_share=1, text="建议。")
        db.session.commit()
    for sort, first, last in (
        ("due", "更晚到期", "更早到期"),
        ("number", "编号更大", "编号更小"),
        ("registered", "更早登记", "更新登记"),
        ("-due", "更早到期", "更晚到期"),
        ("-sponsor", "下一页", "上一页"),
        ("-registered", "更新登记", "更早登记"),
    ):
        client = browser_of("coordinator")
        page = client.get("/items", sort=sort)
        pages = [numbers(page)]
        while first in page.links():
            page = client.get(page.links()[first])
            pages.append(numbers(page))
        seen = [number for shown in pages for number in shown]
        assert len(seen) == len(set(seen)) > 100, sort
        assert [len(shown) for shown in pages[:-1]] == [50] * (len(pages) - 1)
        assert numbers(client.get(page.links()[last])) == pages[-2], sort


def test_due_filters_include_both_days(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        fill(80, staff_of(office), clock.now(), open_share=1, text="建议。")
        db.session.commit()
    today = clock.today()
    page = browser_of("coordinator").get(
        "/items", due_from=today.isoformat(), due_to=(today + timedelta(days=1)).isoformat()
    )
    days = {f"{day.month}月{day.day}日" for day in (today, today + timedelta(days=1))}
    shown = {
        "".join(cell.itertext()).strip()
        for cell in page.root.iter("td")
        if "gap" in (cell.get("class") or "")
    }
    assert shown
    assert shown <= days


def test_an_administrator_sees_no_item_and_nobody_signed_out_gets_in(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    assert numbers(browser_of("system_admin").get("/items")) == []
    assert "登录" in browser_of().get("/items").heading


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number=第20260124号", ["20260124"]),
        ("number=202601、2026045", ["20260124", "2026045"]),
        ("number=99", []),
        ("sponsor=郑&kind=npc_suggestion", ["2026045"]),
        ("sponsor=毅", []),
        ("signing=missing", ["20260124", "20260777"]),
        ("signing=done", []),
        ("registered_from=2026-03-20&registered_to=2026-03-20&kind=npc_suggestion", ["2026045"]),
        ("registered_to=2026-03-19", []),
        ("unit=0", ["2026045"]),
        ("ids=1.2.2.x", ["20260124", "2026045"]),
        ("tag=77", []),
    ],
)
@pytest.mark.parametrize("key", ["coordinator"])
def test_every_field_by_which_an_office_looks_for_items_is_a_filter(
    items: dict[str, int], browser_of: SignedIn, key: str, query: str, found: list[str]
) -> None:
    assert sorted(numbers(browser_of(key).get(f"/items?{query}"))) == sorted(found)


def test_a_co_handlers_part_is_a_filter_for_those_who_may_know_of_it(
    items: dict[str, int], office: Office, browser_of: SignedIn
) -> None:
    industry = office.units["industry"]
    page = browser_of("coordinator").get(f"/items?helper={industry}")
    assert numbers(page) == ["20260124"]
    assert "会办单位" in page.text
    assert numbers(browser_of("finance_liaison").get(f"/items?helper={industry}")) == []
    assert numbers(browser_of("finance_liaison").get(f"/items?helper={office.units['finance']}")) == [
        "20260124"
    ]


def test_a_head_turns_its_order_round_and_a_confidential_sponsor_has_no_place_in_it(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    client = browser_of("leader")
    page = client.get("/items?sort=number")
    assert numbers(page) == ["20260124", "2026045", "20260777"]
    assert numbers(client.get(page.links()["编号"])) == ["20260777", "2026045", "20260124"]
    for sort in ("sponsor", "-sponsor"):
        assert numbers(client.get(f"/items?sort={sort}"))[-1] == "20260777"
    assert numbers(client.get("/items?sort=-registered")) == ["20260124", "2026045", "20260777"]


def test_the_filters_stand_on_a_page_of_their_own_and_keep_what_the_list_was_narrowed_to(
    items: dict[str, int], browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    page = client.get(client.get("/items?view=key&key=1").links()["打开筛选"])
    assert page.heading == "筛选登记表"
    page = client.submit("筛选", sponsor="郑", signing="")
    assert numbers(page) == ["2026045"]
    assert "领衔人" in page.text


def test_a_filter_whose_officer_or_topic_is_gone_says_so(items: dict[str, int], browser_of: SignedIn) -> None:
    page = browser_of("coordinator").get("/items?officer=9999&topic=99&tag=98&office=9998")
    assert numbers(page) == []
    for words in ("查不到的人", "查不到的单位", "已删除"):
        assert words in page.text
