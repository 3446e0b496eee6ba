"""Addresses of this site: which are safe to lead to, which one this is, and what a number in one may be."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter, Map

HOME = "/"
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A whole number that a primary key can hold; a larger one is no address at all."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


def asked_id(name: str) -> int | None:
    """Return the whole number that the address gives under a name; None for none, and for one that no key can be."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= LARGEST_ID else None


def safe_next(wanted: str | None) -> str:
    """Return ``wanted`` where it is a path of this site, else the first page."""
    text = wanted or HOME
    parts = urlsplit(text)
    is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if is_path and not parts.scheme and not parts.netloc else HOME


def here() -> str:
    """Return this page's own path with its query; of a form that has no page of its own, the first page."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else HOME


def asks_for_json() -> bool:
    """Tell whether a script asks, which wants data instead of a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"
