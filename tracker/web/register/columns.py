"""The columns of the list: their heads, how they are drawn, and by which the list can be put in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.register_layout import ListColumn
from tracker.queries.register import RegisterFilter
from tracker.queries.register_order import Sort
from tracker.web.register.address import Addresses

HEADS: Mapping[ListColumn, LazyString] = {
    ListColumn.NUMBER: _l("编号"),
    ListColumn.TITLE: _l("标题"),
    ListColumn.KIND: _l("类别"),
    ListColumn.SESSION: _l("届次"),
    ListColumn.SPONSOR: _l("提出人"),
    ListColumn.UNIT: _l("主办单位"),
    ListColumn.OFFICE: _l("承办处·人"),
    ListColumn.OPINIONS: _l("会办意见"),
    ListColumn.STATE: _l("状态"),
    ListColumn.PROMISES: _l("承诺"),
    ListColumn.REGISTERED: _l("登记日期"),
    ListColumn.ASSIGNED: _l("交办日期"),
    ListColumn.DUE: _l("办复期限"),
    ListColumn.LEFT: _l("余量"),
    ListColumn.REPLIED: _l("答复日期"),
    ListColumn.CLASS_MARK: _l("办理结果"),
    ListColumn.TAGS: _l("标签"),
}
STYLES: Mapping[ListColumn, str] = {
    ListColumn.NUMBER: "no",
    ListColumn.TITLE: "title",
    ListColumn.SPONSOR: "sponsor",
    ListColumn.PROMISES: "r",
    ListColumn.DUE: "gap",
}
HEAD_STYLES: Mapping[ListColumn, str] = {ListColumn.PROMISES: "r", ListColumn.DUE: "gap"}
# what would not be understood without its head where rows stack on a phone
TOLD = frozenset({
    ListColumn.PROMISES,
    ListColumn.REGISTERED,
    ListColumn.ASSIGNED,
    ListColumn.REPLIED,
    ListColumn.CLASS_MARK,
})  # fmt: skip
SORTS: Mapping[ListColumn, tuple[Sort, Sort]] = {
    ListColumn.NUMBER: (Sort.NUMBER, Sort.NUMBER_LAST),
    ListColumn.SPONSOR: (Sort.SPONSOR, Sort.SPONSOR_LAST),
    ListColumn.REGISTERED: (Sort.REGISTERED_FIRST, Sort.REGISTERED),
    ListColumn.DUE: (Sort.DUE, Sort.DUE_LATEST),
}


def heads_of(
    columns: Sequence[ListColumn], addresses: Addresses | None, chosen: RegisterFilter
) -> list[dict[str, Any]]:
    """Return the heads of the table; those of ``SORTS`` are links that sort, or turn the order round; on paper none."""
    return [
        {"label": str(HEADS[one]), "cls": HEAD_STYLES.get(one, ""), **_sorts(one, addresses, chosen)}
        for one in columns
    ]


def _sorts(column: ListColumn, addresses: Addresses | None, chosen: RegisterFilter) -> dict[str, str]:
    if addresses is None or column not in SORTS:
        return {}
    rising, falling = SORTS[column]
    wanted = falling if chosen.sort is rising else rising
    found = {"url": addresses.to(sort=None if wanted is Sort.DUE else wanted.value)}
    if chosen.sort in SORTS[column]:
        found["sort"] = "ascending" if chosen.sort is rising else "descending"
    return found
