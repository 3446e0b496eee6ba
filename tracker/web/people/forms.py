"""Forms of people and units."""

from collections.abc import Iterable
from typing import Protocol

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from tracker.domain.vocabulary import Role, UnitKind
from tracker.services.people import PersonEntry, UnitEntry
from tracker.web.forms import DayField, PlainForm, VersionedForm
from tracker.web.labels import choices, label


class NamedUnit(Protocol):
    """What a choice needs of a unit."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""


def trimmed(text: str | None) -> str | None:
    """Return a line without the spaces around it."""
    return text.strip() if text else text


class UnitNameForm(VersionedForm):
    """A unit's name from a day on."""

    name = StringField(
        _l("全称"),
        filters=[trimmed],
        validators=[InputRequired(_l("请填写全称。")), Length(max=200, message=_l("最多200个字。"))],
    )
    short_name = StringField(
        _l("简称"),
        filters=[trimmed],
        description=_l("列表和页面上显示的名字"),
        validators=[InputRequired(_l("请填写简称。")), Length(max=60, message=_l("最多60个字。"))],
    )
    valid_from = DayField(_l("起用日期"), validators=[InputRequired(_l("请填写起用日期，例如 2026-11-21。"))])

    def entry(self) -> UnitEntry:
        """Return what was typed; call it once the form is valid."""
        if self.valid_from.data is None:
            raise ValueError(self.valid_from.errors)
        return UnitEntry(self.name.data or "", self.short_name.data or "", self.valid_from.data)


class NewUnitForm(UnitNameForm):
    """A new unit."""

    kind = SelectField(_l("单位类型"))
    parent_id = SelectField(_l("上级单位"), coerce=int, description=_l("只有内设机构要选"))

    def offer(self, kinds: Iterable[UnitKind], units: Iterable[NamedUnit]) -> None:
        """Offer the kinds that the reader may add, and the units that an office may stand below."""
        self.kind.choices = [(kind.value, label(kind)) for kind in reversed(list(kinds))]
        self.parent_id.choices = [(0, _l("无")), *((unit.id, unit.name) for unit in units)]


class PersonForm(PlainForm):
    """A new account."""

    username = StringField(
        _l("用户名"),
        filters=[trimmed],
        description=_l("登录用，不分大小写"),
        validators=[InputRequired(_l("请填写用户名。")), Length(max=80, message=_l("最多80个字符。"))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(
        _l("姓名"),
        filters=[trimmed],
        validators=[InputRequired(_l("请填写姓名。")), Length(max=80, message=_l("最多80个字。"))],
    )
    post = StringField(
        _l("职务"), filters=[trimmed], validators=[Optional(), Length(max=80, message=_l("最多80个字。"))]
    )
    phone = StringField(
        _l("办公电话"),
        filters=[trimmed],
        validators=[Optional(), Length(max=40, message=_l("最多40个字符。"))],
    )
    email = StringField(
        _l("电子邮箱"),
        filters=[trimmed],
        validators=[Optional(), Length(max=200, message=_l("最多200个字符。"))],
    )

    def entry(self) -> PersonEntry:
        """Return what was typed."""
        return PersonEntry(
            self.username.data or "",
            self.name.data or "",
            post=self.post.data or "",
            email=self.email.data or None,
            phone=self.phone.data or None,
        )


class GrantForm(PlainForm):
    """A role in a unit."""

    role = SelectField(_l("角色"), choices=lambda: choices(Role))
    unit_id = SelectField(_l("单位"), coerce=int)

    def offer(self, units: Iterable[NamedUnit]) -> None:
        """Offer the units in which a role may be given."""
        self.unit_id.choices = [(unit.id, unit.name) for unit in units]
