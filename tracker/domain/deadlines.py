"""From a rule and its anchor to a due date whose arithmetic can be read line by line."""

import calendar as months
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from tracker.domain.calendar import RestSpell, WorkingCalendar, short_name
from tracker.domain.due_dates import (
    Anchor,
    Direction,
    DueDate,
    Extension,
    Milestone,
    MilestoneRule,
    Roll,
    Step,
    StepKind,
    Unit,
)
from tracker.domain.errors import N_, TrackerError
from tracker.domain.phrases import Phrase, phrase

ONE_DAY = timedelta(days=1)
START_WORDS = {
    Anchor.ASSIGNED: N_("%(day)s交办，当日不计"),
    Anchor.RECEIVED: N_("%(day)s收到，当日不计"),
    Anchor.SESSION_CLOSED: N_("%(day)s会议闭幕，当日不计"),
    Anchor.RETURN_REQUESTED: N_("%(day)s申请退办，当日不计"),
    Anchor.RETURN_ACCEPTED: N_("%(day)s同意退办，当日不计"),
    Anchor.REDO_ORDERED: N_("%(day)s要求重新办理，当日不计"),
    Anchor.OPINION_RETURNED: N_("%(day)s会办意见退回，当日不计"),
    Anchor.REPLY_SENT: N_("%(day)s发出答复，当日不计"),
    Anchor.REPLY_DEADLINE: N_("答复期限 %(day)s，当日不计"),
    Anchor.APPROVAL: N_("%(day)s签发，当日不计"),
    Anchor.EVALUATION_RECEIVED: N_("%(day)s收到评价，当日不计"),
    Anchor.PROMISE_REPORTED: N_("%(day)s反馈承诺落实情况，当日不计"),
}
ADD_WORDS = {
    (Unit.MONTHS, Direction.AFTER): N_("加%(amount)s个月"),
    (Unit.DAYS, Direction.AFTER): N_("加%(amount)s天"),
    (Unit.WORKING_DAYS, Direction.AFTER): N_("加%(amount)s个工作日"),
    (Unit.MONTHS, Direction.BEFORE): N_("往前%(amount)s个月"),
    (Unit.DAYS, Direction.BEFORE): N_("往前%(amount)s天"),
    (Unit.WORKING_DAYS, Direction.BEFORE): N_("往前%(amount)s个工作日"),
}
VOLUME_WORDS = {
    Unit.MONTHS: N_("承办%(items)s件（满%(at_least)s件），加%(amount)s个月，自 %(day)s"),
    Unit.DAYS: N_("承办%(items)s件（满%(at_least)s件），加%(amount)s天，自 %(day)s"),
    Unit.WORKING_DAYS: N_("承办%(items)s件（满%(at_least)s件），加%(amount)s个工作日，自 %(day)s"),
}
EXTEND_WORDS = {
    Unit.MONTHS: N_("延期%(amount)s个月，自原对应日 %(day)s"),
    Unit.DAYS: N_("延期%(amount)s天，自 %(day)s"),
    Unit.WORKING_DAYS: N_("延期%(amount)s个工作日，自 %(day)s"),
}


class AnchorMissingError(TrackerError):
    """The day from which the deadline is counted is not known yet."""

    code: ClassVar[str] = "anchor_missing"
    message: ClassVar[str] = N_("还没有起算日（%(anchor)s），期限无法计算。")


def add_months(day: date, amount: int) -> date:
    """Return the corresponding day ``amount`` months on, or that month's last day (Civil Code art. 202)."""
    years, month = divmod(day.month - 1 + amount, 12)
    year = day.year + years
    return _day_in_year(year, month + 1, day.day)


