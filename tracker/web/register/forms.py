"""The filters of the register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from tracker.documents.sheets import Format
from tracker.domain.vocabulary import Kind, Stage
from tracker.queries.due_windows import Window
from tracker.queries.register import PartFilter
from tracker.queries.register_more import Signing
from tracker.web.choices import choice
from tracker.web.labels import label

DUE_WORDS: Mapping[Window | None, LazyString] = {
    Window.OWED: _l("未办"),
    Window.LATE: _l("已超期"),
    Window.WEEK: _l("7个工作日内到期"),
    Window.FORTNIGHT: _l("15个工作日内到期"),
}
OPINION_WORDS: Mapping[Window | None, LazyString] = {**DUE_WORDS, Window.OWED: _l("未交齐")}
KEY_WORDS: Mapping[bool | None, LazyString] = {True: _l("只看"), False: _l("不看")}
ALL, LIST, WHOLE = "all", "list", "whole"
PARTS = {PartFilter.LEAD: _l("主办"), PartFilter.CO: _l("会办")}


SIGNING_WORDS: Mapping[Signing | None, LazyString] = {
    Signing.MISSING: _l("还有单位未签收"),
    Signing.DONE: _l("都已签收"),
}
# those that an office asks for every day, and those behind 更多筛选
OFTEN = ("number", "sponsor", "kind", "stage", "office", "officer", "due_from", "due_to", "overdue", "key")
FURTHER = (
    *("role", "signing", "unit", "helper", "registered_from", "registered_to", "term", "session"),
    *("due", "opinions", "topic", "tag"),
)


@dataclass(frozen=True)
class Offered:
    """What the filters offer by name: offices, officers, topics, labels, and units that can have a part."""

    offices: Mapping[int, str]
    officers: Mapping[int, str]
    topics: Mapping[int, str]
    tags: Mapping[int, str]
    units: Mapping[int, str]


class FilterForm(Form):
    """What may narrow the list; it is sent by GET and changes nothing."""

    number = StringField(_l("编号"), validators=[Optional()])
    sponsor = StringField(_l("领衔人"), validators=[Optional()])
    kind = SelectField(_l("类别"), validators=[Optional()])
    role = SelectField(_l("角色"), validators=[Optional()])
    stage = SelectField(_l("状态"), validators=[Optional()])
    term = IntegerField(_l("届"), validators=[Optional()])
    session = IntegerField(_l("次"), validators=[Optional()])
    office = SelectField(_l("承办处"), validators=[Optional()])
    officer = SelectField(_l("承办人"), validators=[Optional()])
    unit = SelectField(_l("主办单位"), validators=[Optional()])
    helper = SelectField(_l("会办单位"), validators=[Optional()])
    signing = SelectField(_l("签收情况"), validators=[Optional()])
    registered_from = DateField(_l("登记日期从"), validators=[Optional()])
    registered_to = DateField(_l("到"), validators=[Optional()])
    due_from = DateField(_l("办复期限从"), validators=[Optional()])
    due_to = DateField(_l("到"), validators=[Optional()])
    overdue = SelectField(_l("逾期"), validators=[Optional()])
    key = SelectField(_l("重点"), validators=[Optional()])
    due = SelectField(_l("期限"), validators=[Optional()])
    opinions = SelectField(_l("会办意见"), validators=[Optional()])
    topic = SelectField(_l("专题"), validators=[Optional()])
    tag = SelectField(_l("标签"), validators=[Optional()])

    def offer(self, offered: Offered) -> None:
        """Fill in the choices, each list beginning with no choice."""
        anything = [("", _l("不限"))]
        only = [*anything, ("1", _l("只看"))]
        self.kind.choices = anything + [(kind.value, label(kind)) for kind in Kind]
        self.role.choices = anything + [(part.value, words) for part, words in PARTS.items()]
        self.stage.choices = anything + [(stage.value, label(stage)) for stage in Stage]
        self.office.choices = [*anything, ("0", _l("未分派")), *_named(offered.offices)]
        self.officer.choices = [*anything, ("0", _l("未指定")), *_named(offered.officers)]
        self.unit.choices = [*anything, ("0", _l("未交办")), *_named(offered.units)]
        self.helper.choices = anything + _named(offered.units)
        self.topic.choices = anything + _named(offered.topics)
        self.tag.choices = anything + _named(offered.tags)
        self.signing.choices = anything + _named(SIGNING_WORDS)
        self.overdue.choices = only
        self.key.choices = [*only, ("0", KEY_WORDS[False])]
        self.due.choices = anything + _named(DUE_WORDS)
        self.opinions.choices = anything + _named(OPINION_WORDS)

    def fields(self, names: Iterable[str]) -> list[Any]:
        """Return fields in an order, without those that have nothing to choose from."""
        found = (self[name] for name in names)
        return [one for one in found if len(getattr(one, "choices", None) or (1, 1)) > 1]

    @property
    def uses_further(self) -> bool:
        """Whether a filter behind 更多筛选 is in force."""
        return any(self[name].data for name in FURTHER)


class ExportForm(Form):
    """What is taken out, in which columns and which kind of file; it is sent by GET."""

    scope = RadioField(_l("哪些件"), default=LIST)
    columns = RadioField(_l("哪些列"), default=LIST)
    format = RadioField(_l("文件格式"), default=Format.XLSX.value)

    @classmethod
    def of(cls, counts: Mapping[str, Any]) -> "ExportForm":
        """Return the form; ``counts`` says how many items the list and the whole register hold, as shown."""
        form = cls()
        form.scope.choices = [
            choice(LIST, _("刚才的列表（%(count)s件）", count=counts[LIST])),
            choice(ALL, _("全部登记件（%(count)s件）", count=counts[ALL])),
        ]
        form.columns.choices = [
            choice(LIST, _("列表上的列")),
            choice(WHOLE, _("登记表全部列（含承办、答复、评价和全文）")),
        ]
        form.format.choices = [
            choice(Format.XLSX.value, _("Excel 工作簿（xlsx）")),
            choice(Format.CSV.value, _("CSV 文本（UTF-8）")),
        ]
        return form


def _named(choices: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return [(str(key), words) for key, words in choices.items()]
