from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text_diff import Change, compare

TEXTS = st.text("甲乙丙，。\n", max_size=60)


def test_equal_texts_differ_nowhere() -> None:
    found = compare("一\n二", "一\n二")
    assert found.changes == 0
    assert [run.text for run in found.runs] == ["一\n二"]


def test_a_changed_number_is_one_place_with_what_went_before_what_came() -> None:
    found = compare("评选优秀产品40项。\n其余不变。", "评选优秀产品60项。\n其余不变。")
    assert [tuple(run) for run in found.runs] == [
        ("same", "评选优秀产品"),
        ("removed", "4"),
        ("added", "6"),
        ("same", "0项。\n其余不变。"),
    ]
    assert found.changes == 1


def test_places_in_different_paragraphs_are_counted_apart() -> None:
    found = compare("甲县修路。\n乙县修桥。\n丙县修渠。", "甲县先修路。\n乙县修桥。\n丙县再修渠。")
    assert found.changes == 2


def test_a_whole_new_paragraph_is_one_place() -> None:
    found = compare("甲。\n丙。", "甲。\n乙。\n丙。")
    assert [tuple(run) for run in found.runs] == [("same", "甲。\n"), ("added", "乙。\n"), ("same", "丙。")]


def test_very_long_paragraphs_are_shown_as_replaced() -> None:
    found = compare("甲" * 3_000 + "一", "乙" * 3_000 + "二")
    assert [run.kind for run in found.runs] == [Change.REMOVED, Change.ADDED]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_exactly(old: str, new: str) -> None:
    runs = compare(old, new).runs
    assert "".join(run.text for run in runs if run.kind is not Change.ADDED) == old
    assert "".join(run.text for run in runs if run.kind is not Change.REMOVED) == new


@given(TEXTS, TEXTS)
def test_there_are_changes_exactly_when_the_texts_differ(old: str, new: str) -> None:
    assert (compare(old, new).changes > 0) == (old != new)
