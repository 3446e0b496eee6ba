"""Two people at the same instant at one reply: one effect, a clear answer, no word lost, no deadlock."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.support.databases import Database
from tests.support.items import assigned
from tests.support.office import SINCE, Office
from tests.support.races import DONE, FEWER, RACES, Race, racing
from tests.support.replies import PUBLIC, Desk, desk_at, new_desk
from tests.support.whole_database import WholePostgres, whole
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import ContactMethod, Duty, Role
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.event import Event
from tracker.models.people import RoleGrant
from tracker.models.reply import DocumentNumber
from tracker.services import assignment, contacts, drafting, numbering, sign_off
from tracker.services.sent_form import SentForm, remember_form

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
TEXTS = ("reply", "draft_version", "draft_snapshot", "private_copy")


@pytest.fixture
def race(context: Flask, database: Database, office: Office) -> Iterator[Race]:
    """A race on PostgreSQL, in the small office."""
    seen = whole(database)
    assert isinstance(seen, WholePostgres)
    with racing(context, seen) as made:
        yield made
    seen.close()


def count(kind: EventKind) -> int:
    return db.session.scalar(select(func.count()).select_from(Event).where(Event.kind == kind)) or 0


def one_wins(race: Race, *losing: str, count: int = RACES) -> None:
    """Check that in each race one act was done and the other refused in one of these ways."""
    assert sum(race.outcomes.values()) == count
    for outcome in race.outcomes:
        assert sorted(outcome) in [sorted((DONE, lost)) for lost in losing], race.outcomes
    assert all(error.text() for error in race.errors)


def test_two_receipts(race: Race, office: Office) -> None:
    desk = Desk(office, assigned(office).id)
    seat, item = desk.seat.assignment, desk.proposal_id
    seat_id, version = seat.id, seat.version
    actors = [office.actor(key) for key in ("coordinator", "coordinator2")]
    acts = [
        lambda actor=actor: assignment.sign_for_receipt(actor, item, seat_id, version=version, now=desk.now)
        for actor in actors
    ]

    def check() -> None:
        assert count(EventKind.ASSIGNMENT_SIGNED) == 1

    race.run(acts[0], acts[1], check, FEWER)
    one_wins(race, "StalePage", "NotOffered", count=FEWER)


def test_the_same_form_twice(race: Race, office: Office) -> None:
    desk = new_desk(office)
    seat, actor, now = desk.seat.assignment.id, office.actor("officer"), desk.now
    entry = contacts.ContactEntry(
        desk.file.proposal.sponsors[0].id, now.date(), ContactMethod.MEETING, "已沟通。"
    )

    def act() -> None:
        remember_form(SentForm("a" * 64, actor.user_id, now))
        contacts.record_contact(actor, desk.proposal_id, seat, entry=entry, now=now)

    def check() -> None:
        assert db.session.scalar(select(func.count()).select_from(ContactRecord)) == 1

    race.run(act, act, check)
    one_wins(race, "AlreadyHandled")


def kept_texts() -> str:
    """Return every text of a draft that is kept anywhere."""
    words = " UNION ALL ".join(f'SELECT text FROM "{name}"' for name in TEXTS)  # noqa: S608 - our own tables
    return "\n".join(db.session.scalars(text(words)))


def test_two_editors_of_one_draft(race: Race, office: Office) -> None:
    desk = desk_at(office, "drafted")
    reply, version, item = desk.reply.id, desk.reply.version, desk.proposal_id
    words = [desk.reply.text + one for one in ("\n甲写的一段𠮷。", "\n乙写的一段〇。")]
    actors = [office.actor(key) for key in ("officer", "head")]
    acts = [
        lambda actor=actor, word=word: drafting.save_text(
            actor, item, reply, entry=drafting.DraftEntry(text=word), version=version, now=desk.now
        )
        for actor, word in zip(actors, words, strict=True)
    ]

    def check() -> None:
        kept = kept_texts()
        assert all(word in kept for word in words)

    race.run(acts[0], acts[1], check)
    one_wins(race, "DraftTaken")


def test_the_officer_is_changed_while_saving(race: Race, office: Office) -> None:
    desk = desk_at(office, "drafted")
    reply, version, item, seat = desk.reply.id, desk.reply.version, desk.proposal_id, desk.seat.assignment.id
    officer, head, other = office.actor("officer"), office.actor("head"), office.people["officer2"]
    word = desk.reply.text + "\n改派前最后一段。"

    def save() -> None:
        entry = drafting.DraftEntry(text=word)
        drafting.save_text(officer, item, reply, entry=entry, version=version, now=desk.now)

    def transfer() -> None:
        assignment.assign_officer(head, item, seat, officer_id=other, version=None, now=desk.now)

    def check() -> None:
        assert word in kept_texts()
        assert desk.seat.assignment.officer_id == other

    race.run(save, transfer, check, RACES // 2)
    assert {outcome[1] for outcome in race.outcomes} == {DONE}


def test_two_leaders_sign(race: Race, office: Office) -> None:
    desk = desk_at(office, "checked")
    second = RoleGrant(user_id=office.people["coordinator2"], unit_id=office.units["dept"], role=Role.LEADER)
    second.valid_from, second.duty = SINCE, Duty.BUSINESS
    db.session.add(second)
    db.session.commit()
    reply, version, item, now = desk.reply.id, desk.reply.version, desk.proposal_id, desk.now
    actors = [office.actor(key, fresh=now) for key in ("leader", "coordinator2")]
    acts = [
        lambda actor=actor: sign_off.sign_reply(
            actor, item, reply, decided=PUBLIC, remark="同意。", version=version, now=now
        )
        for actor in actors
    ]

    def check() -> None:
        assert count(EventKind.REPLY_SIGNED_OFF) == 1

    race.run(acts[0], acts[1], check)
    one_wins(race, "StalePage", "NotOffered")


def test_two_replies_take_a_number_at_once(race: Race, office: Office) -> None:
    desks = [desk_at(office, "signed"), desk_at(office, "signed", number_raw="第7号", title="关于人才的提案")]
    actor = office.actor("coordinator")
    acts = [
        lambda desk=desk, item=desk.proposal_id, reply=desk.reply.id: numbering.number_reply(
            actor, item, reply, serial=None, version=None, now=desk.now
        )
        for desk in desks
    ]

    def check() -> None:
        assert sorted(db.session.scalars(select(DocumentNumber.serial))) == [1, 2]

    race.run(acts[0], acts[1], check, FEWER)
    assert race.outcomes == {(DONE, DONE): FEWER}
