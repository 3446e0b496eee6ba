"""The forms of a second round and of a meeting."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.documents.attachments import ACCEPTED
from tracker.domain.vocabulary import MeetingKind
from tracker.services.rounds import MeetingEntry
from tracker.web.choices import choices_of
from tracker.web.forms import DayField, TicksField, VersionedForm


class RedoForm(VersionedForm):
    """Why the item is handled anew, who demands it, and which co-handlers take part again."""

    reason = TextAreaField(
        _l("理由和要求"),
        [Optional(), Length(max=2000, message=_l("最多2000字。"))],
        description=_l("承办单位会看到，写明要补什么、改什么。"),
    )
    ordered_by = StringField(
        _l("责成重办的机关"),
        [Optional(), Length(max=120)],
        description=_l("没有代表委员表示不满意、由交办机关要求重办时填写。"),
    )
    co_handlers = TicksField(_l("再次参加会办的单位"), [Optional()], coerce=int)


class MeetingForm(VersionedForm):
    """A meeting face to face or an experts' review, with its minutes."""

    kind = RadioField(_l("方式"), choices=choices_of(MeetingKind), default=MeetingKind.FACE_TO_FACE.value)
    on = DayField(_l("日期"), [InputRequired(_l("请填写日期。"))])
    people = StringField(_l("参加人"), [Optional(), Length(max=500, message=_l("最多500字。"))])
    conclusion = TextAreaField(_l("结论"), [Optional(), Length(max=4000, message=_l("最多4000字。"))])
    minutes = FileField(_l("会议记录或评估意见"), render_kw={"accept": ACCEPTED})

    def entry(self) -> MeetingEntry:
        """Return what was entered, as the service takes it."""
        if self.on.data is None:
            raise ValueError(self.on.data)
        return MeetingEntry(
            MeetingKind(self.kind.data), self.on.data, self.people.data or "", self.conclusion.data or ""
        )
