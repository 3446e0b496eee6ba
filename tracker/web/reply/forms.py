"""Forms of the number and of the sending of a reply."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.class_marks import scheme_named
from tracker.domain.copy_lists import METHODS
from tracker.services.dispatches import Addressee
from tracker.services.numbering import HIGHEST
from tracker.web.forms import DayField, PlainForm, VersionedForm
from tracker.web.labels import say
from tracker.web.letter_rows import class_words

SPARE_ROWS = 2
LONGEST_ID = 10


class NumberForm(VersionedForm):
    """The serial of a number; empty takes the next one."""

    serial = IntegerField(
        _l("序号"),
        validators=[Optional(), NumberRange(1, HIGHEST, _l("序号应是1至99999之间的整数。"))],
        render_kw={"inputmode": "numeric"},
    )
    skipped = StringField(_l("跳号原因"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))])


class GapForm(PlainForm):
    """Why serials of a series stand empty."""

    first = IntegerField(_l("从序号"), validators=[InputRequired(_l("请填写序号。"))])
    last = IntegerField(_l("到序号"), validators=[InputRequired(_l("请填写序号。"))])
    reason = StringField(
        _l("空号原因"),
        validators=[
            InputRequired(_l("请写明这些号为什么空着。")),
            Length(max=500, message=_l("最多500字。")),
        ],
    )


class RecipientRow(Form):
    """A sponsor to whom the letter goes."""

    sponsor_id = HiddenField()
    goes = BooleanField(_l("发送"), default=True)
    name = StringField(
        _l("收件人"),
        validators=[InputRequired(_l("请填写收件人。")), Length(max=200, message=_l("最多200字。"))],
    )
    method = SelectField(_l("送达方式"))


class CopyRow(Form):
    """A body on the copy list; one without a name is left out."""

    name = StringField(_l("抄送单位"), validators=[Optional(), Length(max=200, message=_l("最多200字。"))])
    method = SelectField(_l("送达方式"))
    copies = IntegerField(
        _l("份数"), default=1, validators=[Optional(), NumberRange(1, 99, _l("份数填1至99。"))]
    )


class SendForm(VersionedForm):
    """To whom a letter goes, how, and on which day in Beijing."""

    sent_on = DayField(_l("发出日期"), validators=[InputRequired(_l("请填写发出日期。"))])
    recipients = FieldList(FormField(RecipientRow))
    copies = FieldList(FormField(CopyRow))

    def offer_methods(self) -> "SendForm":
        """Fill in the ways by which a letter travels."""
        for row in (*self.recipients, *self.copies):
            row.form.method.choices = [(one, say(one)) for one in METHODS]
        return self

    def addressees(self) -> list[Addressee]:
        """Return everybody whom the form names, sponsors first."""
        return [*_sponsors(self.recipients), *_bodies(self.copies)]


class ResendForm(VersionedForm):
    """To whom a sent letter goes again, how, on which day in Beijing, and why."""

    sent_on = DayField(_l("补发日期"), validators=[InputRequired(_l("请填写补发日期。"))])
    reason = TextAreaField(
        _l("补发原因"),
        validators=[InputRequired(_l("请写明为什么补发。")), Length(max=500, message=_l("最多500字。"))],
    )
    recipients = FieldList(FormField(RecipientRow))

    def offer_methods(self) -> "ResendForm":
        """Fill in the ways by which a letter travels, and the one by which it went where that is another."""
        for row in self.recipients:
            known = [(one, say(one)) for one in METHODS]
            went = row.form.method.data
            row.form.method.choices = known if not went or went in METHODS else [(went, say(went)), *known]
        return self

    def addressees(self) -> list[Addressee]:
        """Return everybody whom the form names."""
        return _sponsors(self.recipients)


class DeliveryForm(VersionedForm):
    """What became of one sending."""

    outcome = StringField(_l("送达情况"))
    on_day = DayField(_l("日期"), validators=[Optional()])
    note = StringField(_l("说明"))


class ClassForm(VersionedForm):
    """Another class for a reply, with its reason and what it rests on."""

    mark = SelectField(_l("改为"), validators=[InputRequired(_l("请选择办理结果类别。"))])
    reason = TextAreaField(
        _l("理由"),
        validators=[InputRequired(_l("请写明为什么改。")), Length(max=500, message=_l("最多500字。"))],
    )
    evidence = StringField(
        _l("依据"),
        validators=[
            InputRequired(_l("请写明依据，例如文号、链接或核查记录。")),
            Length(max=300, message=_l("最多300字。")),
        ],
    )

    def offer(self, scheme: str) -> "ClassForm":
        """Fill in the classes of the reply's own scheme."""
        marks = [(one.mark, class_words(scheme, one.mark)) for one in scheme_named(scheme).marks]
        self.mark.choices = [("", _("请选择")), *marks]
        return self


def _sponsors(rows: Iterable[Any]) -> list[Addressee]:
    return [
        Addressee(
            (row.form.name.data or "").strip(), row.form.method.data, sponsor_id=_id(row.form.sponsor_id.data)
        )
        for row in rows
        if row.form.goes.data
    ]


def _id(written: str | None) -> int | None:
    is_number = written is not None and written.isascii() and written.isdigit() and len(written) < LONGEST_ID
    return int(written) if written and is_number else None


def _bodies(rows: Iterable[Any]) -> list[Addressee]:
    return [
        Addressee(
            (row.form.name.data or "").strip(),
            row.form.method.data,
            is_copy=True,
            copies=row.form.copies.data or 1,
        )
        for row in rows
        if (row.form.name.data or "").strip()
    ]
