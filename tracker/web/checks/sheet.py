"""The findings of a session's check, as the page and the exported sheet draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.documents.sheets import Cell, Column
from tracker.domain import register_checks as rules
from tracker.queries.register_checks import MOST, Session, earlier_items, items_of
from tracker.web.current import actor
from tracker.web.labels import label

RANGES_SHOWN = 200
REPEATED_SHOWN = 100


@dataclass(frozen=True)
class Findings:
    """All that was found in one session."""

    items: Sequence[Any]
    series: list[rules.Series]
    uncounted: int
    twice: list[list[Any]]
    alike: list[list[Any]]
    repeated: list[tuple[Any, list[tuple[Any, int]]]]

    @property
    def is_cut(self) -> bool:
        """Whether the session has more items than were looked at."""
        return len(self.items) >= MOST


def findings_of(session: Session, last: int | None) -> Findings:
    """Read a session and check it: two statements."""
    items = items_of(actor(), session)
    earlier = earlier_items(actor(), session)
    by_id = {row.id: row for row in (*items, *earlier)}
    titles = [(row.id, row.title) for row in items]
    return Findings(
        items=items,
        series=rules.series_of((row.number_norm for row in items), last),
        uncounted=sum(rules.serial_of(row.number_norm) is None for row in items),
        twice=rules.twice((row, row.number_norm) for row in items),
        alike=rules.alike((row, row.title, row.sponsor_text) for row in items),
        repeated=[
            (by_id[key], [(by_id[other], round(score * 100)) for other, score in found])
            for key, found in rules.repeated(titles, [(row.id, row.title) for row in earlier])
        ],
    )


def ranges(series: rules.Series) -> list[str]:
    """Return the numbers that lack, written compactly."""
    return [rules.range_text(start, end) for start, end in series.gaps]


def session_words(session: Any) -> str:
    """Return a session in words: 13届4次, or without one."""
    if session.term is None and session.session_no is None:
        return _("没有届次")
    return _("%(term)s届%(number)s次", term=session.term or "—", number=session.session_no or "—")


def columns() -> list[Column]:
    """Return the columns of the exported sheet."""
    return [Column(_("核对内容"), 18), Column(_("编号"), 24), Column(_("标题"), 50), Column(_("说明"), 40)]


def rows(found: Findings) -> Iterator[list[Cell]]:
    """Yield every finding as a row of the sheet."""
    for series in found.series:
        for text in ranges(series):
            yield [
                _("缺少的编号"),
                text,
                None,
                _("在%(first)s至%(last)s之间", first=series.first, last=series.last),
            ]
    for words, groups in ((_("编号重复"), found.twice), (_("标题和提出人相同"), found.alike)):
        for number, group in enumerate(groups, start=1):
            for row in group:
                yield [words, row.number_raw, row.title, _("第%(number)s组", number=number)]
    for row, others in found.repeated:
        for other, score in others:
            where = f"{session_words(other)} {other.number_raw or ''} {other.title}（{score}%）"
            yield [_("年年提"), row.number_raw, row.title, where]


def choice_words(session: Session) -> str:
    """Return a session as the list of sessions offers it."""
    return _(
        "%(kind)s %(session)s（%(count)s件）",
        kind=label(session.kind),
        session=session_words(session),
        count=session.count,
    )
