"""Saved views, the first view and the layout of the register, in a browser without scripts."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.integration.web.test_register import numbers
from tests.support.items import NOON, assigned, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tracker.domain.errors import InvalidInput, NotFound, StalePage
from tracker.domain.register_layout import Density, Layout, ListColumn, columns_of_text
from tracker.domain.vocabulary import Kind
from tracker.extensions import db
from tracker.models.register import RegisterChoice, SavedView
from tracker.queries.saved_views import read_desk
from tracker.services import saved_views
from tracker.services.saved_views import MOST, ViewEntry

SUGGESTIONS = ViewEntry("建议", "kind=npc_suggestion")


@pytest.fixture
def items(app: Flask, office: Office) -> None:
    """A proposal and a key suggestion."""
    with app.app_context():
        assigned(office, "finance")
        registered(
            office, number_raw="第2026045号", kind=Kind.SUGGESTION, title="关于补贴的建议", is_key=True
        )
        db.session.remove()


def test_a_list_is_saved_opened_changed_and_deleted(items: None, browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/items?kind=npc_suggestion&sort=number")
    client.follow("存为视图")
    page = client.submit("保存视图", name=" 我的建议 ", whose="own", is_first="y")
    assert "已保存视图“我的建议”。" in page.text
    assert numbers(page) == ["2026045"]
    assert numbers(client.get("/items")) == ["2026045"], "the register opens with it"
    assert len(numbers(client.get("/items?view=open"))) == 2
    client.get(client.get("/items").links()["我的建议"] + "&key=0")
    page = client.submit("更新视图“我的建议”")
    assert numbers(page) == []
    client.get("/items/views")
    client.follow("修改")
    page = client.submit("保存", name="不看重点的建议", position="9")
    assert "不看重点的建议" in page.text
    page = client.submit("确定删除")
    assert "还没有保存的视图" in page.text
    assert len(numbers(client.get("/items"))) == 2


def test_a_department_s_view_is_everybody_s_and_only_its_office_changes_it(
    items: None, app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        keeper, dept = office.actor("coordinator"), office.units["dept"]
        view = saved_views.save_view(keeper, entry=SUGGESTIONS, unit_id=dept, now=NOON)
        number = view.id
        for key in ("officer", "finance_liaison"):
            with pytest.raises(NotFound):
                saved_views.save_view(office.actor(key), entry=SUGGESTIONS, unit_id=dept, now=NOON)
        with pytest.raises(NotFound):
            saved_views.delete_view(office.actor("officer"), number)
        saved_views.choose_first(office.actor("officer"), number)
        with pytest.raises(NotFound):
            saved_views.choose_first(office.actor("finance_liaison"), number)
        db.session.remove()
    assert "建议" in browser_of("officer").get("/items?view=open").links()
    page = browser_of("officer").get("/items/views")
    assert "确定删除" not in page.text
    assert browser_of("officer").client.get(f"/items/views/{number}").status_code == 404
    assert "建议" not in browser_of("finance_liaison").get("/items").links()


def test_names_and_numbers_of_views_have_limits_that_are_said_at_the_field(
    context: Flask, office: Office
) -> None:
    keeper, dept = office.actor("coordinator"), office.units["dept"]
    own = saved_views.save_view(keeper, entry=SUGGESTIONS, unit_id=None, now=NOON)
    saved_views.save_view(keeper, entry=SUGGESTIONS, unit_id=dept, now=NOON)
    for name in ("建议", "", "长" * 41):
        with pytest.raises(InvalidInput) as refused:
            saved_views.save_view(keeper, entry=replace(SUGGESTIONS, name=name), unit_id=None, now=NOON)
        assert refused.value.params["field"] == "name"
    with pytest.raises(StalePage):
        saved_views.change_view(keeper, own.id, entry=SUGGESTIONS, version=own.version + 1, now=NOON)
    for count in range(1, MOST):
        saved_views.save_view(keeper, entry=ViewEntry(f"视图{count}", ""), unit_id=None, now=NOON)
    with pytest.raises(InvalidInput, match="30"):
        saved_views.save_view(keeper, entry=ViewEntry("还有一个", ""), unit_id=None, now=NOON)
    assert len(read_desk(keeper.user_id, {dept}).views) == MOST + 1
    assert db.session.scalar(select(SavedView.position).where(SavedView.name == "视图7")) == 8


def test_a_deleted_view_leaves_nobody_s_register_without_a_beginning(context: Flask, office: Office) -> None:
    keeper, officer, dept = office.actor("coordinator"), office.actor("officer"), office.units["dept"]
    view = saved_views.save_view(keeper, entry=SUGGESTIONS, unit_id=dept, now=NOON)
    saved_views.choose_first(officer, view.id)
    saved_views.delete_view(keeper, view.id)
    assert db.session.scalars(select(RegisterChoice.view_id)).all() == [None]
    assert read_desk(officer.user_id, {dept}).first is None


def test_columns_their_order_and_the_density_are_remembered_and_go_into_the_file(
    items: None, browser_of: SignedIn
) -> None:
    client = browser_of("coordinator")
    client.get("/items?view=key")
    client.follow("列和行距")
    codes = {one: str(list(ListColumn).index(one)) for one in ListColumn}
    wanted = (ListColumn.NUMBER, ListColumn.KIND, ListColumn.DUE)
    page = client.submit(
        "保存",
        column=[codes[one] for one in wanted],
        density="compact",
        **{f"place-{codes[ListColumn.DUE]}": "1", f"place-{codes[ListColumn.NUMBER]}": "2"},
    )
    heads = [("".join(cell.itertext())).strip() for cell in page.root.iter("th")]
    assert [head for head in heads if head not in {"", "全选本页"}] == ["标题", "办复期限", "编号", "类别"]
    assert any("dense" in (table.get("class") or "") for table in page.root.iter("table"))
    client.get("/items?kind=npc_suggestion")
    client.follow("存为视图")
    client.submit("保存视图", name="自带的列", keeps_layout="y")
    client.get("/items/layout")
    page = client.submit("恢复常用的列")
    assert "承诺" in page.text
    view = client.get("/items").links()["自带的列"]
    assert "承诺" not in [("".join(cell.itertext())).strip() for cell in client.get(view).root.iter("th")]


def test_a_layout_outlives_columns_that_are_gone() -> None:
    assert columns_of_text("due,gone,number,due") == (ListColumn.TITLE, ListColumn.DUE, ListColumn.NUMBER)
    assert columns_of_text("") == Layout().columns
    assert columns_of_text("gone") == Layout().columns
    assert Layout().text == ""
    assert Layout(density=Density.COMPACT).columns == Layout().columns
