"""How a reply of the demonstration office is written, reviewed, signed, numbered and sent."""

from tracker.clock import local_day
from tracker.domain.publication import PublicForm
from tracker.domain.sections import passages
from tracker.domain.vocabulary import Publicity, Verdict
from tracker.extensions import db
from tracker.queries.drafts import marks_of
from tracker.services import (
    drafting,
    numbering,
    promise_marks,
    public_copies,
    publication,
    reply,
    sign_off,
)
from tracker.services.asks import Tie
from tracker.services.demonstration.acts_chain import record_meeting
from tracker.services.demonstration.plans import WAITING_PLACE
from tracker.services.demonstration.texts import letter_of
from tracker.services.demonstration.walk import ASSIGNERS, CHECKER, COORDINATOR, LEADER, PRINCIPAL, Walk

WITHDRAWN_PLACE = 3  # among the closed items: whose published letter was taken back

PUBLISHED_AFTER = 120  # calendar days from the hand-over after which a sample letter is public


def draft(walk: Walk) -> None:
    """Start the reply and write it."""
    now, seat = walk.at(28), walk.own()
    who = walk.actor(walk.officer, now)
    made = drafting.start_reply(who, walk.proposal_id, seat.assignment.id, now=now)
    now = walk.at(32)
    text = letter_of(walk.plan, walk.file())
    entry = drafting.DraftEntry(
        text=text, class_mark=_mark(walk), publicity=Publicity.PROACTIVE, ties=_ties(walk, text)
    )
    drafting.save_text(who, walk.proposal_id, made.id, entry=entry, version=None, now=now)


def _ties(walk: Walk, text: str) -> dict[int, Tie]:
    """Answer each ask in one of the numbered paragraphs, the last in none where there are four."""
    answers = [one.key for one in passages(text) if one.words[1:2] == "是"]
    return {ask.id: Tie(key) for ask, key in zip(walk.file().proposal.points, answers, strict=False)}


def _mark(walk: Walk) -> str:
    return "AABBC"[len(walk.plan.subject) % 5]


def judge(walk: Walk) -> None:
    """Judge every sentence found: ours are promises."""
    now, seat = walk.at(35), walk.own()
    if seat.reply is None:
        raise LookupError(walk.plan.number)
    for mark in marks_of(seat.reply.id):
        judgement = promise_marks.Judgement(
            verdict=Verdict.PROMISE,
            owner_unit_id=seat.part.place,
            owner_user_id=seat.assignment.officer_id,
            due_text=mark.due_text,
            target=mark.target,
        )
        promise_marks.judge_promise(
            walk.actor(walk.officer, now),
            walk.proposal_id,
            seat.reply.id,
            mark.id,
            judged=judgement,
            version=None,
            now=now,
        )


def submit(walk: Walk) -> None:
    """Submit the draft, once more where it was sent back."""
    _submit(walk, 36)
    if walk.plan.was_sent_back:
        now = walk.at(38)
        sign_off.send_back(
            walk.actor(walk.head, now),
            walk.proposal_id,
            walk.reply_id,
            remark="第二部分没有逐条回应，请补充数量和完成时间。",
            version=None,
            now=now,
        )
        _submit(walk, 41)


def _submit(walk: Walk, day: int) -> None:
    now = walk.at(day)
    drafting.submit_draft(
        walk.actor(walk.officer, now),
        walk.proposal_id,
        walk.reply_id,
        version=None,
        asks_confirmed=True,
        now=now,
    )


def review(walk: Walk) -> None:
    """Let the head of the office approve."""
    now = walk.at(44)
    sign_off.approve_draft(
        walk.actor(walk.head, now), walk.proposal_id, walk.reply_id, remark="同意。", version=None, now=now
    )


def check(walk: Walk) -> None:
    """Let the office check the draft."""
    now = walk.at(47)
    sign_off.pass_check(
        walk.actor(CHECKER, now),
        walk.proposal_id,
        walk.reply_id,
        remark="格式、数字已核。",
        version=None,
        now=now,
    )


def sign(walk: Walk) -> None:
    """Let the leader sign with class and publicity, and the principal leader after the meeting on a key item."""
    _sign(walk, LEADER)
    if walk.plan.is_key:
        record_meeting(walk)
        _sign(walk, PRINCIPAL)


def sign_first(walk: Walk) -> None:
    """Let the leader sign one key item, which then waits for the record of the meeting."""
    if walk.plan.place == WAITING_PLACE:
        _sign(walk, LEADER)


def _sign(walk: Walk, leader: str) -> None:
    now = walk.at(52)
    decided = sign_off.Decided(class_mark=_mark(walk), publicity=Publicity.PROACTIVE, promises_seen=True)
    sign_off.sign_reply(
        walk.actor(leader, now),
        walk.proposal_id,
        walk.reply_id,
        decided=decided,
        remark="同意。",
        version=None,
        now=now,
    )


def number(walk: Walk) -> None:
    """Give the letter its number."""
    now = walk.at(53)
    numbering.number_reply(
        walk.actor(COORDINATOR, now), walk.proposal_id, walk.reply_id, serial=None, version=None, now=now
    )


def send(walk: Walk) -> None:
    """Send the letter to every sponsor, with a copy to the assigner."""
    now = walk.at(54)
    addressees = [
        reply.Addressee(one.name, "当面送达", sponsor_id=one.id) for one in walk.file().proposal.sponsors
    ]
    copies = [reply.Addressee(ASSIGNERS[walk.plan.kind], "机要交换", is_copy=True, copies=2)]
    reply.send_reply(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        walk.reply_id,
        addressees=[*addressees, *copies],
        sent_on=local_day(now),
        version=None,
        now=now,
    )


def publish_older(walk: Walk) -> None:
    """Publish what went out some time ago; the latest letters still wait on the office's desk."""
    if (local_day(walk.limit) - walk.plan.assigned_on).days > PUBLISHED_AFTER:
        publish(walk)


def publish(walk: Walk) -> None:
    """Make the public copy and publish it."""
    now = walk.at(58)
    who, reply_id = walk.actor(COORDINATOR, now), walk.reply_id
    made = public_copies.prepare_copy(
        who, walk.proposal_id, reply_id, form=PublicForm.FULL, version=None, now=now
    )
    db.session.flush()
    publication.publish_reply(
        who,
        walk.proposal_id,
        reply_id,
        published_on=local_day(now),
        place="门户网站“建议提案办理”栏目",
        copy_version=made.version,
        version=None,
        now=now,
    )


def take_back_publication(walk: Walk) -> None:
    """Take one published letter back."""
    if walk.plan.place != WITHDRAWN_PLACE:
        return
    now = walk.at(59)
    publication.withdraw_publication(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        walk.reply_id,
        reason="来电反映文中单位名称有误，核实后再公开。",
        version=None,
        now=now,
    )
