"""The form of a holiday notice, first previewed and then confirmed."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.notices import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, Notice, read_notice
from tracker.web.forms import PlainForm


class NoticeForm(PlainForm):
    """A notice as it was pasted, with its year and name where the text does not say them."""

    text = TextAreaField(
        _l("通知原文"),
        validators=[
            InputRequired(_l("请粘贴通知原文。")),
            Length(max=LONGEST_TEXT, message=_l("最多20000字。")),
        ],
    )
    year = IntegerField(
        _l("年份"),
        validators=[Optional(), NumberRange(FIRST_YEAR, LAST_YEAR, _l("年份应当在2004到2199之间。"))],
    )
    source = StringField(_l("通知名称或文号"), validators=[Length(max=200, message=_l("最多200字。"))])
    is_local = BooleanField(_l("是本地放假（如三月三），不是全国的安排"))

    def notice(self) -> Notice:
        """Return the days that the notice names; raises NoticeError for one that cannot be read."""
        return read_notice(
            self.text.data or "",
            year=self.year.data,
            source=(self.source.data or "").strip(),
            is_local=bool(self.is_local.data),
        )


class ConfirmedNoticeForm(NoticeForm):
    """The same with the mark of the preview that was shown."""

    confirmed = HiddenField()


class UndoForm(PlainForm):
    """The mark of the preview of an undoing."""

    confirmed = HiddenField()
