"""What the demonstration department set for its letters: the chain of key items and stock phrases, and their use."""

from collections.abc import Mapping
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.chains import StepPlan
from tracker.domain.permissions import Actor
from tracker.domain.step_words import Importance, StepPlace
from tracker.domain.vocabulary import ReplyState, Role
from tracker.services import chains, levels, meetings, office_rules, sign_off, stock_phrases
from tracker.services.demonstration.people import Office
from tracker.services.demonstration.plans import COUNTERSIGNER, LEVEL_PLACE
from tracker.services.demonstration.walk import COORDINATOR, LEADER, PRINCIPAL, Walk

NAME = "重点件审签流程"
PHRASES = (
    ("开头", "您提出的《【标题】》收悉，现答复如下："),
    ("结尾", "感谢您对我区科技创新工作的关心和支持。"),
)


def keep_chain(office: Office, people: Mapping[str, Actor], now: datetime) -> None:
    """Put the chain of key items in force: a countersignature, and the principal leader after a meeting."""
    who, unit_id = people[COORDINATOR], office.units["科技厅"]
    draft = chains.copy_chain(who, unit_id, source_id=None, now=now)
    plans = (
        StepPlan(1, ReplyState.DEPT_REVIEW, "处室负责人审核", StepPlace.HANDLING_OFFICE, Role.HEAD),
        StepPlan(
            2,
            ReplyState.COUNTERSIGN,
            f"{COUNTERSIGNER}会签",
            StepPlace.NAMED_UNIT,
            Role.HEAD,
            unit_id=office.units[COUNTERSIGNER],
        ),
        StepPlan(3, ReplyState.OFFICE_CHECK, "办公室核稿", StepPlace.ANSWERING_UNIT, Role.COORDINATOR),
        StepPlan(4, ReplyState.SIGN_OFF, "分管副厅长签发", StepPlace.PERSON, user_id=people[LEADER].user_id),
        StepPlan(
            5,
            ReplyState.SIGN_OFF,
            "厅长签发",
            StepPlace.PERSON,
            user_id=people[PRINCIPAL].user_id,
            demands_meeting=True,
        ),
    )
    entry = chains.ChainEntry(NAME, None, Importance.KEY, plans)
    chains.save_chain(who, draft.id, entry=entry, version=None, now=now)
    chains.put_in_force(who, draft.id, valid_from=local_day(now), version=None, now=now)


def keep_rules(office: Office, people: Mapping[str, Actor], now: datetime) -> None:
    """Begin rules of the department's own; they stay a draft, so that no due day depends on them."""
    unit_id = office.units["科技厅"]
    office_rules.copy_rules(people[COORDINATOR], unit_id, source="office_default", source_id=None, now=now)


def keep_phrases(office: Office, people: Mapping[str, Actor], now: datetime) -> None:
    """Keep the words that the department's letters use again."""
    for name, text in PHRASES:
        entry = stock_phrases.PhraseEntry(name, text)
        stock_phrases.add_phrase(people[COORDINATOR], office.units["科技厅"], entry=entry, now=now)


def countersign(walk: Walk) -> None:
    """Let the office that manages the money countersign a key item."""
    if not walk.plan.is_key:
        return
    now = walk.at(45)
    sign_off.countersign(
        walk.actor(walk.heads[COUNTERSIGNER], now),
        walk.proposal_id,
        walk.reply_id,
        remark="经费安排已核，同意会签。",
        version=None,
        draft=None,
        now=now,
    )


def record_meeting(walk: Walk) -> None:
    """Record the leadership meeting on a key item."""
    now = walk.at(52)
    meeting = meetings.Meeting(
        local_day(now), f"厅长办公会议纪要〔{now.year}〕{now.month}号", "同意按修改稿答复。"
    )
    meetings.record_meeting(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        walk.reply_id,
        meeting=meeting,
        version=None,
        now=now,
    )


def add_level(walk: Walk) -> None:
    """Ask the principal leader for one more signature on one reply."""
    if walk.plan.place != LEVEL_PLACE:
        return
    now = walk.at(48)
    level = levels.Level(ReplyState.SIGN_OFF, "厅长签发", user_id=walk.people[PRINCIPAL].user_id)
    levels.add_level(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        walk.reply_id,
        level=level,
        reason="涉及下一年度专项资金安排，请厅长签发。",
        version=None,
        now=now,
    )
