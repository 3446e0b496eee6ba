"""Parts of pages that say the same for the same values, drawn once and kept: a row of a list, the navigation.

``kept`` is a Jinja global: ``{{ kept("register/_row.html", row=row) }}`` draws that template with ``row`` and nothing
else, and keeps the result under the values, the language and the day in Beijing. A value that changed is another key,
so nothing kept is ever out of date; a template drawn so must not ask who reads, for tokens, or for the time of day
(tests/house holds it to that). Values are hashable and hold plain text: ``Markup`` would equal its own escaped text.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from markupsafe import Markup

from tracker.web import current

MOST = 10_000  # parts kept by one process, at about a kilobyte each
KEY = "tracker.kept_html"


def keep(key: tuple[Any, ...], draw: Callable[[], Markup]) -> Markup:
    """Return what is kept under a key that holds all that it says, drawn where nothing is."""
    found: dict[tuple[Any, ...], Markup] = current_app.extensions[KEY]
    drawn = found.get(key)
    if drawn is None:
        if len(found) >= MOST:
            found.clear()
        drawn = found[key] = draw()
    return drawn


def kept(name: str, **values: Any) -> Markup:
    """Return the template drawn with these values; raises TypeError for a value that cannot be looked up."""
    key = (name, str(get_locale()), current.today(), tuple(values.items()))
    return keep(key, partial(_draw, name, values))


def _draw(name: str, values: Mapping[str, Any]) -> Markup:
    return Markup(current_app.jinja_env.get_template(name).render(values))  # noqa: S704 - a template's own output


def init_app(app: Flask) -> None:
    """Give templates the function, with nothing kept yet."""
    app.extensions[KEY] = {}
    app.jinja_env.globals["kept"] = kept
