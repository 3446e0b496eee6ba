"""What every answer tells the browser (trust.md, Headers), and how long static files are kept."""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in FEATURES),
}
TRANSPORT = "max-age=31536000; includeSubDomains"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "public, no-cache"
KEEP_NOTHING = "no-store"


@lru_cache(maxsize=1024)
def _fingerprint(path: str, _changed_at: int) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:12]


def fingerprint(app: Flask, filename: str) -> str | None:
    """Return the mark that changes with a static file's content; None where there is no such file."""
    path = f"{app.static_folder}/{filename}"
    try:
        return _fingerprint(path, os.stat(path).st_mtime_ns)  # noqa: PTH116 - seventy times a page: Path takes longer
    except OSError:
        return None


def caching(app: Flask) -> str:
    """Return how long this answer may be kept: marked static files for ever, pages not at all."""
    if request.endpoint != "static":
        return KEEP_NOTHING
    filename = (request.view_args or {}).get("filename", "")
    mark = request.args.get("v")
    return FOR_EVER if mark and mark == fingerprint(app, filename) else ASK_EACH_TIME


def harden(app: Flask, response: Response) -> Response:
    """Set every header; a download is shut off from the page it came from."""
    is_download = response.headers.get("Content-Disposition", "").startswith("attachment")
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY if is_download else POLICY
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = caching(app)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT
    return response


def init_app(app: Flask) -> None:
    """Put the headers on every answer and the content's mark into every static address."""

    @app.after_request
    def after(response: Response) -> Response:
        return harden(app, response)

    @app.url_defaults
    def mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            found = fingerprint(app, str(values.get("filename", "")))
            if found:
                values["v"] = found
