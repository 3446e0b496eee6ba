"""Forms of one row of a rule set, for whoever never saw TOML: they say the same fields as the text does."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.due_dates import Anchor, Direction, Milestone, Roll, Unit
from tracker.domain.errors import InvalidInput, TrackerError
from tracker.domain.rule_fields import LONGEST, SELECTORS, FaultError, check_source, read_month_day
from tracker.domain.rule_model import Approver, Check, CheckRule, Demand, Entry, ExtensionRule, Part, Row
from tracker.web.choices import choice, choices_of
from tracker.web.due_words import milestone_name
from tracker.web.forms import TicksField, VersionedForm
from tracker.web.rows import RowForm, Rows
from tracker.web.rule_words import APPROVERS, DEMANDS, UNITS, anchor_name

TERM, FIXED = "term", "fixed"
SPARE_STEPS = 2
EXTENDED = (Milestone.REPLY, Milestone.CO_OPINION)  # the answers for which more time can be asked
WHOLE = _l("请填1到10000的整数。")
AT_FIELD = {"fixed_month_day": "day", "at_least": "volume"}


class TitleForm(VersionedForm):
    """What a draft is called."""

    title = StringField(_l("名称"), validators=[Length(max=60, message=_l("最多60个字。"))])


class BasisForm(VersionedForm):
    """What every row says: for which items it holds, and on what ground."""

    kind = TicksField(_l("类型"), validators=[Optional()])
    phase = TicksField(_l("什么时候提出"), validators=[Optional()])
    level = TicksField(_l("哪一级"), validators=[Optional()])
    sponsor_kind = TicksField(_l("谁提出"), validators=[Optional()])
    source = StringField(_l("依据"), validators=[Optional(), Length(max=300, message=_l("最多300个字。"))])
    office_default = BooleanField(_l("本单位自定"))

    def offer(self) -> "BasisForm":
        """Offer the words by which a row is narrowed."""
        for name, words in SELECTORS.items():
            self[name].choices = choices_of(words)
        return self

    def basis(self) -> dict[str, Any]:
        """Return the fields that every row has, as they stand in the text."""
        said: dict[str, Any] = {name: list(self[name].data) for name in SELECTORS if self[name].data}
        said["source"] = " ".join((self.source.data or "").split())
        return {**said, "office_default": bool(self.office_default.data)}

    def written(self) -> Mapping[str, Any]:
        """Return the row as it stands in the text; call it once the form is valid."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the row names its ground, so that every fault is told at once."""
        is_valid = bool(super().validate(extra_validators))
        return self.passes(partial(check_source, self.basis())) and is_valid

    def passes(self, check: Callable[[], object]) -> bool:
        """Make a check of the rules' own, its fault told at its field."""
        try:
            check()
        except FaultError as fault:
            self.refuse(InvalidInput(field=fault.field, reason=fault.plain))
            return False
        return True

    def refuse(self, error: TrackerError) -> None:
        """Show a refusal at the field of this form that stands for the text's."""
        named = error.params.get("field")
        if named in AT_FIELD:
            error = InvalidInput(field=AT_FIELD[str(named)], reason=error.params["reason"])
        super().refuse(error)


def _all_given(wanted: Iterable[tuple[Field, str]]) -> bool:
    """Tell whether every field has a value; the words stand at those that have none."""
    missing = [(field, words) for field, words in wanted if field.data is None and not field.errors]
    for field, words in missing:
        field.errors = [words]
    return not missing


