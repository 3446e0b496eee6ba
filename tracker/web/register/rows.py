"""Rows, chips, tabs and orders of the register as its template draws them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.vocabulary import Stage
from tracker.queries.register import RegisterFilter, View
from tracker.queries.register_order import Page, Sort, key_of
from tracker.queries.saved_views import Desk, KeptView
from tracker.web.due_words import Chip, due_chip, paused_chip
from tracker.web.filters import capped, short_day
from tracker.web.labels import label
from tracker.web.register.address import Addresses, place_text
from tracker.web.register.forms import DUE_WORDS, KEY_WORDS, OPINION_WORDS, PARTS, SIGNING_WORDS

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
    Sort.DUE_LATEST: (_l("按办复期限从晚到早"), _l("更晚到期"), _l("更早到期")),
    Sort.NUMBER: (_l("按编号从小到大"), _l("编号更小"), _l("编号更大")),
    Sort.NUMBER_LAST: (_l("按编号从大到小"), _l("编号更大"), _l("编号更小")),
    Sort.SPONSOR: (_l("按提出人排列"), _l("上一页"), _l("下一页")),
    Sort.SPONSOR_LAST: (_l("按提出人倒序排列"), _l("上一页"), _l("下一页")),
    Sort.REGISTERED_FIRST: (_l("按登记从旧到新"), _l("更早登记"), _l("更新登记")),
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


def tags_of(row: Any) -> tuple[tuple[str, bool], ...]:
    """Return what is marked beside an item's title, each with whether it is the key mark."""
    if not (row.is_key or row.is_express or row.is_confidential):
        return ()
    found = [(_("重点"), True)] if row.is_key else []
    if row.is_express:
        found.append((_("急办"), False))
    if row.is_confidential:
        found.append((_("不公开提出人"), False))
    return tuple(found)


def chip_of_item(row: Any) -> Chip | None:
    """Return how an item stands to its day; None where it has none, or its answer has no day."""
    if row.due_on is None:
        return None
    if row.stage in ANSWERED or not row.is_open:
        done_on = row.replied_on
        return due_chip(row.due_on, done_on) if done_on else None
    if row.paused_on is not None:
        return paused_chip(row.paused_on)
    return due_chip(row.due_on)


def dots_of(received: int, missing: int, *, is_late: bool) -> list[str]:
    """Return a dot for each opinion: those that came, then those that are missing."""
    return ["answered"] * received + ["overdue" if is_late else "waiting"] * missing


def tabs_of(
    chosen: RegisterFilter, counts: Mapping[str, int], desk: Desk, saved: KeptView | None
) -> list[Tab]:
    """Return the views that everybody has, then the saved ones; each opens the whole view, without other filters."""
    everybody = [
        Tab(
            f"{url_for('register.list_items')}?view={view.value}",
            str(words),
            capped(counts.get(view.value)),
            saved is None and view is chosen.view and not chosen.ids,
        )
        for view, words in VIEWS.items()
    ]
    return everybody + [Tab(view_address(view), view.name, None, view is saved) for view in desk.views]


def view_address(view: Any) -> str:
    """Return the list of a saved view: all that it asks for stands in the address."""
    mark = urlencode({"saved": view.id})
    return f"{url_for('register.list_items')}?{f'{view.query}&' if view.query else ''}{mark}"


def chips_of(addresses: Addresses, chosen: RegisterFilter, names: Mapping[str, str]) -> list[FilterChip]:
    """Return the filters in force, each with the list without it; ``names`` says what is meant by an id."""
    shown: tuple[tuple[str, LazyString, Any], ...] = (
        ("q", _l("包含"), chosen.text),
        ("ids", _l("所选"), _("%(count)s件", count=len(chosen.ids)) if chosen.ids else None),
        ("number", _l("编号"), chosen.number),
        ("sponsor", _l("领衔人"), chosen.sponsor),
        ("kind", _l("类别"), label(chosen.kind) if chosen.kind else None),
        ("role", _l("角色"), PARTS[chosen.part] if chosen.part else None),
        ("stage", _l("状态"), label(chosen.stage) if chosen.stage else None),
        ("signing", _l("签收情况"), SIGNING_WORDS.get(chosen.signing)),
        ("term", _l("届"), chosen.term),
        ("session", _l("次"), chosen.session_no),
        ("office", _l("承办处"), names.get("office")),
        ("officer", _l("承办人"), names.get("officer")),
        ("due_from", _l("办复期限从"), short_day(chosen.due_from)),
        ("due_to", _l("办复期限到"), short_day(chosen.due_to)),
        ("registered_from", _l("登记日期从"), short_day(chosen.registered_from)),
        ("registered_to", _l("登记日期到"), short_day(chosen.registered_to)),
        ("overdue", _l("逾期"), _("只看") if chosen.is_overdue else None),
        ("key", _l("重点"), KEY_WORDS.get(chosen.is_key)),
        ("unit", _l("主办单位"), names.get("unit")),
        ("helper", _l("会办单位"), names.get("helper")),
        ("due", _l("期限"), DUE_WORDS.get(chosen.due)),
        ("opinions", _l("会办意见"), OPINION_WORDS.get(chosen.opinions)),
        ("owing", _l("欠会办意见的单位"), names.get("owing")),
        ("co_from", _l("会办期限从"), short_day(chosen.co_from)),
        ("co_to", _l("会办期限到"), short_day(chosen.co_to)),
        ("topic", _l("专题"), names.get("topic")),
        ("tag", _l("标签"), names.get("tag")),
    )
    return [FilterChip(str(words), str(value), addresses.to(key)) for key, words, value in shown if value]


@dataclass(frozen=True)
class Turning:
    """The pager: the order in words and the neighbouring pages."""

    words: str
    earlier: str | None
    later: str | None
    earlier_label: str
    later_label: str


def turning_of(addresses: Addresses, chosen: RegisterFilter, page: Page) -> Turning:
    """Return the pager of a page; a page without rows leads back to the beginning."""
    order, up, down = ORDERS[chosen.sort]
    earlier = later = None
    if page.rows:
        ends = [place_text(key_of(row, chosen.sort), row.id) for row in (page.rows[0], page.rows[-1])]
        earlier = addresses.to(before=ends[0]) if page.has_earlier else None
        later = addresses.to(after=ends[1]) if page.has_later else None
    words = _("%(order)s·本页%(count)s件", order=order, count=len(page.rows))
    return Turning(words, earlier, later, str(up), str(down))
