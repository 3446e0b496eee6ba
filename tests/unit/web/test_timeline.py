"""Every kind of event has a line in the timeline that can be drawn from exactly the data it keeps."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.page_rules import fragment, text_of
from tracker.app import create_app
from tracker.domain.events import KEYS, EventKind
from tracker.paths import find

APP = create_app({"SECRET_KEY": "a key for tests and for nothing else", "TESTING": True})
SAMPLES: dict[str, Any] = {
    "number": "20210124",
    "origin": "letter",
    "fields": ["title", "sponsors", "something new"],
    "lead": "科技厅",
    "co_handlers": ["财政厅", "大数据发展局"],
    "unit": "财政厅",
    "role": "co",
    "due": "2026-11-30",
    "office": "高新处",
    "from_office": "农村处",
    "suggested": "工业和信息化厅",
    "is_late": True,
    "officer": "李文静",
    "method": "meeting",
    "sponsor": "张建国",
    "on": "2026-09-15",
    "draft": 2,
    "class_mark": "B",
    "publicity": "proactive",
    "promises": 3,
    "document_number": "桂科函〔2026〕18号",
    "recipients": ["张建国", "自治区政协提案委员会"],
    "quote": "将于今年8月交付使用",
    "kind": "extension",
    "file": "交办清单.xlsx",
    "row": 12,
    "is_old": True,
    "before": None,
    "after": "A",
    "name": "答复稿.docx",
    "ask": "加大对企业技术改造的支持",
    "count": 3,
    "round": 2,
    "units": ["科技厅", "财政厅"],
    "meeting": "face_to_face",
    "attitude": "satisfied",
    "result": "dissatisfied",
    "recipient": "张建国",
    "outcome": "returned",
    "form": "summary",
    "sha256": "9f86d081884c7d65" * 4,
    "summary": 2,
    "places": 4,
    "cause": "calendar",
    "moves": [{"unit": "财政厅", "code": "reply", "old": "2027-02-12", "new": "2027-02-22"}],
    "private": "mobile",
    "is_masked": True,
    "ground": "15-third-party",
    "consent": "consented",
    "people": "李文静",
    "evidence": "桂科高字〔2026〕18号",
    "code": "2026-Y-0012",
    "retention": "permanent",
    "into": "第20260124号",
    "other": "第20260125号",
    "tag": "急件",
    "title": "工业产业链",
    "source": "第20260124号",
    "step": "法规处核稿",
    "giver": "李文静",
    "receiver": "周敏",
    "steps": "会签（财政厅、大数据发展局）",
    "back_to": "部门审核",
    "stage": "countersign",
    "minutes": "桂科党纪〔2026〕9号",
}
EMPTY: dict[str, Any] = {"lead": None, "number": None, "co_handlers": [], "due": None, "suggested": None}


def draw(kind: EventKind, changes: dict[str, Any] | None = None) -> str:
    data = {key: SAMPLES[key] for key in KEYS[kind]}
    data |= {key: value for key, value in (changes or {}).items() if key in data}
    event = SimpleNamespace(
        kind=kind.value,
        at=datetime(2026, 11, 21, 8, 20, tzinfo=UTC),
        actor_name="覃海宁",
        reason="补充数据",
        data=data,
    )
    item = SimpleNamespace(is_confidential=False)
    frame = SimpleNamespace(file=SimpleNamespace(proposal=item, may=lambda *_, **__: True))
    with APP.test_request_context():
        names = {"event": event, "frame": frame, "sponsor_shown": lambda _file, name: name}
        return APP.jinja_env.get_template(f"timeline/{kind.value}.html").render(names)


@pytest.mark.parametrize("kind", EventKind, ids=lambda kind: kind.value)
def test_every_kind_has_a_line_that_says_who_and_why(kind: EventKind) -> None:
    words = text_of(fragment(draw(kind)))
    assert "覃海宁" in words
    assert "11月21日 16:20" in words
    assert "补充数据" in words
    assert "None" not in words


@pytest.mark.parametrize(
    "kind", [EventKind.CASE_ASSIGNED, EventKind.CASE_REGISTERED, EventKind.ASSIGNMENT_CREATED]
)
def test_what_an_event_does_not_know_leaves_no_hole(kind: EventKind) -> None:
    assert "None" not in text_of(fragment(draw(kind, EMPTY)))


def test_no_line_stands_without_its_kind() -> None:
    files = {path.stem for path in Path(find("templates") / "timeline").glob("[!_]*.html")}
    assert files == {kind.value for kind in EventKind}


def test_a_backward_step_is_a_diamond_and_a_milestone_is_filled() -> None:
    assert '<li class="back">' in draw(EventKind.REPLY_SENT_BACK)
    assert '<li class="milestone">' in draw(EventKind.REPLY_SENT)
    assert '<li class="event">' in draw(EventKind.FILE_ADDED)


def test_what_is_typed_is_shown_and_never_obeyed() -> None:
    drawn = draw(EventKind.FILE_ADDED, {"name": "<script>alert(1)</script>.docx"})
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
