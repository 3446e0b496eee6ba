"""Forms with several rows of the same fields: their errors in the reader's words, each with its row."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf.i18n import translations
from wtforms import FieldList, Form, FormField


class RowForm(Form):
    """One row; it speaks the language of the form around it."""

    class Meta:
        """WTForms looks for this inner class."""

        def get_translations(self, _form: Form) -> Any:
            """Return the words of the standard messages."""
            return translations


class Rows(FieldList):  # type: ignore[type-arg]  # the types are generic, the class is not
    """Rows of one kind; ``errors`` are sentences, so that a summary above the form can print them."""

    def __init__(self, row: type[RowForm], label: Any, **more: Any) -> None:
        super().__init__(FormField(row), label, **more)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check every row and say what is wrong in which."""
        is_valid = bool(super().validate(form, extra_validators))
        self.errors = list(self._sentences())
        return is_valid

    def _sentences(self) -> Iterator[str]:
        for number, row in enumerate(self, start=1):
            wrong: Mapping[str, Any] = row.errors or {}
            for name, words in wrong.items():
                label = row.form[name].label.text if name else ""
                said = "；".join(map(str, words))
                yield _("第%(number)s行%(label)s：%(words)s", number=number, label=label, words=said)
