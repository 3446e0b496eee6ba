"""What the page of a merged group opens and shows: the group, and its items in words."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.errors import NotFound
from tracker.domain.merged_text import TextState
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import SENT_REPLY_STATES, GroupKind, ReplyState
from tracker.queries.case_file import read_steps
from tracker.queries.group_sheet import Line, group_lines
from tracker.queries.groups import GroupRecord, seen_group
from tracker.queries.steps import Steps, own_step
from tracker.services.group_members import may_group
from tracker.web.confidential import sponsor_shown
from tracker.web.current import actor, freshly_proved, now, units
from tracker.web.labels import label

TEXT_WORDS = {
    TextState.SAME: lambda: _("与牵头件一致"),
    TextState.BEHIND: lambda: _("待带入"),
    TextState.OWN: lambda: _("保留本件文字"),
    TextState.CHANGED: lambda: _("改过，请对照"),
}


@dataclass(frozen=True)
class Member:
    """One item of a merged group as its page shows it to this person."""

    line: Line
    is_seen: bool
    sees_draft: bool
    may_write: bool
    steps: Steps

    @property
    def signs_now(self) -> bool:
        """Whether its letter waits for this person's signature now, a fresh proof aside."""
        reply, seat = self.line.reply, self.line.seat
        if reply is None or seat is None or reply.state is not ReplyState.SIGN_OFF:
            return False
        person = freshly_proved(actor())
        is_asked = own_step(self.steps, person) is not None
        return is_asked and self.line.file.may(Permission.SIGN_OFF, person, now=now(), target=seat.target)

    @property
    def item(self) -> Any:
        """The item."""
        return self.line.item

    @property
    def number(self) -> str:
        """Its number."""
        return self.item.number_raw or str(_("无编号"))

    @property
    def sponsor(self) -> str:
        """Who filed it, as far as this person may know."""
        return sponsor_shown(self.line.file, self.item.sponsor_text)

    @property
    def letter(self) -> str:
        """Where its letter stands: its state, and its number once it has one."""
        reply = self.line.reply
        if reply is None:
            return str(_("未起草"))
        words = str(label(reply.state))
        return f"{words} {reply.document_number}" if reply.document_number else words

    @property
    def letter_url(self) -> str | None:
        """The letter's page, where this person may open it."""
        reply = self.line.reply
        if reply is None or not (self.sees_draft or reply.state in SENT_REPLY_STATES):
            return None
        page = "drafting.edit_draft" if reply.state is ReplyState.DRAFTING else "reply.view_reply"
        return url_for(page, proposal_id=self.item.id, reply_id=reply.id)

    @property
    def text_words(self) -> str:
        """How its body stands to that of the leading item."""
        if self.line.is_leading:
            return str(_("以本件为准"))
        return str(TEXT_WORDS[self.line.text]()) if self.line.text else ""

    @property
    def is_asked(self) -> bool:
        """Whether its words differ by hand and wait for the officer's choice."""
        reply = self.line.reply
        is_open = reply is not None and reply.state is ReplyState.DRAFTING
        return self.line.text is TextState.CHANGED and is_open and self.may_write

    @property
    def can_be_carried(self) -> bool:
        """Whether the leading words may go into its letter now."""
        reply = self.line.reply
        is_open = reply is None or reply.state is ReplyState.DRAFTING
        return self.line.text is TextState.BEHIND and is_open and self.may_write


@dataclass(frozen=True)
class GroupDesk:
    """A merged group before one person."""

    group: GroupRecord
    members: list[Member]
    may_group: bool

    @property
    def seen(self) -> list[Member]:
        """The items that the person may see."""
        return [one for one in self.members if one.is_seen]

    @property
    def hidden(self) -> int:
        """How many more there are."""
        return len(self.members) - len(self.seen)

    @property
    def leading(self) -> Member | None:
        """The leading item."""
        return next((one for one in self.members if one.line.is_leading), None)

    @property
    def carried(self) -> list[Member]:
        """The letters into which the leading words may be carried now."""
        return [one for one in self.seen if one.can_be_carried]

    def member(self, proposal_id: int) -> Member:
        """Return one item that the person sees; raises NotFound for any other."""
        found = next((one for one in self.seen if one.item.id == proposal_id), None)
        if found is None:
            raise NotFound
        return found


def open_group(group_id: int, kind: GroupKind) -> GroupRecord:
    """Open a group for a page; raises NotFound where the person may not know of it."""
    group = seen_group(actor(), units(), group_id, kind)
    if group is None:
        raise NotFound
    return group


def open_desk(group_id: int) -> GroupDesk:
    """Open a merged group with its items."""
    group = open_group(group_id, GroupKind.MERGED)
    lines = group_lines(group)
    read_steps(line.file for line in lines)
    members = [_member(line, line.file.steps.get(line.reply.id, ()) if line.reply else ()) for line in lines]
    return GroupDesk(group, members, may_group(actor(), group.host_unit_id, now()) and group.ended_at is None)


def _member(line: Line, steps: Steps) -> Member:
    target = line.seat.target if line.seat else None

    def may(right: Permission) -> bool:
        return line.file.may(right, actor(), now=now(), target=target)

    return Member(
        line,
        is_seen=line.file.may(Permission.VIEW_CASE, actor(), now=now()),
        sees_draft=may(Permission.VIEW_DRAFTS),
        may_write=may(Permission.EDIT_DRAFT),
        steps=steps,
    )


def may_sign(desk: GroupDesk) -> bool:
    """Tell whether a letter waits for this person's signature, fresh proof aside."""
    return any(one.signs_now for one in desk.seen)
