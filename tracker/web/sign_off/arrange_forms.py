"""Forms that change a reply's way: a level, a bypassed step, a meeting, a contact not demanded."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.chains import LONGEST_NAME
from tracker.domain.vocabulary import REVIEW_STATES, ReplyState, Role
from tracker.queries.steps import OneStep
from tracker.services.levels import Level
from tracker.services.meetings import Meeting
from tracker.web.choices import Named, choice
from tracker.web.forms import DayField, VersionedForm
from tracker.web.labels import label, say
from tracker.web.step_rows import asked_words

STAGE_ROLES = {
    ReplyState.DEPT_REVIEW: Role.HEAD,
    ReplyState.OFFICE_CHECK: Role.HEAD,
    ReplyState.COUNTERSIGN: Role.HEAD,
    ReplyState.SIGN_OFF: Role.LEADER,
}
WORDS = {
    ReplyState.DEPT_REVIEW: _l("审核（先办，再回到现在的环节）"),
    ReplyState.OFFICE_CHECK: _l("核稿（先办，再回到现在的环节）"),
    ReplyState.COUNTERSIGN: _l("会签（可选几家，同时办理）"),
    ReplyState.SIGN_OFF: _l("再加一级签发（放在最后）"),
}


def _reason(field_id: str) -> TextAreaField:
    """Return the field of a reason; three of them stand on one page, each with an id of its own."""
    return TextAreaField(
        _l("理由"),
        id=field_id,
        validators=[InputRequired(_l("请写明理由。")), Length(max=500, message=_l("最多500字。"))],
    )


class WaiverForm(VersionedForm):
    """Why no contact is demanded."""

    reason = _reason("waiver_reason")


class LevelForm(VersionedForm):
    """One more level for one reply."""

    stage = SelectField(_l("加什么"))
    name = StringField(
        _l("环节名称"),
        description=_l("例如 法规处核稿"),
        validators=[
            InputRequired(_l("请填写环节名称。")),
            Length(max=LONGEST_NAME, message=_l("最多60个字。")),
        ],
    )
    unit_ids = SelectMultipleField(_l("由哪个单位或处室办理"), coerce=int, validators=[Optional()])
    user_id = SelectField(_l("或者由谁办理"), coerce=int, validators=[Optional()])

    reason = _reason("level_reason")

    def offer(self, units: Iterable[Named], people: Iterable[Any]) -> "LevelForm":
        """Offer the stages, the units and the people."""
        self.stage.choices = [choice(stage.value, WORDS[stage]) for stage in REVIEW_STATES]
        self.unit_ids.choices = [choice(unit.id, unit.name) for unit in units]
        self.user_id.choices = [
            choice(0, _("不指定")),
            *(choice(user.id, f"{user.name} {user.post}".strip()) for user in people),
        ]
        return self

    def level(self, answering_unit_id: int) -> Level:
        """Return what was typed; a signature without a person is the answering unit's leader's."""
        stage = ReplyState(self.stage.data)
        user_id = self.user_id.data or None
        units = [] if user_id else (self.unit_ids.data or [])
        if stage is ReplyState.SIGN_OFF and not user_id and not units:
            units = [answering_unit_id]
        return Level(stage, self.name.data or "", units, STAGE_ROLES[stage], user_id)


class BypassForm(VersionedForm):
    """A step that the reply goes on without."""

    step = SelectField(_l("越过哪个环节"), coerce=int)

    reason = _reason("bypass_reason")

    def offer(self, steps: Iterable[OneStep]) -> "BypassForm":
        """Offer the open steps."""
        self.step.choices = [
            choice(step.id, f"{say(step.name)}（{asked_words(step)}，{label(step.state)}）") for step in steps
        ]
        return self


class MeetingForm(VersionedForm):
    """What the leadership meeting decided."""

    on = DayField(_l("会议日期"), validators=[InputRequired(_l("请填写会议日期。"))])
    minutes = StringField(
        _l("会议纪要"),
        description=_l("文号或名称"),
        validators=[
            InputRequired(_l("请填写会议纪要的文号或名称。")),
            Length(max=120, message=_l("最多120字。")),
        ],
    )
    decision = TextAreaField(
        _l("会议决定"),
        validators=[InputRequired(_l("请写明会议的决定。")), Length(max=1000, message=_l("最多1000字。"))],
    )
    attachment_id = SelectField(_l("附件"), coerce=int, validators=[Optional()])

    def offer(self, files: Iterable[Named]) -> "MeetingForm":
        """Offer the item's own files."""
        self.attachment_id.choices = [choice(0, _("无")), *(choice(one.id, one.name) for one in files)]
        return self

    def meeting(self) -> Meeting:
        """Return what was typed; call it once the form is valid."""
        if self.on.data is None:
            raise ValueError(self.on.errors)
        return Meeting(
            self.on.data, self.minutes.data or "", self.decision.data or "", self.attachment_id.data or None
        )
