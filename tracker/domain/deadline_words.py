"""The words of a deadline's arithmetic: its start, each addition, what was skipped, and who agreed to more time."""

from collections.abc import Iterator
from datetime import date

from tracker.domain.calendar import RestSpell, WorkingCalendar, short_name
from tracker.domain.due_dates import Anchor, Approval, Direction, Extension, Pause, Unit, VolumeDays
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase

REASON_SHOWN = 60  # characters of a reason in an explanation; the request keeps the whole
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
PAUSE_WORDS = {
    True: N_("%(first)s暂停计时，%(last)s恢复，顺延%(days)s个工作日"),
    False: N_("%(first)s暂停计时，%(last)s恢复，顺延%(days)s天"),
}
STEP_WORDS = {
    Unit.MONTHS: N_("本年承办满%(at_least)s件的，可加%(amount)s个月。"),
    Unit.DAYS: N_("本年承办满%(at_least)s件的，可加%(amount)s天。"),
    Unit.WORKING_DAYS: N_("本年承办满%(at_least)s件的，可加%(amount)s个工作日。"),
}
UNTIL_VOLUME_WORDS = {
    Unit.MONTHS: N_("承办%(items)s件（满%(at_least)s件），按规定可加%(amount)s个月，批准延期至 %(day)s"),
    Unit.DAYS: N_("承办%(items)s件（满%(at_least)s件），按规定可加%(amount)s天，批准延期至 %(day)s"),
    Unit.WORKING_DAYS: N_(
        "承办%(items)s件（满%(at_least)s件），按规定可加%(amount)s个工作日，批准延期至 %(day)s"
    ),
}


def open_year_words(day: date, *, is_announced: bool) -> Phrase:
    """Return the note on a day that a notice may still move: its own year's, or at a year's end that of the next."""
    if is_announced:
        words = N_("%(year)s年放假安排尚未公布，年末仍可能调休，暂按周一至周五推算")
        return phrase(words, year=str(day.year + 1))
    return phrase(N_("%(year)s年放假安排尚未公布，暂按周一至周五推算"), year=str(day.year))


def volume_words(step: VolumeDays) -> Phrase:
    """Return one step of a rule that gives added time for many items."""
    return phrase(STEP_WORDS[step.unit], at_least=step.at_least, amount=step.amount)


def until_words(day: date, step: Extension | None) -> Phrase:
    """Return the words of an extension to a day; ``step``: the rule's added time for the number of items."""
    if step is None:
        return phrase(N_("批准延期至 %(day)s"), day=day)
    words, amount = UNTIL_VOLUME_WORDS[step.unit], step.amount
    return phrase(words, items=step.items, at_least=step.at_least, amount=amount, day=day)


def pause_words(pause: Pause, days: int, *, in_working_days: bool) -> Phrase:
    """Return the words of a pause: from when to when, and by how many days the deadline follows."""
    return phrase(PAUSE_WORDS[in_working_days], first=pause.first, last=pause.last, days=days)


def approval_words(approval: Approval) -> Phrase:
    """Return who agreed, when, and why; a long reason is cut."""
    reason = " ".join(approval.reason.split())
    if not reason:
        return phrase(N_("%(person)s于%(day)s批准"), person=approval.by, day=approval.on)
    if len(reason) > REASON_SHOWN:
        reason = reason[:REASON_SHOWN] + "……"
    words = N_("%(person)s于%(day)s批准，理由：%(reason)s")
    return phrase(words, person=approval.by, day=approval.on, reason=reason.rstrip("。"))


def rolled_words(spell: RestSpell) -> Phrase:
    """Return the words of a last day that gives way to the first working day after a holiday."""
    name, first, last = Phrase(short_name(spell.name)), spell.first, spell.last
    if first == last:
        return phrase(N_("%(name)s放假，顺延"), name=name)
    if first.month == last.month:
        return phrase(
            N_("%(name)s放假 %(first)s日至%(last)s日，顺延"), name=name, first=first.day, last=last.day
        )
    return phrase(N_("%(name)s放假 %(first)s至%(last)s，顺延"), name=name, first=first, last=last)


def exceptions(calendar: WorkingCalendar, first: date, last: date) -> Iterator[tuple[date, Phrase]]:
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
