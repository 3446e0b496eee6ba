"""The supervisor's board: every number equals the list that it opens, for everybody; late is the one who is late."""

from datetime import datetime, time

import pytest
import time_machine
from flask import Flask

from tests.support.office import Office
from tests.support.page_client import Page, SignedIn
from tests.support.replies import new_desk
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.clock import BEIJING
from tracker.extensions import db

READERS = (
    "supervisor",
    "coordinator",
    "leader",
    "head",
    "rural_head",
    "officer",
    "finance_head",
    "system_admin",
)
SPLITS = ("office", "officer", "unit", "stage", "kind", "key")


def rows_of(page: Page) -> int:
    """Return how many rows the first list of a page has, with those of its later pages."""
    bodies = list(page.root.iter("tbody"))
    return len(bodies[0].findall("tr")) if bodies else 0


def numbers_of(page: Page) -> list[tuple[str, int]]:
    """Return every number of the board with the address that it opens."""
    found = [link for link in page.root.iter("a") if "num" in (link.get("class") or "").split()]
    tables = [table for table in page.root.iter("table") if table.get("class") == "heat"]
    found += [link for table in tables for link in table.iter("a")]
    counts = [(link.get("href") or "", int("".join(link.itertext()).strip())) for link in found]
    figures = next(part for part in page.root.iter("section") if "figs" in (part.get("class") or "").split())
    for link in figures.iter("a"):
        value = next(part for part in link.iter("span") if part.get("class") == "v")
        counts.append((link.get("href") or "", int(value.text or "")))
    return counts


@pytest.fixture
def filled(app: Flask, office: Office) -> Office:
    """The small office with 48 open items in every stage, some late, some soon, and their promises."""
    with app.app_context():
        fill(48, staff_of(office), clock.now(), open_share=1, text="建议。")
        db.session.commit()
    return office


def test_every_number_of_everybody_is_the_length_of_the_list_that_it_opens(
    filled: Office, browser_of: SignedIn
) -> None:
    opened = 0
    for key in READERS:
        client, lengths = browser_of(key), dict[str, int]()
        splits = SPLITS if key in {"supervisor", "head"} else SPLITS[:1]
        queries = [{"by": split} for split in splits] + [{"kind": "cppcc_proposal", "key": "0"}]
        for query in queries:
            for href, number in numbers_of(client.get("/board", **query)):
                if href not in lengths:
                    lengths[href] = rows_of(client.get(href))
                assert number == lengths[href], (key, query, href)
                opened += number > 0
    assert opened > 100


def test_the_board_costs_at_most_eight_statements(filled: Office, browser_of: SignedIn) -> None:
    for key in READERS:
        client = browser_of(key).client
        client.get("/")
        with counted() as statements:
            assert client.get("/board?by=officer&kind=cppcc_proposal").status_code == 200
        assert len(statements) <= 8, (key, len(statements))


def test_check_boxes_stand_where_the_reader_may_urge(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context():
        late = new_desk(office, "finance", "industry").file.proposal.due_on
    assert late is not None
    offered = {}
    with time_machine.travel(datetime.combine(late, time(10), tzinfo=BEIJING), tick=False):
        for key in ("supervisor", "head", "officer", "finance_head"):
            client = browser_of(key)
            fields = client.get("/board").root.iter("input")
            boxes = [part.get("value") for part in fields if part.get("name") == "item"]
            offered[key] = len(boxes)
            if boxes:
                shown = client.client.get("/urge", query_string={"item": boxes})
                assert shown.status_code == 200, key
                assert shown.get_data(as_text=True).count('name="item"') == len(boxes), key
    assert offered == {"supervisor": 3, "head": 1, "officer": 0, "finance_head": 1}
