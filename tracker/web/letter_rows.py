"""A reply's promises, reviews and head facts as the pages of sign-off and of the sent letter print them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.class_marks import scheme_named
from tracker.domain.reply_words import POSTS
from tracker.domain.vocabulary import Machine, OpinionState, ReplyState
from tracker.queries.sign_sheet import SignSheet, anchor_of, days_when_signed
from tracker.web.confidential import sponsor_shown, without_names
from tracker.web.current import today
from tracker.web.filters import day, moment, short_day
from tracker.web.labels import action_label, label, say

DECIDED_ONCE = frozenset({ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.SENT, ReplyState.PUBLISHED})
BACKWARD = frozenset({Action.SEND_BACK, Action.REFUSE_SIGNATURE, Action.WITHDRAW_SIGNATURE})


@dataclass(frozen=True)
class PromiseRow:
    """One sentence of the list of promises."""

    number: str
    quote: str
    unit: str
    day: str
    tone: str
    url: str
    follow_url: str | None = None


@dataclass(frozen=True)
class ReviewRow:
    """One decision on the draft, as the timeline prints it."""

    when: str
    iso: str
    title: str
    kind: str
    lines: list[str]


def promise_rows(sheet: SignSheet) -> list[PromiseRow]:
    """Return the promises with owner and day; before the signature the day that signing today would give."""
    is_settled = sheet.reply.state in DECIDED_ONCE
    rows = []
    for number, mark in enumerate(sheet.promises, start=1):
        days = (mark.due_on, mark.review_on) if is_settled else days_when_signed(mark, today())
        owner = mark.owner_unit.short_name if mark.owner_unit else _("未定责任单位")
        rows.append(
            PromiseRow(
                str(number),
                without_names(sheet.file, mark.quote),
                owner,
                due_words(*days),
                "sure",
                f"#{anchor_of(mark)}",
            )
        )
    return rows


def due_words(due_on: date | None, review_on: date | None) -> str:
    """Return 到期 2026年12月31日, or the day of review where the promise names no time."""
    if due_on is not None:
        return _("到期 %(day)s", day=day(due_on))
    return _("复核日 %(day)s", day=day(review_on))


def rejected_rows(sheet: SignSheet) -> list[PromiseRow]:
    """Return the sentences judged to be no promises, each with its reason."""
    return [
        PromiseRow("—", without_names(sheet.file, mark.quote), mark.reason or _("未写理由"), "", "not", "")
        for mark in sheet.rejected
    ]


def head_facts(sheet: SignSheet) -> list[tuple[str, str]]:
    """Return who filed the item and was met, what the co-handlers said, and who passed the draft."""
    return [
        (_("提出人"), sponsor_words(sheet)),
        (_("会办"), opinion_words(sheet)),
        (_("审核"), review_words(sheet)),
    ]


def sponsor_words(sheet: SignSheet) -> str:
    """Return 郑毅委员，4月12日已面商."""
    who = names_of(sheet.file.proposal.sponsors) or sheet.file.proposal.sponsor_text
    who, contact = sponsor_shown(sheet.file, who), sheet.last_contact
    if contact is None:
        return _("%(who)s，还没有沟通记录", who=who)
    return _("%(who)s，%(day)s已%(how)s", who=who, day=short_day(contact.on_day), how=label(contact.method))


def names_of(sponsors: Sequence[Any]) -> str:
    """Return the sponsors as a letter addresses them, 等 after the third."""
    names = [titled(one) for one in sponsors]
    shown = "、".join(names[:3])
    return _("%(names)s等%(count)s人", names=shown, count=len(names)) if len(names) > 3 else shown


def titled(sponsor: Any) -> str:
    """Return a sponsor's name with 委员 or 代表."""
    return f"{sponsor.name}{POSTS.get(sponsor.kind, '')}"


def opinion_words(sheet: SignSheet) -> str:
    """Return 3/3 已回，意见均已采纳或说明."""
    seats = sheet.file.co_handling
    if not seats:
        return _("没有会办单位")
    overridden = sum(
        seat.opinion is not None and seat.opinion.state is OpinionState.OVERRIDDEN for seat in seats
    )
    given = len(seats) - sheet.file.opinions_missing - overridden
    counts = _("%(given)s/%(total)s 已回", given=given, total=len(seats))
    rest = [_("%(count)s家按无意见处理", count=overridden)] if overridden else []
    if sheet.file.opinions_unweighed:
        rest.append(_("%(count)s份还没有写明是否采纳", count=sheet.file.opinions_unweighed))
    elif given:
        rest.append(_("意见均已采纳或说明"))
    return "，".join([counts, *rest])


def review_words(sheet: SignSheet) -> str:
    """Return who passed the present draft, the last of them first."""
    passed = [one for one in sheet.reviews if one.draft_number == sheet.reply.draft_number]
    forward = [one for one in passed if one.action not in BACKWARD]
    if not forward:
        return _("还没有人审核")
    return "；".join(
        _("%(name)s %(when)s %(what)s", name=one.by.name, when=moment(one.at), what=decision_words(one))
        for one in reversed(forward)
    )


def decision_words(review: Any) -> str:
    """Return what a review decided, in the words of its button."""
    return str(action_label(Machine.REPLY, Action(review.action)))


def review_rows(sheet: SignSheet) -> list[ReviewRow]:
    """Return every decision on the reply's drafts, the newest first."""
    return [
        ReviewRow(
            when=moment(one.at),
            iso=one.at.isoformat(),
            title=_("%(name)s %(what)s", name=one.by.name, what=decision_words(one)),
            kind="back" if one.action in BACKWARD else "milestone" if one.action == Action.SIGN else "event",
            lines=[line for line in (one.remark or "", _("第%(draft)s稿", draft=one.draft_number)) if line],
        )
        for one in reversed(sheet.reviews)
    ]


def class_words(scheme: str, mark: str | None) -> str:
    """Return B类，列入计划解决 by the unit's own table; nothing where no class is set."""
    if not mark:
        return ""
    found = scheme_named(scheme).find(mark)
    meaning = say(found.definition)
    if len(found.mark) > 1:
        return meaning
    return _("%(mark)s类，%(meaning)s", mark=found.mark, meaning=meaning)


GLOBALS = {
    "promise_rows": promise_rows,
    "rejected_rows": rejected_rows,
    "head_facts": head_facts,
    "review_rows": review_rows,
    "class_words": class_words,
}
