"""Forms of sign-off chains; the steps are rows, and a row without a name counts as none."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from tracker.domain.chains import LONGEST_NAME, StepPlan
from tracker.domain.step_words import Importance, StepPlace
from tracker.domain.vocabulary import REVIEW_STATES, Kind, ReplyState, Role
from tracker.services.chains import ChainEntry
from tracker.web.choices import choice, choices_of
from tracker.web.forms import DayField, PlainForm, VersionedForm
from tracker.web.labels import label

ROLES = (Role.HEAD, Role.COORDINATOR, Role.LEADER)
SPARE = 3


class StepForm(Form):
    """One step of a chain."""

    position = IntegerField(_l("顺序"), validators=[Optional(), NumberRange(1, 99, _l("请填1到99。"))])
    stage = SelectField(_l("环节"), validate_choice=True)
    name = StringField(
        _l("名称"), validators=[Optional(), Length(max=LONGEST_NAME, message=_l("最多60个字。"))]
    )
    place = SelectField(_l("由谁办"))
    role = SelectField(_l("角色"))
    unit_id = SelectField(_l("指定的单位"), coerce=int)
    user_id = SelectField(_l("指定的人"), coerce=int)
    demands_meeting = BooleanField(_l("先经班子会议研究"))

    def plan(self, number: int) -> StepPlan:
        """Return the row as a step; a named person counts only where the step asks one."""
        place = StepPlace(self.place.data)
        is_person = place is StepPlace.PERSON
        return StepPlan(
            position=self.position.data or number,
            stage=ReplyState(self.stage.data),
            name=(self.name.data or "").strip(),
            place=place,
            role=None if is_person else Role(self.role.data),
            unit_id=(self.unit_id.data or None) if place is StepPlace.NAMED_UNIT else None,
            user_id=(self.user_id.data or None) if is_person else None,
            demands_meeting=bool(self.demands_meeting.data),
        )


class ChainForm(VersionedForm):
    """A draft chain with its steps."""

    name = StringField(_l("流程名称"), validators=[Length(max=LONGEST_NAME, message=_l("最多60个字。"))])
    kind = SelectField(_l("适用于"))
    importance = SelectField(_l("重要程度"))
    steps = FieldList(FormField(StepForm), max_entries=30)

    def offer(self, units: Iterable[Any], people: Iterable[Any]) -> "ChainForm":
        """Offer kinds, weights, units and people in every row."""
        self.kind.choices = [choice("", _("各类")), *choices_of(Kind)]
        self.importance.choices = [choice("", _("不论重要程度")), *choices_of(Importance)]
        of_units = [choice(0, _("无")), *(choice(unit.id, unit.name) for unit in units)]
        of_people = [
            choice(0, _("无")),
            *(choice(one.id, f"{one.name} {one.post}".strip()) for one in people),
        ]
        for row in self.steps:
            row.form.stage.choices = [choice(stage.value, label(stage)) for stage in REVIEW_STATES]
            row.form.place.choices = choices_of(StepPlace)
            row.form.role.choices = choices_of(ROLES)
            row.form.unit_id.choices, row.form.user_id.choices = of_units, of_people
        return self

    def entry(self) -> ChainEntry:
        """Return what was typed; call it once the form is valid."""
        rows = [row.form for row in self.steps if (row.form.name.data or "").strip()]
        return ChainEntry(
            self.name.data or "",
            Kind(self.kind.data) if self.kind.data else None,
            Importance(self.importance.data) if self.importance.data else None,
            [row.plan(number) for number, row in enumerate(rows, start=1)],
        )


class ForceForm(VersionedForm):
    """From which day a chain is in force."""

    valid_from = DayField(_l("从哪一天起生效"), validators=[Optional()])


class TryForm(PlainForm):
    """A sample item: which steps would it get on a day."""

    class Meta:
        """It only reads."""

        csrf = False

    kind = SelectField(_l("类型"))
    importance = SelectField(_l("重要程度"))
    on = DayField(_l("送审日期"), validators=[Optional()])

    def offer(self) -> "TryForm":
        """Offer kinds and weights."""
        self.kind.choices, self.importance.choices = choices_of(Kind), choices_of(Importance)
        return self
