"""The form of a step back: nothing but its reason."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from tracker.web.forms import VersionedForm


class ReasonForm(VersionedForm):
    """A step that demands its reason; the service says so where it is missing."""

    reason = TextAreaField(_l("理由"), validators=[Optional(), Length(max=500, message=_l("最多500字。"))])
