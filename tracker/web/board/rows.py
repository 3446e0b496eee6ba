"""Numbers, lines and weeks of the board as its template draws them, each with the list that it opens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.permissions import CaseParties, Part, Permission, Target, allows
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.due_windows import Window, last_day
from tracker.queries.figures import NUMBERS, PROMISE_NUMBERS, By, Heat, Split, Wait, Week
from tracker.queries.promises import SOON
from tracker.queries.register import Reader
from tracker.web.board.address import BoardAddress
from tracker.web.due_words import Chip, due_chip
from tracker.web.filters import capped, short_day
from tracker.web.labels import label

NUMBER_WORDS: Mapping[str, tuple[LazyString, LazyString]] = {
    "late": (_l("已超期"), _l("件")),
    "week": (_l("7个工作日内到期"), _l("件")),
    "fortnight": (_l("15个工作日内到期"), _l("件")),
    "opinions": (_l("会办意见未交齐"), _l("件")),
    "opinions_late": (_l("会办意见超期"), _l("件")),
    "promises_late": (_l("承诺已超期"), _l("项")),
    "promises_soon": (_l("承诺将到期"), _l("项")),
}
LATE = frozenset({"late", "opinions_late", "promises_late"})
BY_WORDS: Mapping[By, LazyString] = {
    By.OFFICE: _l("承办处"),
    By.OFFICER: _l("承办人"),
    By.UNIT: _l("主办单位"),
    By.STAGE: _l("状态"),
    By.KIND: _l("类别"),
    By.KEY: _l("重点"),
}
HEAT_WORDS: Mapping[Heat, LazyString] = {
    Heat.ANSWERS: _l("本单位承办"),
    Heat.OPINIONS: _l("会办意见"),
    Heat.PROMISES: _l("承诺"),
}
# whom a stage waits for, and for what
AWAITED: Mapping[Stage, tuple[LazyString, LazyString]] = {
    Stage.TO_SIGN: (_l("经办"), _l("签收")),
    Stage.TO_DISTRIBUTE: (_l("经办"), _l("分派")),
    Stage.COLLECTING: (_l("承办人"), _l("收集会办意见、拟稿")),
    Stage.HANDLING: (_l("承办人"), _l("办理、拟稿")),
    Stage.DRAFTING: (_l("承办人"), _l("拟稿")),
    Stage.DEPT_REVIEW: (_l("部门负责人"), _l("审核")),
    Stage.OFFICE_CHECK: (_l("办公室"), _l("核稿")),
    Stage.COUNTERSIGN: (_l("会签单位"), _l("会签")),
    Stage.SIGN_OFF: (_l("签发领导"), _l("签发")),
    Stage.TO_NUMBER: (_l("经办"), _l("编号")),
    Stage.TO_SEND: (_l("经办"), _l("寄送")),
    Stage.CO_DRAFTING: (_l("承办人"), _l("拟写会办意见")),
    Stage.CO_SIGNING: (_l("部门负责人"), _l("签署会办意见")),
    Stage.RETURNING: (_l("经办"), _l("答复退办申请")),
    Stage.PAUSED: (_l("上级决定"), _l("恢复办理")),
}
BY_OFFICER = frozenset({Stage.COLLECTING, Stage.HANDLING, Stage.DRAFTING, Stage.CO_DRAFTING})
HOT = (1, 3, 6, 10)


@dataclass(frozen=True)
class Figure:
    """A big number with its list."""

    label: str
    value: str | int | None
    unit: str
    basis: str
    url: str
    late: bool


@dataclass(frozen=True)
class Cell:
    """A number of a table or of a week, with its list; no address where it is 0."""

    count: int
    url: str
    heat: int = 0


@dataclass(frozen=True)
class Line:
    """A line of a table: whose, and its numbers."""

    name: str
    late: Cell
    week: Cell
    fortnight: Cell


def figures_of(counts: Mapping[str, int], reader: Reader, here: BoardAddress) -> list[Figure]:
    """Return the big numbers; each says up to which day it counts."""
    return [
        Figure(
            label=str(words),
            value=capped(counts[name]),
            unit=str(unit),
            basis=_basis(name, reader),
            url=_list_of(name, here),
            late=name in LATE and counts[name] > 0,
        )
        for name, (words, unit) in NUMBER_WORDS.items()
    ]


def _list_of(name: str, here: BoardAddress) -> str:
    if name in PROMISE_NUMBERS:
        return here.promises(view=PROMISE_NUMBERS[name])
    return here.items(**{key: window.value for key, window in NUMBERS[name].items()})


def _basis(name: str, reader: Reader) -> str:
    window = next(iter(NUMBERS.get(name, {}).values()), None)
    if window in {Window.WEEK, Window.FORTNIGHT}:
        words: str = _("至 %(day)s", day=short_day(last_day(window, reader.today, reader.calendar)))
        return words
    if name == "promises_soon":
        until: str = _("至 %(day)s", day=short_day(reader.today + SOON))
        return until
    return _("已过期限，未办") if name in LATE else _("不论期限")


def lines_of(splits: Sequence[Split], here: BoardAddress, reader: Reader) -> list[Line]:
    """Return the host's own parts, by what the board is split by."""
    name = NAMES[here.by]
    return [_line(split, name(split, reader), here, {here.by.value: split.key}, "due") for split in splits]


