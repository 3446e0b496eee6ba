"""From a rule and its anchor to a due date whose arithmetic can be read line by line."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadline_words import (
    ADD_WORDS,
    EXTEND_WORDS,
    START_WORDS,
    VOLUME_WORDS,
    approval_words,
    exceptions,
    open_year_words,
    pause_words,
    rolled_words,
    until_words,
)
from tracker.domain.due_dates import (
    Anchor,
    Approval,
    Change,
    Direction,
    DueDate,
    Extension,
    Milestone,
    MilestoneRule,
    Pause,
    Roll,
    Step,
    StepKind,
    Unit,
)
from tracker.domain.errors import N_, TrackerError
from tracker.domain.phrases import Phrase, phrase

ONE_DAY = timedelta(days=1)


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
    changes: Sequence[Change] = (),
) -> DueDate:
    """Return the due date of ``rule`` with its steps; raise AnchorMissingError without the anchor's day.

    ``changes``: the extensions and pauses in the order in which they took effect; those before the anchor do not count.
    """
    if rule.anchor not in anchors:
        raise AnchorMissingError(anchor=rule.anchor.value)
    reckoning = _Reckoning(rule, anchors[rule.anchor], calendar)
    reckoning.run_term()
    first_day = reckoning.day
    for change in changes:
        reckoning.change(change)
    return reckoning.result(first_day)


def compute_all(
    rules: Iterable[MilestoneRule],
    anchors: Mapping[str, date],
    calendar: WorkingCalendar,
    changes: Mapping[Milestone, Sequence[Change]] | None = None,
) -> dict[Milestone, DueDate]:
    """Return every due date whose anchor is known, the reply first: other deadlines hang on the reply's."""
    known = dict(anchors)
    found: dict[Milestone, DueDate] = {}
    for rule in sorted(rules, key=lambda rule: rule.anchor is Anchor.REPLY_DEADLINE):
        if rule.anchor not in known:
            continue
        found[rule.code] = compute(rule, known, calendar, (changes or {}).get(rule.code, ()))
        if rule.code is Milestone.REPLY:
            known.setdefault(Anchor.REPLY_DEADLINE.value, found[rule.code].day)
    return found


class _Reckoning:
    """The sum as it grows: the corresponding day before any roll, the day after it, and the steps so far."""

    def __init__(self, rule: MilestoneRule, start: date, calendar: WorkingCalendar) -> None:
        self.rule, self.start, self.calendar = rule, start, calendar
        self.sign = 1 if rule.direction is Direction.AFTER else -1
        # the day from which the term runs; what leads up to a day ahead has run before that day
        runs = self.sign > 0 and rule.anchor is not Anchor.REPLY_DEADLINE
        self.begun = start if runs else None
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

    def change(self, change: Change) -> None:
        """Add an extension or a pause, and who agreed to it; nothing for one that was over before the start."""
        approval = change.approval
        if isinstance(change, Pause):
            self.rest(change)
        elif not (approval and self.begun and approval.on < self.begun):
            self.extend(change)

    def rest(self, pause: Pause) -> None:
        """Let the term rest: working days for a term in them, else days."""
        first = max(pause.first, self.begun or pause.first)
        is_working = self.rule.unit is Unit.WORKING_DAYS and not self.rule.fixed_month_day
        taken = (
            self.calendar.count_working_days(first, pause.last) if is_working else (pause.last - first).days
        )
        if taken <= 0:
            return
        if is_working:
            self.asked += [first, pause.last]
            self._move_working_days(taken)
        else:
            self.corresponding += taken * ONE_DAY
        words = pause_words(replace(pause, first=first), taken, in_working_days=is_working)
        self._arrive(StepKind.PAUSE, words, pause.approval)

    def extend(self, extension: Extension) -> None:
        """Add an approved extension to the term, from the corresponding day and not from the rolled one."""
        if extension.until:
            self.corresponding = extension.until
            words = until_words(extension.until, self.rule.volume_extension(extension.items))
        else:
            words = self._extension_words(extension)
            self._move(extension.amount, extension.unit)
        self._arrive(StepKind.EXTEND, words, extension.approval)

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
        beyond = start + (ONE_DAY if amount > 0 else -ONE_DAY)
        first, last = sorted((beyond, self.corresponding))
        for _, words in sorted(exceptions(self.calendar, first, last), key=lambda noted: noted[0]):
            self.steps.append(Step(StepKind.NOTE, words))

    def _whole_months(self) -> bool:
        """Say whether the term so far is a number of months from its start."""
        return self.corresponding == add_months(self.start, self.sign * self.months)

    def _arrive(self, kind: StepKind, words: Phrase, approval: Approval | None = None) -> None:
        self.steps.append(Step(kind, words, self.corresponding))
        if approval:
            self.steps.append(Step(StepKind.APPROVAL, approval_words(approval)))
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
        return rolled_words(named) if named else Phrase(N_("休息日顺延"))

    def _note_open_year(self) -> bool:
        """Add a note naming the first year without a notice that the sum relied on; say whether there is one."""
        opened = sorted(day for day in self.asked if self.calendar.provisional(day))
        if not opened:
            return False
        first = opened[0]
        words = open_year_words(first, is_announced=first.year in self.calendar.announced_years)
        self.steps.append(Step(StepKind.NOTE, words))
        return True


def _next_occurrence(start: date, month: int, day: int) -> date:
    """Return the first such day of a year that is not before ``start``; 29 February falls to the 28th."""
    this_year = _day_in_year(start.year, month, day)
    return this_year if this_year >= start else _day_in_year(start.year + 1, month, day)


def _day_in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))
