"""A due date in one paragraph that an official accepts: the rule, each step of the sum, and the first date."""

from collections.abc import Callable, Iterator
from datetime import date

from tracker.domain.calendar import WEEKDAYS
from tracker.domain.due_dates import DueDate, Step, StepKind
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase, phrase, untranslated

SENTENCES = {
    StepKind.ADD: N_("%(words)s，到%(day)s；"),
    StepKind.ROLL: N_("%(words)s，到%(day)s；"),
    StepKind.EXTEND: N_("%(words)s，到%(day)s；"),
    StepKind.PAUSE: N_("%(words)s，到%(day)s；"),
    StepKind.NOTE: N_("%(words)s；"),
    StepKind.APPROVAL: N_("%(words)s；"),
}


def full_day(day: date) -> str:
    """Return the day with its year, as Chinese writes it: 2022年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def explain(due: DueDate) -> Iterator[Phrase]:
    """Yield the sentences of the paragraph, in order."""
    yield _basis(due)
    yield from (_sentence(due, step) for step in due.steps)
    words = N_("期限为%(day)s（%(weekday)s）。")
    yield phrase(words, day=due.day, weekday=Phrase(WEEKDAYS[due.day.weekday()]))
    if due.first_day != due.day:
        yield phrase(N_("最初的期限是%(day)s。"), day=due.first_day)
    if due.provisional:
        yield Phrase(N_("放假安排公布后可能变动，日期暂定。"))


def paragraph(
    due: DueDate,
    translate: Callable[[str], str] = untranslated,
    format_day: Callable[[date], str] = full_day,
) -> str:
    """Return the paragraph in the language of ``translate``."""
    return "".join(sentence.text(translate, format_day) for sentence in explain(due))


def rule_words(due: DueDate) -> str:
    """Return the rule in one line: its set, version and source, and the mark of an office's own number."""
    own = "本单位自定" if due.office_default else ""
    basis = "，".join(part for part in (own, due.source) if part)
    return f"{due.rule_set} {due.version}：{basis}"


def edition(version: str) -> Phrase:
    """Return the words of a rule set's version: 第3版 for a count, 2019版 for a year or a name."""
    is_count = version.isdecimal() and len(version) < len("2019")
    return phrase(N_("第%(version)s版") if is_count else N_("%(version)s版"), version=version)


def _basis(due: DueDate) -> Phrase:
    title, version, source = Phrase(due.title), edition(due.version), Phrase(due.source)
    if not due.office_default:
        words = N_("依据%(source)s（规则“%(title)s”%(version)s）：")
    elif due.source:
        words = N_("依据“%(title)s”（%(version)s，本单位自定，%(source)s）：")
    else:
        return phrase(N_("依据“%(title)s”（%(version)s，本单位自定）："), title=title, version=version)
    return phrase(words, title=title, version=version, source=source)


def _sentence(due: DueDate, step: Step) -> Phrase:
    if step.kind is StepKind.START and step.day:
        is_before = step.day < due.anchor_day
        words = N_("%(words)s，自%(day)s往前算；") if is_before else N_("%(words)s，自%(day)s起算；")
        return phrase(words, words=step.words, day=step.day)
    if step.day is None:
        return phrase(SENTENCES[StepKind.NOTE], words=step.words)
    return phrase(SENTENCES[step.kind], words=step.words, day=step.day)
