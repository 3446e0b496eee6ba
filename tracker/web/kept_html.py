"""Parts of pages that say the same for the same values, drawn once and kept: a row of a list, the navigation.

``kept`` is a Jinja global: ``{{ kept("register/_row.html", row=row) }}`` draws that template with ``row`` and nothing
else, and keeps the result under the values, the language and the day in Beijing. A value that changed is another key,
so nothing kept is ever out of date; a template drawn so must not ask who reads, for tokens, or for the time of day
(tests/house holds it to that). Values are hashable and hold plain text: ``Markup`` would equal its own escaped text.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from markupsafe import Markup

from tracker.web import current

MOST = 10_000  # parts kept by one process, at about a kilobyte each
KEY = "tracker.kept_html"


def kept(name: str, **values: Any) -> Markup:
    """Return the template drawn with these values; raises TypeError for a value that cannot be looked up."""
    drawn: Markup = current_app.extensions[KEY](
        name, str(get_locale()), current.today(), tuple(values.items())
    )
    return drawn


def _draw(name: str, _language: str, _day: date, values: tuple[tuple[str, Any], ...]) -> Markup:
    return Markup(current_app.jinja_env.get_template(name).render(dict(values)))  # noqa: S704 - a template's own output


def init_app(app: Flask) -> None:
    """Give templates the function, with nothing kept yet."""
    app.extensions[KEY] = lru_cache(MOST)(_draw)
    app.jinja_env.globals["kept"] = kept
