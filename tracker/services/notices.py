"""Mails at once: a table of events and whom each is told to, written in the transaction that causes them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from tracker.clock import BEIJING, local_day
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.errors import N_
from tracker.domain.events import EventKind
from tracker.domain.mail import MailKind
from tracker.domain.phrases import phrase
from tracker.domain.quiet_hours import Hours
from tracker.extensions import db
from tracker.mail.sheet import Line, Section, Sheet, as_html, as_text, in_language, said, subject_of
from tracker.models.event import Event
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries import told
from tracker.queries.calendar import working_calendar
from tracker.queries.reminders import office_hours
from tracker.queries.told import Reader, readers
from tracker.services.outbox import queue_mail
from tracker.services.unit_of_work import before_commit

_SILENT = "no_notices"
WHY = N_("您收到这封信，因为这一步轮到您。即时邮件可以在“我的账号”里关掉，事项仍在工作台上。")


@dataclass(frozen=True)
class Notice:
    """What one kind of event tells: the mail's kind, what is asked, a sentence with ``%(actor)s``, and who is told."""

    kind: MailKind
    what: str
    lead: str
    people: Callable[[Event, date], list[int]]


_SIGN = Notice(
    MailKind.SIGNATURE, N_("请审签答复稿"), N_("%(actor)s办完上一步，答复稿等您审签。"), told.signers
)
_MEND = Notice(
    MailKind.SENT_BACK,
    N_("答复稿被退回"),
    N_("%(actor)s退回了答复稿，理由在办理页上，请修改后再送审。"),
    told.reply_author,
)
_REWRITE = Notice(
    MailKind.SENT_BACK,
    N_("会办意见被退回"),
    N_("%(actor)s退回了会办意见，理由在办理页上，请修改后再交。"),
    told.opinion_author,
)

NOTICES: Mapping[EventKind, Notice] = {
    EventKind.ASSIGNMENT_CREATED: Notice(
        MailKind.HAND_OVER, N_("请签收"), N_("%(actor)s把这一件交给贵单位办理，请签收。"), told.receivers
    ),
    EventKind.ASSIGNMENT_DISTRIBUTED: Notice(
        MailKind.HAND_OVER,
        N_("请确定承办人"),
        N_("%(actor)s把这一件分给您的处室，请确定承办人。"),
        told.office_heads,
    ),
    EventKind.ASSIGNMENT_REROUTED: Notice(
        MailKind.HAND_OVER,
        N_("请确定承办人"),
        N_("%(actor)s把这一件改派给您的处室，请确定承办人。"),
        told.office_heads,
    ),
    EventKind.ASSIGNMENT_OFFICER_SET: Notice(
        MailKind.HAND_OVER, N_("请办理"), N_("%(actor)s请您承办这一件。"), told.officer
    ),
    EventKind.ASSIGNMENT_RETURN_REFUSED: Notice(
        MailKind.SENT_BACK,
        N_("退办没有同意"),
        N_("%(actor)s没有同意退办，理由在办理页上，请继续办理。"),
        told.officer,
    ),
    EventKind.REPLY_SENT_BACK: _MEND,
    EventKind.REPLY_SIGNATURE_REFUSED: _MEND,
    EventKind.OPINION_SENT_BACK: _REWRITE,
    EventKind.OPINION_RETURNED_EMPTY: _REWRITE,
    EventKind.COMMITMENT_SENT_BACK: Notice(
        MailKind.SENT_BACK,
        N_("承诺完成报告被退回"),
        N_("%(actor)s退回了承诺的完成报告，理由在承诺页上。"),
        told.promise_owner,
    ),
    EventKind.REPLY_SUBMITTED: _SIGN,
    EventKind.REPLY_APPROVED: _SIGN,
    EventKind.REPLY_CHECKED: _SIGN,
    EventKind.REPLY_MOVED_ON: _SIGN,
    EventKind.REPLY_COUNTERSIGN_ASKED: _SIGN,
    EventKind.REPLY_LEVEL_ADDED: _SIGN,
    EventKind.REPLY_STEP_SENT_BACK: _SIGN,
    EventKind.OPINION_SUBMITTED: Notice(
        MailKind.SIGNATURE, N_("请签署会办意见"), N_("%(actor)s交来会办意见，请签署。"), told.opinion_signers
    ),
}


@contextmanager
def silently() -> Iterator[None]:
    """Let steps be written without mails: for what happened long ago and is only filed now."""
    info = db.session().info
    before = info.get(_SILENT, False)
    info[_SILENT] = True
    try:
        yield
    finally:
        info[_SILENT] = before


def is_silent() -> bool:
    """Tell whether steps are being written without mails."""
    return bool(db.session().info.get(_SILENT))


def tell(event: Event) -> None:
    """Have an event told, once its transaction has all its rows, to those whom the table names."""
    if event.kind in NOTICES and not is_silent():
        before_commit(partial(_write, event))


def _write(event: Event) -> None:
    """Write the mails of one event; not to who did it, and not to who wants none at once."""
    db.session.flush()
    notice, today = NOTICES[event.kind], local_day(event.at)
    item = db.session.get_one(Proposal, event.proposal_id)
    due_on = told.due_of(event, item)
    for reader in readers(notice.people(event, today), today):
        if reader.wants_immediate and reader.user.id != event.actor_id:
            made = partial(notice_sheet, notice, item, reader, actor=event.actor_name, due_on=due_on)
            cause = f"event:{event.id}"
            queue_sheet(reader.user, made, key=cause, kind=notice.kind, proposal_id=item.id, now=event.at)


def queue_sheet(
    user: User, made: Callable[[], Sheet], *, key: str, kind: MailKind, proposal_id: int | None, now: datetime
) -> None:
    """Queue one person's mail, made in that person's language, for the next office hour; ``key`` names its cause."""
    if is_silent():
        return
    with in_language(user.locale):
        sheet = made()
        subject, text, html = sheet.subject, as_text(sheet), as_html(sheet)
    queue_mail(
        key=f"{key}:{user.id}",
        user_id=user.id,
        kind=kind,
        subject=subject,
        text=text,
        html=html,
        proposal_id=proposal_id,
        not_before=office_hour(now, working_calendar(), office_hours()),
        now=now,
    )


def stands_in(reader: Reader) -> str:
    """Return for whom a reader stands in, in the present language; nothing for who reads their own mail."""
    return said(phrase(N_("代%(name)s办理"), name=reader.absent)) if reader.absent else ""


def notice_sheet(notice: Notice, item: Proposal, reader: Reader, *, actor: str, due_on: date | None) -> Sheet:
    """Return the mail of a notice in the present language: number and title of the item only."""
    due = said(phrase(N_("限%(day)s"), day=due_on)) if due_on else said(N_("没有期限"))
    line = Line(
        item.number_raw or "", item.title, said(notice.what), due, f"/items/{item.id}", stands_in(reader)
    )
    return Sheet(
        subject=subject_of(said(notice.what), item.number_raw, item.title),
        name=reader.user.name,
        lead=said(phrase(notice.lead, actor=actor)),
        sections=(Section(said(notice.what), (line,)),),
        why=said(WHY),
        more=(said(N_("打开我的工作台")), "/"),
        lang=reader.user.locale,
    )


def office_hour(now: datetime, calendar: WorkingCalendar, hours: Hours) -> datetime:
    """Return the instant itself in office hours, else the beginning of the next: nights and rest days are quiet."""
    return hours.next_open(now.astimezone(BEIJING), calendar)
