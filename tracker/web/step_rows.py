"""The steps of a reply's sign-off as pages print them: who passed when, who is next, who was bypassed and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.domain.step_words import StepState
from tracker.queries.steps import OneStep
from tracker.web.filters import moment
from tracker.web.labels import label, say


@dataclass(frozen=True)
class StepRow:
    """One step of the line."""

    name: str
    who: str
    state: str
    words: str
    when: str
    note: str
    added: str


def step_rows(steps: Sequence[OneStep]) -> list[StepRow]:
    """Return the steps of one submission in their order."""
    return [_row(step) for step in steps]


def _row(step: OneStep) -> StepRow:
    return StepRow(
        name=say(step.name),
        who=step.by.name if step.by and step.state is StepState.DONE else asked_words(step),
        state=step.state.value,
        words=str(label(step.state)),
        when=moment(step.at) if step.at else "",
        note=_note(step),
        added=_("%(name)s加签", name=step.added_by.name) if step.added_by else "",
    )


def asked_words(step: OneStep) -> str:
    """Return whom a step asks: a name, or 高新处 部门负责人."""
    if step.user is not None:
        return step.user.name
    return " ".join(
        part for part in (step.unit.short_name if step.unit else "", str(label(step.role))) if part
    )


def step_words(step: OneStep) -> str:
    """Return a step with who did it, or whom it asks."""
    return f"{say(step.name)}（{step.by.name if step.by else asked_words(step)}）"


def _note(step: OneStep) -> str:
    if step.state is StepState.BYPASSED:
        name = step.by.name if step.by else ""
        return str(_("%(name)s：%(reason)s", name=name, reason=step.reason))
    if step.state is StepState.DONE and step.reason:
        return str(_("意见：%(reason)s", reason=step.reason))
    if step.added_reason:
        return str(_("加签理由：%(reason)s", reason=step.added_reason))
    return ""


GLOBALS = {"step_rows": step_rows, "asked_words": asked_words}
