"""Killed at any point, what is kept beside the items - topics, phrases, settings, copies - is whole or not there."""

from datetime import datetime, timedelta
from functools import wraps

from sqlalchemy import select

from tests.support.crash_lists import OFFICE
from tests.support.crashes import Crashes
from tests.support.drafts import started
from tests.support.factors import enrol, shown
from tests.support.groups import SECOND
from tests.support.items import registered
from tests.support.office import Office
from tracker import clock
from tracker.domain.errors import Forbidden
from tracker.domain.passwords import PasswordProfile
from tracker.domain.permissions import Actor
from tracker.domain.register_layout import Density, Layout
from tracker.domain.second_factor import SecondFactorPolicy
from tracker.domain.sessions import Limits
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.access import SignInAttempt, UserSession
from tracker.models.people import User
from tracker.models.proposal import ProposalPoint
from tracker.services import (
    accounts,
    asks,
    audit_book,
    bulk,
    denials,
    exports,
    factor_resets,
    people,
    private_copies,
    saved_views,
    second_factor,
    security,
    stock_phrases,
    tags,
    topics,
)

BROWSER = accounts.Browser("127.0.0.1", "test")
LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


@wraps(private_copies.setting_aside)
def set_aside(actor: Actor, text: str, now: datetime) -> int:
    """Lose the right to save a text, and return the number of the copy that is kept of it."""
    try:
        with private_copies.setting_aside(actor, Machine.REPLY, text, lambda: "关于人才的答复", now):
            raise Forbidden
    except private_copies.TextSetAside as kept:
        return kept.copy_id


def test_what_is_kept_beside_the_items_is_whole_or_not_there(crashes: Crashes, office: Office) -> None:
    topics_and_phrases(crashes, office)
    drafts(crashes, office)
    second_factors(crashes, office)
    administration(crashes, office)
    assert set(crashes.done) == OFFICE


def topics_and_phrases(crashes: Crashes, office: Office) -> None:
    """Open a topic, fill and empty it, and keep a phrase."""
    run, now, keeper = crashes.run, clock.now(), office.actor("coordinator")
    first, second = registered(office).id, registered(office, **SECOND).id
    topic = run(topics.create_topic, keeper, entry=topics.TopicEntry("工业强链"), now=now).id
    entry = topics.TopicEntry("工业强链补链", office.people["leader"])
    run(topics.edit_topic, keeper, topic, entry=entry, version=None, now=now)
    run(topics.put_in_topic, keeper, topic, items=[first], version=None, now=now)
    run(topics.put_item_in_topic, keeper, second, topic_id=topic, version=None, now=now)
    run(topics.take_from_topic, keeper, topic, first, reason="归错了", version=None, now=now)
    unit, phrase = office.units["dept"], stock_phrases.PhraseEntry("结尾", "感谢您的支持。")
    made = run(stock_phrases.add_phrase, keeper, unit, entry=phrase, now=now).id
    run(
        stock_phrases.edit_phrase,
        keeper,
        made,
        entry=stock_phrases.PhraseEntry("结尾", "谢谢您。", 3),
        now=now,
    )
    run(stock_phrases.delete_phrase, keeper, made)
    views(crashes, office)
    run(tags.put_tag, keeper, first, name="急件", now=now)
    run(tags.take_tag, keeper, first, name="急件", now=now)
    run(bulk.for_each, [first, second], lambda one: tags.put_tag(keeper, one, name="碰头", now=now))


def views(crashes: Crashes, office: Office) -> None:
    """Save, change and delete a view of the register, and choose what the register looks like."""
    run, now, keeper = crashes.run, clock.now(), office.actor("coordinator")
    entry = saved_views.ViewEntry("建议", "kind=npc_suggestion")
    view = run(saved_views.save_view, keeper, entry=entry, unit_id=office.units["dept"], now=now).id
    entry = saved_views.ViewEntry("代表建议", "kind=npc_suggestion", Layout())
    run(saved_views.change_view, keeper, view, entry=entry, version=None, now=now)
    run(saved_views.choose_first, keeper, view)
    run(saved_views.choose_layout, keeper, layout=Layout(density=Density.COMPACT))
    run(saved_views.delete_view, keeper, view)


def drafts(crashes: Crashes, office: Office) -> None:
    """Cut an ask in two, and keep and throw away the text of somebody who may no longer save it."""
    run, now, officer = crashes.run, clock.now(), office.actor("officer")
    reply = started(office, number_raw="第20260199号")
    case, reply_id = reply.proposal_id, reply.id
    points = select(ProposalPoint.id).where(ProposalPoint.proposal_id == case)
    point = db.session.scalars(points.order_by(ProposalPoint.position)).first()
    assert point is not None
    run(asks.split_ask, officer, case, reply_id, point, second="技术改造", now=now)
    copy_id = run(set_aside, officer, "写了很久的一段话。", now)
    run(private_copies.throw_away_copy, officer, copy_id)


def second_factors(crashes: Crashes, office: Office) -> None:
    """Set a device up, sign in with a recovery code, have it reset by two, and take another one off."""
    run, now = crashes.run, clock.now()
    officer, person = office.actor("officer2", fresh=now), office.people["officer2"]
    words = {"limits": LIMITS, "now": now}
    set_up_device(crashes, officer, now)
    code = run(second_factor.renew_codes, officer, now=now)[0]
    version = db.session.get_one(User, person).session_version
    run(second_factor.enter_code, person, version, code, BROWSER, **words)
    admin, chief = (office.actor(key, fresh=now) for key in ("system_admin", "security_admin"))
    run(factor_resets.ask_reset, admin, person, now=now)
    run(factor_resets.confirm_reset, chief, person, now=now)
    enrol(person)
    run(second_factor.remove_factor, officer, BROWSER, **words)


def set_up_device(crashes: Crashes, officer: Actor, now: datetime) -> None:
    """Make a secret and confirm it by the code that a device would show."""
    crashes.run(second_factor.start_enrolment, officer, now=now)
    secret = second_factor.pending_secret(officer, now=now)
    assert secret is not None
    code = shown(secret, now)
    crashes.run(second_factor.confirm_enrolment, officer, code, BROWSER, limits=LIMITS, now=now)


def administration(crashes: Crashes, office: Office) -> None:
    """Set, unlock, end, read out and check, as the three administrators do."""
    run, now, person = crashes.run, clock.now(), office.people["officer"]
    chief, auditor = (office.actor(key, fresh=now) for key in ("security_admin", "audit_admin"))
    entry = security.SettingsEntry(PasswordProfile.CLASSIFIED, 1, 60, SecondFactorPolicy.LEADING)
    run(security.change_settings, chief, entry=entry, version=None, now=now)
    accounts.open_session(person, BROWSER, limits=LIMITS, now=now)
    session = db.session.scalars(select(UserSession.id).where(UserSession.user_id == person)).one()
    db.session.add(SignInAttempt(account="officer", address="127.0.0.1", at=now))
    db.session.commit()
    run(security.unlock_account, chief, person, now=now)
    run(security.end_session_of_other, chief, session, now=now)
    admin = office.actor("system_admin", fresh=now)
    people.disable_user(admin, person, version=None, keeps_work=True, now=now)
    run(people.enable_user, chief, person, version=None, now=now)
    run(
        denials.note_denial,
        office.actor("officer2"),
        "item.show",
        {"id": 7},
        method="GET",
        status=404,
        now=now,
    )
    run(audit_book.verify, auditor, now=now)
    run(audit_book.export, auditor, now=now)
    run(exports.note_export, auditor, what="register.list.xlsx", rows=2, now=now)
