"""Every address of the site with rows that are there: for tests that walk them all, new ones by themselves."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

from tracker.extensions import Base, db
from tracker.models.access import UserSession
from tracker.models.commitment import PromiseMark
from tracker.models.mail import MailMessage
from tracker.models.people import RoleGrant, User
from tracker.models.reply import Reply

OTHER_NAMES: dict[str, Any] = {
    "grant_id": RoleGrant,
    "mail_id": MailMessage,
    "mark_id": PromiseMark,
    "session_id": UserSession,
    "user_id": User,
}
WORDS = {"token": "nonsense", "how": "adopt"}
HEALTH = "/healthz"  # says by its status, 503, that no clockwork runs, as in most tests
ENDING_THE_SESSION = frozenset({"accounts.sign_out"})


def tables() -> dict[str, Any]:
    """Return the table of each name that an address's number may have: its own in small letters, and ``_id``."""
    own = (mapper.class_ for mapper in Base.registry.mappers)
    named = {re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() + "_id": kind for kind in own}
    return named | OTHER_NAMES


def by_state(kind: Any) -> list[Any]:
    """Return a row of each state, or one where rows have no state."""
    rows = {getattr(row, "state", None): row for row in db.session.scalars(select(kind))}
    return list(rows.values())


def belonging(row: Any) -> dict[str, int]:
    """Return the item and the reply that a row belongs to, as far as it says."""
    found = {name: number for name in ("proposal_id", "reply_id") if (number := getattr(row, name, None))}
    if "reply_id" in found and "proposal_id" not in found:
        found["proposal_id"] = db.session.get_one(Reply, found["reply_id"]).proposal_id
    return found


def values_of(rule: Rule) -> Iterator[dict[str, Any]]:
    """Give values for an address's numbers that belong together; 1 where no table has a row."""
    known, numbers = tables(), re.findall(r"(\w+_id)>", rule.rule)
    words = {name: one.split(",")[0] for one, name in re.findall(r"<any\(([^)]*)\):(\w+)>", rule.rule)}
    fixed: dict[str, Any] = dict.fromkeys(rule.arguments, 1) | WORDS | words | dict(rule.defaults or {})
    rows = by_state(known[numbers[-1]]) if numbers and numbers[-1] in known else []
    for row in rows:
        yield fixed | belonging(row) | {numbers[-1]: row.id}
    if not rows:
        yield fixed


def addresses_by_rule(app: Flask, method: str) -> list[list[str]]:
    """Return the addresses of each rule that takes the method, with a row of each state."""
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
        return [
            [
                url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
                for values in values_of(rule)
            ]
            for rule in rules
            if rule.endpoint not in ENDING_THE_SESSION | {"static"}
        ]


def addresses(app: Flask, method: str) -> list[str]:
    """Return every address that takes the method, with a row of each state."""
    return [address for of_rule in addresses_by_rule(app, method) for address in of_rule]
