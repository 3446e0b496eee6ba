import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.text import (
    fix_brackets,
    half_width,
    normalise_title,
    plain_lines,
    squeeze,
    title_key,
    without_spaces,
)


def test_full_width_signs_become_half_width_and_rare_characters_stay() -> None:
    assert half_width("第２０２２Ａ－４５号　（𠮷田〇昇﨑）") == "第2022A-45号 (𠮷田〇昇﨑)"


@given(st.text())
def test_half_width_is_idempotent_and_keeps_the_length(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)
    assert len(half_width(text)) == len(text)


def test_spaces_are_squeezed_or_taken_out() -> None:
    assert squeeze("  关于 \n 加快　建设 ") == "关于 加快 建设"
    assert without_spaces(" 桂科函 〔2026〕\t12号 ") == "桂科函〔2026〕12号"


@pytest.mark.parametrize("written", ["函[2026]1", "函【2026】1", "函［2026］1", "函﹝2026﹞1", "函〔2026〕1"])
def test_only_tortoise_shell_brackets_come_out(written: str) -> None:
    assert fix_brackets(written) == "函〔2026〕1"


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("《关于加快建设的建议》", "关于加快建设的建议"),
        ("“关于落实《条例》的提案”", "关于落实《条例》的提案"),
        ("《条例》和《办法》", "《条例》和《办法》"),
        (" 关于补齐工业链短板，\n 全面振兴 ", "关于补齐工业链短板， 全面振兴"),
        ("《", "《"),
        ("", ""),
    ],
)
def test_a_title_loses_only_what_encloses_the_whole(title: str, clean: str) -> None:
    assert normalise_title(title) == clean


def test_two_spellings_of_one_title_share_a_key() -> None:
    one = title_key("关于补齐工业链短板，全面振兴广西工业的提案")
    assert one == title_key("《补齐工业链短板 全面振兴广西工业》") == "补齐工业链短板全面振兴广西工业"
    assert title_key("关于") == "关于"


def test_pasted_text_has_plain_line_ends_and_no_control_signs() -> None:
    assert plain_lines("\ufeff一\r\n二\r三\x00\x1f𠮷〇昇\t四 \n\n") == "一\n二\n三𠮷〇昇\t四"


@given(st.text())
def test_plain_lines_is_idempotent(text: str) -> None:
    assert plain_lines(plain_lines(text)) == plain_lines(text)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("　　甲\x0b乙\u2028丙\x0c丁\x85戊", "甲\n乙\n丙\n丁\n戊"),
        ("\u200b\u3000 甲\u00a0乙\u2003丙", "甲 乙 丙"),
        ("姓\u200b名　电\u00ad话\u2060", "姓名　电话"),
        ("\u202e倒\u202c", "倒"),
        ("  两个空格", "  两个空格"),
        ("甲\n　　\n乙", "甲\n\n乙"),
    ],
)
def test_breaks_and_spaces_of_word_become_plain_ones(pasted: str, kept: str) -> None:
    assert plain_lines(pasted) == kept


def test_signs_that_names_need_are_left_alone() -> None:
    words = "𠮷田〇昇﨑、葛\U000e0100城、𮧵、Bouxcuengh ƅəŋƽ、\u0915\u094d\u200d\u0937、①㈱"
    assert plain_lines(words) == words
