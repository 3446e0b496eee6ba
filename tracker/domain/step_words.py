"""The words of sign-off chains and of their steps, as enums; labels stand in ``tracker.web.labels``."""

from enum import StrEnum


class Importance(StrEnum):
    """How much weight an item has, as far as its sign-off chain depends on it."""

    ORDINARY = "ordinary"
    KEY = "key"
    LEADER_LED = "leader_led"


class StepPlace(StrEnum):
    """Where a step of a sign-off chain finds whom it asks."""

    HANDLING_OFFICE = "handling_office"
    ANSWERING_UNIT = "answering_unit"
    NAMED_UNIT = "named_unit"
    PERSON = "person"


class StepState(StrEnum):
    """How one step of a reply's sign-off stands."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    BYPASSED = "bypassed"