def compute(
    rule: MilestoneRule,
    anchors: Mapping[str, date],
    calendar: WorkingCalendar,
    extensions: Sequence[Extension] = (),
) -> DueDate:
    """Return the due date of ``rule`` with its steps; raise AnchorMissingError without the anchor's day."""
    if rule.anchor not in anchors:
        raise AnchorMissingError(anchor=rule.anchor.value)
    reckoning = _Reckoning(rule, anchors[rule.anchor], calendar)
    reckoning.run_term()
    first_day = reckoning.day
    for extension in extensions:
        reckoning.extend(extension)
    return reckoning.result(first_day)


def compute_all(
    rules: Iterable[MilestoneRule],
    anchors: Mapping[str, date],
    calendar: WorkingCalendar,
    extensions: Mapping[Milestone, Sequence[Extension]] | None = None,
) -> dict[Milestone, DueDate]:
    """Return every due date whose anchor is known, the reply first: other deadlines hang on the reply's."""
    known = dict(anchors)
    found: dict[Milestone, DueDate] = {}
    for rule in sorted(rules, key=lambda rule: rule.anchor is Anchor.REPLY_DEADLINE):
        if rule.anchor not in known:
            continue
        found[rule.code] = compute(rule, known, calendar, (extensions or {}).get(rule.code, ()))
        if rule.code is Milestone.REPLY:
            known.setdefault(Anchor.REPLY_DEADLINE.value, found[rule.code].day)
    return found


class _Reckoning:
    """The sum as it grows: the corresponding day before any roll, the day after it, and the steps so far."""

    def __init__(self, rule: MilestoneRule, start: date, calendar: WorkingCalendar) -> None:
        self.rule, self.start, self.calendar = rule, start, calendar
        self.sign = 1 if rule.direction is Direction.AFTER else -1
        self.months = 0
        self.corresponding = self.day = start
        self.asked: list[date] = []  # days whose answer came from the working calendar
        opening = phrase(START_WORDS[rule.anchor], day=start)
        self.steps = [Step(StepKind.START, opening, start + self.sign * ONE_DAY)]

    def run_term(self) -> None:
        """Add the rule's own term."""
        rule = self.rule
        if rule.fixed_month_day:
            self.corresponding = _next_occurrence(self.start, *rule.fixed_month_day)
            words = Phrase(N_("按规定的日期"))
        else:
            words = phrase(ADD_WORDS[rule.unit, rule.direction], amount=rule.amount)
            self._move(rule.amount, rule.unit)
        self._arrive(StepKind.ADD, words)

    def extend(self, extension: Extension) -> None:
        """Add an approved extension to the term, from the corresponding day and not from the rolled one."""
        if extension.until:
            self.corresponding = extension.until
            words = phrase(N_("批准延期至 %(day)s"), day=extension.until)
        else:
            words = self._extension_words(extension)
            self._move(extension.amount, extension.unit)
        self._arrive(StepKind.EXTEND, words)

    def result(self, first_day: date) -> DueDate:
        """Return the finished due date."""
        rule = self.rule
        provisional = self._note_open_year()
        return DueDate(
            code=rule.code,
            day=self.day,
            first_day=first_day,
            anchor=rule.anchor,
            anchor_day=self.start,
            provisional=provisional,
            rule_set=rule.rule_set,
            title=rule.title,
            version=rule.version,
            source=rule.source,
            office_default=rule.office_default,
            steps=tuple(self.steps),
        )

    def _extension_words(self, extension: Extension) -> Phrase:
        """Say from where the extension counts; where a short month cut the day, the months count from the start."""
        amount, months = extension.amount, extension.unit is Unit.MONTHS
        origin = self.day if extension.unit is Unit.WORKING_DAYS else self.corresponding
        if extension.items:
            words = VOLUME_WORDS[extension.unit]
            items, at_least = extension.items, extension.at_least
            return phrase(words, items=items, at_least=at_least, amount=amount, day=origin)
        if months and self.months and self._whole_months() and self.corresponding.day != self.start.day:
            total = self.months + amount
            return phrase(
                N_("延期%(amount)s个月，自 %(day)s起共%(total)s个月"),
                amount=amount,
                day=self.start,
                total=total,
            )
        return phrase(EXTEND_WORDS[extension.unit], amount=amount, day=origin)

    def _move(self, amount: int, unit: Unit) -> None:
        if unit is Unit.MONTHS and self._whole_months():
            self.months += amount
            self.corresponding = add_months(self.start, self.sign * self.months)
        elif unit is Unit.MONTHS:
            self.corresponding = add_months(self.corresponding, amount)
        elif unit is Unit.DAYS:
            self.corresponding += self.sign * amount * ONE_DAY
        else:
            self._move_working_days(self.sign * amount)

    def _move_working_days(self, amount: int) -> None:
        start, self.corresponding = self.day, self.calendar.add_working_days(self.day, amount)
        self.asked += [start, self.corresponding]
        first, last = sorted((start + self.sign * ONE_DAY, self.corresponding))
        for _, words in sorted(_exceptions(self.calendar, first, last), key=lambda noted: noted[0]):
            self.steps.append(Step(StepKind.NOTE, words))

    def _whole_months(self) -> bool:
        """Say whether the term so far is a number of months from its start."""
        return self.corresponding == add_months(self.start, self.sign * self.months)

    def _arrive(self, kind: StepKind, words: Phrase) -> None:
        self.steps.append(Step(kind, words, self.corresponding))
        self.day = self.corresponding
        if self.rule.roll is Roll.NONE:
            return
        self.day = self.calendar.next_working_day(self.corresponding)
        self.asked += [self.corresponding, self.day]
        if self.day != self.corresponding:
            self.steps.append(Step(StepKind.ROLL, self._roll_words(), self.day))

    def _roll_words(self) -> Phrase:
        spells = self.calendar.rest_spells(self.corresponding, self.day - ONE_DAY)
        named = next((spell for spell in spells if spell.name), None)
        return _rolled_words(named) if named else Phrase(N_("休息日顺延"))

    def _note_open_year(self) -> bool:
        """Add a note naming the first year without a notice that the sum relied on; say whether there is one."""
        opened = sorted(day for day in self.asked if self.calendar.provisional(day))
        if not opened:
            return False
        year = opened[0].year + (opened[0].year in self.calendar.announced_years)
        words = phrase(N_("%(year)s年放假安排尚未公布，暂按周一至周五推算"), year=str(year))
        self.steps.append(Step(StepKind.NOTE, words))
        return True


