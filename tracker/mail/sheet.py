"""What a mail to a colleague looks like: one plain sheet, as text and as HTML that every mail program shows.

The HTML has its style on the elements, no picture and nothing from elsewhere; it can be read in a dark program too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from flask import current_app
from flask_babel import force_locale, format_date, get_locale
from flask_babel import gettext as _

from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, chinese_day, phrase

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


@dataclass(frozen=True)
class Line:
    """One matter: the item's number and title, what is owed, how it stands, and the address that opens it."""

    number: str
    title: str
    what: str
    when: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under one heading; ``is_late`` marks what is overdue, in words and in colour; ``rest`` tells of others."""

    title: str
    lines: tuple[Line, ...]
    is_late: bool = False
    rest: str = ""


@dataclass(frozen=True)
class Sheet:
    """A whole mail: its subject, who it speaks to, a first sentence, the sections, a quotation, and why it came."""

    subject: str
    name: str
    lead: str
    sections: tuple[Section, ...]
    why: str
    quote: str = ""
    more: tuple[str, str] | None = None
    lang: str = field(default="zh")


@contextmanager
def in_language(locale: str) -> Iterator[None]:
    """Write what follows in a person's own language."""
    with force_locale(LOCALES.get(locale, LOCALES["zh"])):
        yield


def said(words: Phrase | str) -> str:
    """Return a phrase in the language of the mail."""
    return words.text(_, day_of) if isinstance(words, Phrase) else _(words)


def subject_of(what: str, number: str | None, title: str) -> str:
    """Return the subject of a mail about one item: what is to be done, the item's number and its title."""
    item = " ".join(f"{number or ''} {title}".split())
    return said(phrase(N_("%(what)s：%(item)s"), what=what, item=item))


def day_of(day: date) -> str:
    """Return a day as a mail writes it: 11月21日, or 21 Nov in English."""
    locale = get_locale()
    return chinese_day(day) if locale is None or locale.language == "zh" else str(format_date(day, "d MMM"))


def address(path: str) -> str:
    """Return where a page is found: its whole address where the office has set one, else the path."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def as_text(sheet: Sheet) -> str:
    """Return the mail as plain text."""
    parts = [_("%(name)s：", name=sheet.name), "", sheet.lead]
    if sheet.quote:
        parts += ["", *(f"> {line}" for line in sheet.quote.splitlines())]
    for section in sheet.sections:
        parts += ["", f"【{section.title}】"]
        for number, line in enumerate(section.lines, start=1):
            parts += _text_line(number, line)
        parts += [f"   {section.rest}"] if section.rest else []
    if sheet.more:
        parts += ["", f"{sheet.more[0]} {address(sheet.more[1])}"]
    return "\n".join([*parts, "", "—", sheet.why, ""])


def _text_line(number: int, line: Line) -> list[str]:
    note = [f"   {line.note}"] if line.note else []
    head = f"{number}. {line.number} {line.title}".replace("  ", " ")
    return [head, f"   {line.what} · {line.when}", *note, f"   {address(line.path)}"]


def as_html(sheet: Sheet) -> str:
    """Return the mail as HTML."""
    template = current_app.jinja_env.get_template("mail/sheet.html")
    return template.render(sheet=sheet, address=address)
