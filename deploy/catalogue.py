"""Renew the English catalogue from the sources: ``make catalogue``.

Every text for translation gets its entry in messages.po, in the order in which the sources hold them; known English
is kept, what is no longer used is dropped, and messages.mo is compiled. Two runs give the same bytes. Exits with 1
while a text lacks its English.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "tracker/translations/en/LC_MESSAGES/messages.po"
MO = PO.with_suffix(".mo")
METHODS = [("tracker/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "N_": None}
FOLDERS = {"tracker", "templates"}


class PlainCatalog(Catalog):
    """A catalogue whose header names no day, person or program, so that only texts change it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return what gettext needs to read the file."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def _is_source(folder: str) -> bool:
    """Tell whether a folder holds the project's own sources."""
    return Path(folder).relative_to(ROOT).parts[0] in FOLDERS


def found() -> Iterator[tuple[str, str]]:
    """Yield every text for translation with its place, in the order of the files; of a plural the first form."""
    for name, line, text, _comments, _context in extract_from_dir(
        str(ROOT), method_map=METHODS, keywords=KEYWORDS, directory_filter=_is_source
    ):
        yield text if isinstance(text, str) else text[0], f"{name}:{line}"


def english() -> Catalog:
    """Return the English catalogue as it is committed, or an empty one."""
    return read_po(BytesIO(PO.read_bytes() if PO.exists() else b""), locale="en")


def renewed(known: Catalog) -> PlainCatalog:
    """Return the catalogue that the sources ask for, with the English that is known."""
    fresh = PlainCatalog(
        locale="en", header_comment="# English for the Chinese texts of the sources.", fuzzy=False
    )
    for text, _place in found():
        message = known.get(text)
        fresh.add(text, message.string if message and not message.fuzzy else "")
    return fresh


def po_of(catalog: Catalog) -> bytes:
    """Return the bytes of messages.po: one line a text, without places."""
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, ignore_obsolete=True)
    return file.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    """Return the bytes of messages.mo."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> int:
    """Write both files and print the texts without English; return 1 when there are any."""
    catalog = renewed(english())
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_of(catalog))
    MO.write_bytes(mo_of(catalog))
    missing = [str(message.id) for message in catalog if message.id and not message.string]
    print(f"{len(catalog)} texts, {len(missing)} without English", *missing, sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
