"""A real letter from receipt to a kept promise, in Chromium, by everybody who has a hand in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.databases import Database
from tests.support.office import build_office
from tests.support.people_in_browser import People, pick, take_turn
from tracker.clock import today

YEAR = today().year + 1
LETTER = Path(__file__).parent.parent / "golden" / "letters" / "whole" / "guangxi-004.txt"


@pytest.fixture(params=["sqlite_database", "postgres_database"])
def database(request: pytest.FixtureRequest) -> Database:
    """The main path is walked on both databases."""
    found: Database = request.getfixturevalue(request.param)
    found.reset()
    return found


@pytest.fixture
def people(app: Flask, live_server: str, browser: Browser) -> Iterator[People]:
    with app.app_context():
        build_office()
    everybody = People(browser, live_server)
    yield everybody
    everybody.close()


DRAFT = """郑毅委员：
您提出的《关于补齐工业链短板，全面振兴广西工业的提案》（第20210124号）收悉，经综合会办单位意见，现答复如下：
一、相关工作情况
一是支持高新区建设。二是引导企业提高科技创新能力。
二、下一步工作打算
我厅将于{year}年底前组织认定{count}家自治区技术创新示范企业。
感谢您对我区科技创新工作的关心和支持。"""


def test_a_letter_walks_from_receipt_to_a_kept_promise(people: People) -> None:
    item = register(people)
    assign(people, item)
    talk(people, item)
    for unit in ("finance", "industry"):
        give_opinion(people, item, unit)
    weigh_opinions(people, item)
    write_draft(people, item)
    send_back(people, item)
    write_again(people, item)
    review(people, item)
    sign_on_phone(people, item)
    number_and_send(people, item)
    keep_promise(people, item)
    assert people.faults == []


def register(people: People) -> str:
    """Upload the letter, look at what was read, confirm; return the item's address."""
    page = people.page("coordinator")
    page.goto(f"{people.address}/intake/letter")
    page.get_by_label("新交办的来件").check()
    page.get_by_label("来信文件").set_input_files(LETTER)
    page.get_by_role("button", name="读取并核对").click()
    expect(page.get_by_label("标题")).to_have_value("关于补齐工业链短板，全面振兴广西工业的提案")
    page.locator(".ts-wrapper .item", has_text="大数据发展局").locator(".remove").click()
    page.get_by_role("button", name="核对完毕并登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("交办")
    return page.url.partition("/assignment")[0]


def assign(people: People, item: str) -> None:
    """Make our department the lead with two co-handlers, sign for receipt, give it to an office and an officer."""
    page = people.page("coordinator")
    page.get_by_role("button", name="确认交办").click()
    take_turn(page, item, "签收")
    take_turn(page, item, "分派")
    pick(page, "承办处室", "高新")
    page.get_by_role("button", name="分给这个处室").click()
    head = people.page("head")
    take_turn(head, item, "指定承办人")
    pick(head, "承办人", "李文静")
    head.get_by_role("button", name="确定承办人").click()


def talk(people: People, item: str) -> None:
    """Record the contact that the law asks for before the answer."""
    page = people.page("officer")
    take_turn(page, item, "记一笔沟通")
    page.get_by_label("面商").check()
    page.get_by_label("说了什么").fill("希望写明创新平台认定的家数和时间。")
    page.get_by_role("button", name="记下").click()


def give_opinion(people: People, item: str, unit: str) -> None:
    """Sign for receipt, write the opinion, and have it signed by somebody else."""
    head, liaison = people.page(f"{unit}_head"), people.page(f"{unit}_liaison")
    take_turn(head, item, "签收")
    take_turn(liaison, item, "拟写意见")
    liaison.get_by_role("textbox", name="会办意见").fill(
        "原则同意，涉及我单位的资金事项将结合年度预算予以支持。"
    )
    liaison.get_by_role("button", name="送负责人签署").click()
    take_turn(head, item, "看意见并签署")
    head.get_by_role("button", name="签署并送主办").click()


def weigh_opinions(people: People, item: str) -> None:
    """Adopt both opinions."""
    page = people.page("officer")
    for unit in ("财政厅", "工业和信息化厅"):
        page.goto(item)
        page.locator(".next").get_by_role("link", name=f"审核{unit}的意见").click()
        page.get_by_role("button", name="采纳", exact=True).click()


def write_draft(people: People, item: str) -> None:
    """Start the reply, write it, keep a version, judge its promise and submit it."""
    page = people.page("officer")
    take_turn(page, item, "起草答复")
    page.get_by_role("textbox", name="答复正文").fill(DRAFT.format(year=YEAR, count=20))
    page.get_by_role("button", name="存为新一稿").click()
    judge(page)
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".next")).to_contain_text("等待高新处负责人审核答复稿")


