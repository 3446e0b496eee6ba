"""What the forms of all pages share."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from tracker.domain.errors import TrackerError
from tracker.web.errors import describe


class PlainForm(FlaskForm):
    """A form that can show a service's refusal where it belongs; its answer has status 422 then."""

    def refuse(self, error: TrackerError) -> None:
        """Show a refusal at the field that it names, else above the form; what was typed stays."""
        field = self._fields.get(str(error.params.get("field", "")))
        if field is None:
            self.form_errors.append(describe(error))
        else:
            field.errors = [*field.errors, describe(error)]


class VersionedForm(PlainForm):
    """A form that edits a record; ``version`` is the one that the page showed, None where it was lost."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class NextForm(PlainForm):
    """A form that afterwards leads on to ``next``."""

    next = HiddenField()
