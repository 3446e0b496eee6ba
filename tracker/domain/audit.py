"""The audit log's kinds and its chain: each row's hash covers the row and the hash before it.

The hash is an HMAC whose key is kept outside the database (``seal`` names its digest and its key), so that whoever can
write to the database cannot write the chain anew. Rows from before there was a key have no seal: plain SHA-256.

It tells of what is no event of an item: sign-ins, refusals, accounts, roles, settings, exports. ``KEYS`` names what a
kind's ``data`` may hold: never a text, a password, a token or a telephone number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac_of
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
    UNIT_CLOSED = "unit_closed"
    WORK_OFFERED = "work_offered"
    WORK_HANDED_OVER = "work_handed_over"
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET = "factor_reset"
    CODE_FAILED = "code_failed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
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
    AuditKind.CODE_FAILED: frozenset({"failures"}),
    AuditKind.FACTOR_RESET: frozenset({"asked_by"}),
    AuditKind.RECOVERY_CODE_USED: frozenset({"left"}),
    AuditKind.ROLE_GRANTED: _ROLE,
    AuditKind.ROLE_REVOKED: _ROLE,
    AuditKind.WORK_OFFERED: frozenset({"receiver", "lines"}),
    AuditKind.WORK_HANDED_OVER: frozenset({"giver", "receiver", "moved", "is_for_receiver"}),
    AuditKind.SETTINGS_CHANGED: frozenset({"before", "after"}),
    AuditKind.DENIED: frozenset({"status", "method", "place"}),
    AuditKind.EXPORTED: frozenset({"what", "rows"}),
    AuditKind.AUDIT_EXPORTED: frozenset({"rows"}),
    AuditKind.AUDIT_VERIFIED: frozenset({"rows", "first_bad"}),
}


def canonical(row: Mapping[str, Any]) -> str:
    """Return a row as one line of JSON that is the same wherever it is written: sorted keys, no spaces."""
    return dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Digest(StrEnum):
    """What the hashes are made with; SM3 (GB/T 32905) where an office must use 商用密码."""

    SHA256 = "sha256"
    SM3 = "sm3"


def key_id(key: str) -> str:
    """Return the short name of a key, from which the key cannot be found."""
    return sha256(b"tracker audit key\0" + key.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Seals:
    """The keys of the chain, the present one first; rows sealed with an earlier one can still be checked."""

    keys: Sequence[str] = ()
    digest: Digest = Digest.SHA256
    by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {f"hmac-{digest}:{key_id(key)}": key for key in self.keys for digest in Digest}
        object.__setattr__(self, "by_name", names)

    @property
    def present(self) -> str | None:
        """The seal of new rows; None where there is no key."""
        return f"hmac-{self.digest}:{key_id(self.keys[0])}" if self.keys else None


NO_SEALS = Seals()


def hash_of(row: Mapping[str, Any], seals: Seals = NO_SEALS) -> str | None:
    """Return the hash of a row, None where its key is not known; its own ``hash`` is left out, the one before is in."""
    seal = row.get("seal")
    left_out = {"hash"} if seal else {"hash", "seal"}
    line = canonical({name: value for name, value in row.items() if name not in left_out}).encode()
    if seal is None:
        return sha256(line).hexdigest()
    key = seals.by_name.get(seal)
    if key is None:
        return None
    return hmac_of(key.encode(), line, seal.partition(":")[0].removeprefix("hmac-")).hexdigest()


def first_bad(
    rows: Iterable[Mapping[str, Any]], seals: Seals = NO_SEALS, heads: Mapping[int, str] | None = None
) -> Iterator[int]:
    """Return the sequence at which each break of the chain is seen; nothing where the chain is whole.

    ``rows`` begin with sequence 1 and must count up by one; the first break is the row to look at. ``heads`` are the
    hashes that were kept elsewhere, by sequence. Where there is a key, no row without a seal may follow one with a
    seal, nor be the last: otherwise the end of the log could be written anew without the key.
    """
    kept = heads or {}
    row: Mapping[str, Any] = {"hash": NO_HASH}
    last = 0
    for last, found in enumerate(rows, start=1):
        before, row = row, found
        if not _follows(row, before, last, seals) or kept.get(last, row["hash"]) != row["hash"]:
            yield last
    if last and seals.keys and not row.get("seal"):
        yield last
    if missing := [number for number in kept if number > last]:
        yield min(missing)


def _follows(row: Mapping[str, Any], before: Mapping[str, Any], number: int, seals: Seals) -> bool:
    """Tell whether a row has its number, the hash before it, a seal if that one had one, and its own right hash."""
    is_next = row["sequence"] == number and row["previous_hash"] == before["hash"]
    return is_next and bool(row.get("seal") or not before.get("seal")) and _is_own(row, seals)


def _is_own(row: Mapping[str, Any], seals: Seals) -> bool:
    made = hash_of(row, seals)
    return made is not None and compare_digest(made, str(row["hash"]))
