"""Forms of requests: a reason, a decision, the unit that takes over, a co-signer's agreement."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.vocabulary import AssignmentRole
from tracker.services.assignment import Part
from tracker.web.choices import Named, choice, choices_of, named_choices
from tracker.web.forms import DayField, VersionedForm

LONG = Length(max=1000, message=_l("最多1000字。"))
ROLES = (
    AssignmentRole.LEAD,
    AssignmentRole.CO,
    AssignmentRole.SPLIT,
    AssignmentRole.JOINT_LEAD,
    AssignmentRole.REFERENCE,
    AssignmentRole.RELAY,
)
NO_UNIT = choice(0, _l("暂不指定，另行交办"))
NO_FILE = choice(0, _l("没有附件"))


class WhyForm(VersionedForm):
    """A step with its reason; the service says where one is missing."""

    reason = TextAreaField(_l("理由"), validators=[Optional(), LONG])


class ReturnForm(WhyForm):
    """Why a unit cannot handle the item, and which unit could."""

    suggested_unit = StringField(
        _l("建议改由哪个单位办理"), validators=[Optional(), Length(max=200, message=_l("最多200字。"))]
    )


class ExtensionForm(WhyForm):
    """Until when, or how many items the unit handles this year."""

    until = DayField(_l("延期到"), validators=[Optional()])
    items = IntegerField(
        _l("本年承办件数"), validators=[Optional(), NumberRange(1, 100_000, _l("请填1到100000。"))]
    )


class DecisionForm(WhyForm):
    """A decision with its words; the pressed button says which."""

    reason = TextAreaField(_l("意见"), validators=[Optional(), LONG])
    decision = StringField()


class SuccessorForm(DecisionForm):
    """A decision about a return: who handles the part from now on."""

    unit_id = SelectField(_l("改由谁办理"), validators=[Optional()], coerce=int)
    role = SelectField(_l("任务"), validators=[Optional()])
    part = StringField(_l("负责的部分"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))])

    def offer(self, units: Sequence[Named]) -> "SuccessorForm":
        """Fill the choices with the units that have no part in the item yet."""
        self.unit_id.choices = [NO_UNIT, *named_choices(units)]
        self.role.choices = choices_of(ROLES)
        return self

    def successor(self) -> Part | None:
        """Return the part of the unit that takes over, None where none is named."""
        if not self.unit_id.data:
            return None
        return Part(self.unit_id.data, AssignmentRole(self.role.data), self.part.data)


class ConsentForm(VersionedForm):
    """One co-signer's agreement to a withdrawal."""

    sponsor_id = SelectField(_l("联名人"), coerce=int)
    on = DayField(_l("同意日期"), validators=[InputRequired(_l("请填写日期。"))])
    evidence = StringField(
        _l("凭据"),
        validators=[
            InputRequired(_l("请写明凭据，例如来函日期和签名。")),
            Length(max=300, message=_l("最多300字。")),
        ],
    )
    attachment_id = SelectField(_l("附件"), validators=[Optional()], coerce=int)

    def offer(self, sponsors: Iterable[Named], files: Iterable[Any]) -> "ConsentForm":
        """Fill the choices with the co-signers who have not agreed yet and the item's files."""
        self.sponsor_id.choices = named_choices(sponsors)
        self.attachment_id.choices = [NO_FILE, *named_choices(files)]
        return self
