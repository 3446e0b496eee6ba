"""Forms of assignment: the units with their parts, an office, an officer, a reason."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.vocabulary import AssignmentRole
from tracker.services.assignment import Part
from tracker.web.choices import NOBODY, Named, choices_of, named_choices
from tracker.web.forms import DayField, VersionedForm
from tracker.web.rows import RowForm, Rows

OTHER_ROLES = (
    AssignmentRole.SPLIT,
    AssignmentRole.JOINT_LEAD,
    AssignmentRole.REFERENCE,
    AssignmentRole.RELAY,
)
MOST_OTHERS = 20


class PartForm(RowForm):
    """A unit that is neither the lead nor a co-handler."""

    unit = SelectField(_l("单位"), [Optional()], coerce=int)
    role = SelectField(_l("任务"), [Optional()])
    part = StringField(_l("负责的部分"), [Optional(), Length(max=500)])


class AssignForm(VersionedForm):
    """Who handles an item, since when, and who gave it to us."""

    lead = SelectField(_l("主办单位"), [Optional()], coerce=int)
    co_handlers = SelectMultipleField(
        _l("会办单位"),
        [Optional()],
        coerce=int,
        description=_l("可选几个。会办单位把意见交给主办单位，不直接答复。"),
    )
    others = Rows(PartForm, _l("其他单位"), max_entries=MOST_OTHERS)
    assigned_on = DayField(_l("交办日期"), [InputRequired(_l("请填写交办日期。"))])
    assigner = StringField(_l("交办单位"), [Optional(), Length(max=120)])

    def offer(self, units: Sequence[Named]) -> "AssignForm":
        """Fill the choices with the units that have no part in the item yet."""
        choices = named_choices(units)
        self.lead.choices = [NOBODY, *choices]
        self.co_handlers.choices = choices
        for row in self.others:
            row.form.unit.choices = [NOBODY, *choices]
            row.form.role.choices = choices_of(OTHER_ROLES)
        return self

    def parts(self) -> tuple[Part, ...]:
        """Return the other units with their roles; rows without a unit are left out."""
        return tuple(
            Part(row.form.unit.data, AssignmentRole(row.form.role.data), row.form.part.data)
            for row in self.others
            if row.form.unit.data
        )


class OfficeForm(VersionedForm):
    """The office that does the work, and why it is another one than before."""

    office_id = SelectField(_l("承办处室"), coerce=int)
    reason = TextAreaField(_l("改派理由"), [Optional(), Length(max=500, message=_l("最多500字。"))])

    def offer(self, offices: Iterable[Named]) -> "OfficeForm":
        """Fill the choices with the unit's offices."""
        self.office_id.choices = named_choices(offices)
        return self


class OfficerForm(VersionedForm):
    """The officer who does the work."""

    officer_id = SelectField(_l("承办人"), coerce=int)

    def offer(self, officers: Iterable[Named]) -> "OfficerForm":
        """Fill the choices with the officers of the place."""
        self.officer_id.choices = named_choices(officers)
        return self
