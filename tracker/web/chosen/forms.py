"""The forms of acts on many items."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from tracker.domain.urging import LONGEST_TEXT
from tracker.web.choices import choice
from tracker.web.forms import PlainForm

PUT, TAKE = "put", "take"


class OfficerForm(PlainForm):
    """Who is named."""

    officer_id = SelectField(_l("承办人"), coerce=int)


class WordsForm(PlainForm):
    """What is said to all."""

    text = TextAreaField(
        _l("催办内容"),
        validators=[
            InputRequired(_l("请写明催办的内容。")),
            Length(max=LONGEST_TEXT, message=_l("最多1000个字。")),
        ],
    )


class LabelForm(PlainForm):
    """Which label is put on or taken off."""

    name = StringField(
        _l("标签"),
        validators=[InputRequired(_l("请填写标签。")), Length(max=20, message=_l("最多20字。"))],
    )
    act = RadioField(_l("怎么办"), choices=[choice(PUT, _l("加上")), choice(TAKE, _l("去掉"))], default=PUT)
