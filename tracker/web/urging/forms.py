"""Forms of urging."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.domain.urging import LONGEST_TEXT, UrgeKind
from tracker.services.urging import Urge
from tracker.web.forms import DayField, PlainForm, VersionedForm

LONG = Length(max=LONGEST_TEXT, message=_l("最多1000个字。"))


class WordsForm(PlainForm):
    """What is said, of many items at once."""

    text = TextAreaField(_l("催办内容"), validators=[Optional(), LONG])

    def urge(self) -> Urge:
        """Return what was typed."""
        return Urge(self.text.data or "")


class UrgeForm(WordsForm):
    """What is said to which part, how strongly, and by when a slip is to be answered."""

    seat = SelectField(_l("催哪个单位"), coerce=int)
    kind = RadioField(_l("方式"))
    answer_due_on = DayField(_l("回复期限"), validators=[Optional()])

    def urge(self) -> Urge:
        """Return what was typed; call it once the form is valid."""
        return Urge(self.text.data or "", UrgeKind(self.kind.data), self.answer_due_on.data)


class AnswerForm(VersionedForm):
    """A unit's answer to a slip."""

    text = TextAreaField(_l("办理情况和办结时间"), validators=[Optional(), LONG])
