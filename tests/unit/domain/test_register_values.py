"""What cells of a register mean: exact, corrected with a note, or refused in words."""

from datetime import date
from typing import Any

import pytest

from tracker.domain.register_columns import BY_CODE, ENTERED, WHOLE, code_of_head
from tracker.domain.register_values import READERS, WORDS, Misread, reader_of
from tracker.domain.vocabulary import Kind
from tracker.web.labels import LABELS

DAY = date(2026, 3, 18)


def meant(code: str, cell: Any) -> Any:
    return reader_of(code)(cell).value


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (20220247.0, "20220247"),
        ("2.0220247E7", "20220247"),
        ("2.0220247e+07", "20220247"),
        ("第２０２２号", "第2022号"),
        ("0012", "0012"),
        (" 第20210124号 ", "第20210124号"),
        ("第03434号（医疗卫生类270号）", "第03434号（医疗卫生类270号）"),
        (20250118040077.0, "20250118040077"),
        ("16-3-45号", "16-3-45号"),
        (12, "12"),
    ],
)
def test_a_number_is_read_in_full(cell: Any, number: str) -> None:
    assert meant("number_raw", cell) == number


@pytest.mark.parametrize("cell", ["2.02E+13", "2.5E-3", 1234567890123456.0, DAY])
def test_a_number_whose_digits_are_lost_is_refused(cell: Any) -> None:
    with pytest.raises(Misread):
        meant("number_raw", cell)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        46099.0,
        46099.4,
        20260318.0,
        "20260318",
        "2026-03-18",
        "2026-3-18",
        "2026.3.18",
        "2026/03/18",
        "2026年3月18日",
        "２０２６年３月１８日",
        "2026 年 3 月 18 日",
        "二〇二六年三月十八日",
        "2026-03-18 00:00:00",
        "2026/3/18 9:30",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any) -> None:
    assert meant("assigned_on", cell) == DAY


def test_a_serial_day_is_read_and_said() -> None:
    note = reader_of("received_on")(46099.0).note
    assert note is not None
    assert note.text() == "序列号 46099 读作 2026-03-18"


@pytest.mark.parametrize(
    "cell",
    [
        "3月18日",
        "2026年",
        "18/3/2026",
        "26.3.18",
        "2026-02-30",
        "1900-01-01",
        "2126-01-01",
        5.0,
        1e9,
        -3.0,
        "昨天",
        True,
    ],
)
def test_a_day_that_is_not_whole_or_not_in_the_calendar_is_refused(cell: Any) -> None:
    with pytest.raises(Misread):
        meant("received_on", cell)


@pytest.mark.parametrize(("cell", "names"), [
    ("张三", ("张三",)),
    ("张三、李四；王五", ("张三", "李四", "王五")),
    ("张三，李四", ("张三", "李四")),
    ("张三\n李四", ("张三", "李四")),
    ("买买提·吐尔逊", ("买买提·吐尔逊",)),
])  # fmt: skip
def test_names_stand_side_by_side(cell: str, names: tuple[str, ...]) -> None:
    assert meant("sponsor", cell) == names


def test_names_that_are_not_all_listed_are_said() -> None:
    found = reader_of("sponsor")("张三、李四等5人")
    assert found.value == ("张三", "李四")
    assert found.note is not None


@pytest.mark.parametrize(("cell", "count"), [(13.0, 13), ("十三", 13), ("第十三届", 13), ("４", 4), ("0", 0)])
def test_a_count_is_read_in_either_numerals(cell: Any, count: int) -> None:
    assert meant("term", cell) == count


def test_term_and_session_are_read_together() -> None:
    assert meant("term_session", "十三届四次会议") == (13, 4)
    with pytest.raises(Misread):
        meant("term_session", "本届")


@pytest.mark.parametrize(
    ("cell", "answer"), [("是", True), ("√", True), (1.0, True), (True, True), ("否", False), ("—", False)]
)
def test_yes_and_no_are_read(cell: Any, answer: bool) -> None:
    assert meant("is_key", cell) is answer


def test_words_that_are_neither_are_refused() -> None:
    with pytest.raises(Misread):
        meant("is_key", "可能")
    with pytest.raises(Misread) as refused:
        meant("kind", "议案")
    assert "请写成：人大代表建议、政协提案、意见" in str(refused.value)


@pytest.mark.parametrize("kind", list(WORDS))
def test_every_word_that_an_export_writes_is_read_back(kind: type[Any]) -> None:
    code = next(code for code in READERS if _reads(code, kind))
    for member, words in LABELS[kind].items():
        assert meant(code, str(words)) is member


def _reads(code: str, kind: type[Any]) -> bool:
    try:
        return isinstance(meant(code, str(next(iter(WORDS[kind].values()))).split()[0]), kind)
    except Misread:
        return False


def test_a_word_is_one_members_alone() -> None:
    for words in WORDS.values():
        every = [word for listed in words.values() for word in listed.split()]
        assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("案　号", "number_raw"),
        ("建议编号", "number_raw"),
        ("案由", "title"),
        ("领衔代表*", "sponsor"),
        ("提案者", "sponsor"),
        ("代表团/界别", "delegation"),
        ("主（独）办单位", "lead_unit"),
        ("会办单位", "co_units"),
        ("交办时间：", "assigned_on"),
        ("类别", None),
        ("备注", None),
    ],
)
def test_heads_are_known_as_offices_write_them(head: str, code: str | None) -> None:
    assert code_of_head(head) == code


def test_every_head_means_one_column() -> None:
    for column in (*ENTERED, *WHOLE):
        assert code_of_head(column.head) == column.code
    heads = [head for column in BY_CODE.values() for head in column.heads]
    assert len(heads) == len(set(heads))
    assert Kind.SUGGESTION in WORDS[Kind]
