"""Answers compressed on the wire: pages each time, static files once.

A page holds tokens beside what an address may bring in, so the length of its compressed form could be asked about them
(BREACH). As Django does since 4.2, each page gets a name of random length in its gzip head, which blurs that length.
"""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO

from flask import Flask, Response, request
from werkzeug.wsgi import FileWrapper

KINDS = frozenset(
    {"text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml", "application/json"}
)
SMALLEST = 1_000  # bytes: below, the head and the work cost more than the wire
QUICK, TIGHT = 4, 9
MOST_FILES = 300
LONGEST_NAME = 100


def squeezed(data: bytes) -> bytes:
    """Return a page's bytes compressed, under a name of random length."""
    name = "a" * (1 + secrets.randbelow(LONGEST_NAME))
    held = BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=QUICK, fileobj=held, mtime=0) as file:
        file.write(data)
    return held.getvalue()


@lru_cache(MOST_FILES)
def _squeezed_file(data: bytes) -> bytes:
    return gzip.compress(data, TIGHT, mtime=0)


def _can_be(response: Response) -> bool:
    """Tell whether an answer is text that stands there whole."""
    return (
        response.mimetype in KINDS
        and response.status_code not in {206, 304}
        and request.method != "HEAD"
        and "Content-Encoding" not in response.headers
        and (request.endpoint == "static" or not response.is_streamed)
    )


def _taken(response: Response) -> bytes:
    """Return an answer's bytes; a file that stood behind it is closed."""
    response.direct_passthrough, source = False, response.response
    data = response.get_data()
    if isinstance(source, FileWrapper):
        source.close()
    return data


def compress(response: Response) -> Response:
    """Compress an answer that is text, whole and worth it, for who asks for that."""
    if not _can_be(response):
        return response
    response.vary.add("Accept-Encoding")
    data = _taken(response) if request.accept_encodings.quality("gzip") else b""
    if len(data) >= SMALLEST:
        response.set_data(_squeezed_file(data) if request.endpoint == "static" else squeezed(data))
        response.headers["Content-Encoding"] = "gzip"
        etag, _is_weak = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Compress after everything else is done with an answer: called first, it runs last."""
    app.after_request(compress)
