"""The main navigation, and what every page's frame shows."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import ADMIN_ROLES, Role
from tracker.queries.calendar import working_calendar
from tracker.web import current
from tracker.web.access import Access, Need, may
from tracker.web.filters import capped, day, weekday
from tracker.web.kept_counts import kept_counts
from tracker.web.labels import label, say
from tracker.web.locale import html_lang, other


@dataclass(frozen=True)
class Place:
    """An entry of the navigation: where it leads, who needs it, and which count stands beside it."""

    endpoint: str
    icon: str
    words: LazyString
    count: str | None = None
    need: Need = Access.SIGNED_IN
    is_business: bool = True
    group: LazyString | None = None
    roles: frozenset[Role] = frozenset()
    mark: str = ""  # where the blueprint has pages of other matters: what the names of its own ones hold


# Blueprints with more than one entry: each marks its own page alone.
SEVERAL_PLACES = frozenset({"reply", "administration"})
WATCHING = frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.LEADER, Role.HEAD})
PLACES = (
    Place("desk.view_desk", "inbox", _l("我的工作台"), "desk"),
    Place("register.list_items", "table", _l("提案登记表"), "register"),
    Place("intake.choose", "file-import", _l("来信识别"), "intake", need=Permission.REGISTER),
    Place("checks.view_checks", "list-check", _l("登记核对"), need=Permission.REGISTER),
    Place("follow_up.list_promises", "checklist", _l("承诺台账"), "promises"),
    Place("board.view_board", "activity", _l("督办看板"), roles=WATCHING),
    Place("publication.list_publications", "world", _l("公开")),
    Place("reply.list_numbers", "books", _l("号册"), need=Permission.NUMBER_REPLY),
    Place("grouping.list_topics", "bookmark", _l("重点专题"), need=Permission.VIEW_ROUTING, mark="topic"),
    Place("phrases.list_phrases", "copy", _l("常用语"), roles=frozenset({Role.COORDINATOR, Role.HEAD})),
    Place("mail.list_mails", "mail", _l("邮件台账"), need=Permission.ASSIGN),
    Place(
        "chains.list_chains",
        "checklist",
        _l("审签流程"),
        need=(Permission.ASSIGN, Permission.END_OTHERS_SESSIONS),
        is_business=False,
        group=_l("设置"),
    ),
    Place(
        "rules.list_rules",
        "calendar-due",
        _l("期限规则"),
        need=(Permission.ASSIGN, Permission.END_OTHERS_SESSIONS),
        is_business=False,
        group=_l("设置"),
    ),
    Place(
        "calendar.view_calendar",
        "calendar",
        _l("放假安排"),
        need=(Permission.ASSIGN, Permission.END_OTHERS_SESSIONS),
        is_business=False,
        group=_l("设置"),
    ),
    Place(
        "reminders.edit_policy",
        "bell",
        _l("提醒办法"),
        need=(Permission.ASSIGN, Permission.END_OTHERS_SESSIONS),
        is_business=False,
        group=_l("设置"),
    ),
    Place("people.list_people", "users", _l("人员与单位"), is_business=False, group=_l("设置")),
    Place(
        "administration.view_system", "settings", _l("系统状态"), need=Permission.BACK_UP, is_business=False
    ),
    Place(
        "administration.view_security",
        "shield-lock",
        _l("安全设置"),
        need=Permission.END_OTHERS_SESSIONS,
        is_business=False,
    ),
    Place(
        "administration.list_audit",
        "list-check",
        _l("审计日志"),
        need=Permission.READ_AUDIT,
        is_business=False,
    ),
)


@dataclass(frozen=True)
class NavItem:
    """An entry as the page's frame draws it."""

    url: str
    icon: str
    label: str
    count: str | int | None
    current: bool
    group: str | None


def _sees_items() -> bool:
    """Tell whether the person has business here; the three administrators see no item."""
    return not set(current.actor().scopes) <= ADMIN_ROLES


def nav_items() -> tuple[NavItem, ...]:
    """Return the entries that the signed-in person has, with counts that stop at 1,000."""
    person, sees_items = current.actor(), _sees_items()
    counts = kept_counts() if sees_items else None
    return tuple(
        _item(place, getattr(counts, place.count or "", None))
        for place in PLACES
        if place.endpoint in current_app.view_functions
        and (sees_items or not place.is_business)
        and may(place.need, person)
        and (not place.roles or not place.roles.isdisjoint(person.scopes))
    )


def _item(place: Place, count: int | None) -> NavItem:
    blueprint = place.endpoint.split(".", maxsplit=1)[0]
    return NavItem(
        url=url_for(place.endpoint),
        icon=place.icon,
        label=str(place.words),
        count=capped(count),
        current=request.endpoint == place.endpoint
        or (
            request.blueprint == blueprint
            and blueprint not in SEVERAL_PLACES
            and place.mark in (request.endpoint or "")
        ),
        group=str(place.group) if place.group else None,
    )


@dataclass(frozen=True)
class Viewer:
    """The signed-in person as the frame shows them."""

    name: str
    post_text: str
    initials: str


def viewer() -> Viewer:
    """Return the person's name with the unit and the post, or the roles where no post is kept."""
    person = current.signed_in()
    unit = current.units().name(next(iter(person.home_unit_ids), None))
    post = person.post or _("、").join(str(label(role)) for role in person.actor.scopes)
    name = person.actor.name
    return Viewer(name, "·".join(part for part in (unit, post) if part), name[:1])


def today_text() -> str:
    """Return the day with its weekday and what the office's calendar says of it."""
    this_day, calendar = current.today(), working_calendar()
    plain = _("工作日") if calendar.is_working(this_day) else _("休息日")
    note = say(calendar.describe(this_day)) if this_day in calendar.days else plain
    return f"{day(this_day)} {weekday(this_day)}·{note}"


def frame() -> dict[str, object]:
    """Return what the layouts ask for on this page."""
    shown: dict[str, object] = {
        "html_lang": html_lang(),
        "is_demo": current.is_demonstration(),
        "is_insecure": current_app.config["INSECURE_LAN"],
        "locale_switch_url": url_for("accounts.set_locale", to=other(), next=request.full_path),
        "office_name": current.signed_in().office_name if current.is_signed_in() else current.office().name,
    }
    return shown | _signed_in_frame() if current.is_signed_in() else shown


@dataclass(frozen=True)
class SessionPerson:
    """Whose session a page belongs to, and how many seconds it lasts without a click."""

    username: str
    name: str
    left: int
    has_factor: bool


def session_person() -> SessionPerson:
    """Return what the window over a page needs to let its owner sign in again."""
    person = current.signed_in()
    return SessionPerson(person.username, person.actor.name, current.seconds_left(), person.has_factor)


def _signed_in_frame() -> dict[str, object]:
    return {
        "session_person": session_person(),
        "nav_items": nav_items(),
        "viewer": viewer(),
        "today_text": today_text(),
        "search_url": url_for("search.search_items") if _sees_items() else None,
        "search_text": request.args.get("q", ""),
        "account_url": url_for("accounts.view_account"),
        "sign_out_url": url_for("accounts.sign_out"),
    }
