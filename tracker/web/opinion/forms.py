"""Forms of a co-handler's opinion."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.services.opinions import OpinionText
from tracker.web.forms import VersionedForm


class OpinionForm(VersionedForm):
    """The opinion, whom to ask, and whether it may be quoted in public."""

    text = TextAreaField(_l("会办意见"))
    contact_person = StringField(_l("联系人"), validators=[Optional(), Length(max=80)])
    contact_phone = StringField(_l("联系电话"), validators=[Optional(), Length(max=40)])
    may_be_published = BooleanField(_l("可以在公开的答复中引用"))

    def written(self) -> OpinionText:
        """Return what was written, as the service takes it."""
        return OpinionText(
            self.text.data or "",
            self.contact_person.data,
            self.contact_phone.data,
            may_be_published=self.may_be_published.data,
        )


class ReasonForm(VersionedForm):
    """A step with its reason."""

    reason = TextAreaField(_l("理由"), validators=[Optional(), Length(max=1000, message=_l("最多1000字。"))])


class OverrideForm(ReasonForm):
    """Why the lead goes on without an opinion, and why before it is due."""

    early_reason = TextAreaField(
        _l("为什么不等到期限"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))]
    )
