"""One mail a person a working day, in office hours: what is overdue, due soon, promised, and owed to others."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import update

from tracker.clock import BEIJING, local_day
from tracker.domain.due_dates import Milestone
from tracker.domain.due_names import MILESTONE_NAMES
from tracker.domain.errors import N_
from tracker.domain.icalendar import DayEvent, calendar_text
from tracker.domain.lateness import lateness
from tracker.domain.mail import MailKind
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.reminders import Watched
from tracker.extensions import db
from tracker.mail import sheet as paper
from tracker.mail.sheet import Line, Section, Sheet, as_html, as_text, in_language, said
from tracker.models.mail import MailMessage
from tracker.models.people import User
from tracker.models.reminder import Reminder
from tracker.queries.calendar import working_calendar
from tracker.queries.reminded import Staff, staff_on
from tracker.queries.reminders import (
    Digest,
    Standing,
    policy,
    reminders_of,
    reminders_of_digests,
    standing,
    standing_by,
    waiting_people,
)
from tracker.services.outbox import mail_domain, queue_mail
from tracker.services.reminders import is_swept
from tracker.services.unit_of_work import unit_of_work

BATCH = 200
KEY = re.compile(r"digest:(\d+):(\d{4}-\d\d-\d\d)")
OVERDUE, SOON = N_("已经逾期"), N_("就要到期")
PROMISES, OPINIONS = N_("答复中的承诺"), N_("欠主办单位的会办意见")
MOST_CHECKED = 30
CHECKED = N_("承诺盘点：请逐项核对进展")
WHY = N_(
    "您收到这封信，因为这些事项由您或您所在的处室办理。发信时间和提前天数可以在“我的账号”里改，逾期的不能关。"
)


def write_digests(now: datetime) -> None:
    """Write the digests whose hour has come; on rest days and outside office hours nothing, what waits keeps."""
    local, calendar = now.astimezone(BEIJING), working_calendar()
    hours = policy().hours
    is_time = hours.is_open(local, calendar) and hours.digest <= local.hour
    if not is_time or not is_swept(local.date()):
        return
    staff, after = staff_on(local.date()), 0
    while people := waiting_people(after, BATCH):
        for user_id in people:
            if _is_time(staff, user_id, local.hour):
                write_digest(user_id, now)
        after = people[-1]


def _is_time(staff: Staff, user_id: int, hour: int) -> bool:
    """Tell whether a person is here and wants the mail by now; who has left gets none."""
    choice = staff.choices.get(user_id)
    is_here = user_id in staff.active and user_id not in staff.away
    return is_here and (choice is None or choice.digest_hour <= hour)


def write_digest(user_id: int, now: datetime) -> bool:
    """Write one person's digest of the day; False where there is one already, or nothing is owed any more.

    Reminders whose matter was settled meanwhile leave with it.
    """
    today = local_day(now)
    with unit_of_work() as session:
        user, waiting = session.get_one(User, user_id), reminders_of(user_id, None)
        if not waiting or reminders_of(user_id, today):
            return False
        lines = standing(waiting)
        taken = update(Reminder).where(Reminder.id.in_([one.id for one in waiting]))
        session.execute(taken.values(digest_on=today))
        if not lines:
            return False
        subject, text, html = composed(user, lines, today)
        return queue_mail(
            key=digest_key(user_id, today),
            user_id=user_id,
            kind=MailKind.DIGEST,
            subject=subject,
            text=text,
            html=html,
            made_of=made_from(user, lines, today),
            calendar=_calendar(lines, today, now),
            now=now,
        )


def digest_key(user_id: int, day: date) -> str:
    """Return the key of a person's digest of a day."""
    return f"digest:{user_id}:{day.isoformat()}"


def wanted_digests(mails: Sequence[MailMessage], now: datetime) -> set[int]:
    """Look again right before sending: what was done meanwhile drops out of the text, and an empty digest stays here.

    Returns the ids of those wanted. A mail that a server may have seen keeps its words: the same Message-ID never says
    two things. One whose key no digest has is wanted by nobody; it must not hold up those behind it.
    """
    digests = {mail.id: digest for mail in mails if (digest := _digest_of(mail)) is not None}
    owed = standing_by(reminders_of_digests(set(digests.values())))
    wanted = {number for number, digest in digests.items() if owed[digest]}
    for mail in mails:
        if mail.id in wanted and mail.attempts == 0:
            user_id, _ = digests[mail.id]
            _bring_up_to_date(mail, db.session.get_one(User, user_id), owed[digests[mail.id]], local_day(now))
    return wanted


def _digest_of(mail: MailMessage) -> Digest | None:
    found = KEY.fullmatch(mail.key)
    return (int(found[1]), date.fromisoformat(found[2])) if found else None


def _bring_up_to_date(mail: MailMessage, user: User, lines: Sequence[Standing], today: date) -> None:
    """Compose anew where anything is different by now from what the mail was made of."""
    made_of = made_from(user, lines, today)
    if mail.made_of != made_of:
        mail.subject, mail.text, mail.html = composed(user, lines, today)
        mail.made_of = made_of


