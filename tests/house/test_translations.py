"""The English catalogue is complete: every text once, translated, with the same places to fill."""

import re

from deploy import catalogue
from tests.support.catalogue import PLACE, english, texts

HAN = re.compile(r"[\u4e00-\u9fff]")


def first(text: str | list[str] | tuple[str, ...] | None) -> str:
    """Return a text, of a plural its first form."""
    return text if isinstance(text, str) else (text or [""])[0]


def translations() -> dict[str, str]:
    """Return msgid and English."""
    return {first(message.id): first(message.string) for message in english() if message.id}


def test_every_text_has_its_english() -> None:
    known = translations()
    assert {text: places[0] for text, places in texts().items() if not known.get(text)} == {}


def test_the_catalogue_holds_nothing_that_is_no_longer_used() -> None:
    assert set(translations()) - set(texts()) == set()


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in english() if message.id and message.fuzzy] == []


def test_both_languages_have_the_same_places_to_fill() -> None:
    differing = [
        key for key, text in translations().items() if set(PLACE.findall(key)) != set(PLACE.findall(text))
    ]
    assert differing == []


def test_english_texts_hold_no_chinese_but_signs_of_the_field() -> None:
    assert [text for text in translations().values() if HAN.search(text)] == []


def test_every_text_is_chinese() -> None:
    """A msgid in another language would show up in the Chinese pages."""
    letters = re.compile(r"[A-Za-z]")
    foreign = [text for text in texts() if letters.search(PLACE.sub("", text)) and not HAN.search(text)]
    assert foreign == []


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    """``make catalogue`` writes both files; pages read the compiled one."""
    assert catalogue.mo_of(catalogue.renewed(english())) == catalogue.MO.read_bytes()
