"""Tables, one module an aggregate."""

from tracker.models import (
    access,
    assignment,
    commitment,
    evaluation,
    event,
    office,
    opinion,
    people,
    proposal,
    reply,
    writing,
)

__all__ = [
    "access",
    "assignment",
    "commitment",
    "evaluation",
    "event",
    "office",
    "opinion",
    "people",
    "proposal",
    "reply",
    "writing",
]
