"""Three real public letters of the department, filed as replies that were sent in their years."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker import paths
from tracker.documents.letters import read_letter
from tracker.documents.store import FileStore
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Publicity
from tracker.queries.case_file import case_file
from tracker.queries.intake import match_units
from tracker.queries.people import unit_tree
from tracker.queries.promises import promises_of
from tracker.services import assignment, commitments
from tracker.services.files import StashedFile
from tracker.services.intake import host_of
from tracker.services.letter_entry import entry_from, item_words, promises_from
from tracker.services.letters import ConfirmedLetter, file_letter
from tracker.services.old_replies import OldReply

SAMPLES = paths.PACKAGE / "documents" / "samples"


@dataclass(frozen=True)
class Sample:
    """A letter's file, and what the demonstration takes where the letter does not say."""

    name: str
    sent_on: date
    assigned_on: date
    class_mark: str


LETTERS = (
    Sample("guangxi-004.txt", date(2021, 9, 23), date(2021, 6, 23), "B"),
    Sample("guangxi-002.txt", date(2022, 6, 23), date(2022, 3, 31), "A"),
    Sample("guangxi-000.txt", date(2022, 6, 30), date(2022, 3, 31), "B"),
)
KEPT_EVERY = 3


@dataclass(frozen=True)
class Archivists:
    """Who files the letters, who leads and works in the office that keeps their promises, and who closes them."""

    coordinator: Actor
    head: Actor
    officer: Actor
    supervisor: Actor
    office_id: int


def file_letters(who: Archivists, store: FileStore, now: datetime) -> None:
    """File each letter, give its promises to the office, and close some that were dated long ago."""
    for sample in LETTERS:
        data = (SAMPLES / sample.name).read_bytes()
        proposal_id = _file(who, sample, data, store, now)
        _give(who, proposal_id, now)
        _close_some(who, proposal_id, now)


def _file(who: Archivists, sample: Sample, data: bytes, store: FileStore, now: datetime) -> int:
    text = data.decode("utf-8")
    reading = read_letter(text)
    tree, host = unit_tree(), host_of(who.coordinator)
    sent_on = reading.reply_date.value if reading.reply_date else sample.sent_on
    names = reading.co_handlers.value if reading.co_handlers else ()
    reply = OldReply(
        text=text,
        title=_title_of(text),
        addressee="、".join(reading.proposers.value) if reading.proposers else "",
        sent_on=sent_on,
        class_mark=sample.class_mark,
        publicity=Publicity.PROACTIVE,
        assigned_on=sample.assigned_on,
        co_handlers=tuple(match_units(names, tree).unit_ids),
        promises=promises_from(reading.commitments, sent_on, tree, host.id),
    )
    digest = store.stash(data, now)
    upload = StashedFile(sample.name, "text/plain", len(data), digest)
    entry = entry_from(item_words(reading), received_on=sample.assigned_on, body_text="")
    return file_letter(who.coordinator, ConfirmedLetter(entry, upload, reply), store=store, now=now).id


def _title_of(text: str) -> str:
    """Return the heading: the lines before the salutation, joined."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip().endswith("："):
            break
        lines.append(line.strip())
    return "".join(lines)


def _give(who: Archivists, proposal_id: int, now: datetime) -> None:
    file = case_file(proposal_id)
    if file is None or file.own is None:
        raise LookupError(proposal_id)
    seat_id = file.own.assignment.id
    assignment.distribute(
        who.coordinator, proposal_id, seat_id, office_id=who.office_id, version=None, now=now
    )
    assignment.assign_officer(
        who.head, proposal_id, seat_id, officer_id=who.officer.user_id, version=None, now=now
    )


def _close_some(who: Archivists, proposal_id: int, now: datetime) -> None:
    """Close two promises in three on their day, as the register of those years would show."""
    for promise in promises_of(proposal_id):
        if promise.number % KEPT_EVERY == 0:
            continue
        done_on = max(promise.due_on or promise.review_on or promise.anchor_on, promise.anchor_on)
        commitments.report_done(
            who.officer,
            promise.id,
            text="已按答复落实，情况随年度报告报送。",
            evidence="年度办理情况报告",
            done_on=done_on,
            version=None,
            now=now,
        )
        commitments.verify_done(who.supervisor, promise.id, remark="已核。", version=None, now=now)
