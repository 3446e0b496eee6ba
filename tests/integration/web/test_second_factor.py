"""The second factor over HTTP: signing in with a code, setting a device up, recovery codes, and resetting by two."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.support.factors import enrol, recovery_code_of, secret_of, shown
from tests.support.office import PASSWORD, PEOPLE, Office
from tests.support.page_client import PageClient, SignedIn
from tracker import clock
from tracker.domain.audit import AuditKind
from tracker.domain.errors import Forbidden, NotOffered, ProofNeeded, Refused
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.domain.sessions import Limits
from tracker.domain.vocabulary import Role
from tracker.extensions import Base, db
from tracker.models.access import FactorReset, RecoveryCode, SecondFactor
from tracker.models.audit import AuditEntry
from tracker.models.office import Installation
from tracker.models.people import Unit, User, grant
from tracker.queries.people import load_actor
from tracker.services import factor_resets, second_factor
from tracker.services.accounts import Browser
from tracker.services.unit_of_work import unit_of_work

WRONG_PASSWORD = "用户名或密码不正确，或者暂时不能登录。"
WRONG_CODE = "动态码不对，或者已经用过。"
STOPPED = "动态码连续输错，请过几分钟再试。"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
BROWSER = Browser("127.0.0.1", "test")
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    """The clock stands, at the beginning of a code's 30 seconds, until a test moves it."""
    start = clock.now().replace(second=0, microsecond=0)
    with time_machine.travel(start, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def officer(app: Flask, office: Office) -> str:
    """The secret of the officer's device."""
    with app.app_context():
        enrol(office.people["officer"])
    return secret_of(office.people["officer"])


def set_policy(app: Flask, policy: SecondFactorPolicy) -> None:
    with app.app_context(), unit_of_work():
        db.session.get_one(Installation, 1).second_factor = policy


def sign_in(client: PageClient, username: str = "officer", password: str = PASSWORD) -> str:
    client.get("/sign-in", next="/people")
    return client.submit("登录", username=username, password=password).heading


def rows(app: Flask, kind: AuditKind) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.kind == kind.value)))


def wrong_code(secret: str) -> str:
    """Return six digits that the device does not show now."""
    near = {shown(secret, steps=step) for step in range(-2, 3)}
    return next(code for code in map("{:06}".format, range(10)) if code not in near)


@pytest.mark.usefixtures("frozen")
def test_the_code_is_asked_for_after_the_right_password_only(browser_of: SignedIn, officer: str) -> None:
    client = browser_of()
    client.get("/sign-in")
    assert WRONG_PASSWORD in client.submit("登录", username="officer", password="wrong").text
    assert sign_in(client) == "双因素登录"
    assert client.get("/people").heading == "登录", "the password alone opens nothing"
    sign_in(client)
    page = client.submit("登录", factor_code=wrong_code(officer))
    assert (page.status, WRONG_CODE in page.text) == (422, True)
    typed = f" {shown(officer)[:3]} {shown(officer)[3:]}".translate(FULL_WIDTH)
    assert client.submit("登录", factor_code=typed).heading == "人员与单位"


def test_a_code_works_once(frozen: time_machine.Traveller, browser_of: SignedIn, officer: str) -> None:
    code = shown(officer)
    first, second = browser_of(), browser_of()
    for client in (first, second):
        sign_in(client)
    assert first.submit("登录", factor_code=code).heading == "人员与单位"
    assert WRONG_CODE in second.submit("登录", factor_code=code).text
    assert WRONG_CODE in second.submit("登录", factor_code=shown(officer, steps=-1)).text, "nor an older one"
    frozen.shift(timedelta(seconds=30))
    assert WRONG_CODE in second.submit("登录", factor_code=code).text
    assert second.submit("登录", factor_code=shown(officer)).heading == "人员与单位"


