"""Tables, one module an aggregate."""

from tracker.models import (
    access,
    archive,
    assignment,
    audit,
    commitment,
    dispatch,
    evaluation,
    event,
    later_letter,
    office,
    opinion,
    people,
    proposal,
    publication,
    reply,
    writing,
)

__all__ = [
    "access",
    "archive",
    "assignment",
    "audit",
    "commitment",
    "dispatch",
    "evaluation",
    "event",
    "later_letter",
    "office",
    "opinion",
    "people",
    "proposal",
    "publication",
    "reply",
    "writing",
]
