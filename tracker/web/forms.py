"""What the forms of all pages share."""

import re
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from tracker.domain.errors import TrackerError
from tracker.web.errors import describe

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
# Versions count from 1, so a form that lost its own is older than any record and is refused as stale.
NO_VERSION = 0
LONGEST_ID = 10


def sent_by_number(prefix: str) -> dict[int, str]:
    """Return the posted fields that are named by a prefix and the number of a row, by that number."""
    found = {
        name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)
    }
    return {
        int(number): value
        for number, value in found.items()
        if number.isascii() and number.isdecimal() and len(number) < LONGEST_ID
    }


class DayField(DateField):
    """A day in Beijing for which working days can be counted: from 1 October 1949 to 31 December 2099."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; raises ValueError for none, and for one out of that range."""
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_DAY <= self.data <= LAST_DAY:
            self.data = None
            raise ValueError(_("日期要在1949年10月1日至2099年12月31日之间。"))


class TicksField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlainForm(FlaskForm):
    """A form that can show a service's refusal where it belongs; its answer has status 422 then."""

    def refuse(self, error: TrackerError) -> None:
        """Show a refusal at the field that it names, else above the form; what was typed stays."""
        field = self._fields.get(str(error.params.get("field", "")))
        if field is None:
            self.form_errors.append(describe(error))
        else:
            field.errors = [*field.errors, describe(error)]


class VersionField(IntegerField):
    """The version of the record that the page showed; a form sent without one holds ``NO_VERSION``."""

    widget = HiddenInput()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the version; a request that sends no field at all sends no version either."""
        super().process(formdata, data, extra_filters)
        if formdata is None and is_sent() and not (request.form or request.files):
            self.data = NO_VERSION

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the version that was sent, if one was."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else NO_VERSION


def is_sent() -> bool:
    """Tell whether this request sends a form."""
    return request.method not in {"GET", "HEAD"}


class VersionedForm(PlainForm):
    """A form that edits a record; ``version`` is the one that the page showed, so that a stale page changes nothing."""

    version = VersionField()


class NextForm(PlainForm):
    """A form that afterwards leads on to ``next``."""

    next = HiddenField()
