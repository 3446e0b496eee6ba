"""Where a word can be found, and who may learn that it stands there."""

from enum import StrEnum


class SourceKind(StrEnum):
    """The kinds of text that the search looks into."""

    NUMBER = "number"
    TITLE = "title"
    SPONSOR = "sponsor"
    TEXT = "text"
    REPLY = "reply"
    LETTER = "letter"
    OPINION = "opinion"
    PROMISE = "promise"
    FILE = "file"


HEADS = frozenset({SourceKind.NUMBER, SourceKind.TITLE, SourceKind.SPONSOR})


class Reach(StrEnum):
    """Who may find a text; ``queries.search_rights`` says each one in SQL.

    ``ITEM``: whoever sees the item. ``TEXT``: they, unless it is confidential and its sponsors are hidden from them;
    the others likewise. ``DRAFT``: who may read drafts (R4). ``INSIDE``: who sees the routing (R6, R10).
    ``OPINION``: they and the unit itself (R5); ``OWN``: the unit itself alone, until it hands its opinion in.
    ``PROMISE``: those inside and the unit that owes it (R8).
    """

    ITEM = "item"
    TEXT = "text"
    DRAFT = "draft"
    INSIDE = "inside"
    OPINION = "opinion"
    OWN = "own"
    PROMISE = "promise"
