"""Forms of a promise: a note of progress, a report of completion, a decision on it."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.web.forms import VersionedForm


class ProgressForm(VersionedForm):
    """How far a promise is."""

    text = TextAreaField(_l("进展情况"), validators=[InputRequired(_l("请写明进展情况。")), Length(max=2000)])
    percent = IntegerField(
        _l("完成程度（%%）"), validators=[Optional(), NumberRange(0, 100, _l("完成程度填0到100的整数。"))]
    )
    evidence = StringField(_l("凭据"), validators=[Optional(), Length(max=500)])


class DoneForm(VersionedForm):
    """That a promise is done, since when, and what proves it."""

    text = TextAreaField(_l("完成情况"), validators=[InputRequired(_l("请写明完成情况。")), Length(max=2000)])
    done_on = DateField(_l("完成日期"), validators=[InputRequired(_l("请填写完成日期。"))])
    evidence = StringField(
        _l("完成凭据"), validators=[InputRequired(_l("请填写完成凭据，例如文号、链接或数据。")), Length(max=500)]
    )


class VerifyForm(VersionedForm):
    """A decision on a report of completion, with a remark."""

    remark = TextAreaField(_l("核验意见"), validators=[Optional(), Length(max=1000)])
