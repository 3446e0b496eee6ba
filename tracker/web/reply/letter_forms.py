"""Forms of a later letter: what it says, what it promises, and its steps."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.services.later_letters import LetterEntry
from tracker.web.forms import VersionedForm

LONG = Length(max=20_000, message=_l("最多20000字。"))


class LetterForm(VersionedForm):
    """What a later letter says; title and text are made from the rest where they are left empty."""

    kind = HiddenField()
    reason = TextAreaField(
        _l("发函原因"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))]
    )
    wrong = TextAreaField(_l("有误的原文"), validators=[Optional(), LONG])
    right = TextAreaField(_l("正确的内容"), validators=[Optional(), LONG])
    title = StringField(_l("标题"), validators=[Optional(), Length(max=300, message=_l("最多300字。"))])
    text = TextAreaField(_l("函件正文"), validators=[Optional(), LONG])

    def entry(self) -> LetterEntry:
        """Return what is written."""
        return LetterEntry(
            reason=self.reason.data or "",
            wrong=self.wrong.data or "",
            right=self.right.data or "",
            title=self.title.data or "",
            text=self.text.data or "",
        )


class StepForm(VersionedForm):
    """A step of a later letter with its remark or reason."""

    decision = HiddenField()
    reason = TextAreaField(
        _l("意见或理由"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))]
    )
    seen = BooleanField(_l("我已看过全文和承诺"))
