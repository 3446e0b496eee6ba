"""Refusing what no person types: control characters and bytes that are no text, before they reach the database."""

import re
from collections.abc import Iterator

from flask import Flask, abort, request

UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f�\ud800-\udfff]")


LETTERS = frozenset({"text"})
SOFT_BREAKS = str.maketrans("\x0b\x0c", "\n\n")


def given_texts() -> Iterator[str]:
    """Return every text of the address and of the form; letters may bring Word's soft breaks."""
    yield request.path
    for fields in (request.args, request.form):
        for name, values in fields.lists():
            yield name
            yield from (value.translate(SOFT_BREAKS) for value in values) if name in LETTERS else values


def init_app(app: Flask) -> None:
    """Check each request before its view: 400 says that the text cannot be read."""

    @app.before_request
    def before() -> None:
        if any(UNREADABLE.search(text) for text in given_texts()):
            abort(400)