def _rolled_words(spell: RestSpell) -> Phrase:
    name, first, last = Phrase(short_name(spell.name)), spell.first, spell.last
    if first == last:
        return phrase(N_("%(name)s放假，顺延"), name=name)
    if first.month == last.month:
        return phrase(
            N_("%(name)s放假 %(first)s日至%(last)s日，顺延"), name=name, first=first.day, last=last.day
        )
    return phrase(N_("%(name)s放假 %(first)s至%(last)s，顺延"), name=name, first=first, last=last)


def _exceptions(calendar: WorkingCalendar, first: date, last: date) -> Iterator[tuple[date, Phrase]]:
    """Yield each holiday and each worked weekend day among the counted ones, with the words that note it."""
    for spell in calendar.rest_spells(first, last):
        name = Phrase(short_name(spell.name))
        if spell.name and spell.first == spell.last:
            yield spell.first, phrase(N_("%(name)s放假 %(day)s，不计"), name=name, day=spell.first)
        elif spell.name:
            words = N_("%(name)s放假 %(first)s至%(last)s，不计")
            yield spell.first, phrase(words, name=name, first=spell.first, last=spell.last)
    for day in calendar.makeup_days(first, last):
        yield day, phrase(N_("%(day)s调休上班，计入"), day=day)


def _next_occurrence(start: date, month: int, day: int) -> date:
    """Return the first such day of a year that is not before ``start``; 29 February falls to the 28th."""
    this_year = _day_in_year(start.year, month, day)
    return this_year if this_year >= start else _day_in_year(start.year + 1, month, day)


def _day_in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))
