"""The name by which a request calls this site: good characters only, and one of ours where ours are told."""

import re

from flask import Flask, abort, current_app, request

GOOD = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[^\W_]([\w.-]{0,251}[^\W_])?)(:\d{1,5})?", re.ASCII)
BAD_REQUEST = 400


def is_good(host: str, ours: frozenset[str]) -> bool:
    """Tell whether ``host``, with or without a port, may be answered; with no names of ours told, any good one may."""
    found = GOOD.fullmatch(host)
    return found is not None and (not ours or found[1].lower() in ours)


def init_app(app: Flask) -> None:
    """Check each request before anything else looks at it; none at all is a request of HTTP/1.0."""

    @app.before_request
    def before() -> None:
        host = request.environ.get("HTTP_HOST", "")
        if host and not is_good(host, current_app.config["HOSTS"]):
            abort(BAD_REQUEST)
