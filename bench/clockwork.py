"""Measures sweep, board and digests on PostgreSQL while the register grows and what is due stays the same.

Usage: python bench/clockwork.py [--sizes 10000,100000,1000000] [--rounds 9] [--people 400]
The first size holds what comes due now; every further item is a copy that is open too, due more than a year later.
Each line gives the median in milliseconds and how many times the first size's median it is. Digests go out through the
outbox into an SMTP server on loopback, beside two bare smtplib loops that send the same mails to the same server over
as many connections: one composes each as anybody would, with EmailMessage and send_message, the other has the bytes
ready and does nothing but hand them over. The database is the empty one that BENCH_DATABASE_URL names, else a
throw-away embedded server.
"""

import argparse
import os
import smtplib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from email.message import EmailMessage
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import delete, func, insert, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offices import LIGHT, grow
from pages import settings, took

from tests.support import postgres
from tests.support.bad_server import BadServer
from tests.support.office import BEGAN, SINCE, build_office, password_hash
from tests.support.page_client import PageClient
from tests.support.statements import counted
from tests.support.volume import fill, staff_of
from tracker import clock
from tracker.app import create_app
from tracker.cli.database import upgrade
from tracker.clock import BEIJING, local_day
from tracker.domain.reminders import Watched
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.mail.message import Letter, compose
from tracker.models.assignment import Milestone
from tracker.models.mail import MailMessage
from tracker.models.people import Unit, User, grant
from tracker.models.reminder import Reminder, ReminderSweep
from tracker.queries.calendar import working_calendar
from tracker.services.digests import write_digests
from tracker.services.mail_sending import send_mails
from tracker.services.reminders import sweep_reminders

LATER = 400  # days by which a copy is due later
MAILS_A_CONNECTION = 50
SENDER = "提案办 <tian@kjt.example.cn>"


def main() -> None:
    """Print the figures."""
    wanted = argparse.ArgumentParser(description="The clockwork and the board as the register grows")
    wanted.add_argument("--sizes", default="10000,100000,1000000")
    wanted.add_argument("--rounds", type=int, default=9)
    wanted.add_argument("--people", type=int, default=400)
    chosen = wanted.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    given = os.environ.get("BENCH_DATABASE_URL")
    with (
        tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder,
        nullcontext(given) if given else throw_away() as url,
        sink() as port,
    ):
        app = prepared(url, Path(folder), port, sizes[0])
        growth(app, sizes, chosen.rounds)
        digests(app, port, chosen.people)


@contextmanager
def throw_away() -> Iterator[str]:
    """Run an embedded server for the length of the block and give the address of its database."""
    with postgres.running() as server:
        yield server.url("postgres")


@contextmanager
def sink() -> Iterator[int]:
    """Run an SMTP server that takes everything in a process of its own, and give its port."""
    server = BadServer()
    process = get_context("fork").Process(target=server.forever, daemon=True)
    process.start()
    try:
        yield server.port
    finally:
        process.kill()


def prepared(url: str, folder: Path, port: int, first: int) -> Flask:
    """Return an application on the filled database."""
    upgrade(url)
    mail = BadServer().settings(MAIL_PORT=port, MAIL_TIMEOUT=30)
    app = create_app(settings(url, folder) | mail)
    with app.app_context():
        fill(first, staff_of(build_office()), clock.now(), open_share=1, text="建议。")
        db.session.commit()
    return app


def growth(app: Flask, sizes: list[int], rounds: int) -> None:
    """Print sweep, board and desk at each size."""
    first: dict[str, float] = {}
    print(f"{'open items':>10}  {'what':22}{'median ms':>10}{'SQL':>5}{'x first':>9}")
    with app.app_context():
        supervisor = db.session.scalar(select(User.id).where(User.username == "supervisor")) or 0
    client = PageClient(app).sign_in(supervisor).client
    for size in sizes:
        with app.app_context():
            found = grow(size, sizes[0], LIGHT, LATER)
        for name, act in acts(app, client).items():
            middle, statements = measured(act, rounds)
            first.setdefault(name, middle)
            print(f"{found:10}  {name:22}{middle:10.1f}{statements:5}{middle / first[name]:9.2f}", flush=True)


def acts(app: Flask, client: object) -> dict[str, Callable[[], object]]:
    """Return what is measured: pages as often as wanted, and a whole day's sweep done anew."""
    get: Callable[[str], object] = client.get  # type: ignore[attr-defined]
    return {
        "sweep of a day": lambda: sweep(app),
        "board": lambda: get("/board"),
        "board by officer": lambda: get("/board?by=officer"),
        "desk of the supervisor": lambda: get("/"),
    }


def measured(act: Callable[[], object], rounds: int) -> tuple[float, int]:
    """Return the median of the rounds in milliseconds and the SQL statements of one, after one that warms up."""
    act()
    with counted() as statements:
        act()
    return median(took(act) for _ in range(rounds)), len(statements)


