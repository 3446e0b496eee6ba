from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text_merge import THEIRS, YOURS, Meeting, is_undecided, merge

BASE = "一、情况\n我厅已开展调研。\n二、打算\n将出台办法。\n感谢支持。"
TEXTS = st.text("甲乙\n", max_size=20)


def test_changes_in_different_paragraphs_both_stand() -> None:
    theirs = BASE.replace("已开展", "已完成")
    yours = BASE.replace("出台办法", "年内出台办法") + "\n附件1份。"
    found = merge(BASE, theirs, yours)
    assert found.conflicts == 0
    assert found.text == "一、情况\n我厅已完成调研。\n二、打算\n将年内出台办法。\n感谢支持。\n附件1份。"


def test_two_wordings_of_one_paragraph_both_stand_marked() -> None:
    found = merge(BASE, BASE.replace("出台", "制定"), BASE.replace("出台", "印发"))
    assert found.conflicts == 1
    assert f"{THEIRS}将制定办法。\n{YOURS}将印发办法。" in found.text
    assert is_undecided(found.text)
    assert not is_undecided(BASE)


def test_the_same_change_on_both_sides_is_one() -> None:
    both = BASE.replace("出台", "制定")
    assert merge(BASE, both, both).text == both


def test_without_a_base_what_either_added_stands() -> None:
    found = Meeting(None, "甲。\n乙。\n丙。", "甲。\n丙。\n丁。").merged
    assert (found.text, found.conflicts) == ("甲。\n乙。\n丙。\n丁。", 0)


def test_each_sees_what_either_changed() -> None:
    found = Meeting(BASE, BASE.replace("出台", "制定"), BASE + "\n附件。")
    assert (found.their_change.changes, found.your_change.changes) == (1, 1)


def test_what_both_wrote_anew_stands_once_and_only_the_difference_is_marked() -> None:
    found = merge("（空）", f"{BASE}\n附件1份。", BASE.replace("出台", "印发"))
    assert found.conflicts == 1
    assert found.text.count("我厅已开展调研。") == 1
    assert found.text.endswith("附件1份。")


@given(TEXTS, TEXTS)
def test_one_sided_changes_are_taken_whole(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed


@given(TEXTS, TEXTS)
def test_no_line_of_either_is_lost_where_both_wrote_from_nothing(one: str, other: str) -> None:
    words = merge("", one, other).text.replace(THEIRS, "").replace(YOURS, "").split("\n")
    assert all(line in words for line in (*one.split("\n"), *other.split("\n")) if line)
