"""The forms of evaluations: what to ask about, what came back on paper, a second round, a meeting."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.vocabulary import ContactMethod, Pertinence, Satisfaction
from tracker.services.evaluations import EvaluationEntry
from tracker.web.choices import NONE, choice, choices_of
from tracker.web.forms import DayField, TicksField, VersionedForm

YES_NO = (choice("yes", _l("是")), choice("no", _l("否")))
SCANS = ".pdf,.jpg,.jpeg,.png"


class AskForm(VersionedForm):
    """Which co-handlers' opinions the sponsors judge besides the reply itself."""

    opinions = TicksField(_l("同时评价会办单位"), [Optional()], coerce=int)


class EntryForm(VersionedForm):
    """A returned form, word for word, with its scan."""

    attitude = RadioField(
        _l("对办理态度"), [InputRequired(_l("请选择对办理态度的评价。"))], choices=choices_of(Satisfaction)
    )
    result = RadioField(
        _l("对办理结果"), [InputRequired(_l("请选择对办理结果的评价。"))], choices=choices_of(Satisfaction)
    )
    text = TextAreaField(
        _l("具体意见"),
        [Optional(), Length(max=4000, message=_l("最多4000字。"))],
        description=_l("照录原文；有一项不满意的必填。"),
    )
    on = DayField(_l("反馈日期"), [InputRequired(_l("请填写反馈日期。"))])
    scan = FileField(
        _l("扫描件或照片"),
        description=_l("PDF、JPG、PNG，不超过50MB。只给承办、审签和督查人员看。"),
        render_kw={"accept": SCANS},
    )
    heard_by = SelectField(
        _l("答复前听取意见的方式"), [Optional()], choices=choices_of(ContactMethod, optional=True)
    )
    agrees = SelectField(_l("同意办理结果"), [Optional()], choices=[NONE, *YES_NO])
    pertinence = SelectField(
        _l("答复是否针对所提问题"), [Optional()], choices=choices_of(Pertinence, optional=True)
    )
    leader_replied = SelectField(_l("分管领导当面答复"), [Optional()], choices=[NONE, *YES_NO])

    def entry(self) -> EvaluationEntry:
        """Return what the form says, as the service takes it."""
        if self.on.data is None:
            raise ValueError(self.on.data)
        return EvaluationEntry(
            attitude=Satisfaction(self.attitude.data),
            result=Satisfaction(self.result.data),
            on=self.on.data,
            text=self.text.data,
            heard_by=ContactMethod(self.heard_by.data) if self.heard_by.data else None,
            agrees=_yes_no(self.agrees.data),
            pertinence=Pertinence(self.pertinence.data) if self.pertinence.data else None,
            leader_replied=_yes_no(self.leader_replied.data),
        )


def _yes_no(word: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(word or "")


def yes_no_word(answer: bool | None) -> str:  # noqa: FBT001 - the one thing that it is about
    """Return the choice that stands for an answer, empty where the form leaves it open."""
    return "" if answer is None else ("yes" if answer else "no")


def filled(row: Any) -> dict[str, Any]:
    """Return what an evaluation says already, for a form that was sent back for a mistyped entry."""
    return {
        "attitude": row.attitude,
        "result": row.result,
        "text": row.text,
        "on": row.on_day,
        "heard_by": row.heard_by,
        "agrees": yes_no_word(row.agrees),
        "pertinence": row.pertinence,
        "leader_replied": yes_no_word(row.leader_replied),
        "version": row.version,
    }
