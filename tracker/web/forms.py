"""What the forms of all pages share."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from tracker.domain.errors import TrackerError
from tracker.web.errors import describe

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)


class DayField(DateField):
    """A day in Beijing for which working days can be counted: from 1 October 1949 to 31 December 2099."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; raises ValueError for none, and for one out of that range."""
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_DAY <= self.data <= LAST_DAY:
            self.data = None
            raise ValueError(_("日期要在1949年10月1日至2099年12月31日之间。"))


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
