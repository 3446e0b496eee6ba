"""Forms of a promise: a note of progress, a report of completion, a decision on it, another course."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.actions import Action
from tracker.domain.vocabulary import Machine
from tracker.web.forms import DayField, VersionedForm
from tracker.web.labels import action_label

EVIDENCE_LENGTH = Length(max=500, message=_l("最多500字。"))
TEXT_LENGTH = Length(max=2000, message=_l("最多2000字。"))
REMARK_LENGTH = Length(max=1000, message=_l("最多1000字。"))


class ProgressForm(VersionedForm):
    """How far a promise is."""

    text = TextAreaField(
        _l("进展情况"),
        id="progress-text",
        validators=[InputRequired(_l("请写明进展情况。")), TEXT_LENGTH],
    )
    percent = IntegerField(
        _l("完成程度（百分之几）"),
        validators=[Optional(), NumberRange(0, 100, _l("完成程度填0到100的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    evidence = StringField(_l("凭据"), id="progress-evidence", validators=[Optional(), EVIDENCE_LENGTH])


class DoneForm(VersionedForm):
    """That a promise is done, since when, and what proves it."""

    text = TextAreaField(
        _l("完成情况"), id="done-text", validators=[InputRequired(_l("请写明完成情况。")), TEXT_LENGTH]
    )
    done_on = DayField(_l("完成日期"), validators=[InputRequired(_l("请填写完成日期。"))])
    evidence = StringField(
        _l("完成凭据"),
        id="done-evidence",
        validators=[InputRequired(_l("请填写完成凭据，例如文号、链接或数据。")), EVIDENCE_LENGTH],
    )


class VerifyForm(VersionedForm):
    """A decision on a report of completion, with a remark."""

    remark = TextAreaField(_l("核验意见"), validators=[Optional(), REMARK_LENGTH])


class CourseForm(VersionedForm):
    """Another course for a promise, with its reason and, for more time, the new day."""

    course = SelectField(_l("处理"))
    until = DayField(_l("延期到"), validators=[Optional()])
    reason = TextAreaField(_l("理由和依据"), validators=[InputRequired(_l("请写明理由。")), REMARK_LENGTH])

    def offer(self, actions: Iterable[Action]) -> "CourseForm":
        """Fill in the courses that this person may take now."""
        self.course.choices = [(one.value, action_label(Machine.COMMITMENT, one)) for one in actions]
        return self
