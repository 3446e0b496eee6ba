"""Results, facets and filters of a search as its template draws them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.search_kinds import Reach, SourceKind
from tracker.domain.search_words import FOLDED, Folded, fold, marked
from tracker.queries.item import Tab
from tracker.queries.people import UnitTree
from tracker.queries.search import MOST_ITEMS, Question, Result
from tracker.queries.search_page import Excerpt
from tracker.web.labels import label
from tracker.web.search.address import Arguments, address

SOURCES: Mapping[SourceKind, LazyString] = {
    SourceKind.TITLE: _l("标题"),
    SourceKind.NUMBER: _l("编号"),
    SourceKind.SPONSOR: _l("提出人"),
    SourceKind.TEXT: _l("原文"),
    SourceKind.REPLY: _l("答复全文"),
    SourceKind.LETTER: _l("后续函件"),
    SourceKind.OPINION: _l("会办意见"),
    SourceKind.PROMISE: _l("承诺"),
    SourceKind.FILE: _l("附件"),
}
MOST_PLACES = 3
MOST_VALUES = 8
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


@dataclass(frozen=True)
class FacetLine:
    """A value that narrows the result, with its count; ``url`` leads to the narrowed one."""

    label: str
    url: str
    count: str


@dataclass(frozen=True)
class FilterChip:
    """A filter in force, and the result without it."""

    label: str
    words: str
    remove_url: str


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


def session_words(term: int | None, session_no: int | None) -> str:
    """Write a body's term and session, nothing where the term is not known."""
    if term is None:
        return ""
    return str(
        _("%(term)s届%(session)s次", term=term, session=session_no)
        if session_no
        else _("%(term)s届", term=term)
    )


def count_words(count: int, *, is_whole: bool) -> str:
    """Write a count, with a plus where the counting stopped before the end."""
    if count > MOST_ITEMS or (not is_whole and count == MOST_ITEMS):
        return str(_("1,000+"))
    return str(count) if is_whole else f"{count}+"


def facets_of(
    arguments: Arguments, asked: Question, result: Result, tree: UnitTree
) -> list[tuple[str, list[FacetLine]]]:
    """Return the facets that would narrow the result further, the most frequent values first."""
    shown = []
    for name, (title, words, in_address) in facet_table(tree).items():
        values = result.facets[name].most_common(MOST_VALUES)
        if _chosen(asked, name) is None and len(values) > 1:
            lines = [
                FacetLine(
                    words(value),
                    address(arguments, **in_address(value)),
                    count_words(count, is_whole=result.is_whole),
                )
                for value, count in values
            ]
            shown.append((str(title), lines))
    return shown


Written = dict[str, str | int | None]
Facet = tuple[LazyString, Callable[[Any], str], Callable[[Any], Written]]


def facet_table(tree: UnitTree) -> dict[str, Facet]:
    """Return each facet's title, the words of a value, and the value as an address says it."""
    return {
        "source": (_l("出处"), lambda kind: str(SOURCES[kind]), lambda kind: {"source": kind.value}),
        "kind": (_l("类别"), lambda kind: str(label(kind)), lambda kind: {"kind": kind.value}),
        "stage": (_l("状态"), lambda stage: str(label(stage)), lambda stage: {"stage": stage.value}),
        "unit": (_l("承办"), lambda unit: tree.name(unit) or _("未交办"), lambda unit: {"unit": unit}),
        "session": (
            _l("届次"),
            lambda pair: session_words(*pair),
            lambda pair: {"term": pair[0], "session": pair[1]},
        ),
    }


def _chosen(asked: Question, name: str) -> Any:
    chosen = {
        "source": asked.source,
        "kind": asked.kind,
        "stage": asked.stage,
        "unit": asked.unit_id,
        "session": asked.term if asked.term is not None else asked.session_no,
    }
    return chosen[name]


def chips_of(arguments: Arguments, asked: Question, tree: UnitTree) -> list[FilterChip]:
    """Return the filters in force."""
    return list(_chips(arguments, asked, tree))


def _chips(arguments: Arguments, asked: Question, tree: UnitTree) -> Iterator[FilterChip]:
    for name, (title, words, _in_address) in facet_table(tree).items():
        value = _chosen(asked, name)
        if value is None:
            continue
        pair = (asked.term, asked.session_no) if name == "session" else value
        without = ("term", "session") if name == "session" else (name,)
        yield FilterChip(str(title), words(pair), address(arguments, *without))
