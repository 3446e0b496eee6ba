"""The reader of letters against real letters with annotations; measured by the scorer that stands beside them."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tracker.cli.letters import as_row
from tracker.documents.letters import Found, read_letter

LETTERS = Path(__file__).parents[2] / "golden" / "letters"
FILES = sorted([*(LETTERS / "whole").glob("*.txt"), *(LETTERS / "restated").glob("*.txt")])
HEADER_FLOOR = 0.98
INVENTED_CEILING = 0.01
PROMISES_FLOOR = {"whole": 0.95, "restated": 0.94}


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@cache
def figures() -> dict[str, Any]:
    rows = (json.dumps(as_row(str(path), read_letter(text_of(path))), ensure_ascii=False) for path in FILES)
    command = [sys.executable, "-X", "utf8", str(LETTERS / "score_letters.py"), str(LETTERS), "--json"]
    said = subprocess.run(command, input="\n".join(rows), capture_output=True, encoding="utf-8", check=True)
    return dict(json.loads(said.stdout))


def test_every_annotated_letter_is_read() -> None:
    assert len(FILES) == 83
    assert figures()["missing_letters"] == 0


def test_stated_header_fields_are_read_right() -> None:
    assert figures()["header_accuracy"] >= HEADER_FLOOR


def test_fields_that_a_letter_leaves_open_stay_open() -> None:
    assert figures()["header_invented_share"] <= INVENTED_CEILING


@pytest.mark.parametrize("part", ["whole", "restated"])
def test_promises_are_found_with_few_misses_and_few_false_ones(part: str) -> None:
    assert figures()["commitments"][part]["f1"] >= PROMISES_FLOOR[part]


@pytest.mark.parametrize("part", ["whole", "restated"])
def test_promises_found_have_the_right_day(part: str) -> None:
    assert figures()["commitments"][part]["due_right_when_matched"] >= 0.9


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_finding_has_its_place_in_the_text(path: Path) -> None:
    text = text_of(path)
    reading = read_letter(text)
    for promise in reading.commitments:
        assert promise.quote == text[promise.start : promise.end]
        assert promise.due_text is None or promise.due_text in promise.quote
    for name in reading.__dataclass_fields__:
        found = getattr(reading, name)
        if isinstance(found, Found):
            assert found.spans
            assert all(0 <= start < end <= len(text) for start, end in found.spans)


@pytest.mark.parametrize("path", FILES[:12], ids=lambda path: path.stem)
def test_a_letter_is_read_the_same_way_twice(path: Path) -> None:
    assert read_letter(text_of(path)) == read_letter(text_of(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_full_width_and_half_width_punctuation_say_the_same(path: Path) -> None:
    text = text_of(path)
    wide = text.translate(str.maketrans(",:;()", "，：；（）"))
    narrow, widened = read_letter(text), read_letter(wide)
    assert [(one.start, one.end) for one in narrow.commitments] == [
        (one.start, one.end) for one in widened.commitments
    ]
    for name in ("term", "session", "reply_date", "reply_class", "kind"):
        one, two = getattr(narrow, name), getattr(widened, name)
        assert (one and one.value) == (two and two.value)
