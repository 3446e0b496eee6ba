"""Killed at any statement, commit or step on a file, every other service leaves all of its act or none of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from tests.support.crash_lists import ENTRIES, FOUNDING, OPINIONS, PEOPLE
from tests.support.crashes import CrashDesk, Crashes
from tests.support.databases import Database
from tests.support.drafts import opinion_at
from tests.support.items import ASSIGNED, ITEM, registered
from tests.support.office import PASSWORD, Office
from tests.support.registers import FOR_ALL, ROWS, register, rows_in
from tests.support.whole_database import whole
from tracker import clock
from tracker.documents.store import FileStore
from tracker.domain.actions import Action
from tracker.domain.sessions import Limits
from tracker.domain.vocabulary import Publicity, Role, UnitKind
from tracker.extensions import db
from tracker.models.access import UserSession
from tracker.models.office import Attachment, Installation
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.queries.imports import imports_of
from tracker.services import (
    accounts,
    assignment,
    handled_forms,
    housekeeping,
    import_jobs,
    intake,
    item_parts,
    letters,
    opinions,
    passwords,
    people,
    register_import,
    register_plan,
    register_undo,
    setting_aside,
    setup,
)
from tracker.services.files import StashedFile
from tracker.services.import_jobs import Asked
from tracker.services.old_replies import OldPromise, OldReply, file_old_reply

OPINION = opinions.OpinionText("同意。建议对技改项目按投资额给予贴息。", "韦立民", "0771-5550111")
LETTER = "郑毅委员：\n您提出的提案收悉，现答复如下：\n下一步，将于2026年12月底前建成3个公共服务平台。\n2026年3月19日"
QUOTE = "将于2026年12月底前建成3个公共服务平台"
PROMISE = OldPromise(
    QUOTE,
    LETTER.index(QUOTE),
    LETTER.index(QUOTE) + len(QUOTE),
    due_on=date(2026, 12, 31),
    due_text="2026年12月底前",
)
OLD = OldReply(
    LETTER,
    "关于第20260124号提案答复的函",
    "郑毅委员",
    date(2026, 3, 19),
    "B",
    Publicity.PROACTIVE,
    assigned_on=ASSIGNED,
)
NEW_PASSWORD = "漓江的水清得可以看见石头呀真好"
BROWSER = accounts.Browser("127.0.0.1", "test")
PENDING = {"password_hash": None, "is_active": False}
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


def test_an_assignment_and_an_opinion_are_whole_or_not_there(crashes: Crashes, office: Office) -> None:
    desk = CrashDesk.of(crashes, office, registered(office).id)
    given: dict[str, Any] = {"others": (), "assigned_on": ASSIGNED, "assigner": "政协办公厅", "version": None}
    given["co_handlers"] = [office.units[key] for key in ("finance", "industry", "bigdata")]
    given["lead"] = office.units["dept"]
    desk.call("coordinator", assignment.assign_units, desk.proposal_id, **given)
    desk.handled()
    spare = desk.file.co_handling[2].assignment.id
    desk.step("coordinator", item_parts.recall_unit, on=spare, reason="交办有误", version=None)
    co_seat, opinion = (
        desk.file.co_handling[0].assignment.id,
        opinion_at(desk.file, office.units["finance"]).id,
    )
    desk.step("finance_head", assignment.sign_for_receipt, on=co_seat, version=None)
    own_opinion(desk, opinion)
    desk.step("officer", opinions.weigh_opinion, on=opinion, action=Action.ADOPT, words=None, version=None)
    silent = opinion_at(desk.file, office.units["industry"]).id
    desk.step(
        "coordinator",
        opinions.override_silence,
        on=silent,
        reason="催办两次未回",
        early_reason="急件",
        version=None,
    )
    desk.step(
        "industry_head", assignment.sign_for_receipt, on=desk.file.co_handling[1].assignment.id, version=None
    )
    desk.step("industry_liaison", opinions.resume_opinion, on=silent, version=None)
    paper = registered(office, number_raw="第20260125号", title="仅供参考的来信", is_reference_only=True).id
    desk.call("coordinator", setting_aside.note_item, paper, reason="供参考", version=None)
    assert set(crashes.done) >= OPINIONS


def own_opinion(desk: CrashDesk, opinion: int) -> None:
    """Write an opinion, have it sent back, signed, returned as empty, and signed again."""
    for end in (opinions.send_back_opinion, opinions.sign_opinion, opinions.return_empty_opinion):
        if end is not opinions.return_empty_opinion:
            desk.step("finance_liaison", opinions.save_opinion, on=opinion, written=OPINION, version=None)
            typed = replace(OPINION, text=f"{OPINION.text}请予采纳。")
            desk.step("finance_liaison", opinions.submit_opinion, on=opinion, written=typed, version=None)
        reason = {} if end is opinions.sign_opinion else {"reason": "没有意见内容"}
        who = "officer" if end is opinions.return_empty_opinion else "finance_head"
        desk.step(who, end, on=opinion, version=None, **reason)
    for key, act in (("finance_liaison", opinions.submit_opinion), ("finance_head", opinions.sign_opinion)):
        desk.step(key, act, on=opinion, version=None)


def test_an_entry_is_whole_with_its_file_or_not_there(crashes: Crashes, office: Office) -> None:
    store, now = FileStore(crashes.files), clock.now()
    first, *uploads = (
        StashedFile(f"来信{n}.txt", "text/plain", 9, store.stash(f"正文{n}".encode(), now)) for n in range(3)
    )
    desk = CrashDesk.of(crashes, office, 0)
    entry = replace(ITEM, body_text="")
    item = desk.call("coordinator", intake.register_item, fields=entry, upload=first, store=store).id
    mended = replace(
        intake.entry_of(db.session.get_one(Proposal, item)),
        title="关于补齐产业链短板的提案",
        asks=("引进人才",),
    )
    desk.call("coordinator", intake.edit_item, item, fields=mended, version=None)
    desk.call(
        "coordinator", intake.attach_letter, item, upload=uploads[0], text="正文", store=store, version=None
    )
    promise = replace(PROMISE, owner_unit_id=office.units["hightech"])
    old = replace(OLD, promises=(promise,))
    desk.call("coordinator", file_old_reply, item, reply=old, version=None)
    letter = letters.ConfirmedLetter(
        replace(ITEM, number_raw="第9号", title="关于人才的提案"), uploads[1], old
    )
    desk.call("coordinator", letters.file_letter, letter, store=store)
    listed = rows_in(register(ROWS[1]))
    plan = register_plan.plan_import(office.actor("coordinator"), listed, FOR_ALL, now=desk.now)
    desk.call(
        "coordinator",
        register_import.apply_import,
        listed,
        FOR_ALL,
        confirmed=plan.digest,
        leave_refused=False,
        heads={"类别": None},
    )
    (imported,) = imports_of(office.units["dept"])
    desk.call("coordinator", register_undo.undo_import, imported.id)
    asked = Asked("清单.xlsx", first.sha256, 0, {}, {}, FOR_ALL, "", 1, leave_refused=False, is_old=False)
    waiting = desk.call("coordinator", import_jobs.ask_import, asked)
    desk.call("coordinator", import_jobs.cancel_import, waiting.id, store=store)
    assert set(crashes.done) == ENTRIES
    rows = set(db.session.scalars(select(Attachment.sha256)))
    assert rows == {path.name for path in (crashes.files / "kept").glob("*/*")}


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch, crashes: Crashes) -> None:
    """Hashing with the least work: a kill at each statement hashes hundreds of times."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    db.session.execute(update(User).values(password_hash=passwords.hash_password(PASSWORD)))
    db.session.commit()


