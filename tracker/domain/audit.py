"""The audit log's kinds and its chain: each row's hash covers the row and the hash before it (SHA-256).

It tells of what is no event of an item: sign-ins, refusals, accounts, roles, settings, exports. ``KEYS`` names what a
kind's ``data`` may hold: never a text, a password, a token or a telephone number.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

NO_HASH = "0" * 64


class AuditKind(StrEnum):
    """A thing that happened, in the past tense."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PROVED = "proved"
    PROOF_FAILED = "proof_failed"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind's name
    LINK_MADE = "link_made"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    UNIT_ADDED = "unit_added"
    UNIT_RENAMED = "unit_renamed"
    SETTINGS_CHANGED = "settings_changed"
    DENIED = "denied"
    EXPORTED = "exported"
    AUDIT_EXPORTED = "audit_exported"
    AUDIT_VERIFIED = "audit_verified"


class Result(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


_NONE: frozenset[str] = frozenset()
_ROLE = frozenset({"role", "unit_id"})
KEYS: Mapping[AuditKind, frozenset[str]] = {
    **dict.fromkeys(AuditKind, _NONE),
    AuditKind.SIGN_IN_FAILED: frozenset({"failures"}),
    AuditKind.PROOF_FAILED: frozenset({"failures"}),
    AuditKind.ROLE_GRANTED: _ROLE,
    AuditKind.ROLE_REVOKED: _ROLE,
    AuditKind.SETTINGS_CHANGED: frozenset({"before", "after"}),
    AuditKind.DENIED: frozenset({"status", "method", "place"}),
    AuditKind.EXPORTED: frozenset({"what", "rows"}),
    AuditKind.AUDIT_EXPORTED: frozenset({"rows"}),
    AuditKind.AUDIT_VERIFIED: frozenset({"rows", "first_bad"}),
}


def canonical(row: Mapping[str, Any]) -> str:
    """Return a row as one line of JSON that is the same wherever it is written: sorted keys, no spaces."""
    return dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(row: Mapping[str, Any]) -> str:
    """Return the hash of a row; its own ``hash`` is left out, ``previous_hash`` is in."""
    covered = {name: value for name, value in row.items() if name != "hash"}
    return sha256(canonical(covered).encode()).hexdigest()


def first_bad(rows: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    """Return the sequence at which each break of the chain is seen; nothing where the chain is whole.

    ``rows`` begin with sequence 1 and must count up by one; the first break is the row to look at.
    """
    previous = NO_HASH
    for expected, row in enumerate(rows, start=1):
        is_whole = (
            row["sequence"] == expected and row["previous_hash"] == previous and row["hash"] == hash_of(row)
        )
        if not is_whole:
            yield expected
        previous = row["hash"]
