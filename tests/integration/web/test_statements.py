"""Register, item page and desk cost at most eight statements, however many items there are."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.support.drafts import LETTER, NOW, started
from tests.support.office import Office
from tests.support.page_client import SignedIn
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.domain.vocabulary import Stage
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.item import Tab
from tracker.queries.register import View
from tracker.services.drafting import DraftEntry, save_version
from tracker.services.stock_phrases import PhraseEntry, add_phrase

MOST = 8
LARGEST = 60_000  # bytes of the register with fifty rows
REFUSAL = 3  # what the audit log tells of it
EVERYBODY = ("coordinator", "officer", "head", "leader", "finance_liaison", "finance_head", "supervisor")
SIZES = {120: EVERYBODY, 8_000: ("coordinator", "officer", "finance_liaison")}


def addresses(items: list[int]) -> Iterator[str]:
    """Yield the desk, every view and order of the register, and every tab of the items."""
    yield "/"
    yield from (f"/items?view={view.value}" for view in View)
    yield from (
        "/items?sort=number",
        "/items?sort=registered",
        "/items?q=技术",
        "/items?q=2026000&term=13&key=1",
        "/items?number=2026&sponsor=王&signing=missing&helper=5&officer=4&topic=1&tag=1&sort=sponsor",
    )
    for number in items:
        yield f"/items/{number}"
        yield from (f"/items/{number}/{tab.value}" for tab in Tab if tab is not Tab.TIMELINE)


@pytest.mark.parametrize("total", SIZES)
def test_pages_cost_at_most_eight_statements(
    total: int, app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        fill(total, staff_of(office), clock.now(), text="建议加大投入。" * 10)
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        wanted = (Stage.COLLECTING, Stage.DRAFTING, Stage.CLOSED)
        items = [
            db.session.scalar(select(Proposal.id).where(Proposal.stage == stage)) or 0 for stage in wanted
        ]
    for key in SIZES[total]:
        client = browser_of(key).client
        client.get("/")
        for address in addresses(items):
            with counted() as statements:
                answer = client.get(address)
            assert answer.status_code in {200, 404}, (key, address)
            if address.startswith("/items?"):
                assert len(answer.data) <= LARGEST, (key, address, len(answer.data))
            most = MOST if answer.status_code == 200 else MOST + REFUSAL
            assert len(statements) <= most, (key, address, statements)


def test_the_draft_page_costs_at_most_eight_statements(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        reply = started(office, "finance", "industry")
        officer, entry = office.actor("officer"), DraftEntry(LETTER)
        save_version(officer, reply.proposal_id, reply.id, entry=entry, note=None, version=None, now=NOW)
        phrase = PhraseEntry("结尾", "谢谢【称谓】。")
        add_phrase(office.actor("coordinator"), office.units["dept"], entry=phrase, now=NOW)
        address = f"/items/{reply.proposal_id}/replies/{reply.id}/draft"
    for key in ("officer", "head", "coordinator"):
        client = browser_of(key).client
        client.get("/")
        with counted() as statements:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(statements) <= MOST, (key, statements)