@pytest.mark.usefixtures("quick_passwords")
def test_an_account_is_changed_wholly_or_not(crashes: Crashes, office: Office) -> None:
    now = clock.now()
    admin, security = (office.actor(key, fresh=now) for key in ("system_admin", "security_admin"))
    run = crashes.run
    new, _token = run(people.create_user, admin, entry=people.PersonEntry("xinren", "新人"), now=now)
    person, unit_id = new.id, office.units["hightech"]
    run(people.issue_link, admin, person, now=now)
    token = run(accounts.make_link, db.session.get_one(User, person), now)
    run(accounts.use_link, token, NEW_PASSWORD, now=now)
    grant = run(people.grant_role, security, person, role=Role.OFFICER, unit_id=unit_id, now=now).id
    run(people.revoke_role, security, grant, now=now)
    run(people.disable_user, admin, person, version=None, now=now)
    founded = people.UnitEntry("广西壮族自治区数据局", "数据局", date(2020, 1, 1))
    unit = run(people.add_unit, admin, kind=UnitKind.EXTERNAL, parent_id=None, entry=founded, now=now).id
    renamed = replace(founded, name="广西数据局", valid_from=date(2021, 1, 1))
    run(people.rename_unit, admin, unit, entry=renamed, version=None, now=now)
    db.session.execute(update(User).where(User.id == office.people["audit_admin"]).values(PENDING))
    db.session.commit()
    run(setup.new_links, now=now)
    sessions(crashes, office, now)
    assert set(crashes.done) == PEOPLE


def sessions(crashes: Crashes, office: Office, now: datetime) -> None:
    """Sign in, prove, change the password, end sessions, and let the clockwork tidy up."""
    run, actor, user_id = crashes.run, office.actor("officer"), office.people["officer"]
    words = {"limits": LIMITS, "now": now}
    run(accounts.sign_in, "officer", PASSWORD, BROWSER, **words)
    run(accounts.open_session, user_id, BROWSER, **words)
    mine = select(UserSession.id).where(UserSession.user_id == user_id).order_by(UserSession.id)
    first, second = db.session.scalars(mine)
    run(accounts.prove_again, actor, first, PASSWORD, browser=BROWSER, now=now)
    run(accounts.touch_session, first, now + timedelta(minutes=2))
    run(accounts.set_locale, actor, "en")
    run(accounts.end_own_session, actor, second, now)
    run(accounts.sign_out, first, now)
    run(accounts.change_password, actor, PASSWORD, NEW_PASSWORD, browser=BROWSER, **words)
    db.session.execute(update(Installation).values(is_demonstration=True))
    db.session.commit()
    run(accounts.enter_demonstration, user_id, BROWSER, **words)
    run(housekeeping.record_heartbeat, now)
    run(handled_forms.forget_form, "0" * 64)
    run(housekeeping.end_expired_sessions, now + timedelta(days=40))


def test_a_new_office_is_set_up_wholly_or_not(context: Flask, database: Database) -> None:
    seen = whole(database)
    crashes = Crashes(context, seen, Path(context.config["DATA_DIR"]) / "files")
    people_of = {role: people.PersonEntry(role.value, role.value) for role in setup.FOUNDERS}
    name = {"name": "广西壮族自治区科学技术厅", "short_name": "科技厅"}
    crashes.run(setup.set_up, people=people_of, now=clock.now(), **name)
    seen.close()
    assert set(crashes.done) == FOUNDING


def test_the_killer_finds_out_who_commits_in_two_steps(crashes: Crashes, office: Office) -> None:
    def torn(user_id: int, now: datetime) -> None:
        accounts.touch_session(0, now)
        accounts.open_session(user_id, BROWSER, limits=LIMITS, now=now)

    with pytest.raises(AssertionError, match="commits 2 times"):
        crashes.run(torn, office.people["officer"], clock.now())
