"""What people of the demonstration office do to an item, one act a step of the main path."""

from datetime import timedelta

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.vocabulary import (
    AssignmentState,
    BodyLevel,
    ContactMethod,
    Kind,
    Origin,
    Phase,
    PublicationWish,
    Publicity,
    Verdict,
)
from tracker.queries.case_file import Seat
from tracker.queries.drafts import marks_of
from tracker.queries.promises import promises_of
from tracker.services import (
    assignment,
    case_end,
    commitments,
    contacts,
    drafting,
    intake,
    numbering,
    opinions,
    promise_marks,
    reply,
    sign_off,
)
from tracker.services.demonstration.texts import asks_of, body_of, letter_of, opinion_of
from tracker.services.demonstration.topics import CONTACT_WORDS, DELEGATIONS
from tracker.services.demonstration.walk import Walk
from tracker.services.intake_rows import NewItem, SponsorEntry

COORDINATOR, CHECKER, LEADER, SUPERVISOR = "weilihua", "chenjie", "tangxianlai", "huangzhiqiang"
ASSIGNERS = {Kind.PROPOSAL: "自治区政协提案委员会", Kind.SUGGESTION: "自治区人大常委会代表工作委员会"}
BODIES = {Kind.PROPOSAL: ("自治区政协", 13), Kind.SUGGESTION: ("自治区人大", 14)}
FIRST_YEAR = 2022


def register(walk: Walk) -> None:
    """Enter the item into the register."""
    plan, now = walk.plan, walk.at(0)
    body, term = BODIES[plan.kind]
    sponsors = tuple(
        SponsorEntry(
            name=name,
            kind=kind,
            is_lead=place == 0,
            delegation=DELEGATIONS[(place + len(plan.subject)) % len(DELEGATIONS)],
            phone=f"1390000{place:02d}{len(plan.subject):02d}",
        )
        for place, (name, kind) in enumerate(plan.sponsors)
    )
    entry = NewItem(
        kind=plan.kind,
        body=body,
        body_level=BodyLevel.PROVINCE,
        title=plan.title,
        term=term,
        session_no=plan.assigned_on.year - FIRST_YEAR,
        phase=Phase.SESSION if plan.assigned_on.month < 7 else Phase.OFF_SESSION,
        number_raw=plan.number,
        received_on=local_day(now),
        sponsors=sponsors,
        publication_wish=PublicationWish.FULL,
        is_reference_only=walk.is_reference,
        is_key=plan.is_key,
        is_confidential=plan.is_confidential,
        policy_area="科技创新",
        assigner=ASSIGNERS[plan.kind],
        origin=Origin.CPPCC_SYSTEM if plan.kind is Kind.PROPOSAL else Origin.NPC_SYSTEM,
        asks=asks_of(plan),
        body_text=body_of(plan),
    )
    walk.proposal_id = intake.register_item(walk.actor(COORDINATOR, now), fields=entry, now=now).id


def note(walk: Walk) -> None:
    """File an item for reference only."""
    now = walk.at(3)
    assignment.note_item(
        walk.actor(COORDINATOR, now), walk.proposal_id, reason="交办时注明仅供参考。", version=None, now=now
    )


def assign(walk: Walk) -> None:
    """Give the item to our department with its co-handlers, or to another with ours assisting."""
    now, plan = walk.at(0), walk.plan
    others = [walk.units[name] for name in plan.neighbours]
    own = walk.units["科技厅"]
    lead, co_handlers = (others[0], [own, *others[1:]]) if plan.is_co else (own, others)
    assignment.assign_units(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        lead=lead,
        co_handlers=co_handlers,
        others=(),
        assigned_on=local_day(now),
        assigner=ASSIGNERS[plan.kind],
        version=None,
        now=now,
    )


def receive(walk: Walk) -> None:
    """Sign for receipt of our part."""
    now, seat = walk.at(1), walk.own()
    assignment.sign_for_receipt(
        walk.actor(COORDINATOR, now), walk.proposal_id, seat.assignment.id, version=None, now=now
    )


