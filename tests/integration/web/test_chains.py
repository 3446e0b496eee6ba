"""The pages of chains, and of a reply's way along one."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.chains import countersigning, in_force, step
from tests.support.office import Office
from tests.support.page_client import PageClient
from tests.support.replies import Desk, desk_at
from tracker.domain.vocabulary import ReplyState
from tracker.queries.steps import steps_of

AsPerson = Callable[[str], PageClient]
R = ReplyState


def submitted(office: Office, app: Flask, *helpers: str, chain: bool = True) -> Desk:
    with app.app_context():
        if chain:
            plans = [
                step(1, R.DEPT_REVIEW, "处长审核"),
                *countersigning(2, office, "rural", "finance"),
                step(3, R.SIGN_OFF, "分管领导签发"),
            ]
            in_force(office, plans)
        return desk_at(office, "submitted", *helpers)


def path(app: Flask, desk: Desk, end: str = "") -> str:
    with app.app_context():
        return f"/items/{desk.proposal_id}/replies/{desk.reply.id}{end}"


def state(app: Flask, desk: Desk) -> ReplyState:
    with app.app_context():
        return desk.reply.state


def links(page: PageClient, address: str) -> set[str]:
    return {link.get("href", "") for link in page.get(address).root.iter("a")}


def test_a_draft_is_countersigned_over_the_pages(app: Flask, office: Office, browser_of: AsPerson) -> None:
    desk = submitted(office, app)
    head = browser_of("head")
    shown = head.get(path(app, desk, "/review"))
    assert "分管领导签发" in shown.text
    head.submit("同意，转会签")
    first, second = browser_of("rural_head"), browser_of("finance_head")
    for page in (first, second):
        assert "会签答复稿" in page.get("/").text
        page.get(path(app, desk, "/review"))
    first.submit("同意会签", remark="同意。")
    second.submit("同意会签")
    assert state(app, desk) is R.SIGN_OFF
    assert "意见：同意。" in browser_of("leader").get(path(app, desk, "/sign")).text


def test_the_office_arranges_the_way(app: Flask, office: Office, browser_of: AsPerson) -> None:
    desk = submitted(office, app, chain=False)
    page = browser_of("coordinator")
    page.get(path(app, desk, "/steps"))
    refused = page.submit("加签", stage="office_check", name="农村处核稿", reason="涉农")
    assert (refused.status, "请选择由哪个单位" in refused.text) == (422, True)
    page.submit(
        "加签", stage="office_check", name="农村处核稿", reason="涉农", unit_ids=str(office.units["rural"])
    )
    assert state(app, desk) is R.OFFICE_CHECK
    page.get(path(app, desk, "/steps"))
    with app.app_context():
        added = next(one.id for one in steps_of(desk.reply.id) if one.name == "农村处核稿")
    page.submit("越过这个环节", step=str(added), reason="处长出差")
    shown = page.get(path(app, desk, "/review"))
    assert "韦丽华：处长出差" in shown.text
    assert state(app, desk) is R.DEPT_REVIEW


def test_who_countersigns_finds_the_draft_on_the_desk_and_on_the_item_whatever_else_is_owed(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    desk = submitted(office, app, "finance")
    with app.app_context():
        desk.approved()
    for key, owed in (("finance_head", "轮到您：代财政厅签收"), ("rural_head", "轮到您：会签答复稿")):
        page, review = browser_of(key), path(app, desk, "/review")
        assert review in links(page, "/")
        assert review in links(page, f"/items/{desk.proposal_id}")
        assert owed in page.get(f"/items/{desk.proposal_id}").text
        assert "同意会签" in page.get(review).text


@pytest.mark.parametrize(("key", "status"), [("officer", 403), ("rural_head", 404), ("finance_head", 404)])
def test_others_do_not_arrange_it(
    app: Flask, office: Office, browser_of: AsPerson, key: str, status: int
) -> None:
    desk = submitted(office, app, chain=False)
    assert browser_of(key).get(path(app, desk, "/steps")).status == status


def test_the_leader_sends_back_to_the_head(app: Flask, office: Office, browser_of: AsPerson) -> None:
    with app.app_context():
        desk = desk_at(office, "checked")
        first = steps_of(desk.reply.id)[0].id
    page = browser_of("leader")
    page.get(path(app, desk, "/sign"))
    page.submit("退回", remark="数字不一致。", to=str(first))
    assert state(app, desk) is R.DEPT_REVIEW


def test_who_wrote_it_reads_who_must_pass_it(app: Flask, office: Office, browser_of: AsPerson) -> None:
    from tracker.services import drafting  # noqa: PLC0415

    with app.app_context():
        desk = desk_at(office, "drafted")
        desk.step("head", drafting.submit_draft, version=None, asks_confirmed=True)
    shown = browser_of("head").get(path(app, desk, "/review"))
    assert "不能由您自己审签" in shown.text


def test_a_chain_is_copied_edited_tried_and_put_in_force(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get("/chains")
    page.submit("新建流程（科技厅）")
    wrong = page.submit("保存", name="重点件流程", importance="key", **{"steps-2-name": ""})
    assert "最后一个环节应是签发" in wrong.text
    page.submit(
        "保存",
        **{
            "steps-2-name": "主要领导签发",
            "steps-2-stage": "sign_off",
            "steps-2-role": "leader",
            "steps-2-place": "answering_unit",
            "steps-2-position": "3",
        },
    )
    page.submit("定下生效日期")
    tried = page.get("/chains", kind="cppcc_proposal", importance="key")
    assert "重点件流程" in tried.text
    assert "主要领导签发" in tried.text


@pytest.mark.parametrize("key", ["officer", "leader", "head", "system_admin"])
def test_others_do_not_see_the_chains(office: Office, browser_of: AsPerson, key: str) -> None:
    assert browser_of(key).get("/chains").status == 403


def test_a_refused_day_leaves_the_editor_with_all_that_may_be_chosen(
    office: Office, browser_of: AsPerson
) -> None:
    page = browser_of("coordinator")
    page.get("/chains")
    page.submit("新建流程（科技厅）")
    refused = page.submit("定下生效日期", valid_from="2020-01-01")
    assert (refused.status, "生效日期不能早于今天" in refused.text) == (422, True)
    for choice in ("广西壮族自治区财政厅", "唐咸来"):
        assert f"{choice}" in refused.text
    named = {
        "name": "财政件流程",
        "steps-0-place": "named_unit",
        "steps-0-unit_id": str(office.units["finance"]),
    }
    saved = page.submit("保存", **named)
    assert "已保存。" in saved.text


def test_the_sign_off_tab_names_the_steps_of_the_chain(
    app: Flask, office: Office, browser_of: AsPerson
) -> None:
    desk = submitted(office, app)
    with app.app_context():
        desk.approved()
    for key in ("officer", "coordinator"):
        shown = browser_of(key).get(f"/items/{desk.proposal_id}/sign_off")
        assert [shown.text.count(name) for name in ("分管领导签发", "正在办理")] == [1, 2]
        assert shown.text.count("处长审核") == 2
