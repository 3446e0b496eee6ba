"""Private data is found wherever and however it is written, and never reaches the masked text."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.masking import (
    CHECKS,
    MASK,
    WEIGHTS,
    Found,
    Known,
    Private,
    apply_masks,
    find_private,
)

WORDS = st.text(alphabet="关于代表委员提案答复您好，。；：（）一是桂科函ABC \n", max_size=30)
BLANK = st.sampled_from(["", "", "", " ", "　", "-", "\u00a0", "\u200b", "\n", "  "])
BLANKS = st.lists(BLANK, min_size=18, max_size=18)
WIDTHS = ("0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "٠١٢٣٤٥٦٧٨٩")


def written(digits: str, shape: str, blanks: list[str]) -> str:
    """Write a number in a width with blanks between its digits."""
    signs = [shape[int(one)] if one.isdigit() else one for one in digits]
    return "".join(sign + blank for sign, blank in zip(signs, [*blanks[: len(signs) - 1], ""], strict=True))


def masked(text: str, known: Known | None = None) -> str:
    return apply_masks(text, [(one.start, one.end) for one in find_private(text, known)])


def kinds(text: str, known: Known | None = None) -> list[Private]:
    return [one.private for one in find_private(text, known)]


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    area = draw(st.integers(110000, 829999))
    body = f"{area}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + CHECKS[total % 11]


MOBILES = st.builds(lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 10**9 - 1))


def digits_of(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


SHAPES = st.sampled_from(WIDTHS)
LAST = st.sampled_from(["X", "x", "Ｘ", "ｘ"])
IDENTITIES = st.builds(
    lambda number, shape, blanks, last: written(number, shape, blanks).replace("X", last),
    identity_numbers(),
    SHAPES,
    BLANKS,
    LAST,
)
SPACED_MOBILES = st.builds(written, MOBILES, SHAPES, BLANKS)


def is_covered(before: str, shown: str, after: str) -> bool:
    place, found = len(before), find_private(f"{before}{shown}{after}")
    return any(one.start <= place and place + len(shown) <= one.end for one in found)


@given(IDENTITIES, WORDS, WORDS)
def test_no_valid_identity_number_is_ever_missed(shown: str, before: str, after: str) -> None:
    assert digits_of(masked(f"{before}{shown}{after}")) == ""
    assert is_covered(before, shown, after)


@given(SPACED_MOBILES, WORDS, WORDS, st.sampled_from(["", "+86", "86 ", "0086-"]))
def test_no_mobile_number_is_ever_missed(shown: str, before: str, after: str, country: str) -> None:
    assert is_covered(before + country, shown, after)


@given(
    st.lists(identity_numbers() | MOBILES, min_size=2, max_size=5),
    st.sampled_from(["、", "，", " 和 ", "\n", " "]),
)
def test_numbers_one_after_another_are_all_found(numbers: list[str], between: str) -> None:
    assert digits_of(masked(between.join(numbers))) == ""


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_places_never_overlap(text: str) -> None:
    found = find_private(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("联系电话0771-5550123", Private.LANDLINE),
        ("（0771） 5550123", Private.LANDLINE),
        ("热线400-800-1234", Private.LANDLINE),
        ("传真：5550123", Private.LANDLINE),
        ("电话号码为 ８８８８ ６６６６", Private.LANDLINE),
        ("手机一三八〇〇一三八〇〇〇", Private.MOBILE),
        ("zhang.san@gx.gov.cn", Private.EMAIL),
        ("邮箱：zhangsan＠163 . com", Private.EMAIL),
        ("li(at)example.com.cn", Private.EMAIL),
        ("卡号6222 0212 3456 7890 128", Private.BANK_CARD),
        ("账号：45001604858050701234", Private.BANK_CARD),
        ("桂A12345", Private.PLATE),
        ("桂 A·D12345", Private.PLATE),
        ("粤Ｂ１２３４５", Private.PLATE),
        ("京A1234警", Private.PLATE),
        ("家庭住址：南宁市青秀区民族大道1号", Private.ADDRESS),
        ("联系人及电话：张三，0771-5550123", Private.CONTACT),
        ("450103900307001", Private.IDENTITY),
        ("450103199003070011", Private.IDENTITY),
    ],
)
def test_each_sort_is_found_with_its_reason(text: str, private: Private) -> None:
    assert kinds(text) == [private]
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "桂科函〔2026〕12号",
        "第20250118040077号建议",
        "2026年12月31日前投入13.8亿元，认定20家",
        "同比增长12.5%，达到13800元",
        "自治区政协十三届四次会议第20260124号提案",
        "2024—2026年，2026年3月18日至12月31日",
        "（2023）桂01民终1234号",
    ],
)
def test_what_a_letter_always_holds_is_left_alone(text: str) -> None:
    assert find_private(text) == []


def test_a_number_inside_a_longer_one_is_no_mobile() -> None:
    assert find_private("流水号913800138000") == []


def test_who_is_kept_secret_is_found_however_the_name_is_parted() -> None:
    known = Known(sponsors=("张三", "欧阳 静"), addresses=("民族大道1号",), contacts=("李四",))
    text = "张　三委员、欧阳静代表：请到民族大道１号找李四。张三丰不同。"
    assert kinds(text, known).count(Private.SPONSOR) == 3
    assert set(kinds(text, known)) == {Private.SPONSOR, Private.ADDRESS, Private.CONTACT}
    assert not re.search("张|欧阳|民族|李四", masked(text, known).replace("***丰", ""))
    assert find_private("王委员", Known(sponsors=("王",))) == []


def test_a_secret_name_inside_a_wider_place_decides_the_reason() -> None:
    found = find_private("联系人：张三 13800138000", Known(sponsors=("张三",)))
    assert [one.private for one in found] == [Private.SPONSOR]


def test_a_mask_tells_nothing_of_what_it_hides() -> None:
    assert apply_masks("电话5550123。", [(2, 9)]) == apply_masks("电话88886666。", [(2, 10)]) == "电话***。"
    assert apply_masks("abcdef", [(3, 5), (0, 4)]) == "***f"
    assert apply_masks("原文", []) == "原文"


def test_a_place_names_where_it_stands() -> None:
    assert find_private("请拨13800138000。") == [Found(2, 13, Private.MOBILE)]