def distribute(walk: Walk) -> None:
    """Give our part to the office."""
    now, seat = walk.at(2), walk.own()
    assignment.distribute(
        walk.actor(COORDINATOR, now),
        walk.proposal_id,
        seat.assignment.id,
        office_id=walk.units[walk.plan.office],
        version=None,
        now=now,
    )


def give(walk: Walk) -> None:
    """Give the item to an officer."""
    now, seat = walk.at(3), walk.own()
    officer = walk.people[walk.officer].user_id
    assignment.assign_officer(
        walk.actor(walk.head, now),
        walk.proposal_id,
        seat.assignment.id,
        officer_id=officer,
        version=None,
        now=now,
    )


def contact(walk: Walk) -> None:
    """Talk with the lead sponsor."""
    now, seat = walk.at(9), walk.own()
    walk_index = len(walk.plan.subject)
    contacts.record_contact(
        walk.actor(walk.officer, now),
        walk.proposal_id,
        seat.assignment.id,
        entry=contacts.ContactEntry(
            sponsor_id=walk.file().proposal.sponsors[0].id,
            on=local_day(now),
            method=ContactMethod.MEETING if walk_index % 2 else ContactMethod.PHONE,
            place="南宁" if walk_index % 2 else None,
            people=walk.people[walk.officer].name,
            leader_present=walk.plan.is_key,
            summary=CONTACT_WORDS[walk_index % len(CONTACT_WORDS)],
        ),
        now=now,
    )


def some_opinions(walk: Walk) -> None:
    """Let all co-handlers but the last answer; the last has signed for receipt at most."""
    seats = walk.file().co_handling
    for place, seat in enumerate(seats[:-1]):
        _opinion(walk, seat, 12 + 3 * place)
    _receive_co(walk, seats[-1], 6)


def all_opinions(walk: Walk) -> None:
    """Let every co-handler answer and the lead weigh each opinion."""
    for place, seat in enumerate(walk.file().co_handling):
        _opinion(walk, seat, 12 + 3 * place)
    for seat in walk.file().co_handling:
        if seat.opinion is None:
            continue
        now = walk.at(24)
        opinions.weigh_opinion(
            walk.actor(walk.officer, now),
            walk.proposal_id,
            seat.opinion.id,
            action=Action.ADOPT,
            words=None,
            version=None,
            now=now,
        )


def _receive_co(walk: Walk, seat: Seat, day: int) -> None:
    name = seat.assignment.unit.short_name
    now = walk.at(day)
    assignment.sign_for_receipt(
        walk.actor(walk.heads[name], now), walk.proposal_id, seat.assignment.id, version=None, now=now
    )
    liaison = walk.people[walk.liaisons[name]].user_id
    if seat.assignment.state is AssignmentState.SIGNED:
        assignment.assign_officer(
            walk.actor(walk.heads[name], now),
            walk.proposal_id,
            seat.assignment.id,
            officer_id=liaison,
            version=None,
            now=now,
        )


def _opinion(walk: Walk, seat: Seat, day: int) -> None:
    name = seat.assignment.unit.short_name
    _receive_co(walk, seat, 6)
    _write_opinion(walk, seat, walk.liaisons[name], day)
    _sign_opinion(walk, seat, walk.heads[name], day + 1)


def _write_opinion(walk: Walk, seat: Seat, author: str, day: int) -> None:
    now = walk.at(day)
    if seat.opinion is None:
        raise LookupError(seat.assignment.id)
    who = walk.actor(author, now)
    opinions.save_opinion(
        who,
        walk.proposal_id,
        seat.opinion.id,
        written=opinions.OpinionText(
            text=opinion_of(walk.plan), contact_person=who.name, contact_phone="0771-5500000"
        ),
        version=None,
        now=now,
    )
    opinions.submit_opinion(who, walk.proposal_id, seat.opinion.id, version=None, now=now)


def _sign_opinion(walk: Walk, seat: Seat, signer: str, day: int) -> None:
    now = walk.at(day)
    if seat.opinion is not None:
        opinions.sign_opinion(
            walk.actor(signer, now), walk.proposal_id, seat.opinion.id, version=None, now=now
        )


def write_own_opinion(walk: Walk) -> None:
    """Draft our own opinion for the lead and hand it to our head."""
    _write_opinion(walk, walk.own(), walk.officer, 14)


