from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.numbering import (
    DocumentNumber,
    NumberFault,
    SeriesKind,
    category_of,
    check_brackets,
    format_document_number,
    gaps_in,
    identity_key,
    normalise_body,
    normalise_document_number,
    normalise_number,
    parse_document_number,
    parse_ordinal,
    parse_term_session,
    series_of,
)
from tracker.domain.vocabulary import AssignmentRole

PREFIXES = st.sampled_from(["桂科函", "宁交函", "临城管字", "浙海渔提函", "周交政发"])
YEARS, SERIALS = st.integers(1980, 2060), st.integers(1, 99999)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("第20220247号", "20220247"),
        ("第20210124号", "20210124"),
        ("第2022190号", "2022190"),
        ("第２０２２ ２４７ 号", "2022247"),
        ("第03434号（医疗卫生类270号）", "03434"),
        ("第1942号(医疗体育类103号)", "1942"),
        ("第0514号", "0514"),
        ("[2014]0514号", "〔2014〕0514"),
        ("（2014）0514号", "〔2014〕0514"),
        ("16—3—45号", "16-3-45"),
        ("第20250118040077号", "20250118040077"),
        ("B0012号", "B0012"),
        ("b0012", "B0012"),
        ("第（87）号", "87"),
        ("编号：00012", "00012"),
        ("提案第4号", "4"),
        ("  49号 ", "49"),
        ("", ""),
        ("第号", ""),
    ],
)
def test_numbers_lose_their_dress_and_keep_zeros_and_letters(raw: str, number: str) -> None:
    assert normalise_number(raw) == number


@given(st.text("第号 0123456789-AＢ１０（）()[]〔〕", max_size=14))
def test_normalising_a_number_twice_changes_nothing_more(raw: str) -> None:
    assert normalise_number(raw) == normalise_number(f" {raw}　")


@given(
    st.integers(0, 10**12),
    st.integers(1, 14),
    st.sampled_from(["{}", "第{}号", "第 {} 号", "编号：{}", "（{}）"]),
)
def test_every_dress_of_a_number_gives_the_same_number(number: int, width: int, dress: str) -> None:
    digits = str(number).zfill(width)
    assert normalise_number(dress.format(digits)) == digits


def test_the_category_has_a_number_of_its_own() -> None:
    assert category_of("第03434号（医疗卫生类270号）") == ("医疗卫生类", "270")
    assert category_of("第03434号") is None


@pytest.mark.parametrize(
    ("body", "short"),
    [
        ("中国人民政治协商会议第十四届全国委员会", "政协第十四届全国"),
        ("广西壮族自治区 人民代表大会", "广西壮族自治区人大"),
        ("自治区政协", "自治区政协"),
        ("政协广西壮族自治区委员会", "政协广西壮族自治区"),
    ],
)
def test_bodies_go_by_their_short_names(body: str, short: str) -> None:
    assert normalise_body(body) == short


def key(**changed: Any) -> str | None:
    known: dict[str, Any] = {
        "body": "自治区政协",
        "level": "province",
        "term": 12,
        "session": 4,
        "phase": "session",
    }
    return identity_key(**({**known, "number": "第20210124号"} | changed))


def test_an_item_is_known_by_body_level_term_session_phase_and_number() -> None:
    assert key() == "自治区政协|province|12|4|session|20210124"
    assert key() == key(body="自治区 政协", number="２０２１０１２４")
    assert key(level=None) == "自治区政协||12|4|session|20210124"


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "市政协"},
        {"level": "city"},
        {"term": 13},
        {"session": 5},
        {"phase": "off_session"},
        {"number": "1"},
    ],
)
def test_one_part_that_differs_makes_another_item(changed: dict[str, Any]) -> None:
    assert key(**changed) != key()


