"""The form of an item: everything the register keeps (handling.md §3.2), in groups."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from tracker.domain.vocabulary import BodyLevel, Kind, Origin, Phase, PublicationWish, SponsorKind
from tracker.services.intake_rows import NewItem, SponsorEntry
from tracker.web.choices import choices_of, coerce
from tracker.web.forms import DayField, VersionedForm
from tracker.web.rows import RowForm, Rows

MOST_SPONSORS = 60
LONGEST_ASK = 1000
LONGEST_ID = 10


def stripped(value: str | None) -> str | None:
    """Return typed text without spaces around it; nothing as None."""
    return (value or "").strip() or None


def text_field(label: Any, limit: int, *validators: Any, **more: Any) -> StringField:
    """Return a line of text with the column's limit."""
    return StringField(label, [*(validators or (Optional(),)), Length(max=limit)], filters=[stripped], **more)


def choice_field(label: Any, enum: Any, *, optional: bool = False) -> SelectField:
    """Return a select of an enum's members."""
    rules = [Optional()] if optional else [InputRequired()]
    return SelectField(label, rules, choices=lambda: choices_of(enum, optional=optional), coerce=coerce(enum))


class SponsorForm(RowForm):
    """One sponsor; the first row is the lead."""

    id = HiddenField(filters=[stripped])
    name = text_field(_l("姓名或单位名称"), 120)
    kind = choice_field(_l("性质"), SponsorKind)
    delegation = text_field(_l("代表团或界别"), 80)
    deputy_number = text_field(_l("代表证号或委员证号"), 40)
    gets_reply = BooleanField(_l("答复寄送本人"), default=True)
    evaluates = BooleanField(_l("由本人评价"), default=True)
    phone = text_field(_l("电话"), 80)
    address = text_field(_l("通信地址"), 200)
    postcode = text_field(_l("邮政编码"), 12)
    email = text_field(_l("电子邮箱"), 200)

    def entry(self, *, is_lead: bool) -> SponsorEntry:
        """Return the row as the service takes it."""
        values = {
            field.name: self[field.name].data for field in fields(SponsorEntry) if field.name in self._fields
        }
        number = values.pop("id")
        return SponsorEntry(
            **values,
            id=int(number) if number and number.isdecimal() and len(number) < LONGEST_ID else None,
            is_lead=is_lead,
        )


class ItemForm(VersionedForm):
    """An item with its sponsors, asks and text; ``found_id`` is the item that the entry would double."""

    found_id: int | None = None
    kind = choice_field(_l("类别"), Kind)
    body = text_field(_l("会议名称"), 120, DataRequired(_l("请填写会议名称，例如“自治区政协”。")))
    body_level = choice_field(_l("层级"), BodyLevel, optional=True)
    term = IntegerField(_l("届"), [Optional(), NumberRange(1, 99, _l("届填1到99的数字。"))])
    session_no = IntegerField(_l("次"), [Optional(), NumberRange(0, 99, _l("次填0到99的数字。"))])
    phase = choice_field(_l("提出时间"), Phase)
    number_raw = text_field(_l("编号"), 80, description=_l("照原件填写，前面的0要保留，例如“第20210124号”。"))
    category = text_field(_l("分类"), 80)
    category_number = text_field(_l("分类内编号"), 40)
    title = text_field(_l("标题"), 300, DataRequired(_l("请填写标题。")))
    body_text = TextAreaField(_l("正文"), [Optional()])
    asks_text = TextAreaField(
        _l("具体建议"), [Optional()], description=_l("一行一条，答复时逐条回应。每条不超过1000字。")
    )
    summary = TextAreaField(_l("摘要"), [Optional(), Length(max=1000)], filters=[stripped])
    keywords = text_field(_l("关键词"), 200)
    policy_area = text_field(_l("领域"), 80)
    sponsors = Rows(SponsorForm, _l("提出人"), min_entries=1, max_entries=MOST_SPONSORS)
    received_on = DayField(_l("收到日期"), [InputRequired(_l("请填写收到日期。"))])
    filed_on = DayField(_l("立案日期"), [Optional()])
    assigner = text_field(_l("交办单位"), 120)
    origin = choice_field(_l("来源"), Origin)
    external_ids = text_field(_l("其他系统的编号"), 300)
    publication_wish = choice_field(_l("提出人对公开的意见"), PublicationWish, optional=True)
    raised_before = IntegerField(
        _l("此前已连续提出几年"), [Optional(), NumberRange(0, 50, _l("年数填0到50的数字。"))]
    )
    wants_contact = BooleanField(_l("提出人希望当面沟通"))
    is_reference_only = BooleanField(_l("仅供参考，不需书面答复"))
    is_express = BooleanField(_l("会中即时意见，限几个工作日内答复"))
    is_confidential = BooleanField(_l("提出人身份或内容需要保密"))
    is_key = BooleanField(_l("重点督办"))
    is_leader_led = BooleanField(_l("领导领办"))
    leader_name = text_field(_l("领办领导"), 80)

    def entry(self) -> NewItem:
        """Return what was typed as the service takes it; empty sponsor rows are left out."""
        values = {field.name: self[field.name].data for field in fields(NewItem) if field.name in SIMPLE}
        rows = [row.form for row in self.sponsors if row.form.name.data]
        return NewItem(
            **values,
            sponsors=tuple(row.entry(is_lead=place == 0) for place, row in enumerate(rows)),
            asks=lines_of(self.asks_text.data),
            body_text=newlines(self.body_text.data).strip(),
        )

    @classmethod
    def of(cls, entry: NewItem, version: int) -> "ItemForm":
        """Return the form filled with an item as registered."""
        values: dict[str, Any] = {name: getattr(entry, name) for name in SIMPLE}
        return cls(
            data={
                **values,
                "version": version,
                "body_text": entry.body_text,
                "asks_text": "\n".join(entry.asks),
                "sponsors": [sponsor_row(one) for one in entry.sponsors],
            }
        )

    def validate_asks_text(self, field: TextAreaField) -> None:
        """Name the asks that are too long to be kept."""
        places = long_lines(lines_of(field.data), LONGEST_ASK)
        if places:
            words = "、".join(str(place) for place in places)
            raise ValidationError(_("第%(places)s条超过1000字，请缩短或拆成几条。", places=words))


SIMPLE = frozenset(field.name for field in fields(NewItem)) - {"sponsors", "asks", "body_text"}


def sponsor_row(entry: SponsorEntry) -> Mapping[str, Any]:
    """Return a sponsor as the data of a row."""
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return {**values, "id": str(entry.id or "")}


def newlines(text: str | None) -> str:
    """Return posted text with the line ends that were typed: browsers post each as CR LF."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str | None) -> tuple[str, ...]:
    """Return the lines that hold anything, without numbers that the browser never sees."""
    return tuple(line.strip() for line in newlines(text).split("\n") if line.strip())


def long_lines(lines: Iterable[str], limit: int) -> list[int]:
    """Return the places, from 1, of lines longer than ``limit`` characters."""
    return [place for place, line in enumerate(lines, start=1) if len(line) > limit]
