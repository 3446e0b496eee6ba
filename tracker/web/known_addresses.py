"""Addresses of pages, built once and kept: a list has a hundred of them, and each took as long as a row's words."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from tracker.web.headers import fingerprint
from tracker.web.spoken_templates import SpokenEnvironment

MOST = 20_000


class Tracker(Flask):
    """Flask with templates compiled by language and addresses that are kept."""

    jinja_environment = SpokenEnvironment

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = lru_cache(MOST)(self._built)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return the address of an endpoint; a kept one within a request, where it is a path and nothing else.

        A number and a yes of the same value are told apart. A file of the folder ``static`` is marked by its content.
        """
        if endpoint == "static" and values.keys() == {"filename"}:
            values["v"] = fingerprint(self, values["filename"])
        elif endpoint[0] == "." or any(name[0] == "_" for name in values):
            return super().url_for(endpoint, **values)
        if not has_request_context():
            return super().url_for(endpoint, **values)
        key = tuple((name, value.__class__, value) for name, value in values.items())
        try:
            return self._known(request.root_path, endpoint, key)
        except TypeError:  # a list of values, which cannot be looked up
            return super().url_for(endpoint, **values)

    def _built(self, _root: str, endpoint: str, values: tuple[tuple[str, type, Any], ...]) -> str:
        return super().url_for(endpoint, **{name: value for name, _, value in values})
