"""Whom a step of sign-off asks though the item may not be theirs, and what they may do while it asks them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.vocabulary import Role


@dataclass(frozen=True)
class Asked:
    """Whom a step asks: one person, or whoever holds a role over a unit."""

    role: Role | None = None
    unit_id: int | None = None
    user_id: int | None = None


# By row of the table of rights, which has no column for them since chains are data: they read the item while it is
# under review, and act while their step is the present one (k).
ASKED_MARKS: Mapping[str, str] = {
    **dict.fromkeys(("R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"), "+"),
    **dict.fromkeys(("W12", "W13", "W35"), "nk"),
}
