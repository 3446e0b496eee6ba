"""Folding of texts and queries for the search."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.search_words import fold, grams, marked, match_phrase, tokens, words_of

TEXTS = st.text(st.characters(), max_size=60)


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_every_part_of_a_text_is_a_part_of_the_folded_text(text: str, start: int, end: int) -> None:
    composed = unicodedata.normalize("NFC", text)
    folded = fold(composed)
    assert len(folded.shown) == len(folded.body)
    assert fold(composed[start:end]).body in folded.body


@given(TEXTS)
def test_the_marked_pieces_are_the_shown_text(text: str) -> None:
    folded = fold(text)
    pieces = list(marked(folded, [folded.body[1:3]] if folded.body[1:3] else []))
    assert "".join(words for words, _ in pieces) == folded.shown


def test_width_case_and_composed_signs_are_the_same_text() -> None:
    wanted = fold("ai赋能 5g,㎡ é").body
    assert wanted == fold("ＡＩ赋能　５Ｇ，ｍ２\ne\u0301").body
    assert wanted == "ai赋能 5g,m2 é"


def test_what_is_not_written_is_not_compared() -> None:
    assert fold("产\x00业\u200b链\ud800").body == "产业链"


def test_the_shown_text_keeps_its_signs() -> None:
    assert fold("（一）５Ｇ、ＡＩ\n  应用").shown == "（一）５Ｇ、ＡＩ 应用"


def test_words_stand_apart_and_a_phrase_in_quotation_marks_together() -> None:
    assert words_of("充电桩  “智慧 城市” AI 充电桩") == ["智慧 城市", "充电桩", "ai"]
    assert words_of("「新 能源」") == ["新 能源"]
    assert words_of('"没有关上') == ['"没有关上']
    assert words_of(" 　 \x00 “” ") == []


def test_a_rare_character_of_four_bytes_is_one_character() -> None:
    assert grams("𠮷野") == [(0x20BB7 << 21) + 0x91CE]
    assert grams("𠮷") == [0x20BB7]
    assert tokens("𠮷野").split()[0] in match_phrase("𠮷野")


def test_a_phrase_of_the_index_is_the_pairs_in_a_row() -> None:
    assert match_phrase("产业链").strip('"') in tokens("促进产业链延伸")
    assert match_phrase("产链").strip('"') not in tokens("促进产业链延伸")
