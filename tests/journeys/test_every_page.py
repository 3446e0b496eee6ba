"""Every page of the demonstration office in Chromium: sound on a desktop, on a phone, in the dark and in English."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select, update

from tests.support import page_rules
from tests.support.browser import DESKTOP, watch
from tests.support.catalogue import texts
from tests.support.databases import SqliteDatabase
from tests.support.looks import looks
from tests.support.page_client import PageClient
from tests.support.page_rules import text_of
from tests.support.pages_of_office import sign_in, wanted
from tests.support.shot import Shot
from tracker.domain import rule_sets
from tracker.domain.urging import SLIP_PREFIX
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.models.grouping import HandlingGroup
from tracker.models.later_letter import LaterLetter
from tracker.models.people import Unit, User
from tracker.models.proposal import Proposal
from tracker.models.register import SavedView, Tag
from tracker.models.rules import OfficeRuleSet
from tracker.models.sign_off import ReplyStep, SignOffChain, SignOffChainStep
from tracker.models.writing import StockPhrase
from tracker.queries.rules import read_text

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-label", "data-confirm")
CHROME = {"nav", "button", "th", "legend", "label", "dt", "h2"}
COMPARED = {"del", "ins"}  # words of a draft
SIGNS = {
    *SLIP_PREFIX.values(),
    "中文",
    "一、",
    "（一）",
}  # a language is named in itself; numerals for Chinese letters
MISSING = {"not-found": 404, "link-used": 404}
NO_PAGES = {
    "static": "a file",
    "accounts.enter_code": "between password and code, tried in test_second_factor",
    "accounts.session_state": "told to the page's script",
    "calendar.undo_notice": "needs an entered notice, walked in test_calendar",
    "checks.export_checks": "a file",
    "chosen.export_items": "leads to the export of the chosen items",
    "chosen.print_items": "leads to the list for paper",
    "drafting.download_copy": "a file",
    "drafting.view_meeting": "two editors at once, seen in test_drafting",
    "evaluation.show_scan": "a picture",
    "files.download_file": "a file",
    "follow_up.export_promises": "a file",
    "intake.view_import": "needs an import, walked in test_imports and in the journey of imports",
    "register.export_items": "a file",
    "reply.download_later_letter": "a file",
    "health.show_health": "told to monitors",
    "health.show_metrics": "told to monitors",
    "reply.download_letter": "a file",
    "reminders.read_feed": "a calendar file",
}


@pytest.fixture
def database(sqlite_database: SqliteDatabase) -> SqliteDatabase:
    """A fresh SQLite database: what a page looks like does not depend on the database."""
    sqlite_database.reset()
    return sqlite_database


@pytest.fixture
def shots(demonstration: Flask) -> list[Shot]:
    """Every page of the demonstration office."""
    with demonstration.app_context():
        return wanted()


def faults_of(page: Page, address: str, shot: Shot, *, frame: bool) -> Iterator[str]:
    """Open a page and tell everything that is wrong with it, and with the ``frame`` that a person's pages share."""
    answer = page.goto(address + shot.path)
    assert answer
    if answer.status != MISSING.get(shot.name, 200):
        yield f"status {answer.status}"
    yield from page_rules.faults(answer.text())
    yield from looks(page, frame=frame)


def test_every_page_is_sound_for_whoever_sees_it(
    shots: list[Shot], live_server: str, browser: Browser
) -> None:
    broken: list[str] = []
    for who in dict.fromkeys(shot.who for shot in shots):
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESKTOP)
        page = context.new_page()
        told = watch(page)
        if who:
            sign_in(page, live_server, who)
        for number, shot in enumerate(one for one in shots if one.who == who):
            found = faults_of(page, live_server, shot, frame=number == 0)
            broken += [f"{shot.name} {shot.path}: {fault}" for fault in found]
            broken += [f"{shot.name}: console: {fault}" for fault in told]
            told.clear()
        context.close()
    assert not broken, "\n".join(broken)


def test_every_address_that_shows_a_page_is_walked(demonstration: Flask, shots: list[Shot]) -> None:
    told = demonstration.url_map.bind("localhost")
    walked = {told.match(shot.path.partition("?")[0])[0] for shot in shots}
    rules = demonstration.url_map.iter_rules()
    shown = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert shown - walked == set(NO_PAGES)
    assert len({shot.name for shot in shots}) == len(shots)


def office_words() -> list[str]:
    """Return names, titles and numbers of the office, the longest first; they stay Chinese in every language."""
    rows = [
        *db.session.execute(select(Proposal.title, LaterLetter.title).outerjoin(LaterLetter)),
        *db.session.execute(select(SignOffChain.name, SignOffChainStep.name).join(SignOffChainStep)),
        *db.session.execute(select(ReplyStep.name).distinct()),
        *db.session.execute(select(HandlingGroup.title)),
        *db.session.execute(select(StockPhrase.name)),
        *db.session.execute(select(SavedView.name)),
        *db.session.execute(select(Tag.name)),
        *db.session.execute(select(Commitment.quote)),
        *db.session.execute(select(User.name, User.post)),
        *db.session.execute(select(Unit.name, Unit.short_name, Unit.document_prefix)),
        *db.session.execute(select(Proposal.number_raw)),
        *((read_text(text).title,) for text in db.session.scalars(select(OfficeRuleSet.text))),
    ]
    rules = {one.title for name in rule_sets.available() for one in rule_sets.versions(name)}
    return sorted({word for row in rows for word in row if word} | SIGNS | rules, key=len, reverse=True)


def untranslated(root: Element, data: list[str]) -> Iterator[str]:
    """Tell which words of the page itself, as opposed to the office's data, are still Chinese."""
    for element in (one for one in root.iter() if one.tag not in COMPARED):
        spoken = [element.get(attribute) or "" for attribute in SPOKEN]
        own = [element.text or "", *(part.tail or "" for part in element), *spoken]
        known = [words for one in own if (words := " ".join(one.split())) in texts() and words not in data]
        whole = text_of(element) if element.tag in CHROME else ""
        for word in data if CHINESE.search(whole) else ():
            whole = whole.replace(word, "")
        yield from (f"<{element.tag}> {words}" for words in [*known, whole] if CHINESE.search(words))


def test_every_page_speaks_english_to_who_chose_it(demonstration: Flask, shots: list[Shot]) -> None:
    with demonstration.app_context():
        db.session.execute(update(User).values(locale="en"))
        db.session.commit()
        ids = {user.name: user.id for user in db.session.scalars(select(User))}
        data = office_words()
    clients = {
        who: PageClient(demonstration).sign_in(ids[who]) for who in {shot.who for shot in shots} if who
    }
    left = {
        f"{shot.name}: {words}"
        for shot in shots
        if shot.who
        for words in untranslated(clients[shot.who].get(shot.path).root, data)
    }
    assert not left, "\n".join(sorted(left))
