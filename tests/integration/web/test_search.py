"""The search page: what it shows, where its links lead, and that its address holds its whole state."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import desk_at
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.extensions import db
from tracker.queries import search as searching
from tracker.services.search_index import index_items
from tracker.services.unit_of_work import unit_of_work

AsPerson = Callable[[str], PageClient]
MOST = 8
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_result_shows_where_the_words_stand_and_leads_there(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        desk = desk_at(office, "sent", "finance")
        item, reply = desk.proposal_id, desk.reply.id
    page = browser_of("coordinator")
    shown = page.get("/search", q="创新平台 郑毅")
    assert {mark.text for mark in shown.root.iter("mark")} == {"创新平台", "郑毅"}
    links = {link.get("href") for link in shown.root.iter("a")}
    assert {f"/items/{item}", f"/items/{item}/replies/{reply}"} <= links
    assert "答复全文" in shown.text
    assert page.get(f"/items/{item}/replies/{reply}").status == 200
    assert "创新平台" in page.get("/search", q="创新平台", source="reply", kind="cppcc_proposal").text


def test_a_number_leads_to_its_item_in_the_first_place(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    with app.app_context():
        item = desk_at(office, "drafted").proposal_id
        fill(3, staff_of(office), clock.now(), text="参见第20260124号提案。")
        index_items(range(1, 10))
        db.session.commit()
    for number in ("20260124", "第20260124号", "２０２６０１２４", "第 20260124 号"):
        shown = browser_of("coordinator").get("/search", q=number)
        first = next(shown.root.iter("h3"))
        assert next(first.iter("a")).get("href") == f"/items/{item}", number


def test_what_was_typed_is_text_and_nothing_else(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = desk_at(office, "drafted")
        with unit_of_work():
            desk.file.proposal.title = "<b>关于</b>&amp;“5%_”的提案"
    page = browser_of("coordinator")
    for typed in ("<b>关于", "&amp;", "5%_”", "%_", "<script>", "'; --", "NEAR(", "“”", "a" * 300):
        assert page.get("/search", q=typed).status == 200
    assert [mark.text for mark in page.get("/search", q="<b>关于").root.iter("mark")] == ["<b>关于"]


def test_an_empty_search_and_an_empty_result_help(office: Office, browser_of: AsPerson) -> None:
    page = browser_of("coordinator")
    assert "怎样搜索" in page.get("/search").text
    nothing = page.get("/search", q="月球基地", term="13").text
    assert "没有找到" in nothing
    assert "去掉筛选" in nothing
    strange = page.get(
        "/search?q=月球&order=x&source=y&kind=z&unit=q&term=-1&session=9999999999&after=~&stage="
    )
    assert strange.status == 200


def test_the_pages_of_a_long_result_go_on_and_cost_few_statements(
    app: Flask, office: Office, browser_of: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        fill(90, staff_of(office), clock.now(), text="推进创新平台建设。")
        index_items(range(1, 91))
        db.session.commit()
    for most in (2_000, 30):
        monkeypatch.setattr(searching, "MOST_DOCUMENTS", most)
        for key in ("coordinator", "officer", "finance_liaison"):
            page, seen = browser_of(key), list[str]()
            address: str | None = "/search?q=建设&order=date"
            while address:
                with counted() as statements:
                    shown = page.get(address)
                assert len(statements) <= MOST, (key, statements)
                titles = [next(head.iter("a")).get("href") or "" for head in shown.root.iter("h3")]
                seen += titles
                links = [link for link in shown.root.iter("a") if "下一页" in "".join(link.itertext())]
                address = links[0].get("href") if links else None
            assert len(seen) == len(set(seen)) >= (90 if key == "coordinator" else 1), key
        assert "+件" in browser_of("coordinator").get("/search?q=建设").text or most > 30