def made_from(user: User, lines: Sequence[Standing], today: date) -> str:
    """Return a digest of everything that subject, text and HTML are made from."""
    calendar = working_calendar()
    facts = [
        (
            one.reminder.watched.value,
            bool(one.reminder.occasion),
            one.reminder.due_on.isoformat(),
            one.reminder.proposal_id,
            one.number,
            one.title,
            one.promise_number,
            one.absent,
            lateness(one.reminder.due_on, today, calendar).words,
        )
        for one in lines
    ]
    return sha256(
        repr((user.name, user.locale, today.isoformat(), paper.address("/"), facts)).encode()
    ).hexdigest()


def composed(user: User, lines: Sequence[Standing], today: date) -> tuple[str, str, str]:
    """Return subject, text and HTML of a digest in the person's language."""
    with in_language(user.locale):
        sheet = digest_sheet(user, lines, today)
        return sheet.subject, as_text(sheet), as_html(sheet)


def digest_sheet(user: User, lines: Sequence[Standing], today: date) -> Sheet:
    """Return the digest as a sheet, in the present language: the overdue first, then what comes, by day."""
    late = [one for one in lines if one.reminder.due_on < today]
    checked = [one for one in lines if one.reminder.due_on >= today and one.reminder.occasion]
    rest = [one for one in lines if one.reminder.due_on >= today and not one.reminder.occasion]
    sections = [
        _section(OVERDUE, late, today, is_late=True),
        _section(SOON, _only(rest, lambda one: one not in {Watched.PROMISE, Watched.CO_OPINION}), today),
        _section(PROMISES, _only(rest, lambda one: one is Watched.PROMISE), today),
        _section(OPINIONS, _only(rest, lambda one: one is Watched.CO_OPINION), today),
        _checked(checked, today),
    ]
    return Sheet(
        subject=said(_subject(len(lines), len(late))),
        name=user.name,
        lead=said(phrase(N_("截至%(day)s，您有%(count)s项要在期限内办理。"), day=today, count=len(lines))),
        sections=tuple(section for section in sections if section.lines),
        why=said(WHY),
        more=(said(N_("打开我的工作台")), "/"),
        lang=user.locale,
    )


def _subject(count: int, late: int) -> Phrase:
    if late:
        return phrase(N_("今日提要：%(count)s项，其中%(late)s项已逾期"), count=count, late=late)
    return phrase(N_("今日提要：%(count)s项"), count=count)


def _only(lines: Iterable[Standing], wanted: Callable[[Watched], bool]) -> list[Standing]:
    return [one for one in lines if wanted(one.reminder.watched)]


def _section(title: str, lines: Iterable[Standing], today: date, *, is_late: bool = False) -> Section:
    return Section(said(title), tuple(_line(one, today) for one in lines), is_late)


def _checked(lines: Sequence[Standing], today: date) -> Section:
    """Return what a check of promises brings, cut where a whole unit's promises would bury the day's work."""
    left = len(lines) - MOST_CHECKED
    rest = said(phrase(N_("另有%(count)s项，请打开承诺台账看。"), count=left)) if left > 0 else ""
    return replace(_section(CHECKED, lines[:MOST_CHECKED], today), rest=rest)


def _line(one: Standing, today: date) -> Line:
    day = one.reminder.due_on
    is_near = day.year == today.year
    due = (
        phrase(N_("限%(day)s"), day=day)
        if is_near
        else phrase(N_("限%(year)s年%(day)s"), year=day.year, day=day)
    )
    how = lateness(day, today, working_calendar()).words
    note = phrase(N_("代%(name)s办理"), name=one.absent) if one.absent else ""
    return Line(
        number=one.number,
        title=one.title,
        what=said(what_of(one)),
        when=f"{said(due)} · {said(how)}",
        path=f"/items/{one.reminder.proposal_id}",
        note=said(note) if note else "",
    )


def what_of(one: Standing) -> Phrase:
    """Return what is owed: a milestone by its name, a promise by its number within the item."""
    if one.promise_number is not None:
        return phrase(N_("第%(number)s项承诺"), number=one.promise_number)
    return Phrase(MILESTONE_NAMES[Milestone(one.reminder.watched.value)])


def _calendar(lines: Sequence[Standing], today: date, now: datetime) -> str | None:
    """Return the days to come as a calendar file, those of a check of promises left out; none where all is overdue."""
    coming = [one for one in lines if one.reminder.due_on >= today and not one.reminder.occasion]
    events = [event_of(one) for one in coming]
    return calendar_text("期限", events, now, mail_domain()) if events else None


def event_of(one: Standing) -> DayEvent:
    """Return a due day as a day in a calendar: number and short title only."""
    uid = f"{one.reminder.watched.value}-{one.reminder.subject_id}"
    summary = " ".join(part for part in (what_of(one).text(), one.number, one.title[:30]) if part)
    url = paper.address(f"/items/{one.reminder.proposal_id}")
    return DayEvent(uid, one.reminder.due_on, summary, url if "://" in url else "")
