"""The reader of letters on any text: never a failure, never a slow one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.documents.letters import Found, read_letter

PIECES = [
    "关于县第十八届人大三次会议第37号建议的答复函(A)\n",
    "张三、李四等代表：\n",
    "您提出的《关于修路的建议》收悉，现答复如下：\n",
    "一、下一步工作打算\n",
    "力争2023年底前完成。",
    "待资金到位后，",
    "联系电话：0778-6322879\n",
    "2024年6月24日\n",
    "东兰县交通运输局\n",
    *("一是", "我局将", "正在", "第", "届", "次", "号", "\r\n", "\n", "𠮷", "\ue000"),
    *"《》“”；，。 1()",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)
HOSTILE = {
    "han without a stop": "将",
    "commas": "将，",
    "spaces": " ",
    "lines": "\n",
    "opened quotes": "《“（",
    "numbers": "1234567",
    "terms": "第十届",
    "sessions": "届次",
    "conditions": "待后，",
    "offices": "局、厅、",
    "mixed": "第1届人大，会办单位：局、将计划2023年(“《",
    "salutations": "代表\n",
    "colons": "以下：",
    "phones": "电话0778-6322879 ",
}


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_text_makes_the_reader_fail_and_every_finding_has_its_place(text: str) -> None:
    reading = read_letter(text)
    for promise in reading.commitments:
        assert promise.quote == text[promise.start : promise.end]
    for name in reading.__dataclass_fields__:
        found = getattr(reading, name)
        if isinstance(found, Found):
            assert all(0 <= start <= end <= len(text) for start, end in found.spans)


def seconds(text: str) -> float:
    started = time.process_time()
    read_letter(text)
    return time.process_time() - started


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_the_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    opening = "张三代表：\n您提出的《关于修路的建议》收悉，现答复如下：\n"
    small, large = (opening + unit * (count // len(unit)) for count in (60_000, 480_000))
    seconds(small)
    assert seconds(large) < 8 * 3 * max(seconds(small), 0.02)


def test_two_million_characters_are_read() -> None:
    text = "张三代表：\n现答复如下：\n" + "我局将，" * 500_000
    assert read_letter(text).kind is not None


@pytest.mark.parametrize(
    "text", ["", " ", "今天天气不错。", "<html><body>404</body></html>", "{}", "a" * 1000]
)
def test_what_is_no_letter_states_nothing(text: str) -> None:
    reading = read_letter(text)
    assert [getattr(reading, name) for name in ("kind", "number", "proposers", "title")] == [None] * 4
    assert reading.commitments == ()
