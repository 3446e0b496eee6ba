"""A mail's way out: its states, what its history may say, and when a mail that did not get out is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256


class MailState(StrEnum):
    """Where a mail stands; ``unknown``: the server may have taken it, its answer was lost."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MailKind(StrEnum):
    """Why a mail is written."""

    DIGEST = "digest"
    REMINDER = "reminder"
    HAND_OVER = "hand_over"
    SENT_BACK = "sent_back"
    SIGNATURE = "signature"
    URGE = "urge"
    NOTICE = "notice"


class MailNote(StrEnum):
    """A line of a mail's history."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    IN_DOUBT = "in_doubt"
    SENDER_STOPPED = "sender_stopped"
    JOURNAL_SAYS_TAKEN = "journal_says_taken"
    FOUND = "found_in_ledger"
    NOT_FOUND = "not_in_ledger"
    LEDGER_SILENT = "ledger_silent"
    SENT_AGAIN = "sent_again"
    BOUNCED = "bounced"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    INACTIVE = "recipient_inactive"
    NOT_WANTED = "no_longer_wanted"
    MAIL_OFF = "mail_off"
    RETRIED = "retried_by_hand"
    DROPPED = "dropped_by_hand"


HOUR = timedelta(hours=1)
FIRST_DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), HOUR)
GIVES_UP_AFTER = timedelta(hours=72)
# Counted and not timed, so that a clock that jumps gives up nothing: the first delays, then one try an hour.
MOST_TRIES = 1 + len(FIRST_DELAYS) + (GIVES_UP_AFTER - sum(FIRST_DELAYS, timedelta())) // HOUR
DETAIL = 500  # characters kept of a server's answer


def delay_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries (1 or more); None where there is no other."""
    if tries >= MOST_TRIES:
        return None
    return FIRST_DELAYS[tries - 1] if tries <= len(FIRST_DELAYS) else HOUR


def message_id(key: str, founded: datetime | None, domain: str) -> str:
    """Return the Message-ID of the mail with this key: the same for ever, and after a restored backup too.

    ``founded`` is the instant at which the installation was set up: a trial beside it has other Message-IDs.
    """
    origin = founded.isoformat() if founded else ""
    return f"<{sha256(f'{origin}|{key}'.encode()).hexdigest()[:40]}@{domain}>"
