"""How failed sign-ins slow down guessing (trust.md): 13 guesses in the first hour, 6 an hour after, 100 in all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ADDRESS_WINDOW = timedelta(minutes=5)
GLOBAL_WINDOW = timedelta(minutes=5)
FREE_FAILURES = 5
ADDRESS_LIMIT = 30
GLOBAL_LIMIT = 300
ACCOUNT_LIMIT = 100
LONGEST_WAIT_MINUTES = 10
LONGEST_WAIT = timedelta(minutes=LONGEST_WAIT_MINUTES)


@dataclass(frozen=True)
class Failures:
    """Counts of failures: of the account since its last success (and when the last was), of the address, of all."""

    of_account: int
    last_of_account: datetime | None
    of_address: int
    of_all: int


@dataclass(frozen=True)
class Brake:
    """What an installation sets: failures of one address in five minutes, and a fixed wait after five in a row."""

    address_limit: int = ADDRESS_LIMIT
    lock: timedelta | None = None


class Verdict(StrEnum):
    """Whether a sign-in may be tried now."""

    OPEN = "open"
    WAIT = "wait"
    STOPPED = "stopped"


def wait_after(failures: int, lock: timedelta | None = None) -> timedelta:
    """Return how long an account waits after so many failures in a row: nothing, then 1, 2, 4, 8 and 10 minutes.

    With a fixed ``lock`` (等保) the wait is that long from the fifth failure on.
    """
    if failures < FREE_FAILURES:
        return timedelta()
    if lock is not None:
        return lock
    doubled = 2 ** min(failures - FREE_FAILURES, LONGEST_WAIT_MINUTES)
    return min(timedelta(minutes=doubled), LONGEST_WAIT)


def judge(failures: Failures, now: datetime, brake: Brake | None = None) -> Verdict:
    """Tell whether a sign-in may be tried at ``now``, an aware instant."""
    set_here = brake or Brake()
    if failures.of_account >= ACCOUNT_LIMIT:
        return Verdict.STOPPED
    last = failures.last_of_account
    if last is not None and now < last + wait_after(failures.of_account, set_here.lock):
        return Verdict.WAIT
    return Verdict.WAIT if failures.of_address >= set_here.address_limit else Verdict.OPEN


def is_alarming(failures: Failures) -> bool:
    """Tell whether so many sign-ins fail everywhere that somebody must look."""
    return failures.of_all >= GLOBAL_LIMIT
