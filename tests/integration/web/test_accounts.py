"""Signing in and out, proving again, one-time links, the person's own account."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.support.office import PASSWORD, Office, build_office
from tests.support.page_client import PageClient, SignedIn
from tracker import clock
from tracker.extensions import db
from tracker.models.access import SignInAttempt, UserSession
from tracker.models.people import User
from tracker.services.accounts import make_link
from tracker.services.unit_of_work import unit_of_work

WRONG = "用户名或密码不正确，或者暂时不能登录。连续输错后，请等几分钟再试。"
NEW_PASSWORD = "漓江的水清得可以看见石头呀"


def sign_in(client: PageClient, username: str = "officer", password: str = PASSWORD) -> str:
    client.get("/sign-in")
    return client.submit("登录", username=username, password=password).heading


def test_a_person_signs_in_and_lands_where_they_wanted(browser_of: SignedIn) -> None:
    client = browser_of()
    assert client.get("/people").heading == "登录"
    assert client.submit("登录", username=" Officer ", password=PASSWORD).heading == "人员与单位"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/x",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
    ],
)
def test_sign_in_never_leads_off_the_site(browser_of: SignedIn, wanted: str) -> None:
    client = browser_of()
    form = client.get("/sign-in", next=wanted).form("登录")
    answer = client.client.post(form.action, data=form.values | {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_wrong_name_wrong_password_and_disabled_account_get_one_answer(
    app: Flask, browser_of: SignedIn
) -> None:
    with app.app_context(), unit_of_work():
        db.session.scalars(select(User).where(User.username == "head")).one().is_active = False
    for username, password in [("nobody", PASSWORD), ("officer", "wrong"), ("head", PASSWORD)]:
        client = browser_of()
        client.get("/sign-in")
        page = client.submit("登录", username=username, password=password)
        assert page.status == 422
        assert WRONG in page.text


def test_the_fifth_failure_makes_the_account_wait_a_minute(browser_of: SignedIn) -> None:
    client = browser_of()
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        for _ in range(5):
            assert sign_in(client, password="wrong") == "登录"
        assert sign_in(client) == "登录", "the right password must wait too"
        clockwork.shift(timedelta(seconds=61))
        assert sign_in(client) != "登录"


def test_a_success_forgets_the_failures(app: Flask, browser_of: SignedIn) -> None:
    for _ in range(4):
        sign_in(browser_of(), password="wrong")
    assert sign_in(browser_of()) != "登录"
    with app.app_context():
        assert db.session.scalars(select(SignInAttempt)).all() == []


def test_thirty_failures_close_an_address_for_five_minutes(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        for number in range(30):
            sign_in(browser_of(), username=f"nobody{number}")
        assert sign_in(browser_of()) == "登录"
        clockwork.shift(timedelta(minutes=5, seconds=1))
        assert sign_in(browser_of()) != "登录"


def test_a_hundred_failures_close_an_account_until_a_new_link(
    app: Flask, office: Office, browser_of: SignedIn
) -> None:
    long_ago = clock.now() - timedelta(days=3)
    with app.app_context(), unit_of_work():
        db.session.add_all(
            SignInAttempt(account="officer", address="10.0.0.1", at=long_ago) for _ in range(100)
        )
    assert sign_in(browser_of()) == "登录"
    with app.app_context(), unit_of_work():
        token = make_link(db.session.get_one(User, office.people["officer"]), clock.now())
    client = browser_of()
    client.get(f"/welcome/{token}")
    client.submit("设置密码", password=NEW_PASSWORD * 2, again=NEW_PASSWORD * 2)
    assert sign_in(client, password=NEW_PASSWORD * 2) != "登录"


def test_a_session_ends_after_thirty_minutes_without_a_click(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer")
        for _ in range(3):
            clockwork.shift(timedelta(minutes=29))
            assert client.get("/people").heading == "人员与单位"
        clockwork.shift(timedelta(minutes=30, seconds=1))
        page = client.get("/people")
        assert page.heading == "登录"
        assert "登录已超时" in page.text


def test_a_session_ends_after_twelve_hours_in_any_case(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer")
        for _ in range(25):
            assert client.get("/people").heading == "人员与单位"
            clockwork.shift(timedelta(minutes=29))
        assert client.get("/people").heading == "登录"


def test_an_administrators_session_ends_after_fifteen_minutes(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("system_admin")
        clockwork.shift(timedelta(minutes=15, seconds=1))
        assert client.get("/people").heading == "登录"


def test_last_seen_is_written_at_most_once_a_minute(app: Flask, browser_of: SignedIn) -> None:
    def last_seen() -> object:
        with app.app_context():
            return db.session.scalars(select(UserSession.last_seen_at)).one()

    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer")
        began = last_seen()
        clockwork.shift(timedelta(seconds=59))
        client.get("/people")
        assert last_seen() == began
        clockwork.shift(timedelta(seconds=1))
        client.get("/people")
        assert last_seen() == clock.now()


def test_a_fourth_session_ends_the_one_used_longest_ago(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        clients = []
        for _ in range(4):
            clients.append(browser_of("officer"))
            clockwork.shift(timedelta(seconds=1))
        headings = [client.get("/people").heading for client in clients]
    assert headings == ["登录", "人员与单位", "人员与单位", "人员与单位"]


def test_signing_out_ends_the_session_and_clears_the_browser(browser_of: SignedIn) -> None:
    client = browser_of("officer")
    page = client.get("/people")
    stolen = client.client.get_cookie("tk")
    form = page.form("退出登录")
    answer = client.client.post(form.action, data=form.values)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/people").heading == "登录"
    assert stolen is not None
    client.client.set_cookie("tk", stolen.value)
    assert client.get("/people").heading == "登录", "the old token is dead"


def test_the_token_is_kept_as_a_digest_only(app: Flask, browser_of: SignedIn) -> None:
    client = browser_of("officer")
    with client.client.session_transaction() as session:
        token = session["token"]
    with app.app_context():
        row = db.session.scalars(select(UserSession)).one()
    assert len(token) >= 43
    assert token not in {row.token_hash, row.address, row.browser}


def test_a_new_password_ends_every_other_session(browser_of: SignedIn) -> None:
    here, elsewhere = browser_of("officer"), browser_of("officer")
    here.get("/account")
    page = here.submit("更换密码", present=PASSWORD, password=NEW_PASSWORD * 2, again=NEW_PASSWORD * 2)
    assert "密码已更换" in page.text
    assert elsewhere.get("/account").heading == "登录"
    assert here.get("/account").heading == "我的账号"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("短密码", "密码至少15个字符"),
        ("officer2026officer2026", "密码太容易猜到"),
        ("aaaaaaaaaaaaaaaaaaaa", "密码太容易猜到"),
        ("李文静李文静提案建议办理系统", "密码至少15个字符"),
        ("李文静2026密码password123456", "密码太容易猜到"),
        ("好" * 129, "密码最多128个字符"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(
    app: Flask, office: Office, browser_of: SignedIn, password: str, words: str
) -> None:
    with app.app_context(), unit_of_work():
        token = make_link(db.session.get_one(User, office.people["officer"]), clock.now())
    client = browser_of()
    client.get(f"/welcome/{token}")
    page = client.submit("设置密码", password=password, again=password)
    assert page.status == 422
    assert words in page.text


def test_a_link_works_once_and_for_one_day(app: Flask, office: Office, browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        with app.app_context(), unit_of_work():
            user = db.session.get_one(User, office.people["officer"])
            older, token = make_link(user, clock.now()), make_link(user, clock.now())
        client = browser_of()
        assert client.get(f"/welcome/{older}").status == 404, "a newer link replaces an older one"
        clockwork.shift(timedelta(hours=24))
        assert client.get(f"/welcome/{token}").status == 404
        clockwork.shift(timedelta(seconds=-1))
        client.get(f"/welcome/{token}")
        page = client.submit("设置密码", password=NEW_PASSWORD * 2, again=NEW_PASSWORD * 2)
        assert page.heading == "登录"
        assert client.get(f"/welcome/{token}").status == 404


def test_proving_again_changes_the_token(browser_of: SignedIn) -> None:
    client = browser_of("officer")
    with client.client.session_transaction() as session:
        before = session["token"]
    client.get("/sign-in/again", next="/account")
    assert "用户名或密码不正确" in client.submit("确认", password="wrong").text
    assert client.submit("确认", password=PASSWORD).heading == "我的账号"
    with client.client.session_transaction() as session:
        assert session["token"] != before


def test_a_form_sent_after_the_session_ended_is_not_lost(browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer")
        client.get("/account")
        clockwork.shift(timedelta(hours=1))
        page = client.submit("更换密码", present=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
        assert page.status == 401
        client.submit("继续")
        assert client.submit("登录", username="officer", password=PASSWORD).heading == "身份已确认"
        page = client.submit("继续提交")
        assert page.heading == "我的账号"


def test_the_language_stays_with_the_person(browser_of: SignedIn) -> None:
    client = browser_of("officer")
    page = client.get("/people")
    assert 'lang="zh-CN"' in page.html
    form = page.form("/language")
    client.client.post(form.action, data=form.values)
    assert 'lang="en"' in client.get("/people").html
    assert 'lang="en"' in browser_of("officer").get("/people").html


def test_the_browser_chooses_the_language_of_a_visitor(app: Flask, office: Office) -> None:
    client = app.test_client()
    assert b'lang="zh-CN"' in client.get("/sign-in").data
    assert b'lang="en"' in client.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.2"}).data


def test_the_demonstration_office_opens_with_one_click(app: Flask) -> None:
    with app.app_context():
        build_office(is_demonstration=True)
    client = PageClient(app)
    client.get("/people")
    page = client.submit("签发领导")
    assert page.heading == "人员与单位"
    assert "唐咸来" in page.text
    assert "演示单位" in page.text
    client.get("/sign-in/again", next="/account")
    assert client.submit("确认").heading == "我的账号"


def test_anybody_of_the_demonstration_office_can_be_entered(app: Flask) -> None:
    with app.app_context():
        build_office(is_demonstration=True)
    client = PageClient(app)
    client.get("/sign-in")
    page = client.submit("邓伟")
    assert page.heading == "我的工作台"
    assert "邓伟" in page.text


@pytest.mark.parametrize(
    "way",
    [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"HTTP_HOST": "tracker.example"},
        {"HTTP_X_FORWARDED_FOR": "10.1.2.3"},
    ],
)
def test_one_click_works_on_the_own_machine_only(app: Flask, way: dict[str, str]) -> None:
    with app.app_context():
        build_office(is_demonstration=True)
    client = PageClient(app)
    form = client.get("/sign-in").form("签发领导")
    answer = client.client.post(form.action, data=form.values, environ_overrides=way)
    assert answer.status_code in {400, 404}
    assert "一键进入" not in client.client.get("/sign-in", environ_overrides=way).text


def test_a_real_office_offers_no_one_click(browser_of: SignedIn) -> None:
    client = browser_of()
    page = client.get("/sign-in")
    assert "一键进入" not in page.text
    token = page.form("登录").values["csrf_token"]
    answer = client.client.post("/sign-in/as/1", data={"csrf_token": token})
    assert answer.status_code == 404


def test_before_setup_the_site_says_so(app: Flask) -> None:
    page = PageClient(app).get("/")
    assert page.status in {404, 503}
    page = PageClient(app).get("/sign-in")
    assert (page.status, page.heading) == (503, "尚未完成初始化")


def test_signing_in_again_over_a_page_gives_its_forms_a_new_token(app: Flask, browser_of: SignedIn) -> None:
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        client = browser_of("officer")
        token = client.get("/account").form("更换密码").values["csrf_token"]
        asked = client.client.get("/account/session").get_json()
        assert asked == {"left": 1800}
        clockwork.shift(timedelta(minutes=29))
        assert client.client.get("/account/session").get_json() == {"left": 60}, "asking is no click"
        clockwork.shift(timedelta(minutes=2))
        assert client.client.get("/account/session").get_json() == {"left": 0}
        wrong = {"csrf_token": token, "username": "officer", "password": "wrong"}
        refused = client.client.post("/sign-in/over-page", data=wrong)
        assert (refused.status_code, refused.get_json()["message"]) == (422, WRONG)
        done = client.client.post("/sign-in/over-page", data=wrong | {"password": PASSWORD})
        renewed = done.get_json()["token"]
        assert renewed != token
        sent = {"present": PASSWORD, "password": NEW_PASSWORD * 2, "again": NEW_PASSWORD * 2}
        assert client.client.post("/account/password", data=sent | {"csrf_token": token}).status_code == 400
        assert client.client.post("/account/password", data=sent | {"csrf_token": renewed}).status_code == 302


def test_signing_in_over_a_page_needs_a_token(browser_of: SignedIn) -> None:
    data = {"username": "officer", "password": PASSWORD}
    assert browser_of().client.post("/sign-in/over-page", data=data).status_code == 400