@pytest.mark.usefixtures("frozen")
def test_a_recovery_code_stands_in_once(
    app: Flask, office: Office, browser_of: SignedIn, officer: str
) -> None:
    code = recovery_code_of(office.people["officer"])
    client, other = browser_of(), browser_of()
    sign_in(client)
    typed = "-".join((code[:4], code[4:8], code[8:12], code[12:])).lower()
    assert client.submit("登录", factor_code=typed).heading == "人员与单位"
    assert "恢复码快用完了" in client.get("/account/second-factor").text
    sign_in(other)
    assert WRONG_CODE in other.submit("登录", factor_code=code).text
    assert [row.data for row in rows(app, AuditKind.RECOVERY_CODE_USED)] == [{"left": 0}]
    assert officer


def test_five_wrong_codes_make_even_the_right_one_wait(
    frozen: time_machine.Traveller, app: Flask, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of()
    sign_in(client)
    for _ in range(5):
        assert WRONG_CODE in client.submit("登录", factor_code=wrong_code(officer)).text
    assert STOPPED in client.submit("登录", factor_code=shown(officer)).text
    elsewhere = browser_of("officer")
    elsewhere.get("/sign-in/again")
    page = elsewhere.submit("确认", password=PASSWORD, factor_code=shown(officer))
    assert STOPPED in page.text, "the failures count for every way in"
    assert [row.data["failures"] for row in rows(app, AuditKind.CODE_FAILED)] == [1, 2, 3, 4, 5]
    frozen.shift(timedelta(minutes=5))
    sign_in(client)
    assert client.submit("登录", factor_code=shown(officer)).heading == "人员与单位"


def test_the_password_counts_for_five_minutes_and_not_after_a_change(
    frozen: time_machine.Traveller, app: Flask, office: Office, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of()
    assert client.get("/sign-in/code").heading == "登录", "nobody begins with the code"
    sign_in(client)
    frozen.shift(timedelta(minutes=5, seconds=1))
    page = client.submit("登录", factor_code=shown(officer))
    assert (page.heading, "请先输入用户名和密码" in page.text) == ("登录", True)
    sign_in(client)
    with app.app_context(), unit_of_work():
        db.session.get_one(User, office.people["officer"]).session_version += 1
    assert WRONG_PASSWORD in client.submit("登录", factor_code=shown(officer)).text


def test_a_form_that_came_along_goes_through_both_pages(
    frozen: time_machine.Traveller, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of("officer")
    client.get("/account")
    frozen.shift(timedelta(hours=1))
    assert client.submit("更换密码", present="x", password="y", again="y").status == 401
    client.submit("继续")
    client.submit("登录", username="officer", password=PASSWORD)
    assert client.submit("登录", factor_code=shown(officer)).heading == "身份已确认"
    assert client.submit("继续提交").heading == "我的账号"


@pytest.mark.usefixtures("frozen")
def test_proving_again_asks_for_a_code_too(browser_of: SignedIn, officer: str) -> None:
    client = browser_of("officer")
    client.get("/sign-in/again", next="/account")
    assert "请填写动态码" in client.submit("确认", password=PASSWORD).text
    page = client.submit("确认", password=PASSWORD, factor_code=wrong_code(officer))
    assert (page.status, WRONG_CODE in page.text) == (422, True)
    assert client.submit("确认", password=PASSWORD, factor_code=shown(officer)).heading == "我的账号"


def test_signing_in_over_a_page_takes_the_code(
    frozen: time_machine.Traveller, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of("officer")
    page = client.get("/account")
    token = page.form("更换密码").values["csrf_token"]
    assert 'name="factor_code"' in page.html
    frozen.shift(timedelta(minutes=31))
    sent = {"csrf_token": token, "username": "officer", "password": PASSWORD}
    said = client.client.post("/sign-in/over-page", data=sent | {"factor_code": ""})
    assert (said.status_code, said.get_json()["code"]) == (422, "code_needed")
    said = client.client.post("/sign-in/over-page", data=sent | {"factor_code": wrong_code(officer)})
    assert (said.status_code, said.get_json()["code"]) == (422, "code_refused")
    done = client.client.post("/sign-in/over-page", data=sent | {"factor_code": shown(officer)})
    assert done.get_json()["token"] != token
    assert client.get("/people").heading == "人员与单位"


def secret_on(client: PageClient) -> str:
    """Return the secret that the page shows in words; the picture beside it holds the same."""
    assert client.page is not None
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', client.page.html)
    assert found is not None
    assert 'src="data:image/svg+xml' in client.page.html
    return found[1].replace(" ", "")


@pytest.mark.usefixtures("frozen")
def test_a_device_is_set_up_by_its_first_code(
    app: Flask, browser_of: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here, elsewhere = browser_of("officer"), browser_of("officer")
    here.get("/account")
    assert here.follow("启用").heading == "双因素登录"
    here.submit("开始设置")
    secret = secret_on(here)
    page = here.submit("启用", factor_code=wrong_code(secret))
    assert (page.status, "动态码不对" in page.text) == (422, True)
    assert secret_on(here) == secret, "a wrong code changes nothing"
    code = shown(secret)
    page = here.submit("启用", factor_code=code)
    codes = re.findall(r"<li><code>([A-Z2-7 ]{19})</code></li>", page.html)
    assert (page.heading, len(set(codes))) == ("恢复码", 10)
    assert elsewhere.get("/account").heading == "登录", "every other session has ended"
    assert secret not in here.get("/account/second-factor").html.replace(" ", "")
    again = browser_of()
    sign_in(again)
    assert WRONG_CODE in again.submit("登录", factor_code=code).text, "the first code is used up"
    assert again.submit("登录", factor_code=codes[3]).heading == "人员与单位"
    kept = everything(app)
    told = [word for word in (secret, *(one.replace(" ", "") for one in codes)) if word in kept + caplog.text]
    assert told == []
    assert [len(rows(app, kind)) for kind in (AuditKind.FACTOR_SET, AuditKind.RECOVERY_CODES_MADE)] == [1, 1]


def everything(app: Flask) -> str:
    """Return every value of every table."""
    with app.app_context():
        return "\n".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(select(table))
        )


def test_another_device_takes_the_place_of_the_first_once_it_has_shown_a_code(
    frozen: time_machine.Traveller, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of("officer")
    client.get("/account/second-factor")
    client.submit("换手机")
    newer, other = secret_on(client), browser_of()
    sign_in(other)
    assert other.submit("登录", factor_code=shown(officer)).heading == "人员与单位", (
        "until then the first holds"
    )
    frozen.shift(timedelta(seconds=60))
    client.submit("启用", factor_code=shown(newer))
    third = browser_of()
    sign_in(third)
    assert WRONG_CODE in third.submit("登录", factor_code=shown(officer)).text
    frozen.shift(timedelta(seconds=30))
    assert third.submit("登录", factor_code=shown(newer)).heading == "人员与单位"


def test_setting_up_renewing_and_taking_off_need_a_fresh_proof(
    frozen: time_machine.Traveller, app: Flask, office: Office, browser_of: SignedIn, officer: str
) -> None:
    client = browser_of("officer")
    client.get("/account/second-factor")
    client.submit("换手机")
    secret_on(client)
    frozen.shift(timedelta(minutes=16))
    page = client.get("/account/second-factor")
    assert 'class="secret"' not in page.html, "the secret is not left on the screen of somebody else"
    assert client.submit("换一组").heading == "请再次确认身份"
    with app.app_context():
        now = clock.now()
        stale = office.actor("officer", fresh=now - timedelta(minutes=16))
        with pytest.raises(ProofNeeded):
            second_factor.start_enrolment(stale, now=now)
        with pytest.raises(ProofNeeded):
            second_factor.renew_codes(stale, now=now)
        with pytest.raises(ProofNeeded):
            second_factor.remove_factor(stale, BROWSER, limits=LIMITS, now=now)
        with pytest.raises(ProofNeeded):
            second_factor.confirm_enrolment(stale, shown(officer), BROWSER, limits=LIMITS, now=now)
        assert len(db.session.scalars(select(RecoveryCode)).all()) == 1


@pytest.mark.usefixtures("frozen", "officer")
def test_new_recovery_codes_replace_the_earlier_ones(office: Office, browser_of: SignedIn) -> None:
    client, other = browser_of("officer"), browser_of()
    client.get("/account/second-factor")
    page = client.submit("换一组")
    codes = re.findall(r"<li><code>([A-Z2-7 ]{19})</code></li>", page.html)
    assert len(codes) == 10
    sign_in(other)
    old = recovery_code_of(office.people["officer"])
    assert WRONG_CODE in other.submit("登录", factor_code=old).text
    assert other.submit("登录", factor_code=codes[0]).heading == "人员与单位"


@pytest.mark.usefixtures("frozen", "officer")
def test_a_person_may_take_the_factor_off_where_none_is_demanded(app: Flask, browser_of: SignedIn) -> None:
    client, elsewhere = browser_of("officer"), browser_of("officer")
    set_policy(app, SecondFactorPolicy.EVERYBODY)
    assert "确认关闭" not in client.get("/account/second-factor").text
    set_policy(app, SecondFactorPolicy.LEADING)
    client.get("/account/second-factor")
    assert "已关闭" in client.submit("确认关闭").text
    assert elsewhere.get("/account").heading == "登录"
    assert sign_in(browser_of()) == "人员与单位"


def test_the_service_keeps_a_factor_that_is_demanded(app: Flask, office: Office, officer: str) -> None:
    set_policy(app, SecondFactorPolicy.EVERYBODY)
    with app.app_context():
        actor = office.actor("officer", fresh=clock.now())
        with pytest.raises(Refused, match="不能关闭"):
            second_factor.remove_factor(actor, BROWSER, limits=LIMITS, now=clock.now())
        assert db.session.get(SecondFactor, actor.user_id) is not None
    assert officer


@pytest.mark.parametrize("policy", SecondFactorPolicy)
def test_whoever_must_have_one_is_led_to_it_first(
    app: Flask, browser_of: SignedIn, policy: SecondFactorPolicy
) -> None:
    set_policy(app, policy)
    leading = {"leader", "coordinator", "coordinator2", "system_admin", "security_admin", "audit_admin"}
    asked = {
        SecondFactorPolicy.OFF: set(),
        SecondFactorPolicy.LEADING: leading,
        SecondFactorPolicy.EVERYBODY: set(PEOPLE),
    }
    led = {key for key in PEOPLE if browser_of(key).get("/people").heading == "双因素登录"}
    assert led == asked[policy]


@pytest.mark.usefixtures("frozen")
def test_once_it_is_set_up_the_work_goes_on(app: Flask, browser_of: SignedIn) -> None:
    set_policy(app, SecondFactorPolicy.LEADING)
    client = browser_of("leader")
    page = client.get("/items")
    assert "本单位要求您使用双因素登录" in page.text
    asked = client.client.get("/items", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.get_json()["code"]) == (403, "factor_needed")
    client.get("/account/second-factor")
    client.submit("开始设置")
    client.submit("启用", factor_code=shown(secret_on(client)))
    assert client.get("/items").heading == "提案登记表"


def test_the_security_administrator_sets_who_must_have_one(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("security_admin")
    client.get("/administration/security")
    assert "已保存" in client.submit("保存", second_factor="everybody").text
    assert client.get("/administration/security").heading == "双因素登录", "which binds themselves too"
    told = rows(app, AuditKind.SETTINGS_CHANGED)[0].data
    assert (told["before"]["second_factor"], told["after"]["second_factor"]) == ("off", "everybody")


def test_a_lost_device_is_reset_by_two(
    app: Flask, office: Office, browser_of: SignedIn, officer: str
) -> None:
    person = f"/people/{office.people['officer']}"
    lost, first, second = browser_of("officer"), browser_of("system_admin"), browser_of("security_admin")
    assert "已启用" in first.get(person).text
    assert "等另一名管理员确认" in first.submit("申请重置").text
    assert lost.get("/people").status == 200, "nothing happens before the second person"
    assert "确认重置" not in first.get(person).text
    assert "梁文博" in second.get(person).text
    assert "已重置" in second.submit("确认重置").text
    assert lost.get("/people").heading == "登录"
    assert sign_in(browser_of()) == "人员与单位"
    told = rows(app, AuditKind.FACTOR_RESET)[0]
    assert (told.actor_name, told.data) == ("农小梅", {"asked_by": office.people["system_admin"]})
    assert len(rows(app, AuditKind.FACTOR_RESET_ASKED)) == 1
    assert officer


@pytest.mark.usefixtures("officer")
def test_only_the_two_may_reset_and_only_together(app: Flask, office: Office) -> None:
    target, now = office.people["officer"], clock.now()
    two = {"system_admin", "security_admin"}
    with app.app_context():
        for key in PEOPLE.keys() - two:
            for act in (factor_resets.ask_reset, factor_resets.confirm_reset):
                with pytest.raises(Forbidden):
                    act(office.actor(key, fresh=now), target, now=now)
        for one, other in permutations(sorted(two)):
            asker, confirmer = (office.actor(key, fresh=now) for key in (one, other))
            with pytest.raises(ProofNeeded):
                factor_resets.ask_reset(office.actor(one), target, now=now)
            with pytest.raises(NotOffered):
                factor_resets.confirm_reset(confirmer, target, now=now)
            factor_resets.ask_reset(asker, target, now=now)
            with pytest.raises(Refused, match="已经有人申请"):
                factor_resets.ask_reset(confirmer, target, now=now)
            with pytest.raises(Refused, match="另一名管理员"):
                factor_resets.confirm_reset(asker, target, now=now)
            with pytest.raises(ProofNeeded):
                factor_resets.confirm_reset(office.actor(other), target, now=now)
            tomorrow = now + timedelta(days=1)
            with pytest.raises(NotOffered):
                factor_resets.confirm_reset(office.actor(other, fresh=tomorrow), target, now=tomorrow)
            factor_resets.confirm_reset(confirmer, target, now=now)
            enrol(target)


@pytest.mark.usefixtures("officer")
def test_a_second_administrator_of_the_same_duty_is_not_the_other_one(app: Flask, office: Office) -> None:
    target, now = office.people["officer"], clock.now()
    with app.app_context():
        with unit_of_work():
            twin = User(username="anquan2", name="另一名安全管理员", created_at=now)
            db.session.add(twin)
            db.session.flush()
            dept = db.session.get_one(Unit, office.units["dept"])
            db.session.add(grant(twin, dept, Role.SECURITY_ADMIN, clock.today()))
            twin_id = twin.id
        other = load_actor(twin_id, clock.today(), now)
        factor_resets.ask_reset(office.actor("security_admin", fresh=now), target, now=now)
        with pytest.raises(Refused, match="各一人"):
            factor_resets.confirm_reset(other, target, now=now)


def test_an_outdated_request_gives_way_to_a_new_one(app: Flask, office: Office, officer: str) -> None:
    target, now = office.people["officer"], clock.now()
    with app.app_context():
        admin = office.actor("system_admin", fresh=now)
        factor_resets.ask_reset(admin, target, now=now - timedelta(hours=25))
        factor_resets.ask_reset(admin, target, now=now)
        ended = [
            row.ended_at is not None
            for row in db.session.scalars(select(FactorReset).order_by(FactorReset.id))
        ]
        assert ended == [True, False]
    assert officer


def test_nobody_resets_their_own(app: Flask, office: Office) -> None:
    now = clock.now()
    with app.app_context():
        enrol(office.people["system_admin"])
        actor = office.actor("system_admin", fresh=now)
        for act in (factor_resets.ask_reset, factor_resets.confirm_reset):
            with pytest.raises(Refused, match="自己"):
                act(actor, actor.user_id, now=now)