def opinion_lines(splits: Sequence[Split], here: BoardAddress, reader: Reader) -> list[Line]:
    """Return the units that owe opinions."""
    return [
        _line(split, reader.tree.name(int(split.key)), here, {"owing": split.key}, "opinions")
        for split in splits
    ]


def _line(split: Split, name: str, here: BoardAddress, whose: Mapping[str, str], asked: str) -> Line:
    def cell(count: int, window: Window) -> Cell:
        return Cell(count, here.items(**{**whose, asked: window.value}))

    return Line(
        name,
        cell(split.late, Window.LATE),
        cell(split.week, Window.WEEK),
        cell(split.fortnight, Window.FORTNIGHT),
    )


NAMES: Mapping[By, Callable[[Split, Reader], str]] = {
    By.OFFICE: lambda split, reader: reader.tree.name(int(split.key)) or _("未分派"),
    By.OFFICER: lambda split, _reader: split.name or _("未指定"),
    By.UNIT: lambda split, reader: reader.tree.name(int(split.key)) or _("未交办"),
    By.STAGE: lambda split, _reader: str(label(Stage(split.key))),
    By.KIND: lambda split, _reader: str(label(Kind(split.key))),
    By.KEY: lambda split, _reader: _("重点件") if split.key == "1" else _("一般件"),
}


def heat_rows(weeks: Sequence[Week], here: BoardAddress) -> list[tuple[str, list[Cell]]]:
    """Return a row for each kind of day, with a cell for each week; the shade follows the number beside it."""
    return [
        (str(words), [_cell_of(heat, week, here) for week in weeks]) for heat, words in HEAT_WORDS.items()
    ]


def _cell_of(heat: Heat, week: Week, here: BoardAddress) -> Cell:
    count = week.counts[heat]
    return Cell(count, _week_list(heat, week, here), _shade(count))


def _shade(count: int) -> int:
    return sum(count >= least for least in HOT)


def _week_list(heat: Heat, week: Week, here: BoardAddress) -> str:
    first, last = week.first.isoformat(), week.last.isoformat()
    if heat is Heat.PROMISES:
        return here.promises(view="open", **{"from": first, "to": last})
    if heat is Heat.OPINIONS:
        return here.items(co_from=first, co_to=last)
    return here.items(due=Window.OWED.value, due_from=first, due_to=last)


@dataclass(frozen=True)
class WaitRow:
    """A line of the list of those waited for; ``choice`` is empty where the reader may not urge."""

    choice: str
    unit: str
    person: str
    what: str
    number: str
    title: str
    url: str
    days: int
    chip: Chip


def wait_rows(waits: Sequence[Wait], reader: Reader, now: datetime) -> list[WaitRow]:
    """Return who is waited for, for what, and since how many working days."""
    return [_wait(wait, reader, now) for wait in waits]


def _choice(row: Any, reader: Reader, now: datetime) -> str:
    """Return what the check box of a line sends, empty where this is not the reader's to urge."""
    part = Part(row.unit_id, row.office_id, row.officer_id)
    answering, assisting = ((), (part,)) if row.seat_id else ((part,), ())
    case = CaseParties(row.host_unit_id, answering, assisting)
    if not allows(Permission.URGE, reader.actor, case, Target(places=part.places), now=now):
        return ""
    return f"{row.id}-{row.seat_id}" if row.seat_id else str(row.id)


def _wait(wait: Wait, reader: Reader, now: datetime) -> WaitRow:
    row: Any = wait.row
    who, what = AWAITED.get(row.stage, (_l("经办"), label(row.stage)))
    is_officer = row.seat_id is None and row.stage in BY_OFFICER
    if row.seat_id is not None:
        who, what = "", _("会办意见")
    return WaitRow(
        choice=_choice(row, reader, now),
        unit=reader.tree.name(row.office_id or row.unit_id),
        person=row.officer_name if is_officer and row.officer_name else str(who),
        what=str(what),
        number=row.number_norm or _("无编号"),
        title=row.title,
        url=url_for("item.view_item", proposal_id=row.id),
        days=wait.days,
        chip=due_chip(row.due_on),
    )
