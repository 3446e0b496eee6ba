"""The access table: every endpoint says who may open it, and nothing is served that the table does not name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from tracker.domain.errors import Forbidden, ProofNeeded
from tracker.domain.permissions import Actor, Permission, allows_anywhere
from tracker.web import current
from tracker.web.sign_in_first import Answer, lead_to_factor, lead_to_password, lead_to_sign_in


class Access(StrEnum):
    """Who may open a page whose rights depend on no item, or on one that the view itself opens."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


Need: TypeAlias = Access | Permission | tuple[Permission, ...]

KEY = "tracker.access"


def access_table(app: Flask) -> dict[str, Need]:
    """Return the application's table: endpoint -> what it needs."""
    table: dict[str, Need] = app.extensions.setdefault(KEY, {"static": Access.PUBLIC})
    return table


def add_rules(app: Flask, blueprint_name: str, needs: Mapping[str, Need]) -> None:
    """Enter a blueprint's views; raises RuntimeError where a view and its entry do not match one to one."""
    prefix = f"{blueprint_name}."
    views = {name.removeprefix(prefix) for name in app.view_functions if name.startswith(prefix)}
    if views != set(needs):
        raise RuntimeError(f"access of {blueprint_name} differs from its views: {sorted(views ^ set(needs))}")
    access_table(app).update({prefix + view: need for view, need in needs.items()})


def check_access(app: Flask) -> Answer | None:
    """Let the request pass, lead a signed-out visitor to sign-in, or raise Forbidden or ProofNeeded."""
    if request.endpoint is None:
        return None
    need = access_table(app)[request.endpoint]
    if need is Access.PUBLIC:
        return None
    if not current.is_signed_in():
        return lead_to_sign_in()
    if way := _lead_to_duty(request.endpoint):
        return way
    if need is not Access.SIGNED_IN:
        demand(need)
    return None


def _lead_to_duty(endpoint: str) -> Answer | None:
    """Lead whoever must first change the password or set up the second factor there; their own account stays open."""
    person = current.signed_in()
    if endpoint.startswith("accounts."):
        return None
    if person.password_has_expired:
        return lead_to_password()
    return lead_to_factor() if person.must_enrol else None


def may(need: Need, person: Actor) -> bool:
    """Tell whether the person has the right now, wherever it is held."""
    rights = need if isinstance(need, tuple) else (need,)
    return any(
        right is Access.SIGNED_IN
        or (isinstance(right, Permission) and allows_anywhere(right, person, now=current.now()))
        for right in rights
    )


def demand(need: Need) -> None:
    """Raise Forbidden where the signed-in person lacks the right, ProofNeeded where only a fresh sign-in is missing."""
    person = current.actor()
    if may(need, person):
        return
    if may(need, current.freshly_proved(person)):
        raise ProofNeeded
    raise Forbidden


def init_app(app: Flask) -> None:
    """Check each request before its view, after the CSRF check."""

    @app.before_request
    def before() -> Answer | None:
        if isinstance(request.routing_exception, HTTPException):
            return None
        return check_access(app)
