"""What every tab of an item page shows: the head, the life line, the next step and the tabs themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.reply_words import meeting
from tracker.domain.vocabulary import SENT_REPLY_STATES
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.item import DueRecord, Side, Tab, milestones_of, page_facts, read_side
from tracker.queries.lifeline import life_line
from tracker.queries.next_action import next_step
from tracker.queries.next_desk import Desk
from tracker.queries.next_words import NextStep, StepLink
from tracker.queries.owed import PastUrging, urgings_of
from tracker.queries.people import UnitTree
from tracker.queries.requests import AskedRequest, may_see_request, open_requests, requests_of
from tracker.services.loading import open_case
from tracker.services.new_replies import item_words
from tracker.web import current
from tracker.web.confidential import sponsor_shown
from tracker.web.filters import near_day
from tracker.web.labels import label, say

TABS: Mapping[Tab, tuple[LazyString, Permission]] = {
    Tab.TIMELINE: (_l("经过"), Permission.VIEW_HISTORY),
    Tab.TEXT: (_l("原文"), Permission.VIEW_TEXT),
    Tab.CONTACTS: (_l("沟通"), Permission.VIEW_HISTORY),
    Tab.OPINIONS: (_l("会办意见"), Permission.VIEW_OPINIONS),
    Tab.DRAFTS: (_l("稿件"), Permission.VIEW_DRAFTS),
    Tab.SIGN_OFF: (_l("审签"), Permission.VIEW_DRAFTS),
    Tab.FILES: (_l("附件"), Permission.VIEW_TEXT),
    Tab.PROMISES: (_l("承诺"), Permission.VIEW_COMMITMENTS),
    Tab.EVALUATIONS: (_l("评价"), Permission.VIEW_REPLY),
}


@dataclass(frozen=True)
class TabLink:
    """A tab with its address and its count."""

    url: str
    label: str
    count: int | None
    current: bool


@dataclass(frozen=True)
class Frame:
    """An item as one person sees it, whatever the tab; made once a request."""

    file: CaseFile
    side: Side
    milestones: list[DueRecord]
    actor: Actor
    tree: UnitTree

    def may(self, permission: Permission, target: Target | None = None) -> bool:
        """Tell whether the person has the right on the item, or on one part of it."""
        return self.file.may(permission, self.actor, now=current.now(), target=target)

    def may_in_part(self, permission: Permission) -> bool:
        """Tell whether the person has the right on the item or on any live part of it."""
        return self.may(permission) or any(self.may(permission, seat.target) for seat in self.file.live)

    @cached_property
    def desk(self) -> Desk:
        """The same, as the rules of the next step ask for it."""
        facts = page_facts(self.file, self.side)
        asked = tuple(open_requests(self.requests))
        return Desk(self.actor, self.file, self.side, facts, self.tree, current.now(), asked)

    @cached_property
    def requests(self) -> list[AskedRequest]:
        """The requests about the item that the person may know of, the latest first."""
        rows = requests_of(self.file.proposal.id) if self.side.requests else ()
        return [row for row in rows if may_see_request(self.file, row, self.actor, current.now())]

    @cached_property
    def urgings(self) -> list[PastUrging]:
        """The urgings of the item that the person may know of, the latest first."""
        rows = urgings_of(self.file.proposal.id) if self.side.urgings else ()
        return [row for row in rows if self.file.may_know(row.assignment_id, self.actor, current.now())]

    @property
    def tabs(self) -> list[Tab]:
        """The tabs that the person has the right to open, in their order."""
        return [tab for tab, (_words, right) in TABS.items() if self.may_in_part(right) or self._is_sent(tab)]

    def _is_sent(self, tab: Tab) -> bool:
        """Whether the tab of drafts stands for the sent letter, which co-handlers may read."""
        sent = any(seat.reply and seat.reply.state in SENT_REPLY_STATES for seat in self.file.seats)
        return tab is Tab.DRAFTS and sent and self.may(Permission.VIEW_REPLY)

    @property
    def sees_routing(self) -> bool:
        """Whether the person sees every unit's part; a co-handler sees the lead's and its own."""
        return self.may(Permission.VIEW_ROUTING)

    def shown_seats(self) -> list[Seat]:
        """Return the seats that the person may know of."""
        return [
            seat for seat in self.file.live if self.sees_routing or seat.is_answering or self.is_own(seat)
        ]

    def earlier_seats(self, round_no: int) -> list[Seat]:
        """Return the seats of an earlier round that the person may know of."""
        seats = self.file.earlier.get(round_no, ())
        return [seat for seat in seats if self.sees_routing or seat.is_answering or self.is_own(seat)]

    def is_own(self, seat: Seat) -> bool:
        """Whether the seat is the person's own unit's."""
        return self.desk.is_own(seat)

    @property
    def sponsor(self) -> str:
        """Who filed the item, kept from those without the right where the item is confidential (R14)."""
        return sponsor_shown(self.file, self.file.proposal.sponsor_text)


def open_frame(proposal_id: int) -> Frame:
    """Open an item for the signed-in person; raises NotFound where they may not see it."""
    actor = current.actor()
    file = open_case(actor, proposal_id, current.now())
    return Frame(file, read_side(file), list(milestones_of(proposal_id)), actor, current.units())


def frame_context(frame: Frame, tab: Tab) -> dict[str, Any]:
    """Return what the frame of every tab draws."""
    item = frame.file.proposal
    return {
        "frame": frame,
        "item": item,
        "number": item.number_raw or _("无编号"),
        "tags": list(_tags(frame)),
        "round_words": _round(frame),
        "facts": list(_facts(frame)),
        "steps": [
            {"label": _(step.name), "note": say(step.note) if step.note else None, "state": step.state.value}
            for step in life_line(frame.file, frame.side, frame.milestones)
        ],
        "tabs": tab_links(frame, tab),
        "next": NextPanel(next_step(frame.desk)),
    }


def _tags(frame: Frame) -> Iterator[tuple[str, bool]]:
    item = frame.file.proposal
    yield str(label(item.kind)), False
    if item.is_key:
        yield _("重点"), True
    if frame.side.ties.merged_id is not None:
        yield _("并案"), False
    if item.is_express:
        yield _("急办"), False
    for words in (item.policy_area, item.category):
        if words:
            yield words, False


def _round(frame: Frame) -> tuple[str, str, None]:
    item = frame.file.proposal
    back = sum(seat.reply.sent_back_count for seat in frame.file.answering if seat.reply)
    since = near_day(item.assigned_on or item.received_on)
    words = (
        _("%(since)s至今，退回%(back)s次", since=since, back=back)
        if back
        else _("%(since)s至今", since=since)
    )
    if not item.is_open:
        words = (
            _("%(since)s至%(until)s", since=since, until=near_day(item.closed_on)) if item.closed_on else ""
        )
    return _("第%(number)s轮", number=item.round_no), words, None


def _facts(frame: Frame) -> Iterator[tuple[str, str] | tuple[str, str, bool]]:
    item, own = frame.file.proposal, frame.file.own
    yield _("提出人"), frame.sponsor
    if item.term:
        yield _("届次"), meeting(item_words(item)), True
    if item.assigner:
        yield _("交办单位"), item.assigner, True
    if own is not None:
        person = own.officer.name if own.officer else _("待分派")
        yield _("承办"), f"{frame.tree.name(own.part.place)} {person}"
    if item.class_mark and frame.may(Permission.VIEW_REPLY):
        yield _("办理结果"), _("%(mark)s类", mark=item.class_mark)
    if item.publication_wish:
        yield _("公开意愿"), str(label(item.publication_wish)), True


def tab_links(frame: Frame, now: Tab) -> list[TabLink]:
    """Return the tabs with their counts."""
    side = frame.side
    opinions = [seat for seat in frame.file.co_handling if frame.may(Permission.VIEW_OPINIONS, seat.target)]
    drafts = [seat.reply.draft_number for seat in frame.file.answering if seat.reply]
    counts: Mapping[Tab, int] = {
        Tab.CONTACTS: side.contacts,
        Tab.OPINIONS: sum(seat.opinion_is_in for seat in opinions),
        Tab.DRAFTS: max(drafts, default=0) if frame.may(Permission.VIEW_DRAFTS) else 0,
        Tab.FILES: side.files if frame.may(Permission.VIEW_INTERNAL_FILES) else side.open_files,
        Tab.PROMISES: frame.file.proposal.promise_total
        or (side.marks if frame.may(Permission.VIEW_DRAFTS) else 0),
        Tab.EVALUATIONS: side.evaluations,
    }
    return [
        TabLink(tab_url(frame, tab), str(TABS[tab][0]), counts.get(tab) or None, tab is now)
        for tab in frame.tabs
    ]


def tab_url(frame: Frame, tab: Tab) -> str:
    """Return a tab's address; the first one is the item's own."""
    place = None if tab is Tab.TIMELINE else tab.value
    return url_for("item.view_item", proposal_id=frame.file.proposal.id, tab=place)


@dataclass(frozen=True)
class NextPanel:
    """The next step with its addresses; steps whose page does not stand are left out."""

    step: NextStep

    @property
    def buttons(self) -> list[tuple[StepLink, str]]:
        """The primary button, then the quiet ones, each with its address."""
        links = [self.step.primary, *self.step.others] if self.step.primary else self.step.others
        return [(link, url) for link in links if (url := url_of(link))]


def url_of(link: StepLink) -> str | None:
    """Return a step's address, None while its page does not stand."""
    if link.endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = dict(link.values)
    return url_for(link.endpoint, **values)
