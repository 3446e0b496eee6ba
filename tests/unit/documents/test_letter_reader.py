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
OPENING = "张三代表：\n您提出的《关于修路的建议》收悉，现答复如下：\n"
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


@pytest.mark.parametrize("gap", [" " * 500, "\n" * 500, " \n　" * 200])
def test_long_gaps_change_neither_what_is_read_nor_its_places(gap: str) -> None:
    parts = [
        "关于县政协五届四次会议第12号提案的答复",
        "张三委员：",
        "您提出的《关于修路的建议》收悉，现答复如下：",
    ]
    parts += ["我局将于2024年底前完成。", "感谢您的支持！", "某县交通运输局", "2023年5月6日"]
    plain, wide = read_letter("\n".join(parts)), read_letter(f"{gap}\n".join(parts))
    assert [one.quote for one in plain.commitments] == [one.quote for one in wide.commitments] == [parts[3]]
    for name in plain.__dataclass_fields__:
        one, two = getattr(plain, name), getattr(wide, name)
        if isinstance(one, Found):
            assert two is not None
            assert one.value == two.value
            narrow = [("\n".join(parts))[start:end] for start, end in one.spans]
            assert narrow == [(f"{gap}\n".join(parts))[start:end] for start, end in two.spans]


def seconds(text: str) -> float:
    started = time.process_time()
    read_letter(text)
    return time.process_time() - started


@pytest.mark.parametrize("opening", [OPENING, ""], ids=["in a letter", "bare"])
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_the_time_grows_with_the_text_and_not_faster(unit: str, opening: str) -> None:
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
