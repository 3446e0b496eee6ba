"""Each sending of a letter (寄送) and what became of it."""

from enum import StrEnum


class DispatchOutcome(StrEnum):
    """What is known of a sending: received, not delivered, or come back."""

    RECEIVED = "received"
    UNDELIVERED = "undelivered"
    RETURNED = "returned"


class Retention(StrEnum):
    """How long an archived item is kept: the lead's for ever, a co-handler's for 30 years (handling.md §2.4 A16)."""

    PERMANENT = "permanent"
    THIRTY_YEARS = "thirty_years"
