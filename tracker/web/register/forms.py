"""The filters of the register."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectField
from wtforms.validators import Optional

from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.due_windows import Window
from tracker.queries.register import PartFilter
from tracker.web.labels import label

DUE_WORDS: Mapping[Window | None, LazyString] = {
    Window.OWED: _l("未办"),
    Window.LATE: _l("已超期"),
    Window.WEEK: _l("7个工作日内到期"),
    Window.FORTNIGHT: _l("15个工作日内到期"),
}
OPINION_WORDS: Mapping[Window | None, LazyString] = {**DUE_WORDS, Window.OWED: _l("未交齐")}
KEY_WORDS: Mapping[bool | None, LazyString] = {True: _l("只看"), False: _l("不看")}
PARTS = {PartFilter.LEAD: _l("主办"), PartFilter.CO: _l("会办")}


class FilterForm(Form):
    """What may narrow the list; it is sent by GET and changes nothing."""

    kind = SelectField(_l("类别"), validators=[Optional()])
    role = SelectField(_l("角色"), validators=[Optional()])
    stage = SelectField(_l("状态"), validators=[Optional()])
    term = IntegerField(_l("届"), validators=[Optional()])
    session = IntegerField(_l("次"), validators=[Optional()])
    office = SelectField(_l("承办处"), validators=[Optional()])
    officer = SelectField(_l("承办人"), validators=[Optional()])
    due_from = DateField(_l("办复期限从"), validators=[Optional()])
    due_to = DateField(_l("到"), validators=[Optional()])
    overdue = SelectField(_l("逾期"), validators=[Optional()])
    key = SelectField(_l("重点"), validators=[Optional()])
    due = SelectField(_l("期限"), validators=[Optional()])
    opinions = SelectField(_l("会办意见"), validators=[Optional()])
    topic = SelectField(_l("专题"), validators=[Optional()])

    def offer(self, offices: dict[int, str], officers: dict[int, str], topics: dict[int, str]) -> None:
        """Fill in the choices, each list beginning with no choice."""
        anything = [("", _l("不限"))]
        only = [*anything, ("1", _l("只看"))]
        self.kind.choices = anything + [(kind.value, label(kind)) for kind in Kind]
        self.role.choices = anything + [(part.value, words) for part, words in PARTS.items()]
        self.stage.choices = anything + [(stage.value, label(stage)) for stage in Stage]
        self.office.choices = anything + _named(offices)
        self.officer.choices = anything + _named(officers)
        self.topic.choices = anything + _named(topics)
        self.overdue.choices = only
        self.key.choices = [*only, ("0", KEY_WORDS[False])]
        self.due.choices = anything + _named(DUE_WORDS)
        self.opinions.choices = anything + _named(OPINION_WORDS)


def _named(choices: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return [(str(key), words) for key, words in choices.items()]
