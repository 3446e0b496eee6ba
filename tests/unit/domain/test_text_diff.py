import time
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text_diff import NEW_ONLY, OLD_ONLY, Change, compare

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
    assert "".join(run.text for run in runs if run.kind not in NEW_ONLY) == old
    assert "".join(run.text for run in runs if run.kind not in OLD_ONLY) == new


@given(TEXTS, TEXTS)
def test_there_are_changes_exactly_when_the_texts_differ(old: str, new: str) -> None:
    assert (compare(old, new).changes > 0) == (old != new)


WORK = "一是安排专项资金，支持企业实施技术改造。"
POLICY = "二是完善人才政策，引进高层次人才创新创业。"
END = "感谢您对我厅工作的关心和支持。"


def kinds(old: str, new: str) -> list[tuple[str, str]]:
    return [(run.kind.value, run.text) for run in compare(old, new).runs if run.kind is not Change.SAME]


def test_an_inserted_sentence_is_shown_whole() -> None:
    added = "下一步，将再安排一批项目。"
    assert kinds(f"{WORK}{POLICY}\n{END}", f"{WORK}{added}{POLICY}\n{END}") == [("added", added)]


def test_a_moved_paragraph_is_told_from_one_that_went_and_one_that_came() -> None:
    found = compare(
        f"{WORK}\n{POLICY}\n甲县修路，乙县修桥。\n{END}", f"{POLICY}\n甲县修路，乙县修桥。\n{WORK}\n{END}"
    )
    moved = [(run.kind, run.text) for run in found.runs if run.kind is not Change.SAME]
    assert moved == [(Change.MOVED_AWAY, f"{WORK}\n"), (Change.MOVED_HERE, f"{WORK}\n")]
    assert found.changes == 1


def test_neighbouring_long_paragraphs_are_each_compared_by_sign() -> None:
    old = [
        f"第{n}段：" + "".join(Random(n).choices("科技创新平台企业资金", k=900)) + "完。" for n in range(6)
    ]
    new = [line.replace("完。", "全部完成。") for line in old]
    found = compare("\n".join(old), "\n".join(new))
    assert found.changes == 6
    assert all(len(run.text) < 10 for run in found.runs if run.kind is not Change.SAME)


def test_a_changed_cell_of_a_table_is_one_place() -> None:
    old = "项目\t金额\n技术改造\t1200\n人才引进\t300\n"
    assert kinds(old, old.replace("300", "350")) == [("removed", "0"), ("added", "5")]


def test_ten_thousand_signs_are_compared_quickly() -> None:
    signs = "科技厅企业资金平台人才改造创新，的了在是有和就不"
    old = "\n".join("".join(Random(n).choices(signs, k=100)) + "。" for n in range(100))
    lines = old.split("\n")
    edited = [line.replace("平台", "基地") for line in lines]
    texts = [("\n".join(edited), 1.0), ("".join(Random(1).choices(signs + "。\n", k=10_000)), 3.0)]
    texts.append(("\n".join([*edited[50:], *edited[:50]]), 1.5))
    for new, most in texts:
        begun = time.perf_counter()
        compare(old, new)
        assert time.perf_counter() - begun < most
