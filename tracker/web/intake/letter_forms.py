"""Forms of the letter page: the upload, and what was read from it for a person to confirm."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from tracker.domain.class_marks import scheme_named
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, Publicity
from tracker.web.addresses import LARGEST_ID
from tracker.web.choices import NOBODY, Named, choice, choices_of, mark_choices, named_choices
from tracker.web.forms import DayField, PlainForm
from tracker.web.intake.forms import choice_field, text_field
from tracker.web.rows import RowForm, Rows

HANDED_OVER, REPLIED = "handed_over", "replied"
MODES = [
    choice(HANDED_OVER, _l("新交办的来件")),
    choice(REPLIED, _l("历史答复补录")),
]
PICK_ONE = {"data-pick": "", "data-none-words": _l("没有这个单位")}
PICK = {**PICK_ONE, "data-placeholder": _l("输入单位名称查找"), "data-remove-words": _l("去掉")}
VERDICTS = [
    choice("promise", _l("按承诺登记")),
    choice("done", _l("记为已完成")),
    choice("no", _l("不登记")),
]


class UploadForm(PlainForm):
    """A letter as a file or as pasted text."""

    letter = FileField(_l("来信文件"), description=_l("TXT、DOCX 或带文字的 PDF，不超过50MB。"))
    pasted = TextAreaField(
        _l("或者粘贴正文"), [Optional()], description=_l("没有文件时，把来信全文粘贴到这里。")
    )
    mode = RadioField(_l("这封信是"), choices=MODES, default=HANDED_OVER)


class PromiseForm(RowForm):
    """One sentence that may be a promise, judged by a person."""

    verdict = RadioField(_l("判定"), [InputRequired(_l("请选一项。"))], choices=VERDICTS)
    owner = SelectField(_l("责任单位"), [Optional()], coerce=int)
    due_on = DayField(_l("期限"), [Optional()])
    review_on = DayField(_l("复核日"), [Optional()])


class LetterForm(PlainForm):
    """The item that a letter names; ``ticket`` is the signed reference to the upload, ``merge_into`` an item."""

    ticket = HiddenField()
    merge_into = IntegerField(_l("并入"), [Optional(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())
    body = text_field(_l("会议名称"), 120, DataRequired(_l("请填写会议名称。")))
    term = IntegerField(_l("届"), [Optional(), NumberRange(1, 99, _l("届填1到99的数字。"))])
    session_no = IntegerField(_l("次"), [Optional(), NumberRange(0, 99, _l("次填0到99的数字。"))])
    number_raw = text_field(_l("编号"), 80)
    kind = choice_field(_l("类别"), Kind)
    sponsors = text_field(_l("提出人"), 300, DataRequired(_l("请填写提出人，几个人之间用顿号隔开。")))
    title = text_field(_l("标题"), 300, DataRequired(_l("请填写标题。")))
    body_level = choice_field(_l("层级"), BodyLevel, optional=True)
    phase = choice_field(_l("提出时间"), Phase)
    co_handlers = SelectMultipleField(_l("会办单位"), [Optional()], coerce=int, render_kw=PICK)

    def offer(self, units: Iterable[Named], scheme: str) -> None:
        """Fill the choices with the office's units and its class table."""
        raise NotImplementedError

    def received(self) -> date | None:
        """Return the day on which the item came in, as far as the form says."""
        raise NotImplementedError


class HandedOverForm(LetterForm):
    """A letter that hands an item over to this office; ``later_rows`` follow the item's own rows on the page."""

    later_rows = ("lead", "co_handlers", "received_on", "body_level", "phase")
    lead = SelectField(_l("主办单位"), [Optional()], coerce=int, render_kw=PICK_ONE)
    received_on = DayField(_l("收到日期"), [InputRequired(_l("请填写收到日期。"))])

    def offer(self, units: Iterable[Named], scheme: str) -> None:  # noqa: ARG002 - handed over, it has no class yet
        """Fill the choices; lead 0 is nobody yet."""
        self.co_handlers.choices = named_choices(units)
        self.lead.choices = [NOBODY, *named_choices(units)]

    def received(self) -> date | None:
        """Return the day typed."""
        found: date | None = self.received_on.data
        return found


class OldReplyForm(LetterForm):
    """A reply sent long ago, with its item; ``later_rows`` follow the item's own rows on the page."""

    later_rows = (
        *(
            "our_role",
            "co_handlers",
            "sent_on",
            "document_number",
            "class_mark",
            "publicity",
            "publicity_reason",
        ),
        *("issuer", "contact_person", "contact_phone", "body_level", "phase", "assigned_on"),
    )
    our_role = StringField(_l("我方角色"), render_kw={"readonly": True})
    assigned_on = DayField(_l("交办日期"), [Optional()])
    class_mark = SelectField(_l("办理结果"), [InputRequired(_l("请选择办理结果类别。"))])
    document_number = text_field(_l("文号"), 80)
    publicity = SelectField(_l("公开属性"), [InputRequired(_l("请选择公开属性。"))])
    publicity_reason = text_field(_l("不公开理由"), 500)
    sent_on = DayField(_l("成文日期"), [InputRequired(_l("请填写成文日期。"))])
    issuer = text_field(_l("落款单位"), 120)
    contact_person = text_field(_l("联系人"), 80)
    contact_phone = text_field(_l("联系电话"), 40)
    promises = Rows(PromiseForm, _l("承诺"))

    def offer(self, units: Iterable[Named], scheme: str) -> None:
        """Fill the choices of units, classes, publicity and owners."""
        self.co_handlers.choices = named_choices(units)
        self.class_mark.choices = mark_choices(scheme_named(scheme))
        self.publicity.choices = choices_of(Publicity, optional=True)
        for row in self.promises:
            row.form.owner.choices = named_choices(units)

    def received(self) -> date | None:
        """Return the day of assignment, else that of the reply: the item was here by then."""
        found: date | None = self.assigned_on.data or self.sent_on.data
        return found
