"""Forms of a review and of a signature."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from tracker.domain.class_marks import scheme_named
from tracker.domain.publication import GROUNDS, PublicForm
from tracker.domain.vocabulary import Publicity
from tracker.queries.steps import OneStep
from tracker.web.choices import choice
from tracker.web.forms import VersionedForm
from tracker.web.labels import choices
from tracker.web.letter_rows import class_words
from tracker.web.publicity_words import ground_words
from tracker.web.step_rows import step_words


def _step_id(value: object) -> int:
    """Return the id of the step to go back to, 0 for the author and for nonsense."""
    text = str(value or "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


class ReviewForm(VersionedForm):
    """A reviewer's remark; sending back demands it."""

    remark = TextAreaField(
        _l("审核意见"), validators=[Optional(), Length(max=1000, message=_l("最多1000字。"))]
    )
    decision = StringField()
    draft = IntegerField(widget=HiddenInput(), validators=[Optional()])
    to = SelectField(_l("退回到"), coerce=_step_id, validate_choice=False, validators=[Optional()])

    def offer_back(self, steps: Sequence[OneStep], author: str) -> None:
        """Offer the author, and every step that was done before the present one."""
        self.to.choices = [
            choice(0, _("承办人%(name)s", name=author)),
            *(choice(step.id, step_words(step)) for step in steps),
        ]


class SignForm(ReviewForm):
    """The leader's decision: class, publicity and promises in one act."""

    remark = TextAreaField(_l("批示"), validators=[Optional(), Length(max=1000, message=_l("最多1000字。"))])
    class_mark = SelectField(_l("办理结果"), validators=[Optional()])
    publicity = RadioField(_l("公开属性"), validate_choice=False, validators=[Optional()])
    public_form = RadioField(_l("公开范围"), validate_choice=False, validators=[Optional()])
    ground = SelectField(_l("条例依据"), validate_choice=False, validators=[Optional()])
    publicity_reason = TextAreaField(
        _l("不主动公开的理由"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))]
    )
    seen = BooleanField(_l("我已看过全文"))
    password = PasswordField(
        _l("密码"),
        validators=[Optional(), Length(max=1000, message=_l("太长了。"))],
        render_kw={"autocomplete": "current-password"},
    )

    def offer(self, scheme: str, promises: int) -> "SignForm":
        """Fill in the unit's own class table, and say in the box how many promises were seen."""
        marks = [(one.mark, class_words(scheme, one.mark)) for one in scheme_named(scheme).marks]
        self.class_mark.choices = [("", _("请选择")), *marks]
        self.publicity.choices = choices(Publicity)
        self.public_form.choices = choices(PublicForm)
        self.ground.choices = [
            choice("", _("请选择")),
            *(choice(code, ground_words(code)) for code in GROUNDS),
        ]
        words = _("我已看过%(count)s句承诺及其责任单位和日期", count=promises)
        self.seen.label.text = words if promises else _("我已看过全文，本函没有作出承诺")
        return self
