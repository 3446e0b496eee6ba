"""Rows, chips, tabs and orders of the register as its template draws them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.vocabulary import Stage
from tracker.queries.register import Reader, RegisterFilter, View, shows_sponsor
from tracker.queries.register_order import Page, Sort, key_of
from tracker.web.due_words import Chip, due_chip, paused_chip
from tracker.web.filters import capped, near_day, short_day
from tracker.web.labels import label
from tracker.web.register.address import Arguments, address, place_text
from tracker.web.register.forms import DUE_WORDS, KEY_WORDS, OPINION_WORDS, PARTS

VIEWS: Mapping[View, LazyString] = {
    View.OPEN: _l("全部在办"),
    View.OURS: _l("我处主办"),
    View.THIS_WEEK: _l("本周到期"),
    View.CO_WAITING: _l("会办待回"),
    View.OVERDUE: _l("逾期"),
    View.KEY: _l("重点"),
    View.EVALUATING: _l("征询意见"),
    View.TRACKING: _l("承诺落实"),
    View.DONE: _l("已办结"),
}
ORDERS: Mapping[Sort, tuple[LazyString, LazyString, LazyString]] = {
    Sort.DUE: (_l("按办复期限从早到晚"), _l("更早到期"), _l("更晚到期")),
    Sort.NUMBER: (_l("按编号从小到大"), _l("编号更小"), _l("编号更大")),
    Sort.REGISTERED: (_l("按登记从新到旧"), _l("更新登记"), _l("更早登记")),
}
ANSWERED = frozenset({Stage.REPLIED, Stage.EVALUATING, Stage.TRACKING, Stage.CO_RETURNED})


@dataclass(frozen=True)
class Tab:
    """A saved view with its address and its capped count."""

    url: str
    label: str
    count: str | int | None
    current: bool


@dataclass(frozen=True)
class FilterChip:
    """A filter in force, and the list without it."""

    label: str
    words: str
    remove_url: str


@dataclass(frozen=True)
class ItemRow:
    """One line of the register."""

    item_id: int
    number: str
    title: str
    tags: tuple[tuple[str, bool], ...]
    sponsor: str
    office: str
    person: str
    dots: list[str] | None
    state: str
    promises: int
    due: str
    chip: Chip | None


def rows_of(page: Page, reader: Reader) -> list[ItemRow]:
    """Return the rows of a page in words."""
    return [row_of(row, reader) for row in page.rows]


def row_of(row: Any, reader: Reader) -> ItemRow:
    """Return one row in words."""
    own = row.lead_office_id or row.lead_unit_id
    return ItemRow(
        item_id=row.id,
        number=row.number_norm or _("无编号"),
        title=row.title,
        tags=_tags(row),
        sponsor=row.sponsor_text if shows_sponsor(row, reader) else _("保密"),
        office=reader.tree.name(own),
        person=row.officer_name or (_("待分派") if own else ""),
        dots=None if row.host_is_co else _dots(row, reader.today),
        state=_state(row),
        promises=row.promise_total,
        due=near_day(row.due_on) if row.due_on else "",
        chip=_chip(row),
    )


def _tags(row: Any) -> tuple[tuple[str, bool], ...]:
    found = [(_("重点"), True)] if row.is_key else []
    if row.is_express:
        found.append((_("急办"), False))
    if row.is_confidential:
        found.append((_("不公开提出人"), False))
    return tuple(found)


def _state(row: Any) -> str:
    words = str(label(row.stage))
    return _("第%(number)s轮 %(state)s", number=row.round_no, state=words) if row.round_no > 1 else words


def _chip(row: Any) -> Chip | None:
    if row.due_on is None:
        return None
    if row.stage in ANSWERED or not row.is_open:
        done_on = row.replied_on
        return due_chip(row.due_on, done_on) if done_on else None
    if row.paused_on is not None:
        return paused_chip(row.paused_on)
    return due_chip(row.due_on)


def _dots(row: Any, today: date) -> list[str]:
    missing = row.co_total - row.co_in
    is_late = row.is_open and row.co_due_on is not None and row.co_due_on < today
    return ["answered"] * row.co_in + ["overdue" if is_late else "waiting"] * missing


def tabs_of(chosen: RegisterFilter, counts: Mapping[str, int]) -> list[Tab]:
    """Return the saved views; each opens the whole view, without the filters in force."""
    return [
        Tab(
            address(Arguments(), view=None if view is View.OPEN else view.value),
            str(words),
            capped(counts.get(view.value)),
            view is chosen.view,
        )
        for view, words in VIEWS.items()
    ]


def chips_of(arguments: Arguments, chosen: RegisterFilter, names: Mapping[str, str]) -> list[FilterChip]:
    """Return the filters in force, each with the list without it; ``names`` says offices and people in words."""
    shown: tuple[tuple[str, LazyString, Any], ...] = (
        ("q", _l("包含"), chosen.text),
        ("kind", _l("类别"), label(chosen.kind) if chosen.kind else None),
        ("role", _l("角色"), PARTS[chosen.part] if chosen.part else None),
        ("stage", _l("状态"), label(chosen.stage) if chosen.stage else None),
        ("term", _l("届"), chosen.term),
        ("session", _l("次"), chosen.session_no),
        ("office", _l("承办处"), names.get("office")),
        ("officer", _l("承办人"), names.get("officer")),
        ("due_from", _l("办复期限从"), short_day(chosen.due_from)),
        ("due_to", _l("办复期限到"), short_day(chosen.due_to)),
        ("overdue", _l("逾期"), _("只看") if chosen.is_overdue else None),
        ("key", _l("重点"), KEY_WORDS.get(chosen.is_key)),
        ("unit", _l("主办单位"), names.get("unit")),
        ("due", _l("期限"), DUE_WORDS.get(chosen.due)),
        ("opinions", _l("会办意见"), OPINION_WORDS.get(chosen.opinions)),
        ("owing", _l("欠会办意见的单位"), names.get("owing")),
        ("co_from", _l("会办期限从"), short_day(chosen.co_from)),
        ("co_to", _l("会办期限到"), short_day(chosen.co_to)),
        ("topic", _l("专题"), names.get("topic")),
    )
    return [
        FilterChip(str(words), str(value), address(arguments, key)) for key, words, value in shown if value
    ]


def columns_of(arguments: Arguments, chosen: RegisterFilter) -> list[dict[str, Any]]:
    """Return the heads of the table; two of them sort."""
    return [
        {"label": _("编号"), **_sorts(arguments, chosen, Sort.NUMBER)},
        {"label": _("标题")},
        {"label": _("提出人")},
        {"label": _("承办处·人")},
        {"label": _("会办意见")},
        {"label": _("状态")},
        {"label": _("承诺"), "cls": "r"},
        {"label": _("办复期限"), "cls": "gap", **_sorts(arguments, chosen, Sort.DUE)},
        {"label": _("余量")},
    ]


def _sorts(arguments: Arguments, chosen: RegisterFilter, sort: Sort) -> dict[str, str]:
    found = {"url": address(arguments, sort=None if sort is Sort.DUE else sort.value)}
    return {**found, "sort": "ascending"} if chosen.sort is sort else found


@dataclass(frozen=True)
class Turning:
    """The pager: the order in words and the neighbouring pages."""

    words: str
    earlier: str | None
    later: str | None
    earlier_label: str
    later_label: str


def turning_of(arguments: Arguments, chosen: RegisterFilter, page: Page) -> Turning:
    """Return the pager of a page; a page without rows leads back to the beginning."""
    order, up, down = ORDERS[chosen.sort]
    earlier = later = None
    if page.rows:
        ends = [place_text(key_of(row, chosen.sort), row.id) for row in (page.rows[0], page.rows[-1])]
        earlier = address(arguments, before=ends[0]) if page.has_earlier else None
        later = address(arguments, after=ends[1]) if page.has_later else None
    words = _("%(order)s·本页%(count)s件", order=order, count=len(page.rows))
    return Turning(words, earlier, later, str(up), str(down))
