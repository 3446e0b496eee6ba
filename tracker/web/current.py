"""What a request knows: who asks, at which instant, on which day, and the units."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import current_app, g, request, session
from flask_login import current_user

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.sessions import Limits
from tracker.extensions import login_manager
from tracker.queries import accounts
from tracker.queries.accounts import Office, SignedIn
from tracker.queries.people import UnitTree, unit_tree

TOKEN = "token"  # noqa: S105 - the key under which the cookie keeps it
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def now() -> datetime:
    """Return the instant of this request, aware, in UTC; the same each time it is asked."""
    if "now" not in g:
        g.now = clock.now()
    instant: datetime = g.now
    return instant


def today() -> date:
    """Return the day of this request in Beijing."""
    if "today" not in g:
        g.today = clock.local_day(now())
    day: date = g.today
    return day


def limits() -> Limits:
    """Return how long sessions last here."""
    return Limits(current_app.config["SESSION_IDLE"], current_app.config["SESSION_ABSOLUTE"])


def load_signed_in(_request: object = None) -> SignedIn | None:
    """Return who holds the cookie's token; None where nobody does any more."""
    token = session.get(TOKEN)
    found = accounts.find_session(token, now(), limits()) if isinstance(token, str) else None
    if found is None:
        return None
    g.units = found[1]
    return found[0]


def is_signed_in() -> bool:
    """Tell whether somebody is signed in."""
    return bool(current_user.is_authenticated)


def signed_in() -> SignedIn:
    """Return the session of the signed-in person; raises LookupError where nobody is signed in."""
    if not is_signed_in():
        raise LookupError("signed out")
    person: SignedIn = current_user._get_current_object()  # noqa: SLF001 - the object behind the proxy
    return person


def seconds_left() -> int:
    """Return for how many seconds the session lasts if nobody clicks any more; 0 where nobody is signed in."""
    return max(0, int((signed_in().ends_at - now()).total_seconds())) if is_signed_in() else 0


def actor() -> Actor:
    """Return the signed-in person as the rules see them."""
    return signed_in().actor


def freshly_proved(person: Actor) -> Actor:
    """Return the person as they would be right after signing in again."""
    return replace(person, proved_at=now())


def units() -> UnitTree:
    """Return every unit as it stood when the request began."""
    if "units" not in g:
        g.units = unit_tree()
    tree: UnitTree = g.units
    return tree


def office() -> Office:
    """Return what a signed-out visitor may know of this installation; read once a request."""
    if "office" not in g:
        g.office = accounts.office()
    found: Office = g.office
    return found


def is_loopback() -> bool:
    """Tell whether the request comes from this very machine, by its own name and through no proxy."""
    host: Any = request.host if request.host.endswith("]") else request.host.rsplit(":", 1)[0]
    return (
        request.remote_addr in LOOPBACK
        and host.strip("[]") in LOOPBACK
        and "X-Forwarded-For" not in request.headers
    )


def is_demonstration() -> bool:
    """Tell whether this is the demonstration office, opened on its own machine."""
    if not is_loopback():
        return False
    if current_app.config["DEMONSTRATION"]:
        return True
    return signed_in().is_demonstration if is_signed_in() else office().is_demonstration


def be_nobody() -> None:
    """Treat the reader as unknown for the rest of this request: for errors that a database may have caused."""
    g._login_user = login_manager.anonymous_user()  # noqa: SLF001 - where flask_login keeps its answer
    g.office = Office("", is_demonstration=False, is_set_up=True)
