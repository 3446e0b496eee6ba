"""Words that a unit's letters use again (常用语), with places that the item fills in."""

import re
from collections.abc import Mapping

PLACES = ("标题", "编号", "提出人", "称谓", "本单位", "会办单位", "会议")
_PLACE = re.compile(r"【([^【】]{1,6})】")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its known places filled in; one without a value stays to be filled by hand."""
    return _PLACE.sub(lambda found: values.get(found[1]) or found[0], text)


def unknown_places(text: str) -> list[str]:
    """Return the places that no item can fill in, as they are written."""
    return [found for found in _PLACE.findall(text) if found not in PLACES]


def with_phrase(text: str, phrase: str) -> str:
    """Return a letter with a phrase as its last paragraph, for a page without script, which knows no cursor."""
    return f"{text.rstrip()}\n{phrase}" if text.strip() else phrase
