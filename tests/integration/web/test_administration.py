"""The pages of the three administrators, what they set, and what the audit log keeps of it."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from tests.support.factors import enrol
from tests.support.items import registered
from tests.support.office import PASSWORD, PEOPLE, Office
from tests.support.page_client import SignedIn
from tracker import clock
from tracker.domain.audit import AuditKind, first_bad
from tracker.domain.errors import Forbidden, ProofNeeded, Refused, StalePage
from tracker.domain.passwords import PasswordProfile
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.domain.vocabulary import ADMIN_ROLES, Duty, Role
from tracker.extensions import db
from tracker.models.access import SignInAttempt
from tracker.models.audit import AuditEntry
from tracker.models.people import RoleGrant, User
from tracker.paths import find
from tracker.queries.administration import audit_rows
from tracker.services import audit_book, people, security
from tracker.services.audit_heads import NAME, save_audit_head
from tracker.services.keys import seals
from tracker.services.unit_of_work import unit_of_work

PAGES = {
    "/administration/system": "system_admin",
    "/administration/security": "security_admin",
    "/administration/audit": "audit_admin",
}
NEW_PASSWORD = "Lijiang-9x"


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.kind).order_by(AuditEntry.sequence)))


def rows(app: Flask, kind: AuditKind) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.kind == kind.value)))


@pytest.mark.parametrize("key", PEOPLE)
def test_each_administrator_has_one_page_and_nobody_else_has_any(browser_of: SignedIn, key: str) -> None:
    client = browser_of(key)
    links = client.get("/people").links().values()
    for page, owner in PAGES.items():
        assert client.get(page).status == (200 if key == owner else 403), page
        assert (page in links) is (key == owner), page


@pytest.mark.parametrize("key", ["system_admin", "security_admin", "audit_admin"])
def test_no_administrator_sees_business(app: Flask, office: Office, browser_of: SignedIn, key: str) -> None:
    with app.app_context():
        item = registered(office)
        words, number = item.title, item.id
    client = browser_of(key)
    assert client.get(f"/items/{number}").status == 404
    for page in ("/", "/items", "/items?q=工业链", "/promises", *PAGES):
        assert words not in client.get(page).html, page
    assert not {"/items", "/promises"} & set(client.get("/people").links().values())


def test_the_security_settings_need_a_fresh_proof_and_the_version_that_stands(
    app: Flask, browser_of: SignedIn, office: Office
) -> None:
    first, second = browser_of("security_admin"), browser_of("security_admin")
    first.get("/administration/security")
    second.get("/administration/security")
    assert "已保存" in first.submit("保存", parallel_sessions="1").text
    assert second.submit("保存", address_limit="60").status == 409
    third = browser_of("security_admin")
    assert first.get("/people").heading == "登录", "one session only from the next sign-in on"
    third.get("/administration/security")
    page = third.submit("保存", address_limit="2")
    assert (page.status, "5至300" in page.text) == (422, True)
    told = rows(app, AuditKind.SETTINGS_CHANGED)[0].data
    assert (told["before"]["parallel_sessions"], told["after"]["parallel_sessions"]) == (3, 1)
    entry = security.SettingsEntry(PasswordProfile.STANDARD, 3, 30, SecondFactorPolicy.OFF)
    with app.app_context():
        stale = office.actor("security_admin", fresh=clock.now() - timedelta(minutes=16))
        with pytest.raises(ProofNeeded):
            security.change_settings(stale, entry=entry, version=None, now=clock.now())
        fresh = office.actor("security_admin", fresh=clock.now())
        with pytest.raises(StalePage):
            security.change_settings(fresh, entry=entry, version=1, now=clock.now())


def use_classified(app: Flask, office: Office) -> None:
    with app.app_context():
        actor = office.actor("security_admin", fresh=clock.now())
        entry = security.SettingsEntry(PasswordProfile.CLASSIFIED, 3, 30, SecondFactorPolicy.OFF)
        security.change_settings(actor, entry=entry, version=None, now=clock.now())


def test_under_the_classified_profile_an_old_password_must_be_changed_first(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    use_classified(app, office)
    with app.app_context():
        enrol(office.people["officer"])
    client = browser_of("officer")
    page = client.get("/items")
    assert (page.heading, "密码已超过90天" in page.text) == ("我的账号", True)
    page = client.submit("更换密码", present=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "密码已更换" in page.text
    assert client.get("/items").heading == "提案登记表"
    client.get("/account")
    again = client.submit("更换密码", present=NEW_PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "最近用过的密码不能再用" in again.text
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        later = browser_of("officer")
        assert later.get("/items").heading == "我的账号"


def test_under_the_classified_profile_the_fifth_failure_locks_for_ten_minutes(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    use_classified(app, office)
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of()
        for _ in range(5):
            client.get("/sign-in")
            client.submit("登录", username="officer", password="wrong")
        clockwork.shift(timedelta(minutes=9))
        assert client.submit("登录", username="officer", password=PASSWORD).heading == "登录"
        clockwork.shift(timedelta(minutes=1))
        assert client.submit("登录", username="officer", password=PASSWORD).heading == "我的账号"


def test_the_security_administrator_unlocks_an_account_and_ends_a_session(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    with app.app_context(), unit_of_work():
        ago = clock.now() - timedelta(days=1)
        db.session.add_all(SignInAttempt(account="officer", address="10.0.0.1", at=ago) for _ in range(100))
    officer, admin = browser_of("officer"), browser_of("security_admin")
    page = admin.get("/administration/security")
    assert "已锁定" in page.text
    assert "已解除李文静的锁定" in admin.submit("解除锁定").text
    assert officer.get("/people").status == 200
    admin.submit("结束登录")
    ended = rows(app, AuditKind.SESSION_ENDED)
    assert [row.actor_name for row in ended] == ["农小梅"]
    assert AuditKind.ACCOUNT_UNLOCKED.value in kinds(app)


@pytest.mark.parametrize("key", sorted(PEOPLE.keys() - {"security_admin"}))
def test_nobody_else_sets_unlocks_or_ends(app: Flask, office: Office, key: str) -> None:
    with app.app_context():
        actor, now = office.actor(key, fresh=clock.now()), clock.now()
        entry = security.SettingsEntry(PasswordProfile.STANDARD, 3, 30, SecondFactorPolicy.OFF)
        with pytest.raises(Forbidden):
            security.change_settings(actor, entry=entry, version=None, now=now)
        with pytest.raises(Forbidden):
            security.unlock_account(actor, office.people["officer"], now=now)
        with pytest.raises(Forbidden):
            security.end_session_of_other(actor, 1, now=now)


def test_the_database_itself_keeps_administrators_apart(app: Flask, office: Office) -> None:
    cases = [
        ("officer", Role.SYSTEM_ADMIN),
        ("system_admin", Role.OFFICER),
        ("system_admin", Role.AUDIT_ADMIN),
        ("audit_admin", Role.SECURITY_ADMIN),
    ]
    long_ago = {
        "valid_from": clock.today() - timedelta(days=900),
        "valid_to": clock.today() - timedelta(days=800),
    }
    with app.app_context():
        for key, role in cases:
            given = {"user_id": office.people[key], "unit_id": office.units["dept"], "role": role} | long_ago
            for duty in Duty:
                with pytest.raises(DatabaseError):
                    db.session.execute(insert(RoleGrant).values(**given, duty=duty))
                db.session.rollback()
        for other in (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN, None):
            with pytest.raises(DatabaseError):
                db.session.execute(update(User).where(User.id == office.people["officer"]).values(duty=other))
            db.session.rollback()


def test_an_account_that_handled_business_never_becomes_an_administrators(app: Flask, office: Office) -> None:
    with app.app_context():
        actor, now = office.actor("security_admin", fresh=clock.now()), clock.now()
        held = db.session.scalars(
            select(RoleGrant).where(RoleGrant.user_id == office.people["officer"])
        ).one()
        people.revoke_role(actor, held.id, now=now)
        for role in ADMIN_ROLES:
            with pytest.raises(Refused, match="单独的账号"):
                people.grant_role(
                    actor, office.people["officer"], role=role, unit_id=office.units["dept"], now=now
                )


def test_the_log_tells_what_happened_and_holds_no_secret(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    client = browser_of()
    client.get("/sign-in")
    client.submit("登录", username="my-secret-typed-as-a-name", password="another-secret")
    client.submit("登录", username="officer", password="another-secret")
    client.submit("登录", username="officer", password=PASSWORD)
    client.get("/items/999999")
    client.get("/people/new")
    client.get("/account")
    client.submit("退出登录")
    found = kinds(app)
    assert found == ["sign_in_failed", "sign_in_failed", "signed_in", "denied", "denied", "signed_out"]
    with app.app_context():
        told = json.dumps(list(audit_rows()), ensure_ascii=False)
        assert [row["sequence"] for row in audit_rows()] == [1, 2, 3, 4, 5, 6]
        assert list(first_bad(audit_rows(), seals())) == []
    assert "item.view_item" in told
    assert [secret for secret in ("secret", PASSWORD, "0771") if secret in told] == []


def test_somebody_who_tries_doors_is_seen_without_filling_the_disk(app: Flask, browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer").client
        for number in range(60):
            client.get(f"/items/{900_000 + number}")
        assert len(rows(app, AuditKind.DENIED)) == 20
        clockwork.shift(timedelta(seconds=61))
        client.get("/items/900000")
        assert len(rows(app, AuditKind.DENIED)) == 21


def test_a_change_that_fails_leaves_no_row(app: Flask, office: Office) -> None:
    with app.app_context():
        actor = office.actor("security_admin", fresh=clock.now())
        with pytest.raises(Refused):
            people.disable_user(actor, office.people["audit_admin"], version=None, now=clock.now())
    assert kinds(app) == []


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(actor_name="某人"),
        delete(AuditEntry),
        text("DELETE FROM audit_entry WHERE sequence = 1"),
    ],
)
def test_no_row_of_the_log_can_be_changed_or_deleted(
    app: Flask, browser_of: SignedIn, statement: object
) -> None:
    browser_of("officer").get("/people")
    with app.app_context(), pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(statement)  # type: ignore[call-overload]  # any of the three kinds


def test_the_audit_administrator_reads_filters_checks_and_takes_the_log_out(
    app: Flask, browser_of: SignedIn, tmp_path: Path
) -> None:
    browser_of("officer").get("/items/999999")
    admin = browser_of("audit_admin")
    page = admin.get("/administration/audit", kind="denied")
    assert "李文静" in page.text
    assert "item.view_item" in page.text
    assert "没有符合条件的日志" in admin.get("/administration/audit", person="不存在的人").text
    admin.get("/administration/audit", day="0001-01-01")
    assert "没有改动" in admin.submit("校验").text
    form = admin.get("/administration/audit").form("导出")
    answer = admin.client.post(form.action, data=form.values)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    log = tmp_path / "log.jsonl"
    log.write_bytes(answer.data)
    kept = [json.loads(line) for line in answer.text.splitlines()]
    assert kept[-1]["kind"] == "audit_exported"
    keys = tmp_path / "keys"
    keys.write_text("\n".join(app.config["AUDIT_KEYS"]))
    assert verified(log, "--keys", keys) == (0, "the audit log is whole")
    code, said = verified(log)
    assert (code, "whose key was not given" in said) == (1, True)
    kept[1]["actor_name"] = "某人"
    log.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
    assert verified(log, "--keys", keys) == (1, "row 2: was changed")


def verified(log: Path, *more: str | Path) -> tuple[int, str]:
    """Run the stand-alone script as an auditor would, without this program on its path."""
    script = find("config.py").parent / "deploy" / "verify_audit.py"
    command = [sys.executable, "-I", str(script), str(log), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()


def test_a_log_written_anew_does_not_fit_the_heads_kept_outside(
    app: Flask, office: Office, browser_of: SignedIn, tmp_path: Path
) -> None:
    browser_of("officer")
    heads = Path(app.config["DATA_DIR"]) / NAME
    heads.unlink(missing_ok=True)
    with app.app_context():
        save_audit_head(clock.now())
        save_audit_head(clock.now())
        lines = list(audit_book.export(office.actor("audit_admin"), now=clock.now()))
    assert len(heads.read_text().splitlines()) == 1, "nothing new, nothing written"
    log = tmp_path / "log.jsonl"
    log.write_text("".join(lines), "utf-8")
    keys = tmp_path / "keys"
    keys.write_text("\n".join(app.config["AUDIT_KEYS"]))
    assert verified(log, heads, "--keys", keys)[0] == 0
    heads.write_text(heads.read_text().replace(" 1 ", " 1 0"))
    assert verified(log, heads, "--keys", keys)[0] == 1
    with app.app_context():
        verdict = audit_book.verify(office.actor("audit_admin"), now=clock.now())
    assert verdict.first_bad == 1, "the program looks at the heads as well"