class VolumeForm(RowForm):
    """One step of more time by the number of items; an empty one counts as none."""

    at_least = IntegerField(_l("承办满多少件"), validators=[Optional(), NumberRange(1, LONGEST, WHOLE)])
    amount = IntegerField(_l("增加多少"), validators=[Optional(), NumberRange(1, LONGEST, WHOLE)])
    unit = SelectField(_l("单位"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that a step has both its numbers or none."""
        is_valid = bool(super().validate(extra_validators))
        half = (self.at_least, self.amount)
        is_begun = any(field.data for field in half)
        return (not is_begun or _all_given((field, _("两栏都要填。")) for field in half)) and is_valid

    def written(self) -> dict[str, Any]:
        """Return the step as it stands in the text."""
        return {"at_least": self.at_least.data, "amount": self.amount.data, "unit": self.unit.data}


class MilestoneForm(BasisForm):
    """One term: what, from which day, how long or until which day of the year."""

    code = SelectField(_l("期限"))
    anchor = SelectField(_l("起算点"))
    way = RadioField(_l("怎么定"), default=TERM, validators=[InputRequired(_l("请选择怎么定。"))])
    direction = SelectField(_l("前或后"))
    amount = IntegerField(_l("数量"), validators=[Optional(), NumberRange(1, LONGEST, WHOLE)])
    unit = SelectField(_l("单位"))
    month = IntegerField(_l("月"), validators=[Optional(), NumberRange(1, 12, _l("请填1到12。"))])
    day = IntegerField(_l("日"), validators=[Optional(), NumberRange(1, 31, _l("请填1到31。"))])
    roll = BooleanField(_l("最后一天遇休息日，顺延到下一个工作日"))
    express = BooleanField(_l("只用于急办件"))
    volume = Rows(VolumeForm, _l("按件数增加时间"), max_entries=10)

    def offer(self) -> "MilestoneForm":
        """Offer every step, anchor and unit there is."""
        super().offer()
        units = [choice(unit.value, words) for unit, words in UNITS.items()]
        self.code.choices = [choice(code.value, milestone_name(code)) for code in Milestone]
        self.anchor.choices = [choice(one.value, anchor_name(one)) for one in Anchor]
        self.way.choices = [choice(TERM, _("从起算点数多久")), choice(FIXED, _("每年固定的一天"))]
        self.direction.choices = [choice(Direction.AFTER.value, _("之后")), choice("before", _("之前"))]
        self.unit.choices = units
        for row in self.volume:
            row.form.unit.choices = units
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the term has its length or its day."""
        is_valid = bool(super().validate(extra_validators))
        if self.way.data != FIXED:
            return _all_given([(self.amount, _("请填数量。"))]) and is_valid
        is_given = _all_given([(self.month, _("请填几月。")), (self.day, _("请填几日。"))])
        is_sound = is_given and not (self.month.errors or self.day.errors)
        return (is_sound and self.passes(partial(read_month_day, self._month_day()))) and is_valid

    def _month_day(self) -> str:
        return f"{self.month.data:02}-{self.day.data:02}"

    def written(self) -> Mapping[str, Any]:
        """Return the term as it stands in the text."""
        said = {**self.basis(), "code": self.code.data, "anchor": self.anchor.data}
        said["express"] = bool(self.express.data)
        said["roll"] = (Roll.NEXT_WORKING_DAY if self.roll.data else Roll.NONE).value
        if self.way.data == FIXED:
            return {**said, "fixed_month_day": self._month_day()}
        said |= {"amount": self.amount.data, "unit": self.unit.data, "direction": self.direction.data}
        return {**said, "volume": [row.form.written() for row in self.volume if row.form.at_least.data]}


class ExtensionForm(BasisForm):
    """How far a term may be extended, and who agrees."""

    code = SelectField(_l("延长哪个期限"))
    most_added = IntegerField(_l("每次最多延长"), validators=[Optional(), NumberRange(0, LONGEST, WHOLE)])
    most_total = IntegerField(_l("总共不超过"), validators=[Optional(), NumberRange(0, LONGEST, WHOLE)])
    unit = SelectField(_l("单位"))
    approvers = TicksField(_l("须经谁同意"), validators=[Optional()])
    informed = TicksField(_l("须告知谁"), validators=[Optional()])
    repeatable = BooleanField(_l("可以延期不止一次"))
    tells_sponsor = BooleanField(_l("延期后告知代表委员"))

    def offer(self) -> "ExtensionForm":
        """Offer the answers that can be extended, and who may have to agree."""
        super().offer()
        self.code.choices = [choice(code.value, milestone_name(code)) for code in EXTENDED]
        if self.code.data and self.code.data not in EXTENDED:
            self.code.choices.append(choice(self.code.data, milestone_name(self.code.data)))
        self.unit.choices = [choice(unit.value, words) for unit, words in UNITS.items()]
        bodies = [choice(one.value, words) for one, words in APPROVERS.items()]
        self.approvers.choices = self.informed.choices = bodies
        return self

    def written(self) -> Mapping[str, Any]:
        """Return the rule as it stands in the text; no number is no cap."""
        return {
            **self.basis(),
            "code": self.code.data,
            "most_added": self.most_added.data or 0,
            "most_total": self.most_total.data or 0,
            "unit": self.unit.data,
            "approvers": list(self.approvers.data or ()),
            "informed": list(self.informed.data or ()),
            "repeatable": bool(self.repeatable.data),
            "tells_sponsor": bool(self.tells_sponsor.data),
        }


class CheckForm(BasisForm):
    """Whether contact with the sponsor must be on file before a reply is signed."""

    demand = RadioField(_l("没有沟通记录的"), default=Demand.WARN.value)

    def offer(self) -> "CheckForm":
        """Offer the ways in which contact is demanded."""
        super().offer()
        self.demand.choices = [choice(one.value, words) for one, words in DEMANDS.items()]
        return self

    def written(self) -> Mapping[str, Any]:
        """Return the demand as it stands in the text."""
        return {**self.basis(), "code": Check.CONTACT_BEFORE_SIGNATURE.value, "demand": self.demand.data}


FORMS: Mapping[Part, type[BasisForm]] = {
    Part.MILESTONE: MilestoneForm,
    Part.EXTENSION: ExtensionForm,
    Part.CHECK: CheckForm,
}


def sent(part: Part) -> BasisForm:
    """Return the form as it was sent."""
    return FORMS[part]().offer()


def filled(part: Part, row: Row | None, version: int) -> BasisForm:
    """Return the form of a row as it is kept, or of a new one."""
    data = _kept(row) if row else _usual(part)
    return FORMS[part](formdata=None, data={**data, "version": version}).offer()


def _usual(part: Part) -> dict[str, Any]:
    blank: list[dict[str, Any]] = [{}] * SPARE_STEPS
    if part is Part.MILESTONE:
        return {"code": Milestone.REPLY.value, "anchor": Anchor.ASSIGNED.value, "volume": blank}
    return {"repeatable": True, "tells_sponsor": True, "unit": Unit.MONTHS.value}


def _kept(row: Row) -> dict[str, Any]:
    kept: dict[str, Any] = {name: sorted(words) for name, words in row.only.items()}
    if isinstance(row, Entry):
        return {**kept, **_kept_term(row)}
    kept |= {"code": row.code.value, "source": row.source, "office_default": row.office_default}
    if isinstance(row, CheckRule):
        return {**kept, "demand": row.demand.value}
    return {**kept, **_kept_extension(row)}


def _kept_term(row: Entry) -> dict[str, Any]:
    rule = row.rule
    month, day = rule.fixed_month_day or (None, None)
    steps = [{"at_least": one.at_least, "amount": one.amount, "unit": one.unit.value} for one in rule.volume]
    return {
        "code": rule.code.value,
        "anchor": rule.anchor.value,
        "way": FIXED if rule.fixed_month_day else TERM,
        "direction": rule.direction.value,
        "amount": None if rule.fixed_month_day else rule.amount,
        "unit": rule.unit.value,
        "month": month,
        "day": day,
        "roll": rule.roll is Roll.NEXT_WORKING_DAY,
        "express": row.is_express,
        "source": rule.source,
        "office_default": rule.office_default,
        "volume": [*steps, *[{}] * SPARE_STEPS],
    }


def _kept_extension(row: ExtensionRule) -> dict[str, Any]:
    return {
        "most_added": row.most_added or None,
        "most_total": row.most_total or None,
        "unit": row.unit.value,
        "approvers": [Approver(one).value for one in row.approvers],
        "informed": [Approver(one).value for one in row.informed],
        "repeatable": row.is_repeatable,
        "tells_sponsor": row.tells_sponsor,
    }
