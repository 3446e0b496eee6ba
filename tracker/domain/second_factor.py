"""The second factor (trust.md): codes that change every 30 seconds (RFC 6238), recovery codes, who must have one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from unicodedata import normalize

import pyotp

from tracker.domain.vocabulary import ADMIN_ROLES, Role

ISSUER = "提案建议办理"  # short, so that the QR code stays coarse enough for any camera
STEP = 30  # seconds for which a code stands
WINDOW = 1  # steps before and after the present one that are accepted, for clocks that differ
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits, 16 characters of base32
CODE = re.compile(r"[0-9]{6}")
RECOVERY_CODE = re.compile(r"[A-Z2-7]{16}")
GROUP = 4
SEPARATORS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff_.·\-\u2010-\u2015]+")
# Base32 has no 0, 1 and 8: whoever reads them off paper means the letter that looks alike.
LOOKALIKES = str.maketrans("018", "OIB")
# Failures that an account may make in each length of time; then it waits until the oldest are longer ago.
FAILURES: Mapping[timedelta, int] = {timedelta(minutes=5): 5, timedelta(hours=1): 20, timedelta(days=1): 50}
LONGEST_WINDOW = max(FAILURES)


class SecondFactorPolicy(StrEnum):
    """Who must have a second factor: nobody, those who lead, assign and administer, or everybody."""

    OFF = "off"
    LEADING = "leading"
    EVERYBODY = "everybody"


LEADING_ROLES = ADMIN_ROLES | {Role.LEADER, Role.COORDINATOR}
_DEMANDED: Mapping[SecondFactorPolicy, frozenset[Role]] = {
    SecondFactorPolicy.OFF: frozenset(),
    SecondFactorPolicy.LEADING: frozenset(LEADING_ROLES),
    SecondFactorPolicy.EVERYBODY: frozenset(Role),
}


def demands(policy: SecondFactorPolicy, roles: Collection[Role]) -> bool:
    """Tell whether a person who holds these roles must have a second factor."""
    return not _DEMANDED[policy].isdisjoint(roles)


def new_secret() -> str:
    """Return 160 random bits as base32, to be shared with the person's device once."""
    return pyotp.random_base32(32)


def address_for_device(secret: str, username: str) -> str:
    """Return what the QR code holds: ``otpauth://totp/…``, which every authenticator reads without internet."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def normalised(typed: str) -> str:
    """Return a code as it is compared and kept: narrow characters, capitals, no spaces or hyphens."""
    return SEPARATORS.sub("", normalize("NFKC", typed)).upper()


def recovery_code(code: str) -> str | None:
    """Return a normalised code as a recovery code, None where it cannot be one."""
    read = code.translate(LOOKALIKES)
    return read if RECOVERY_CODE.fullmatch(read) else None


def grouped(text: str) -> str:
    """Return a secret or a recovery code in groups of four, as people read and type it."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def step_of(now: datetime) -> int:
    """Return the number of the 30 seconds in which an aware instant lies."""
    return int(now.timestamp()) // STEP


def matching_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Return the step whose code this is, None where there is none.

    Only steps after ``last_step``, the last one used, count: a code works once, and an older one never after it.
    """
    if not CODE.fullmatch(code):
        return None
    made, present = pyotp.TOTP(secret), step_of(now)
    steps = range(present - WINDOW, present + WINDOW + 1)
    found = [step for step in steps if compare_digest(made.generate_otp(step), code)]
    return next((step for step in found if last_step is None or step > last_step), None)


@dataclass(frozen=True)
class CodeFailures:
    """The instants of an account's failed codes, in any order."""

    at: Collection[datetime]

    def must_wait(self, now: datetime) -> bool:
        """Tell whether no code is looked at now: 5 failures in 5 minutes, 20 in an hour or 50 in a day."""
        return any(
            sum(now - length < instant for instant in self.at) >= most for length, most in FAILURES.items()
        )
