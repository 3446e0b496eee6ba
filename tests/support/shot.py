"""A page of the demonstration office to be looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """A page to be seen by somebody; ``who`` is a name on the sign-in page, empty for a visitor."""

    name: str
    who: str
    path: str
