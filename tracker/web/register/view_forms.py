"""The forms of saved views and of the list's layout."""

from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.domain.register_layout import Density, Layout, ListColumn, ordered
from tracker.services.saved_views import ViewEntry
from tracker.web.choices import choice
from tracker.web.forms import PlainForm, VersionedForm, sent_by_number
from tracker.web.register.columns import HEADS

OWN, UNIT = "own", "unit"
NAME = [
    InputRequired(_l("请填写名称。")),
    Length(max=40, message=_l("最多40字。")),
]
DENSITIES = {Density.COMFORTABLE: _l("宽松"), Density.COMPACT: _l("紧凑")}


class SaveForm(PlainForm):
    """A new saved view: its name, whose it is, and whether it keeps columns and is what the register opens with."""

    name = StringField(_l("视图名称"), validators=NAME)
    whose = RadioField(_l("给谁用"), default=OWN)
    keeps_layout = BooleanField(_l("连同现在的列和行距一起保存"))
    is_first = BooleanField(_l("打开登记表时先看这个视图"))

    def offer(self, *, for_unit: bool) -> None:
        """Offer the department only to those who keep its views."""
        own = [choice(OWN, _l("只给我自己"))]
        self.whose.choices = [*own, choice(UNIT, _l("本单位所有人"))] if for_unit else own


class ChangeForm(VersionedForm):
    """A saved view's name and its place among the others."""

    name = StringField(_l("视图名称"), validators=NAME)
    position = IntegerField(
        _l("排在第几"), validators=[Optional(), NumberRange(1, 999, message=_l("请填1到999。"))]
    )

    def entry(self, query: str, layout: Layout | None) -> ViewEntry:
        """Return what was typed, for a view with this list and layout."""
        return ViewEntry(self.name.data or "", query, layout, self.position.data)


class LayoutForm(PlainForm):
    """Which columns the list shows, in which order, and how close its rows stand."""

    density = RadioField(_l("行距"), choices=[choice(one.value, words) for one, words in DENSITIES.items()])

    def layout(self) -> Layout:
        """Return what was ticked and numbered; columns with the same number keep the order of the page."""
        every = list(ListColumn)
        places = {number: _number(text) for number, text in sent_by_number("place-").items()}
        ticked = {int(text) for text in request.form.getlist("column") if text.isdecimal() and len(text) < 4}
        chosen = sorted(
            (number for number in ticked if number < len(every)), key=lambda one: places.get(one, 99)
        )
        return Layout(ordered(every[number] for number in chosen), Density(self.density.data))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 99


def layout_rows(layout: Layout) -> list[dict[str, object]]:
    """Return every column for the form: those shown in their order, then the others."""
    every = list(ListColumn)
    others = [one for one in every if one not in layout.columns]
    shown: Sequence[ListColumn] = (*layout.columns, *others)
    return [
        {
            "code": every.index(one),
            "head": HEADS[one],
            "is_shown": one in layout.columns,
            "is_fixed": one is ListColumn.TITLE,
            "place": place,
        }
        for place, one in enumerate(shown, 1)
    ]
