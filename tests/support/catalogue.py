"""Every text for translation that the sources hold, and the English catalogue."""

import re
from functools import cache

from babel.messages.catalog import Catalog

from deploy import catalogue

PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@cache
def texts() -> dict[str, list[str]]:
    """Return every msgid of the sources with the places where it stands."""
    found: dict[str, list[str]] = {}
    for text, place in catalogue.found():
        found.setdefault(text, []).append(place)
    return found


@cache
def english() -> Catalog:
    """Return the English catalogue."""
    return catalogue.english()
