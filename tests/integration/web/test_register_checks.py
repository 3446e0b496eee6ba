"""登记核对: what a session lacks, what stands twice, what comes back; for the coordinator, at eight statements."""

from datetime import date

import pytest
from flask import Flask

from tests.support.items import MEMBER, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.extensions import db

MOST = 8


@pytest.fixture
def register(app: Flask, office: Office) -> None:
    with app.app_context():
        for number, title in (
            ("第20260011号", "关于推进石墨烯应用示范的提案"),
            ("第20260016号", "关于支持中试基地建设的提案"),
            ("第20260016-1号", "关于支持中试基地建设的提案"),
        ):
            registered(office, number_raw=number, title=title)
        registered(
            office,
            number_raw="第20250300号",
            title="关于加快推进石墨烯应用示范的提案",
            session_no=3,
            received_on=date(2025, 3, 1),
            sponsors=(MEMBER,),
        )


@pytest.mark.usefixtures("register")
def test_the_page_shows_gaps_doubles_and_topics(browser_of: SignedIn) -> None:
    page = browser_of("coordinator").get("/register-checks")
    assert page.heading == "登记核对"
    for words in (
        "20260012–20260015",
        "标题和提出人相同 1",
        "关于加快推进石墨烯应用示范的提案",
        "13届3次",
        "只有本单位收全了一个序列的编号",
    ):
        assert words in page.text
    assert "20260300" not in page.text
    later = browser_of("coordinator").get("/register-checks", session="cppcc_proposal-13-4", last="18")
    assert "20260017–20260018" in later.text


@pytest.mark.usefixtures("register")
def test_a_pasted_list_is_compared_and_stays_typed(browser_of: SignedIn) -> None:
    client = browser_of("coordinator")
    client.get("/register-checks")
    page = client.submit("比对", numbers="第20260011号\n20260012")
    assert "应收而没有登记（1） 20260012" in page.text
    assert "两边都有 1" in page.text
    assert "第20260011号" in page.form("比对").values["numbers"]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "key", ["officer", "head", "leader", "supervisor", "finance_liaison", "system_admin"]
)
def test_the_checks_are_the_coordinators(browser_of: SignedIn, key: str) -> None:
    assert browser_of(key).get("/register-checks").status == 403
    assert "登记核对" not in browser_of(key).get("/").text


@pytest.mark.usefixtures("register")
def test_an_unknown_session_is_not_found(browser_of: SignedIn) -> None:
    assert browser_of("coordinator").get("/register-checks", session="cppcc_proposal-99-9").status == 404


def test_an_empty_register_has_nothing_to_check(browser_of: SignedIn) -> None:
    assert "还没有登记的件" in browser_of("coordinator").get("/register-checks").text


def test_the_page_costs_the_same_for_thousands(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with app.app_context():
        fill(3_000, staff_of(office), clock.now(), text="建议")
        db.session.commit()
    client = browser_of("coordinator")
    client.get("/register-checks")
    with counted() as statements:
        page = client.get("/register-checks")
    assert page.status == 200
    assert len(statements) <= MOST
    assert len(page.html) < 300_000
