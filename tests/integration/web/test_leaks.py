"""What a page must not tell: drafts and remarks to co-handlers, and who filed a confidential item."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.items import ITEM, registered
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import desk_at
from tracker.domain.vocabulary import UnitKind
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.services.unit_of_work import unit_of_work


@pytest.fixture
def sent(app: Flask, office: Office) -> tuple[str, str]:
    """The addresses of an item whose letter was sent, and of the letter; finance gave no opinion."""
    with app.app_context():
        desk = desk_at(office, "sent", "finance")
        found = f"/items/{desk.proposal_id}", f"/items/{desk.proposal_id}/replies/{desk.reply.id}"
        db.session.remove()
    return found


@pytest.mark.parametrize("place", ["draft", "versions", "review", "sign"])
def test_a_co_handler_reads_the_sent_letter_but_no_draft_of_it(
    sent: tuple[str, str], browser_of: SignedIn, place: str
) -> None:
    assert browser_of("finance_head").get(f"{sent[1]}/{place}").status == 404
    assert browser_of("officer").get(f"{sent[1]}/{place}").status == 200


def test_a_co_handler_does_not_read_who_passed_the_letter_with_which_remark(
    sent: tuple[str, str], browser_of: SignedIn
) -> None:
    assert "审核经过" in browser_of("officer").get(sent[1]).text
    page = browser_of("finance_liaison").get(sent[1])
    assert page.status == 200
    assert "审核经过" not in page.text
    assert "同意。" not in page.text
    assert not [url for url in page.links().values() if "/promises/" in url]


def test_a_co_handler_records_its_own_contact_without_reading_those_of_others(
    sent: tuple[str, str], browser_of: SignedIn
) -> None:
    assert "说明了办理思路" in browser_of("officer").get(f"{sent[0]}/contacts/new").text
    page = browser_of("finance_liaison").get(f"{sent[0]}/contacts/new")
    assert page.status == 200
    assert "说明了办理思路" not in page.text


PLACES = ("", "/text", "/contacts", "/contacts/new", "/opinions", "/files", "/promises", "/evaluations")


@pytest.mark.parametrize("person", ["officer2", "leader", "supervisor", "finance_liaison", "finance_head"])
def test_nobody_without_the_right_learns_who_filed_a_confidential_item(
    app: Flask, office: Office, browser_of: SignedIn, person: str
) -> None:
    with app.app_context():
        desk = desk_at(office, "sent", "finance", is_confidential=True, title="关于一件事的提案")
        opinion = desk.file.co_handling[0].opinion
        assert opinion is not None
        item, pages = f"/items/{desk.proposal_id}", ["/", "/items?view=evaluating", "/promises"]
        pages += [f"{item}{place}" for place in PLACES] + [f"{item}/opinions/{opinion.id}"]
        db.session.remove()
    browser = browser_of(person)
    assert [page for page in pages if "郑毅" in browser.get(page).html] == []
    assert "郑毅" in browser_of("officer").get(item).text
    assert "关于一件事" not in browser.get("/items", view="evaluating", q="郑毅").text


def test_a_double_in_another_department_s_book_is_told_without_its_title(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        registered(office, title="另一个厅才知道的标题")
        with unit_of_work():
            other = Unit(
                name="广西壮族自治区教育厅", short_name="教育厅", kind=UnitKind.DEPARTMENT, path="/99/"
            )
            db.session.add(other)
            db.session.flush()
            item = db.session.scalars(select(Proposal)).one()
            item.host_unit_id = other.id
        db.session.remove()
    coordinator = browser_of("coordinator")
    coordinator.get("/intake/form")
    typed = {
        "title": "我厅写的标题",
        "body": ITEM.body,
        "kind": ITEM.kind.value,
        "term": "13",
        "session_no": "4",
    }
    typed |= {"number_raw": ITEM.number_raw or "", "sponsors-0-name": "郑毅", "sponsors-0-kind": "member"}
    page = coordinator.submit("登记", **typed)
    assert page.status == 422
    assert "“我厅写的标题”已经在登记表中" in page.text
    assert "另一个厅" not in page.html
    assert "打开已登记的这一件" not in page.text
