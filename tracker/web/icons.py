"""Line icons of the sprite static/icons.svg: a page has some seventy, each drawn once."""

from functools import lru_cache

from flask import Flask, url_for
from markupsafe import Markup

MOST = 1_000


@lru_cache(MOST)
def _drawn(sprite: str, name: str, size: int, label: str | None) -> Markup:
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    words = Markup('<svg class="ic ic-{}" {}><use href="{}#{}"></use></svg>')
    return words.format(size, told, sprite, name)


def drawn_icon(name: str, size: int = 16, label: str | None = None) -> Markup:
    """Return an icon of 13, 14, 16, 18 or 20 pixels; ``label`` only where no words stand beside it."""
    return _drawn(url_for("static", filename="icons.svg"), name, size, str(label) if label else None)


def init_app(app: Flask) -> None:
    """Give the component ``icon`` its function."""
    app.jinja_env.globals["drawn_icon"] = drawn_icon
