"""Every text for translation that the sources hold, and the English catalogue."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.support.source import ROOT

METHODS = [("tracker/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/mail/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "N_": None,
}
PLACE = re.compile(r"%\((\w+)\)[sd]")


@cache
def texts() -> dict[str, list[str]]:
    """Return every msgid of the sources with the places where it stands."""
    found: dict[str, list[str]] = {}
    for name, line, message, _comments, _context in extract_from_dir(
        str(ROOT), method_map=METHODS, keywords=KEYWORDS, directory_filter=_is_source
    ):
        first = message[0] if isinstance(message, tuple) else message
        found.setdefault(first, []).append(f"{name}:{line}")
    return found


def _is_source(folder: str) -> bool:
    """Leave out what is not the project's own."""
    return Path(folder).name not in {".venv", ".git", "node_modules", "tests", "var", "build", "dist"}


@cache
def english() -> Catalog:
    """Return the English catalogue."""
    path = ROOT / "tracker/translations/en/LC_MESSAGES/messages.po"
    return read_po(BytesIO(path.read_bytes()), locale="en")