def sweep(app: Flask) -> None:
    """Find and write the reminders of today as if no sweep had been."""
    with app.app_context():
        db.session.execute(delete(Reminder))
        db.session.execute(delete(ReminderSweep))
        db.session.commit()
        sweep_reminders(clock.now())


def digests(app: Flask, port: int, people: int) -> None:
    """Print how many digests a second are written and sent, beside bare loops that send the same mails."""
    with app.app_context():
        now = office_hours()
        owed(people, now)
        written = took(lambda: write_digests(now)) / 1000
        mails = list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))
        letters = [letter_of(mail, now) for mail in mails]
        db.session.remove()
        sent = took(lambda: send_mails(now)) / 1000
        left = db.session.scalar(
            select(func.count()).select_from(MailMessage).where(MailMessage.next_at <= now)
        )
    contents = [(letter.recipient, compose(letter)) for letter in letters]
    composing = took(lambda: composing_loop(port, letters)) / 1000
    bare = took(lambda: bare_loop(port, contents)) / 1000
    count = len(letters)
    outbox = (count - (left or 0)) / sent
    print(f"\n{count} digests of 8 lines, {left} not sent in the pass")
    print(f"{'written':34}{count / written:8.0f} a second")
    print(f"{'sent from the outbox':34}{outbox:8.0f} a second")
    for name, seconds in (("smtplib loop that composes", composing), ("smtplib loop, bytes ready", bare)):
        print(f"{name:34}{count / seconds:8.0f} a second; outbox / loop = {outbox * seconds / count:.2f}")


def office_hours() -> datetime:
    """Return ten o'clock of the next working day in Beijing."""
    day = working_calendar().add_working_days(local_day(clock.now()), 1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING)


def owed(people: int, now: datetime) -> None:
    """Give so many people eight reminders each that wait for their digest of the day."""
    db.session.execute(delete(Reminder))
    unit = db.session.scalars(select(Unit).where(Unit.short_name == "高新处")).one()
    today = local_day(now)
    sound = select(Milestone.id, Milestone.proposal_id, Milestone.due_on).where(
        Milestone.code == Watched.REPLY.value,
        Milestone.done_on.is_(None),
        Milestone.due_on < date(9999, 1, 1),
    )
    dues = db.session.execute(sound.order_by(Milestone.id).limit(8 * people)).all()
    for number in range(people):
        user = User(
            username=f"p{number}",
            name=f"承办人{number}",
            post="",
            password_hash=password_hash(),
            created_at=BEGAN,
        )
        user.email = f"p{number}@kjt.example.cn"
        db.session.add(user)
        db.session.flush()
        db.session.add(grant(user, unit, Role.OFFICER, SINCE))
        rows = [
            {
                "user_id": user.id,
                "watched": Watched.REPLY,
                "subject_id": subject,
                "proposal_id": item,
                "due_on": due,
                "step": 1,
                "step_on": today,
                "made_at": now,
            }
            for subject, item, due in (dues[(8 * number + at) % len(dues)] for at in range(8))
        ]
        db.session.execute(insert(Reminder), rows)
    mark = ReminderSweep(id=1, swept_on=today)
    db.session.merge(mark)
    db.session.commit()


def letter_of(mail: MailMessage, now: datetime) -> Letter:
    """Return what a mail consists of."""
    return Letter(
        sender=SENDER,
        recipient=f"p{mail.id}@kjt.example.cn",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        calendar=mail.calendar,
        message_id=f"<bare-{mail.id}@kjt.example.cn>",
        at=now,
    )


def composing_loop(port: int, letters: list[Letter]) -> None:
    """Compose and send with nothing but the standard library."""
    for start in range(0, len(letters), MAILS_A_CONNECTION):
        with smtplib.SMTP("127.0.0.1", port) as server:
            for letter in letters[start : start + MAILS_A_CONNECTION]:
                server.send_message(message_of(letter))


def message_of(letter: Letter) -> EmailMessage:
    """Return a mail as the standard library composes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = letter.sender, letter.recipient, letter.subject
    message["Date"], message["Message-ID"] = letter.at, letter.message_id
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html or "", subtype="html", cte="base64")
    content = (letter.calendar or "").encode()
    message.add_attachment(content, "text", "calendar", filename="calendar.ics")
    return message


def bare_loop(port: int, contents: list[tuple[str, bytes]]) -> None:
    """Send the mails with nothing but smtplib, over as many connections as the outbox uses."""
    for start in range(0, len(contents), MAILS_A_CONNECTION):
        with smtplib.SMTP("127.0.0.1", port) as server:
            for recipient, content in contents[start : start + MAILS_A_CONNECTION]:
                server.sendmail("tian@kjt.example.cn", [recipient], content)


if __name__ == "__main__":
    main()