@pytest.mark.parametrize(
    "changed", [{"body": ""}, {"term": None}, {"session": None}, {"number": " "}, {"number": "第号"}]
)
def test_an_item_half_known_has_no_identity(changed: dict[str, Any]) -> None:
    assert key(**changed) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [("第十三届", 13), ("十三", 13), ("13", 13), ("１３届", 13), ("四次会议", 4), ("廿一届", 21), ("二十", 20),
     ("届", None), ("十十", None), ("第三组", None), ("0", None)],
)  # fmt: skip
def test_ordinals_are_read_in_both_numerals(written: str, number: int | None) -> None:
    assert parse_ordinal(written) == number


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("自治区政协十二届四次会议", (12, 4)),
        ("政协第十四届全国委员会第二次会议第03434号", (14, 2)),
        ("十三届人大五次会议", (13, 5)),
        ("县18届2次", (18, 2)),
        ("16-3-45号", (16, 3)),
        ("第十二届", None),
        ("二〇二二年第三次会议", None),
    ],
)
def test_term_and_session_are_read_together(written: str, found: tuple[int, int] | None) -> None:
    assert parse_term_session(written) == found


def test_a_document_number_is_written_with_tortoise_shell_brackets() -> None:
    assert format_document_number("桂科函", 2026, 12) == "桂科函〔2026〕12号"
    with pytest.raises(ValueError, match="0"):
        format_document_number("桂科函", 2026, 0)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("宁交函〔2021〕141号", "宁交函〔2021〕141号"),
        ("平交复函[2017]19号", "平交复函〔2017〕19号"),
        ("潼民发【2024】275号", "潼民发〔2024〕275号"),
        ("周交政发〔2025〕27", "周交政发〔2025〕27号"),
        ("义案复［2020］４８号", "义案复〔2020〕48号"),
        ("高卫体发（2023）第 0148 号", "高卫体发〔2023〕148号"),
        ("临城管字 〔2024〕 17 号", "临城管字〔2024〕17号"),
        ("　桂科函﹝2026﹞003号", "桂科函〔2026〕3号"),
        ("桂科函〔2026〕000号", "桂科函〔2026〕000号"),
        (" 没有文号 ", "没有文号"),
    ],
)
def test_document_numbers_are_mended(written: str, right: str) -> None:
    assert normalise_document_number(written) == right


@given(PREFIXES, YEARS, SERIALS, st.sampled_from(["〔〕", "[]", "【】", "［］", "（）"]))
def test_a_document_number_survives_any_brackets(prefix: str, year: int, serial: int, brackets: str) -> None:
    written = f"{prefix}{brackets[0]}{year}{brackets[1]}{serial}号"
    assert parse_document_number(written) == DocumentNumber(prefix, year, serial)


def test_wrong_brackets_in_a_letter_are_pointed_out_with_their_mending() -> None:
    text = "根据桂科函[2026]012号和桂政发〔2025〕3号，按桂财函【2025】第7号办理。"
    assert check_brackets(text) == (
        NumberFault(5, 15, "[2026]012号", "〔2026〕12号"),
        NumberFault(32, 41, "【2025】第7号", "〔2025〕7号"),
    )
    assert all(text[fault.start : fault.end] == fault.written for fault in check_brackets(text))


def test_a_year_in_brackets_that_numbers_nothing_is_left_alone() -> None:
    assert check_brackets("见文献[2021]12页、广西(2021)年鉴、桂科函[2026]000号") == ()


def test_lead_and_co_handlers_take_numbers_from_two_series() -> None:
    assert series_of(AssignmentRole.LEAD) is SeriesKind.REPLY
    assert series_of(AssignmentRole.SPLIT) is SeriesKind.REPLY
    assert series_of(AssignmentRole.CO) is SeriesKind.OPINION


def test_gaps_are_the_runs_missing_below_the_highest() -> None:
    assert gaps_in([]) == []
    assert gaps_in([1, 2, 3]) == []
    assert gaps_in([3]) == [(1, 2)]
    assert gaps_in([7, 2, 2, 4]) == [(1, 1), (3, 3), (5, 6)]
