"""What pages of the register share: the reader, the saved view and layout in force, and the filters in words."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from flask import request
from flask_babel import gettext as _

from tracker.domain.register_layout import Layout
from tracker.domain.vocabulary import Role, UnitKind
from tracker.queries.calendar import working_calendar
from tracker.queries.people import holders
from tracker.queries.register import Reader, RegisterFilter, office_choices
from tracker.queries.register_names import names_of_filter
from tracker.queries.saved_views import Desk, KeptView, read_desk
from tracker.queries.tags import tags_of
from tracker.queries.topics import topic_names
from tracker.services.saved_views import keeps_views
from tracker.web import current
from tracker.web.address_words import a_number
from tracker.web.register.address import Addresses, filter_text, read_address
from tracker.web.register.forms import Offered


def reader() -> Reader:
    """Return who asks for the register."""
    return Reader(current.actor(), current.now(), current.units(), working_calendar())


@dataclass
class ListPage:
    """A list as this request asks for it."""

    reader: Reader
    chosen: RegisterFilter
    desk: Desk

    @classmethod
    def asked(cls) -> "ListPage":
        """Return the list that the request's address means."""
        found = reader()
        desk = read_desk(found.actor.user_id, found.departments)
        return cls(found, read_address(request.args), desk)

    @cached_property
    def addresses(self) -> Addresses:
        """The addresses of neighbouring lists."""
        return Addresses(request.args)

    @cached_property
    def saved(self) -> KeptView | None:
        """The saved view from which the list set out."""
        return self.desk.view(a_number(request.args.get("saved", "")))

    @property
    def is_changed(self) -> bool:
        """Whether the list no longer is what the saved view, which the person may change, lists."""
        view = self.saved
        if view is None or (view.unit_id and not keeps_views(self.reader.actor, view.unit_id)):
            return False
        return sorted(parse_qsl(view.query)) != sorted(parse_qsl(filter_text(request.args)))

    @cached_property
    def layout(self) -> Layout:
        """The columns and the density in force."""
        return self.desk.layout_in(self.saved)

    @cached_property
    def names(self) -> dict[str, str]:
        """What the ids of the address mean, in words, also where what they mean is gone."""
        found, chosen = names_of_filter(self.reader, self.chosen), self.chosen
        officer = found.get("officer") or _("查不到的人")
        return {
            "office": _named(chosen.office_id, self._unit(chosen.office_id), _("未分派")),
            "officer": _named(
                chosen.officer_id, _gone(officer) if found.get("gone") else officer, _("未指定")
            ),
            "unit": _named(chosen.unit_id, self._unit(chosen.unit_id), _("未交办")),
            "helper": _named(chosen.helper_id, self._unit(chosen.helper_id), ""),
            "owing": _named(chosen.owing_id, self._unit(chosen.owing_id), ""),
            "topic": _named(chosen.topic_id, found.get("topic") or _("已删除"), ""),
            "tag": _named(chosen.tag_id, found.get("tag") or _("已删除"), ""),
        }

    def _unit(self, unit_id: int | None) -> str:
        unit = self.reader.tree.units.get(unit_id or 0)
        if unit is None:
            return _("查不到的单位")
        return unit.short_name if unit.is_active else _gone(unit.short_name)


def _named(chosen: int | None, words: str, nobody: str) -> str:
    if chosen is None:
        return ""
    return words if chosen or not nobody else nobody


def _gone(name: str) -> str:
    return _("%(name)s（已停用）", name=name)


def offered(who: Reader) -> Offered:
    """Return what the filters offer; three statements."""
    people = holders(Role.OFFICER, who.tree.units, who.today)
    outer = (one for one in who.tree.units.values() if one.is_active and one.kind is not UnitKind.OFFICE)
    return Offered(
        offices=office_choices(who),
        officers={person.id: person.name for person in people},
        topics=topic_names(who.actor, who.tree),
        tags={tag.id: tag.name for tag in tags_of(who.departments)},
        units={unit.id: unit.short_name for unit in outer},
    )
