"""A view whose transaction the database broke off for the sake of another's is run again, a few times."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy.exc import OperationalError

from tracker.extensions import db

TRIES = 3
PAUSE = 0.05  # seconds, doubled each time, with as much again by chance
DEADLOCK, SERIALIZATION = "40P01", "40001"


def is_broken_off(error: OperationalError) -> bool:
    """Tell whether the database rolled the transaction back so that another could go on; a lock held long is not so."""
    return getattr(error.orig, "sqlstate", None) in {DEADLOCK, SERIALIZATION}


def patient(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view be run again after a deadlock; nothing of the broken try is kept, so nothing is done twice."""

    @wraps(view)
    def run(**values: Any) -> Any:
        for number in range(1, TRIES):
            try:
                return view(**values)
            except OperationalError as error:
                if not is_broken_off(error):
                    raise
                current_app.logger.warning("database: try %d of %s: %s", number, request.endpoint, error.orig)
            db.session.rollback()
            for upload in request.files.values():
                upload.stream.seek(0)
            time.sleep(PAUSE * 2**number * (1 + random.random()))  # noqa: S311 - apart, not secret
        return view(**values)

    return run


def init_app(app: Flask) -> None:
    """Make every view patient; call it once all blueprints are registered."""
    app.view_functions = {name: patient(view) for name, view in app.view_functions.items()}
