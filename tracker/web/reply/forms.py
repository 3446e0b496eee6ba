"""Forms of the number and of the sending of a reply."""

from collections.abc import Iterable
from typing import Any

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
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.copy_lists import METHODS
from tracker.services.numbering import HIGHEST
from tracker.services.reply import Addressee
from tracker.web.forms import DayField, PlainForm, VersionedForm
from tracker.web.labels import say

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
