"""The filters of the board."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, SelectField
from wtforms.validators import Optional

from tracker.domain.vocabulary import Kind
from tracker.web.labels import label


class BoardForm(Form):
    """What may narrow the board; it is sent by GET and changes nothing."""

    kind = SelectField(_l("类别"), validators=[Optional()])
    office = SelectField(_l("承办处"), validators=[Optional()])
    key = SelectField(_l("重点"), validators=[Optional()])
    term = IntegerField(_l("届"), validators=[Optional()])
    session = IntegerField(_l("次"), validators=[Optional()])

    def offer(self, offices: dict[int, str]) -> None:
        """Fill in the choices, each list beginning with no choice."""
        anything = [("", _l("不限"))]
        self.kind.choices = anything + [(kind.value, label(kind)) for kind in Kind]
        self.office.choices = anything + [(str(key), words) for key, words in offices.items()]
        self.key.choices = [*anything, ("1", _l("只看")), ("0", _l("不看"))]
