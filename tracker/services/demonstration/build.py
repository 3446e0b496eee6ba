"""Builds the demonstration office in an empty database; refuses any other."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.clock import local_day
from tracker.documents.store import FileStore
from tracker.domain.errors import N_, Refused
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Role, Stage
from tracker.extensions import db
from tracker.models.office import Installation
from tracker.models.people import User
from tracker.queries.people import actor_of, unit_tree
from tracker.services.demonstration import (
    acts,
    acts_chain,
    acts_ends,
    acts_evaluations,
    acts_letters,
    acts_opinions,
    acts_pauses,
    acts_promises,
    acts_reply,
    acts_requests,
)
from tracker.services.demonstration.acts_chain import keep_chain, keep_phrases, keep_rules
from tracker.services.demonstration.acts_groups import bring_together
from tracker.services.demonstration.acts_register import arrange_register
from tracker.services.demonstration.hand_overs import offer_some_work
from tracker.services.demonstration.letters import Archivists, file_letters
from tracker.services.demonstration.mails import write_mails
from tracker.services.demonstration.people import DEPARTMENT, STAFF, Office, build_people
from tracker.services.demonstration.plans import Plan, plans_for
from tracker.services.demonstration.walk import COORDINATOR, SUPERVISOR, Walk
from tracker.services.notices import silently
from tracker.services.summaries import summaries_once
from tracker.services.unit_of_work import unit_of_work

NOT_EMPTY = N_("只能在空数据库里生成演示单位；这个数据库已经有人员。")
YEARS_BACK = 7

Step = Callable[[Walk], None]
_RECEIVED: tuple[Step, ...] = (acts.register, acts.assign, acts.receive)
_GIVEN: tuple[Step, ...] = (*_RECEIVED, acts.distribute, acts.give)
_TALKED: tuple[Step, ...] = (*_GIVEN, acts.contact)
_HEARD: tuple[Step, ...] = (*_TALKED, acts_opinions.all_opinions)
_DRAFTED: tuple[Step, ...] = (*_HEARD, acts_reply.draft)
_SUBMITTED: tuple[Step, ...] = (*_DRAFTED, acts_reply.judge, acts_reply.submit)
_REVIEWED: tuple[Step, ...] = (*_SUBMITTED, acts_reply.review)
_CHECKED: tuple[Step, ...] = (*_REVIEWED, acts_chain.countersign, acts_reply.check)
_SENT: tuple[Step, ...] = (*_CHECKED, acts_reply.sign, acts_reply.number, acts_reply.send)
_HEARD_OUT: tuple[Step, ...] = (*_SENT, acts_evaluations.ask, acts_evaluations.hear)
_OWN_OPINION: tuple[Step, ...] = (*_GIVEN, acts_opinions.write_own_opinion)

PATHS: Mapping[Stage, tuple[Step, ...]] = {
    Stage.TO_ASSIGN: (acts.register, acts_ends.void),
    Stage.NOTED: (acts.register, acts.note),
    Stage.TO_SIGN: (acts.register, acts.assign, acts_requests.ask_return),
    Stage.TO_DISTRIBUTE: _RECEIVED,
    Stage.HANDLING: (*_TALKED, acts_requests.ask_withdrawal, acts_ends.pause, acts_pauses.ask_rest),
    Stage.COLLECTING: (
        *_TALKED,
        acts_opinions.some_opinions,
        acts_requests.ask_return_inside,
        acts_pauses.extend_and_rest,
    ),
    Stage.DRAFTING: (*_DRAFTED, acts_ends.lose_text, acts_ends.withdraw, acts_ends.urge),
    Stage.DEPT_REVIEW: _SUBMITTED,
    Stage.COUNTERSIGN: _REVIEWED,
    Stage.OFFICE_CHECK: (*_REVIEWED, acts_chain.countersign),
    Stage.SIGN_OFF: (*_CHECKED, acts_chain.add_level, acts_reply.sign_first),
    Stage.TO_NUMBER: (*_CHECKED, acts_reply.sign),
    Stage.TO_SEND: (*_CHECKED, acts_reply.sign, acts_reply.number),
    Stage.REPLIED: (*_SENT, acts_requests.ask_not_public),
    Stage.EVALUATING: (*_SENT, acts_evaluations.ask, acts_evaluations.hear_some),
    Stage.TRACKING: (
        *_HEARD_OUT,
        acts_reply.publish_older,
        acts_promises.follow,
        acts_letters.write_letter,
    ),
    Stage.CLOSED: (
        *_HEARD_OUT,
        acts_reply.publish,
        acts_reply.take_back_publication,
        acts_promises.follow,
        acts_promises.finish_promises,
        acts_promises.close,
        acts_ends.archive,
    ),
    Stage.CO_DRAFTING: _GIVEN,
    Stage.CO_SIGNING: _OWN_OPINION,
    Stage.CO_RETURNED: (*_OWN_OPINION, acts_opinions.sign_own_opinion),
}
Progress = Callable[[int, int], None]


def build_demonstration(now: datetime, store: FileStore, tell: Progress | None = None) -> None:
    """Fill an empty database; ``tell`` hears of each item made and of how many there are.

    Raises Refused where anybody is registered already. All is one transaction: a stopped build leaves nothing.
    """
    began = now - timedelta(days=365 * YEARS_BACK)
    with unit_of_work(), silently():
        if db.session.scalar(select(User.id).limit(1)) is not None:
            raise Refused(reason=NOT_EMPTY)
        db.session.add(Installation(id=1, office_name=DEPARTMENT[0], is_demonstration=True, created_at=now))
        office = build_people(local_day(began), now)
        db.session.flush()
        people = _actors(office, now)
        keep_chain(office, people, began)
        keep_phrases(office, people, began)
        keep_rules(office, people, began)
        with summaries_once():
            file_letters(_archivists(people, office), store, now)
        plans = plans_for(local_day(now))
        for done, plan in enumerate(plans, start=1):
            _walk(plan, office, people, now, store)
            db.session.flush()
            db.session.expunge_all()
            if tell:
                tell(done, len(plans))
        bring_together(people, now)
        offer_some_work(people, now)
        arrange_register(office, people, now)
        write_mails(office.people, now)


def _archivists(people: Mapping[str, Actor], office: Office) -> Archivists:
    return Archivists(
        coordinator=people[COORDINATOR],
        head=people["qinhaining"],
        officer=people["liwenjing"],
        supervisor=people[SUPERVISOR],
        office_id=office.units["高新处"],
    )


def _actors(office: Office, now: datetime) -> dict[str, Actor]:
    tree, today = unit_tree(), local_day(now)
    return {
        username: actor_of(db.session.get_one(User, user_id), tree, today, now)
        for username, user_id in office.people.items()
    }


def _by_role(role: Role) -> dict[str, str]:
    """Return the first holder of a role in each unit."""
    found: dict[str, str] = {}
    for short, staff in STAFF.items():
        for _name, _post, held, username in staff:
            if held is role:
                found.setdefault(short, username)
    return found


def _walk(plan: Plan, office: Office, people: Mapping[str, Actor], now: datetime, store: FileStore) -> None:
    walk = Walk(
        plan=plan,
        people=people,
        units=office.units,
        heads=_by_role(Role.HEAD),
        officers=_by_role(Role.OFFICER),
        liaisons=_by_role(Role.LIAISON),
        limit=now,
        store=store,
    )
    with summaries_once():
        for step in PATHS[plan.stage]:
            step(walk)
