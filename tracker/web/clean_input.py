"""Refusing what no person types: control characters and bytes that are no text, before they reach the database."""

import re
from collections.abc import Iterator
from typing import ClassVar

from flask import Flask, request

from tracker.domain.errors import N_, TrackerError

# C0 but tab and line ends, C1 but the next-line sign, DEL; the sign for bytes that were no UTF-8; lone surrogates.
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f�\ud800-\udfff]")
SHOWN_BEFORE = 12


class UnreadableText(TrackerError):
    """A text holds a sign that no person types; ``before`` are the last readable signs before it."""

    code: ClassVar[str] = "unreadable_text"
    message: ClassVar[str] = N_(
        "第%(line)s行“%(before)s”后面有无法识别的字符（U+%(sign)s），文字编码可能不对。请删去或重新输入后再提交。"
    )


def given_texts() -> Iterator[str]:
    """Return every text of the address and of the form."""
    yield request.path
    for fields in (request.args, request.form):
        for name, values in fields.lists():
            yield name
            yield from values


def refuse_unreadable(text: str) -> None:
    """Raise UnreadableText that says where the first unreadable sign of a text stands."""
    found = UNREADABLE.search(text)
    if found:
        before = text[: found.start()].rpartition("\n")[2][-SHOWN_BEFORE:]
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableText(before=before, line=line, sign=f"{ord(found[0]):04X}")


def init_app(app: Flask) -> None:
    """Check each request before its view: 400 says what cannot be read and where it stands."""

    @app.before_request
    def before() -> None:
        for text in given_texts():
            refuse_unreadable(text)
