import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.sections import cut_in_two, passage_at, passage_of, passages

TEXT = (
    "郑毅委员：\n您的提案收悉，现答复如下：\n一、工作情况\n（一）加大投入。安排资金1亿元。\n另有专项。\n\n"
    "（二）引进人才\n1. 建平台。\n2. 给补贴。\n二、下一步打算\n3.5亿元已经到位。\n一、重复的编号"
)


def test_each_paragraph_is_called_by_its_place() -> None:
    places = "第1段 第2段 一 一（一） 一（一）第1段 一（二） 一（二）1 一（二）2 二 二第1段 一"
    assert [one.place for one in passages(TEXT)] == places.split()


def test_a_tie_holds_the_first_sentence() -> None:
    assert [one.quote for one in passages(TEXT)][3:5] == ["（一）加大投入", "另有专项"]


def test_the_paragraph_of_a_form_is_found_though_words_came_before_it() -> None:
    found = passages(TEXT)
    key = found[4].key
    later = passages("新的一段。\n" + TEXT)
    assert passage_of(later, key) == later[5]
    assert passage_of(later, "0:没有这一段") is None
    assert passage_of(later, "坏的") is None


def test_of_two_alike_the_nearer_is_meant() -> None:
    found = passages("同样的一段。\n别的。\n同样的一段。")
    assert passage_of(found, found[2].key) == found[2]
    assert passage_of(found, found[0].key) == found[0]


def test_a_place_lies_in_its_paragraph() -> None:
    found = passages(TEXT)
    at = passage_at(found, TEXT.index("1亿元"))
    assert at is not None
    assert at.place == "一（一）"
    assert passage_at(found, len(TEXT) + 5) is None


@given(st.text("一、（1）.\n 甲。", max_size=60))
def test_every_passage_is_its_part_of_the_text(text: str) -> None:
    assert all(text[one.start : one.end] == one.words and one.quote for one in passages(text))


@pytest.mark.parametrize(
    ("words", "second", "both"),
    [
        ("加大投入，引进人才", "引进", ("加大投入", "引进人才")),
        ("加大投入", "加大", None),
        ("加大投入", "没有", None),
        ("加大投入", "", None),
    ],
)
def test_an_ask_is_cut_where_the_second_begins(words: str, second: str, both: tuple[str, str] | None) -> None:
    assert cut_in_two(words, second) == both
