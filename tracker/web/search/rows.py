"""Results, facets and filters of a search as its template draws them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.search_kinds import Reach, SourceKind
from tracker.domain.search_words import FOLDED, Folded, fold, marked
from tracker.queries.item import Tab
from tracker.queries.people import UnitTree
from tracker.queries.search_page import Excerpt
from tracker.web.labels import label
from tracker.web.search.words import SOURCES, session_words

MOST_PLACES = 3
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class FoundPlace:
    """Where a word stands: in what, the way there, and the words around it in pieces."""

    label: str
    url: str
    pieces: Pieces


@dataclass(frozen=True)
class FoundItem:
    """One result."""

    url: str
    number: Pieces
    title: Pieces
    kind: str
    unit: str
    stage: str
    session: str
    places: list[FoundPlace]
    more: int


def results(
    rows: Iterable[Any], places: Iterable[Excerpt], words: list[str], tree: UnitTree
) -> list[FoundItem]:
    """Return items with the places where the words stand."""
    of_item: dict[int, list[Excerpt]] = {}
    for one in places:
        of_item.setdefault(one.proposal_id, []).append(one)
    return [_item(row, of_item.get(row.id, []), words, tree) for row in rows]


def _item(row: Any, found: list[Excerpt], words: list[str], tree: UnitTree) -> FoundItem:
    number = row.number_norm or row.number_raw or _("无编号")
    return FoundItem(
        url=url_for("item.view_item", proposal_id=row.id),
        number=list(marked(fold(number), words)),
        title=list(marked(fold(row.title), words)),
        kind=str(label(row.kind)),
        unit=tree.name(row.unit_id),
        stage=str(label(row.stage)),
        session=session_words(row.term, row.session_no),
        places=[_place(one, words, tree) for one in found[:MOST_PLACES]],
        more=len(found[MOST_PLACES:]),
    )


def _place(one: Excerpt, words: list[str], tree: UnitTree) -> FoundPlace:
    text = Folded(one.shown, one.shown.translate(FOLDED))
    pieces = [("…", False)] * one.is_begun + list(marked(text, words)) + [("…", False)] * one.goes_on
    return FoundPlace(_label(one, tree), _url(one), pieces)


def _label(one: Excerpt, tree: UnitTree) -> str:
    if one.kind is SourceKind.FILE:
        return str(_("附件《%(name)s》", name=one.file_name))
    if one.reach is Reach.DRAFT:
        return str(_("答复稿") if one.kind is SourceKind.REPLY else _("后续函件（稿）"))
    if one.kind is SourceKind.OPINION:
        return str(_("会办意见·%(unit)s", unit=tree.name(one.unit_id)))
    return str(SOURCES[one.kind])


def _url(one: Excerpt) -> str:
    """Return the way to the text itself; to a tab of the item where the text has no page of its own."""
    way = WAYS.get(one.kind)
    if way and not (one.kind is SourceKind.REPLY and one.reach is Reach.DRAFT):
        endpoint, name = way
        ids: dict[str, Any] = {"proposal_id": one.proposal_id, name: one.source_id}
        return url_for(endpoint, **ids)
    return url_for("item.view_item", proposal_id=one.proposal_id, tab=TABS.get(one.kind, Tab.TEXT).value)


WAYS: Mapping[SourceKind, tuple[str, str]] = {
    SourceKind.REPLY: ("reply.view_reply", "reply_id"),
    SourceKind.LETTER: ("reply.view_letter", "letter_id"),
    SourceKind.OPINION: ("opinion.view_opinion", "opinion_id"),
}
TABS: Mapping[SourceKind, Tab] = {
    SourceKind.REPLY: Tab.DRAFTS,
    SourceKind.PROMISE: Tab.PROMISES,
    SourceKind.FILE: Tab.FILES,
}