def sign_own_opinion(walk: Walk) -> None:
    """Sign our own opinion."""
    _sign_opinion(walk, walk.own(), walk.head, 16)


def draft(walk: Walk) -> None:
    """Start the reply and write it."""
    now, seat = walk.at(28), walk.own()
    who = walk.actor(walk.officer, now)
    made = drafting.start_reply(who, walk.proposal_id, seat.assignment.id, now=now)
    now = walk.at(32)
    entry = drafting.DraftEntry(text=letter_of(walk.plan, walk.file()))
    drafting.save_text(who, walk.proposal_id, made.id, entry=entry, version=None, now=now)


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
            _reply_id(walk),
            remark="第二部分没有逐条回应，请补充数量和完成时间。",
            version=None,
            now=now,
        )
        _submit(walk, 41)


def _submit(walk: Walk, day: int) -> None:
    now = walk.at(day)
    drafting.submit_draft(
        walk.actor(walk.officer, now), walk.proposal_id, _reply_id(walk), version=None, now=now
    )


def _reply_id(walk: Walk) -> int:
    found = walk.own().reply
    if found is None:
        raise LookupError(walk.plan.number)
    return found.id


def review(walk: Walk) -> None:
    """Let the head of the office approve."""
    now = walk.at(44)
    sign_off.approve_draft(
        walk.actor(walk.head, now), walk.proposal_id, _reply_id(walk), remark="同意。", version=None, now=now
    )


def check(walk: Walk) -> None:
    """Let the office check the draft."""
    now = walk.at(47)
    sign_off.pass_check(
        walk.actor(CHECKER, now),
        walk.proposal_id,
        _reply_id(walk),
        remark="格式、数字已核。",
        version=None,
        now=now,
    )


def sign(walk: Walk) -> None:
    """Let the leader sign with class and publicity."""
    now = walk.at(52)
    decided = sign_off.Decided(
        class_mark="AABBC"[len(walk.plan.subject) % 5], publicity=Publicity.PROACTIVE, promises_seen=True
    )
    sign_off.sign_reply(
        walk.actor(LEADER, now),
        walk.proposal_id,
        _reply_id(walk),
        decided=decided,
        remark="同意。",
        version=None,
        now=now,
    )


def number(walk: Walk) -> None:
    """Give the letter its number."""
    now = walk.at(53)
    numbering.number_reply(
        walk.actor(COORDINATOR, now), walk.proposal_id, _reply_id(walk), serial=None, version=None, now=now
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
        _reply_id(walk),
        addressees=[*addressees, *copies],
        sent_on=local_day(now),
        version=None,
        now=now,
    )


def follow(walk: Walk) -> None:
    """Conclude the evaluation and report on the first promises."""
    now = walk.at(64)
    case_end.conclude_evaluation(walk.actor(COORDINATOR, now), walk.proposal_id, version=None, now=now)
    for promise in promises_of(walk.proposal_id)[:2]:
        _progress(walk, promise.id)


def _progress(walk: Walk, commitment_id: int) -> None:
    now = walk.at(68)
    commitments.report_progress(
        walk.actor(walk.officer, now),
        commitment_id,
        text="已印发工作方案，正在组织申报和评审。",
        percent=40,
        evidence="桂科计字〔2026〕18号",
        version=None,
        now=now,
    )


def finish_promises(walk: Walk) -> None:
    """Report every promise done and let the supervisor close it."""
    for promise in promises_of(walk.proposal_id):
        now = walk.at(69)
        commitments.report_done(
            walk.actor(walk.officer, now),
            promise.id,
            text="已全部完成，有关材料随附。",
            evidence="验收意见（桂科函）",
            done_on=local_day(now),
            version=None,
            now=now,
        )
        later = now + timedelta(minutes=30)
        commitments.verify_done(
            walk.actor(SUPERVISOR, later), promise.id, remark="材料齐全。", version=None, now=later
        )
        walk.clock = later


def close(walk: Walk) -> None:
    """Close the item."""
    now = walk.at(70)
    case_end.close_case(walk.actor(COORDINATOR, now), walk.proposal_id, version=None, now=now)
