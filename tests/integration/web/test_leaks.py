"""What a page must not tell: drafts and remarks to co-handlers, and who filed a confidential item."""

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.replies import desk_at
from tracker.extensions import db


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