def judge(page: Page) -> None:
    """Judge the one sentence found to be a promise of the officer's own office."""
    card = page.locator("#promises > li")
    expect(card).to_have_count(1)
    card.locator(".seg").get_by_text("是承诺", exact=True).click()
    card.get_by_role("button", name="记下判定").click()
    expect(page.get_by_text("识别1句，已判1句，待判0句")).to_be_visible()
    expect(page.locator("#promises")).to_contain_text(f"{YEAR}年12月31日")


def send_back(people: People, item: str) -> None:
    """The head sends the draft back; without a reason it is refused."""
    page = people.page("head")
    take_turn(page, item, "审稿")
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("请写明理由").first).to_be_visible()
    page.get_by_label("审核意见").fill("请把家数改为30家，与会办意见一致。")
    page.get_by_role("button", name="退回修改").click()


def write_again(people: People, item: str) -> None:
    """The officer changes the sentence: it must be judged anew; then the second version goes up."""
    page = people.page("officer")
    take_turn(page, item, "打开稿件")
    page.get_by_role("textbox", name="答复正文").fill(DRAFT.format(year=YEAR, count=30))
    page.get_by_role("button", name="存为新一稿").click()
    expect(page.locator("#promises").get_by_label("指标")).to_have_value("30家")
    judge(page)
    page.get_by_role("button", name="送审").click()


def review(people: People, item: str) -> None:
    """Head and office let it pass."""
    head, office = people.page("head"), people.page("coordinator2")
    take_turn(head, item, "审稿")
    head.get_by_role("button", name="同意，转办公室核稿").click()
    take_turn(office, item, "核稿")
    office.get_by_role("button", name="核稿通过，送领导签发").click()


def sign_on_phone(people: People, item: str) -> None:
    """The leader reads the letter and its promise at 390 px and signs with class and publicity."""
    page = people.page("leader", phone=True)
    take_turn(page, item, "去签发")
    expect(page.get_by_text("认定30家").first).to_be_visible()
    page.get_by_label("办理结果").select_option(index=2)
    page.get_by_text("主动公开", exact=True).click()
    page.get_by_label("我已看过").check()
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text("已签发").first).to_be_visible()


def number_and_send(people: People, item: str) -> None:
    """Number the letter, look at it as DOCX, and send it to the sponsor and the copy list."""
    page = people.page("coordinator")
    take_turn(page, item, "编文号")
    page.get_by_role("button", name="编号").click()
    expect(page.get_by_text(f"桂科函〔{today().year}〕1号").first).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="下载答复函").click()
    assert started.value.suggested_filename.endswith(".docx")
    take_turn(page, item, "去发送")
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已发送").or_(page.get_by_text("已发出")).first).to_be_visible()


def keep_promise(people: People, item: str) -> None:
    """The officer reports progress and completion; the supervisor, and not the officer, closes the promise."""
    officer, supervisor = people.page("officer"), people.page("supervisor")
    officer.goto(f"{people.address}/promises")
    officer.get_by_role("link", name="我厅将于").first.click()
    officer.get_by_label("进展情况").fill("已印发认定办法。")
    officer.get_by_role("button", name="记录进展").click()
    officer.get_by_text("已经完成？报告完成，交他人核验").click()
    officer.get_by_label("完成情况").fill("认定30家，名单已公布。")
    officer.get_by_label("完成凭据").fill("桂科高字〔2026〕18号")
    officer.get_by_role("button", name="报告完成", exact=True).click()
    promise = officer.url
    expect(officer.get_by_role("button", name="核验无误，销号")).to_have_count(0)
    supervisor.goto(promise)
    supervisor.get_by_role("button", name="核验无误，销号").click()
    expect(supervisor.get_by_text("按期兑现").first).to_be_visible()
