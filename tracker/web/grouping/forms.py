"""Forms of groups: which items, which topic, and the signature of several letters at once."""

from collections.abc import Iterable, Mapping
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.class_marks import scheme_named
from tracker.domain.vocabulary import Publicity
from tracker.services.topics import LONGEST_TITLE, TopicEntry
from tracker.web.choices import NOBODY, Named, choice, choices_of, named_choices
from tracker.web.forms import LONGEST_ID, PlainForm, VersionedForm, sent_by_number
from tracker.web.letter_rows import class_words
from tracker.web.reason_form import ReasonForm

VERSION_OF = "version-"


class ItemsForm(VersionedForm):
    """The items that were ticked in a list."""

    items = SelectMultipleField(_l("选择的件"), coerce=int, validate_choice=False)


class TargetForm(ReasonForm):
    """The item into which another one goes."""

    target = SelectField(_l("并入"), [Optional()], coerce=int, validate_choice=False)


class ChosenTopicForm(VersionedForm):
    """The topic into which an item is put."""

    topic = SelectField(_l("专题"), [Optional()], coerce=int, validate_choice=False)

    def offer(self, topics: Mapping[int, str]) -> "ChosenTopicForm":
        """Fill in the topics of the book."""
        self.topic.choices = [choice(key, title) for key, title in topics.items()]
        return self


class TopicForm(PlainForm):
    """A topic and the leader who owns it."""

    title = StringField(
        _l("专题名称"),
        [InputRequired(_l("请填写专题名称。")), Length(max=LONGEST_TITLE, message=_l("专题名称最多120字。"))],
    )
    owner_id = SelectField(_l("负责领导"), [Optional()], coerce=int)
    leader_name = StringField(
        _l("其他领导"),
        [Optional(), Length(max=80, message=_l("最多80字。"))],
        description=_l("负责领导不在本单位的，在这里填写姓名和职务。"),
    )

    def offer(self, leaders: Iterable[Named]) -> Self:
        """Fill in the leaders of the department."""
        self.owner_id.choices = [NOBODY, *named_choices(leaders)]
        return self

    def entry(self) -> TopicEntry:
        """Return what was typed as the service takes it."""
        return TopicEntry(self.title.data or "", self.owner_id.data or None, self.leader_name.data)


class TopicEditForm(TopicForm, VersionedForm):
    """A topic that stands."""


class SignGroupForm(VersionedForm):
    """One decision for every letter of a group."""

    class_mark = SelectField(_l("办理结果"), [Optional()], validate_choice=False)
    publicity = RadioField(_l("公开属性"), [Optional()], validate_choice=False)
    publicity_reason = TextAreaField(
        _l("不主动公开的理由"), [Optional(), Length(max=500, message=_l("最多500字。"))]
    )
    remark = TextAreaField(_l("批示"), [Optional(), Length(max=1000, message=_l("最多1000字。"))])
    seen = BooleanField(_l("我已逐件看过全文和其中的承诺"))

    def offer(self, scheme: str) -> "SignGroupForm":
        """Fill in the unit's own class table and the ways of publishing."""
        marks = [choice(one.mark, class_words(scheme, one.mark)) for one in scheme_named(scheme).marks]
        self.class_mark.choices = [choice("", _("请选择")), *marks]
        self.publicity.choices = choices_of(Publicity)
        return self


def sent_versions() -> Mapping[int, int]:
    """Return the versions of the letters that the page showed, by the letter's id."""
    sent = sent_by_number(VERSION_OF)
    return {key: int(value) for key, value in sent.items() if _is_number(value)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_ID
