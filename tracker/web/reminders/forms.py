"""Forms of reminders."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.promise_checks import MOST_WITHIN, RUNGS, Check, Occasion, field_of
from tracker.domain.quiet_hours import (
    EARLIEST_END,
    EARLIEST_QUIET,
    FIRST_HOUR,
    LAST_HOUR,
    LATEST_END,
    LATEST_QUIET,
    Hours,
)
from tracker.domain.reminders import (
    LEAST_AHEAD,
    MOST_AFTER,
    MOST_BEFORE,
    Rung,
    Watched,
)
from tracker.services.reminder_choices import ChoiceEntry
from tracker.web.choices import choice, choices_of
from tracker.web.forms import DayField, PlainForm, TicksField, VersionedForm

AHEAD = NumberRange(LEAST_AHEAD, MOST_BEFORE, _l("请填3到60个工作日：到期前3天的提醒不能关。"))
EVERY = NumberRange(0, MOST_AFTER, _l("请填0到120。"))
MONTH, DAY = NumberRange(1, 12, _l("请填1到12。")), NumberRange(1, 31, _l("请填1到31。"))
WITHIN = NumberRange(0, MOST_WITHIN, _l("请填0到1000。"))


class ChoiceForm(VersionedForm):
    """How a person wants to be reminded."""

    digest_hour = SelectField(_l("每日提要几点发"), coerce=int)
    days_ahead = IntegerField(_l("最多提前几个工作日"), validators=[InputRequired(_l("请填天数。")), AHEAD])
    wants_immediate = BooleanField(_l("交办、退回、请审签时立即发邮件"))

    def offer(self, hours: Hours) -> "ChoiceForm":
        """Offer the hours in which the office lets a digest go out."""
        offered = range(hours.digest, LAST_HOUR + 1)
        self.digest_hour.choices = [choice(hour, _("上午%(hour)s点", hour=hour)) for hour in offered]
        return self

    def entry(self) -> ChoiceEntry:
        """Return what was typed; call it once the form is valid."""
        return ChoiceEntry(self.digest_hour.data, self.days_ahead.data or 0, bool(self.wants_immediate.data))


class AbsenceForm(PlainForm):
    """From when to when a person is away, and who stands in."""

    from_on = DayField(_l("从哪一天"), validators=[Optional()])
    until_on = DayField(_l("到哪一天（含）"), validators=[Optional()])
    substitute = SelectField(_l("代办人"), coerce=int)

    def offer(self, people: Iterable[Any]) -> "AbsenceForm":
        """Offer the people who may stand in."""
        named = [choice(user.id, f"{user.name} {user.post}".strip()) for user in people]
        self.substitute.choices = [choice(0, _("不指定，等我回来再提醒")), *named]
        return self


def check_fields(name: str) -> dict[str, Any]:
    """Return the fields of a check of promises, named as the policy names it."""
    return {
        f"{name}_on": BooleanField(_l("启用")),
        f"{name}_month": IntegerField(_l("月"), validators=[InputRequired(_l("请填月份。")), MONTH]),
        f"{name}_day": IntegerField(_l("日"), validators=[InputRequired(_l("请填日期。")), DAY]),
        f"{name}_within": IntegerField(_l("多少天内到期的"), default=0, validators=[Optional(), WITHIN]),
        f"{name}_who": TicksField(_l("提醒谁"), [Optional()], choices=choices_of(RUNGS)),
    }


def typed_check(form: Any, occasion: Occasion) -> Check:
    """Return the check of promises that was typed; call it once the form is valid."""
    name = field_of(occasion)
    return Check(
        month=form[f"{name}_month"].data,
        day=form[f"{name}_day"].data,
        who=tuple(rung for rung in RUNGS if rung.value in form[f"{name}_who"].data),
        within=form[f"{name}_within"].data or 0,
        on=form[f"{name}_on"].data,
    )


def _hour_field(label: Any, first: int, last: int) -> SelectField:
    hours = [choice(hour, _l("%(hour)s点", hour=hour)) for hour in range(first, last + 1)]
    return SelectField(label, coerce=int, choices=hours)


def policy_fields() -> type[PlainForm]:
    """Return the form of a policy: for each watched day and rung its steps and the pause after them; the checks."""
    fields: dict[str, Any] = {
        "quiet_to": _hour_field(_l("早上几点起可以发邮件"), EARLIEST_END, LATEST_END),
        "quiet_from": _hour_field(_l("晚上几点起不再发邮件"), EARLIEST_QUIET, LATEST_QUIET),
        "digest_hour": _hour_field(_l("每日提要从几点起发"), FIRST_HOUR, LAST_HOUR),
        "newest_id": IntegerField(),
    }
    for watched in Watched:
        for rung in Rung:
            name = f"{watched.value}_{rung.value}"
            fields[name] = StringField(_l("工作日"), validators=[Optional(), Length(max=200)])
            fields[f"{name}_every"] = IntegerField(_l("之后每隔"), default=0, validators=[Optional(), EVERY])
    for occasion in Occasion:
        fields |= check_fields(field_of(occasion))
    return type("PolicyForm", (PlainForm,), fields)


PolicyForm = policy_fields()
