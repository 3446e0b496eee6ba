"""Forms of a review and of a signature."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.class_marks import SCHEMES
from tracker.domain.vocabulary import Publicity
from tracker.web.forms import VersionedForm
from tracker.web.labels import label


class ReviewForm(VersionedForm):
    """A reviewer's remark; sending back demands it."""

    remark = TextAreaField(_l("审核意见"), validators=[Optional(), Length(max=1000)])
    decision = StringField()


class SignForm(ReviewForm):
    """The leader's decision: class, publicity and promises in one act."""

    remark = TextAreaField(_l("批示"), validators=[Optional(), Length(max=1000)])
    class_mark = SelectField(_l("办理结果"), validators=[Optional()])
    publicity = RadioField(_l("公开属性"), validators=[Optional()])
    publicity_reason = StringField(_l("不主动公开的理由"), validators=[Optional(), Length(max=500)])
    seen = BooleanField(_l("我已看过本函的承诺及其责任单位和日期"))

    def offer(self, scheme: str) -> "SignForm":
        """Fill the choices with the unit's own class table."""
        marks = SCHEMES[scheme].marks
        self.class_mark.choices = [("", _l("请选择")), *((one.mark, f"{one.mark} {one.meaning}") for one in marks)]
        self.publicity.choices = [(one.value, label(one)) for one in Publicity]
        return self


class ReasonForm(VersionedForm):
    """A step that demands its reason."""

    reason = StringField(_l("理由"), validators=[InputRequired(_l("请写明理由。")), Length(max=500)])
