"""Facets, filters and counts of a search as its template draws them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.queries.people import UnitTree
from tracker.queries.search import MOST_ITEMS, Result
from tracker.queries.search_question import Question
from tracker.web.labels import label
from tracker.web.search.address import Arguments, address
from tracker.web.search.words import SOURCES, session_words

MOST_VALUES = 8


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
