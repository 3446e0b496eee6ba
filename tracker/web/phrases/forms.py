"""The form of a standard phrase."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.services.stock_phrases import PhraseEntry
from tracker.web.forms import PlainForm


class PhraseForm(PlainForm):
    """A phrase: for which unit, its name in the menu, its words, its place in the menu."""

    unit = SelectField(_l("单位"), validate_choice=False)
    name = StringField(
        _l("名称"), validators=[InputRequired(_l("请填写名称。")), Length(max=60, message=_l("最多60字。"))]
    )
    text = TextAreaField(
        _l("内容"),
        validators=[InputRequired(_l("请填写内容。")), Length(max=2000, message=_l("最多2000字。"))],
    )
    position = IntegerField(
        _l("排在第几"), validators=[Optional(), NumberRange(1, 9999, message=_l("请填1到9999。"))]
    )

    def entry(self) -> PhraseEntry:
        """Return what was entered, as the service takes it."""
        return PhraseEntry(self.name.data or "", self.text.data or "", self.position.data)
