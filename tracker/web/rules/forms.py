"""Forms of rule sets: the text, the day from which it holds, and a sample item."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from tracker.domain.due_dates import Anchor
from tracker.domain.rule_sets import Item
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind
from tracker.web.choices import choice, choices_of
from tracker.web.forms import DayField, PlainForm, VersionedForm


class TextForm(VersionedForm):
    """A draft as TOML."""

    text = TextAreaField(_l("规则（TOML）"), validators=[InputRequired(_l("请填写规则。"))])


class ForceForm(VersionedForm):
    """From which day a version holds, and whether open items follow."""

    valid_from = DayField(_l("从哪一天起生效"), validators=[Optional()])
    takes_open = BooleanField(_l("正在办理的件也改按这一版，变动如上"))
    confirmed = HiddenField()


class SampleForm(PlainForm):
    """A sample item with the days from which its terms count."""

    class Meta:
        """It only reads."""

        csrf = False

    kind = SelectField(_l("类型"))
    phase = SelectField(_l("什么时候提出"))
    level = SelectField(_l("哪一级"))
    sponsor_kind = SelectField(_l("谁提出"))
    express = BooleanField(_l("急办件"))
    volume = IntegerField(_l("本年承办件数"), validators=[Optional(), NumberRange(0, 100_000)])
    assigned = DayField(_l("交办日期"), validators=[Optional()])
    received = DayField(_l("收到日期"), validators=[Optional()])
    session_closed = DayField(_l("会议闭幕日期"), validators=[Optional()])
    approval = DayField(_l("签发日期"), validators=[Optional()])
    reply_sent = DayField(_l("答复发出日期"), validators=[Optional()])

    def offer(self) -> "SampleForm":
        """Offer kinds, phases, levels and sponsors."""
        self.kind.choices, self.phase.choices = choices_of(Kind), choices_of(Phase)
        self.phase.data = self.phase.data or Phase.SESSION.value
        self.level.data, self.sponsor_kind.data = self.level.data or "", self.sponsor_kind.data or ""
        self.level.choices = [choice("", _("不论哪一级")), *choices_of(BodyLevel)]
        self.sponsor_kind.choices = [choice("", _("不论谁提出")), *choices_of(SponsorKind)]
        return self

    def item(self) -> Item:
        """Return the sample."""
        return Item(
            Kind(self.kind.data),
            Phase(self.phase.data),
            BodyLevel(self.level.data) if self.level.data else None,
            SponsorKind(self.sponsor_kind.data) if self.sponsor_kind.data else None,
            bool(self.express.data),
        )

    def anchors(self) -> dict[Anchor, date]:
        """Return the days that were given."""
        fields = (self.assigned, self.received, self.session_closed, self.approval, self.reply_sent)
        return {Anchor(field.name): field.data for field in fields if field.data}
