"""A form that arrives while its sender must sign in first goes along, so that nothing typed is lost."""

from dataclasses import dataclass

from flask import request

from tracker.web.addresses import safe_next

PREFIX = "carried."
TARGET = "carried_to"
LEFT_BEHIND = frozenset({"csrf_token", "once", "factor_code", TARGET})


@dataclass(frozen=True)
class Carried:
    """Where a form was going and what it said; files cannot come along."""

    target: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False


def this_form() -> Carried:
    """Return the form that this request sends, without its token, passwords and codes."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name not in LEFT_BEHIND and "password" not in name
        for value in values
    ]
    had_files = any(upload.filename for upload in request.files.values())
    return Carried(request.full_path.rstrip("?"), tuple(fields), had_files=had_files)


def brought_along() -> Carried | None:
    """Return the form that came along with this one, None where none did."""
    if TARGET not in request.form:
        return None
    fields = [
        (name.removeprefix(PREFIX), value)
        for name, values in request.form.lists()
        if name.startswith(PREFIX)
        for value in values
    ]
    return Carried(safe_next(request.form[TARGET]), tuple(fields))
