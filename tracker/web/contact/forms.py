"""The form of a contact with a sponsor."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.vocabulary import ContactMethod
from tracker.services.contacts import ContactEntry
from tracker.web.choices import choices_of
from tracker.web.forms import DayField, PlainForm


class ContactForm(PlainForm):
    """Who was met, when and how, what was said, and what proves it."""

    seat = SelectField(_l("以哪个单位的名义"), coerce=int)
    sponsor = SelectField(_l("代表委员"), coerce=int)
    on = DayField(_l("日期"), validators=[InputRequired(_l("请填写沟通日期。"))])
    method = RadioField(
        _l("方式"), choices=choices_of(ContactMethod), validators=[InputRequired(_l("请选择沟通方式。"))]
    )
    place = StringField(_l("地点"), validators=[Optional(), Length(max=200)])
    people = StringField(_l("我方参加人"), validators=[Optional(), Length(max=300)])
    leader_present = BooleanField(_l("有厅（局）领导参加"))
    summary = TextAreaField(
        _l("说了什么"),
        validators=[
            InputRequired(_l("请写明代表委员说了什么。")),
            Length(max=2000, message=_l("最多2000字。")),
        ],
    )
    attitude = StringField(_l("对办理的态度"), validators=[Optional(), Length(max=300)])
    evidence = StringField(_l("凭据"), validators=[Optional(), Length(max=300)])
    is_confirmed = BooleanField(_l("代表委员已确认这份记录"))

    def entry(self) -> ContactEntry:
        """Return what was entered, as the service takes it."""
        if self.on.data is None:
            raise ValueError(self.on.data)
        return ContactEntry(
            sponsor_id=self.sponsor.data,
            on=self.on.data,
            method=ContactMethod(self.method.data),
            summary=self.summary.data or "",
            place=self.place.data,
            people=self.people.data,
            leader_present=self.leader_present.data,
            attitude=self.attitude.data,
            evidence=self.evidence.data,
            is_confirmed=self.is_confirmed.data,
        )
