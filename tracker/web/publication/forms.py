"""Forms of publishing: consent, summary, the places of the copy, the publication itself, and deciding again."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.publication import GROUNDS, Consent, PublicForm, PublicityChoice
from tracker.domain.vocabulary import Publicity
from tracker.web.choices import choice
from tracker.web.forms import DayField, VersionedForm
from tracker.web.labels import choices, label
from tracker.web.publicity_words import ground_words

LONG = Length(max=500, message=_l("最多500字。"))


class ConsentForm(VersionedForm):
    """A sponsor's word on publishing."""

    sponsor_id = SelectField(_l("提出人"), coerce=int, validators=[InputRequired(_l("请选择提出人。"))])
    consent = RadioField(_l("意见"), validators=[InputRequired(_l("请选择意见。"))])
    on_day = DayField(_l("日期"), validators=[InputRequired(_l("请填写日期。"))])
    evidence = StringField(
        _l("依据"),
        validators=[
            InputRequired(_l("请写明依据，例如电话、回执或来函。")),
            Length(max=300, message=_l("最多300字。")),
        ],
    )


class SummaryForm(VersionedForm):
    """The summary that may be published instead of the letter."""

    text = TextAreaField(
        _l("公开摘要"), validators=[Optional(), Length(max=5000, message=_l("最多5000字。"))]
    )


class PrepareForm(VersionedForm):
    """What the copy is made from."""

    form = RadioField(_l("公开范围"), validators=[InputRequired(_l("请选择公开全文还是摘要。"))])


class MaskForm(VersionedForm):
    """One place of the copy, taken out or left in; ``version`` is the copy's."""

    is_masked = HiddenField()
    reason = StringField(_l("理由"))


class AddMaskForm(VersionedForm):
    """Words to be taken out of the copy; ``version`` is the copy's."""

    quote = StringField(
        _l("还要隐去的文字"), validators=[Optional(), Length(max=200, message=_l("最多200字。"))]
    )


class PublishForm(VersionedForm):
    """The publication: its day in Beijing and where it can be read."""

    copy_version = IntegerField(validators=[Optional()])
    published_on = DayField(_l("公开日期"), validators=[InputRequired(_l("请填写公开日期。"))])
    place = StringField(_l("公开位置"), validators=[Optional(), Length(max=300, message=_l("最多300字。"))])


class PublicityForm(VersionedForm):
    """A leader's decision about publishing."""

    publicity = RadioField(_l("公开属性"), validators=[InputRequired(_l("请选择公开属性。"))])
    public_form = RadioField(_l("公开范围"), validate_choice=False, validators=[Optional()])
    ground = SelectField(_l("条例依据"), validate_choice=False, validators=[Optional()])
    publicity_reason = TextAreaField(_l("不主动公开的理由"), validators=[Optional(), LONG])

    def choice(self) -> PublicityChoice:
        """Return what the form decides."""
        form = self.public_form.data
        return PublicityChoice(
            Publicity(self.publicity.data),
            PublicForm(form) if form in set(PublicForm) else None,
            self.ground.data or None,
            self.publicity_reason.data,
        )


class AskLessForm(VersionedForm):
    """A request that a sent letter be not public, or less public: what is wanted, on which ground, and why."""

    wanted = RadioField(_l("申请改为"), validators=[InputRequired(_l("请选择申请改为哪一项。"))])
    ground = SelectField(_l("条例依据"), validate_choice=False, validators=[Optional()])
    publicity_reason = TextAreaField(_l("理由"), validators=[Optional(), LONG])

    def choice(self) -> PublicityChoice:
        """Return what the form asks for."""
        publicity, form = LESS[self.wanted.data]
        return PublicityChoice(publicity, form, self.ground.data or None, self.publicity_reason.data)


LESS: Mapping[str, tuple[Publicity, PublicForm | None]] = {
    "summary": (Publicity.PROACTIVE, PublicForm.SUMMARY),
    "on_request": (Publicity.ON_REQUEST, None),
    "withheld": (Publicity.WITHHELD, None),
}


def offer_less(form: AskLessForm) -> AskLessForm:
    """Fill in what may be asked for, from a summary to nothing at all."""
    form.wanted.choices = [
        choice("summary", _("只公开摘要")),
        *(choice(code, label(LESS[code][0])) for code in ("on_request", "withheld")),
    ]
    form.ground.choices = _grounds()
    return form


def _grounds() -> list[Any]:
    return [choice("", _("请选择")), *(choice(code, ground_words(code)) for code in GROUNDS)]


def offer_publicity(form: PublicityForm) -> PublicityForm:
    """Fill in the choices of a decision about publishing."""
    form.publicity.choices = choices(Publicity)
    form.public_form.choices = choices(PublicForm)
    form.ground.choices = _grounds()
    return form


def offer_consent(form: ConsentForm, sponsors: list[tuple[int, str]]) -> ConsentForm:
    """Fill in the sponsors and what they may say."""
    form.sponsor_id.choices = [choice(sponsor_id, name) for sponsor_id, name in sponsors]
    form.consent.choices = choices(Consent)
    return form
