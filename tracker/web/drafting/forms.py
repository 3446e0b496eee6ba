"""Forms of the draft editor: the draft itself, and the verdict on one sentence."""

from collections.abc import Mapping

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from tracker.domain.class_marks import scheme_named
from tracker.domain.vocabulary import Publicity, Verdict
from tracker.services.asks import Tie
from tracker.services.drafting import DraftEntry
from tracker.services.promise_marks import Judgement
from tracker.web.choices import choice, choices_of
from tracker.web.forms import DayField, PlainForm, VersionedForm, sent_by_number

POINT, REASON, OUTSIDE = "point-", "reason-", "outside"
SPLIT = "split"


class DraftForm(VersionedForm):
    """The draft: title, text, whom to ask, and the officer's proposals for the signature."""

    title = TextAreaField(_l("标题"), validators=[InputRequired(_l("请填写答复函的标题。")), Length(max=300)])
    text = TextAreaField(_l("答复正文"))
    contact_person = StringField(_l("联系人"), validators=[Optional(), Length(max=80)])
    contact_phone = StringField(_l("联系电话"), validators=[Optional(), Length(max=40)])
    class_mark = SelectField(_l("拟定办理结果"), validate_choice=False)
    publicity = SelectField(_l("拟定公开属性"), validate_choice=False)
    publicity_reason = StringField(_l("不主动公开的理由"), validators=[Optional(), Length(max=500)])
    asks_confirmed = BooleanField(_l("确认：还有建议没有对应的答复，就这样送审"))
    note = StringField(_l("这一稿的说明"), validators=[Optional(), Length(max=200)])

    def offer(self, scheme: str) -> "DraftForm":
        """Fill in the unit's class table and the ways of publishing."""
        undecided = choice("", _("由签发领导确定"))
        marks = [choice(one.mark, f"{one.mark} {_(one.definition)}") for one in scheme_named(scheme).marks]
        self.class_mark.choices = [undecided, *marks]
        self.publicity.choices = [undecided, *choices_of(Publicity)]
        return self

    def entry(self) -> DraftEntry:
        """Return what was sent, as the service takes it."""
        publicity = self.publicity.data
        return DraftEntry(
            text=self.text.data or "",
            title=self.title.data,
            contact_person=self.contact_person.data,
            contact_phone=self.contact_phone.data,
            class_mark=self.class_mark.data,
            publicity=Publicity(publicity) if publicity in set(Publicity) else None,
            publicity_reason=self.publicity_reason.data,
            ties=sent_ties(),
        )


def sent_ties() -> Mapping[int, Tie]:
    """Return what the form says of each ask, by the ask's id."""
    return {
        number: Tie(
            passage="" if value == OUTSIDE else value,
            is_outside=value == OUTSIDE,
            reason=request.form.get(f"{REASON}{number}", ""),
        )
        for number, value in sent_by_number(POINT).items()
    }


class AskForm(PlainForm):
    """An ask that the register lacks, or the beginning of the second of two asks in one."""

    ask = TextAreaField(_l("建议内容"), validators=[Optional(), Length(max=1000, message=_l("最多1000字。"))])
    second = StringField(_l("第二项开头"), validators=[Optional(), Length(max=200)])


class MarkForm(PlainForm):
    """Words of the text to be marked, with the place of the selection where a script knows it."""

    quote = StringField(_l("正文里的原句"), validators=[Optional(), Length(max=1500)])
    start = IntegerField(widget=HiddenInput(), validators=[Optional()])
    end = IntegerField(widget=HiddenInput(), validators=[Optional()])


class JudgeForm(VersionedForm):
    """The verdict on one sentence: promise, no promise, or two in one."""

    verdict = RadioField(_l("判定"), validators=[InputRequired(_l("请判定是不是承诺。"))])
    owner = SelectField(_l("责任"), validate_choice=False)
    target = StringField(_l("指标"), validators=[Optional(), Length(max=120, message=_l("最多120字。"))])
    due_text = StringField(_l("时间用语"), validators=[Optional(), Length(max=80, message=_l("最多80字。"))])
    due_on = DayField(_l("到期日"), validators=[Optional()])
    reason = StringField(_l("理由"), validators=[Optional(), Length(max=300, message=_l("最多300字。"))])
    second = StringField(_l("第二句开头"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [
            choice(Verdict.PROMISE.value, _("是承诺")),
            choice(Verdict.NOT_PROMISE.value, _("不是承诺")),
            choice(SPLIT, _("拆分")),
        ]

    def judgement(self) -> Judgement:
        """Return the verdict as the service takes it."""
        unit, _sep, person = (self.owner.data or "").partition(":")
        return Judgement(
            verdict=Verdict(self.verdict.data),
            reason=self.reason.data,
            owner_unit_id=int(unit) if unit.isdecimal() and len(unit) < 10 else None,
            owner_user_id=int(person) if person.isdecimal() and len(person) < 10 else None,
            target=self.target.data,
            due_text=self.due_text.data,
            due_on=self.due_on.data,
        )
