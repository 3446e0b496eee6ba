"""How far a term may be extended: the caps of the rule set, and the day that is asked for against them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import compute
from tracker.domain.due_dates import DueDate, Extension, MilestoneRule, Pause, Roll, Unit
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.rule_model import ExtensionRule

NO_RULE = N_("适用的规则没有规定这一步可以延期，不能申请。")
ONCE = N_("“%(title)s”只允许延期一次，已经延过。")
TOTAL = {
    Unit.MONTHS: N_("“%(title)s”规定自%(anchor)s起总共不超过%(amount)s个月，最晚到%(last)s。"),
    Unit.DAYS: N_("“%(title)s”规定自%(anchor)s起总共不超过%(amount)s天，最晚到%(last)s。"),
    Unit.WORKING_DAYS: N_("“%(title)s”规定自%(anchor)s起总共不超过%(amount)s个工作日，最晚到%(last)s。"),
}
ADDED = {
    Unit.MONTHS: N_("“%(title)s”规定延长不超过%(amount)s个月，最晚到%(last)s。"),
    Unit.DAYS: N_("“%(title)s”规定延长不超过%(amount)s天，最晚到%(last)s。"),
    Unit.WORKING_DAYS: N_("“%(title)s”规定延长不超过%(amount)s个工作日，最晚到%(last)s。"),
}
NOT_LATER = N_("新的期限应当晚于现在的期限（%(day)s）。")


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """What holds for extending one due date: the rule about it, the last day it allows, and the words of its caps."""

    due: DueDate
    rule: ExtensionRule
    last: date | None
    caps: tuple[Phrase, ...]

    def fault(self, until: date) -> Phrase | None:
        """Return why a new day is not possible, None where it is."""
        if until <= self.due.day:
            return phrase(NOT_LATER, day=self.due.day)
        if self.last is not None and until > self.last:
            return self.caps[0]
        return None


def extension_terms(
    due: DueDate,
    term: MilestoneRule,
    rule: ExtensionRule,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> ExtensionTerms:
    """Return the terms of extending ``due``, which ``term`` made; the tightest cap stands first.

    Days on which the part rested count against no cap.
    """
    found: list[tuple[date, Phrase]] = []
    title = Phrase(rule.title)
    if rule.most_total:
        whole = MilestoneRule(due.code, due.anchor, rule.most_total, rule.unit, roll=Roll.NEXT_WORKING_DAY)
        last = compute(whole, {due.anchor.value: due.anchor_day}, calendar, pauses).day
        words = phrase(
            TOTAL[rule.unit], title=title, anchor=due.anchor_day, amount=rule.most_total, last=last
        )
        found.append((last, words))
    if rule.most_added:
        longer = Extension(rule.most_added, rule.unit)
        last = compute(term, {due.anchor.value: due.anchor_day}, calendar, [longer, *pauses]).day
        found.append((last, phrase(ADDED[rule.unit], title=title, amount=rule.most_added, last=last)))
    found.sort(key=lambda pair: pair[0])
    return ExtensionTerms(due, rule, found[0][0] if found else None, tuple(words for _, words in found))
