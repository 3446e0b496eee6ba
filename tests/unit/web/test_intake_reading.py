"""Numbered places of the letter page."""

from datetime import date
from itertools import pairwise

from flask import Flask
from flask_babel import Babel

from tests.support.source import ROOT
from tracker.documents.letters import read_letter
from tracker.web.intake.letter_forms import HANDED_OVER, REPLIED
from tracker.web.intake.reading import Reading, notes_on

LETTER = (ROOT / "tests" / "golden" / "letters" / "whole" / "guangxi-004.txt").read_text("utf-8")


def speaking() -> Flask:
    app = Flask("test")
    Babel(app, default_locale="zh_Hans_CN")
    return app


def reading(mode: str = REPLIED) -> Reading:
    found = read_letter(LETTER)
    return Reading(LETTER, found, mode, notes_on(found, (), mode), date(2021, 9, 23))


def test_places_are_numbered_in_the_order_of_the_text() -> None:
    with speaking().test_request_context():
        parts = [part for line in reading().paragraphs for part in line.parts if part.number]
    numbers = [int(part.number or 0) for part in parts]
    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_every_numbered_row_has_its_place_in_the_text() -> None:
    with speaking().test_request_context():
        letter = reading()
        anchors = {part.anchor for line in letter.paragraphs for part in line.parts if part.anchor}
    assert {f"place-{number}" for number in letter.numbers.values()} == anchors


def test_marking_changes_no_sign_of_the_text() -> None:
    with speaking().test_request_context():
        shown = ["".join(part.text for part in line.parts) for line in reading().paragraphs]
    assert shown == [line.strip() for line in LETTER.splitlines() if line.strip()]


def test_the_heading_is_centred_and_the_signature_stands_at_the_right() -> None:
    with speaking().test_request_context():
        lines = reading().paragraphs
    assert [line.style for line in lines[:3]] == ["centre", "centre", "flush"]
    assert [line.style for line in lines[-2:]] == ["right", "right"]


def test_a_letter_that_hands_an_item_over_has_no_places_of_a_reply() -> None:
    with speaking().test_request_context():
        letter = reading(HANDED_OVER)
    assert "sent_on" not in letter.numbers
    assert letter.promises == []


def test_what_the_letter_leaves_open_is_counted_as_doubt() -> None:
    with speaking().test_request_context():
        letter = reading()
        assert letter.doubts == 3
        assert letter.row("class_mark").origin == "doubt"
        assert letter.row("title").origin == "verbatim"
        assert letter.row("document_number").origin == "typed"
        assert letter.row("phase").origin == "derived"
