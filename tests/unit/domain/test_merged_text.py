"""A letter keeps its opening when the body changes, and words changed by hand are told from those carried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.merged_text import TextState, split_opening, text_state, with_body

OPENING = "郑毅委员：\n您提出的《关于补链的提案》收悉，经我厅研究，现答复如下："


@pytest.mark.parametrize(
    ("text", "opening", "body"),
    [
        (f"{OPENING}\n一、工作情况\n二、打算", OPENING, "一、工作情况\n二、打算"),
        (OPENING, OPENING, ""),
        ("郑毅委员：\n一、工作情况", "郑毅委员：", "一、工作情况"),
        ("郑毅委员:\n一、工作情况", "郑毅委员:", "一、工作情况"),
        ("一、工作情况\n二、打算", "", "一、工作情况\n二、打算"),
        ("", "", ""),
    ],
)
def test_the_opening_ends_where_the_answer_begins(text: str, opening: str, body: str) -> None:
    assert split_opening(text) == (opening, body)


def test_another_body_leaves_the_opening() -> None:
    assert with_body(f"{OPENING}\n旧的", "新的") == f"{OPENING}\n新的"
    assert with_body("没有称谓", "新的") == "新的"


@pytest.mark.parametrize(
    ("own", "leading", "settled", "state"),
    [
        ("甲", "甲", None, TextState.SAME),
        ("", "甲", None, TextState.BEHIND),
        ("旧", "甲", "旧", TextState.BEHIND),
        ("改", "甲", "旧", TextState.CHANGED),
        ("改", "甲", None, TextState.CHANGED),
        ("改", "甲", "甲", TextState.OWN),
    ],
)
def test_words_changed_by_hand_are_told_from_those_carried(
    own: str, leading: str, settled: str | None, state: TextState
) -> None:
    assert text_state(own, leading, settled) is state


BODIES = st.text(alphabet="一二、。：:\n现答复如下abc", max_size=40).map(lambda text: text.strip("\n"))


@given(own=BODIES, body=BODIES)
def test_carrying_twice_changes_nothing_more(own: str, body: str) -> None:
    text = f"{OPENING}\n{own}"
    carried = with_body(text, body)
    assert split_opening(carried) == (OPENING, body)
    assert with_body(carried, body) == carried
