"""Every address of the site with rows that are there: for tests that walk them all, new ones by themselves."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.commitment import Commitment, PromiseMark
from tracker.models.office import Attachment
from tracker.models.opinion import Opinion
from tracker.models.people import RoleGrant, Unit, User
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply

OWN_ROWS = {
    "commitment_id": Commitment,
    "grant_id": RoleGrant,
    "mark_id": PromiseMark,
    "proposal_id": Proposal,
    "unit_id": Unit,
    "user_id": User,
}
ROWS_OF_ITEM: dict[str, Any] = {
    "assignment_id": Assignment,
    "attachment_id": Attachment,
    "milestone_id": Milestone,
    "opinion_id": Opinion,
    "reply_id": Reply,
}
ENDING_THE_SESSION = frozenset({"accounts.sign_out"})


def by_state(kind: Any) -> list[Any]:
    """Return a row of each state, or one where rows have no state."""
    rows = {getattr(row, "state", None): row for row in db.session.scalars(select(kind))}
    return list(rows.values())


def values_of(names: set[str]) -> Iterator[dict[str, Any]]:
    """Give values for an address's numbers that belong together."""
    child = next((name for name in ROWS_OF_ITEM if name in names), None)
    own = next((name for name in OWN_ROWS if name in names), None)
    fixed = {"tab": "text", "token": "nonsense", "how": "adopt", "mark_id": 1, "session_id": 1}
    if child:
        for row in by_state(ROWS_OF_ITEM[child]):
            yield fixed | {"proposal_id": row.proposal_id, child: row.id}
    elif own:
        for row in by_state(OWN_ROWS[own]):
            yield fixed | {own: row.id}
    else:
        yield fixed


def addresses(app: Flask, method: str) -> list[str]:
    """Return every address that takes the method, with a row of each state."""
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
        return [
            url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            for rule in rules
            if rule.endpoint not in ENDING_THE_SESSION | {"static"}
            for values in values_of(set(rule.arguments))
        ]
