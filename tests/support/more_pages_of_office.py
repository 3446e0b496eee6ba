"""Pages of the demonstration office beside the main path: administration, records, exceptions, later letters, ends."""

from typing import Any

from sqlalchemy import Select, select

from tests.support.shot import Shot
from tracker.domain.mail import MailState
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import (
    GroupKind,
    LetterState,
    OpinionState,
    ReplyState,
    RequestKind,
    RequestState,
    Role,
    Stage,
    UnitKind,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone, SideRequest
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.hand_over import HandOver
from tracker.models.later_letter import LaterLetter
from tracker.models.mail import MailMessage
from tracker.models.opinion import Opinion
from tracker.models.people import RoleGrant, Unit, User
from tracker.models.proposal import Proposal
from tracker.models.publication import PublicCopy
from tracker.models.reply import Reply
from tracker.models.sign_off import ReplyStep, SignOffChain
from tracker.models.writing import PrivateCopy, StockPhrase

OFFICE, LEADER, PRINCIPAL, SUPERVISOR = "韦丽华", "唐咸来", "蒙启明", "黄志强"
SYSTEM, SECURITY, AUDIT = "梁文博", "农小梅", "欧阳靖"


def one(statement: Select[Any]) -> Any:
    """Return the first row of a statement."""
    return db.session.scalars(statement.limit(1)).one()


def newest(stage: Stage) -> Proposal:
    """Return the newest item at a stage."""
    found: Proposal = one(select(Proposal).where(Proposal.stage == stage).order_by(Proposal.id.desc()))
    return found


def officer_of(item: Proposal) -> str:
    """Return the name of the officer who has an item."""
    return db.session.get_one(User, item.lead_officer_id).name


def letter_in(state: LetterState) -> str:
    """Return the address of a later letter in a state."""
    row = one(select(LaterLetter).where(LaterLetter.state == state))
    return f"/items/{row.proposal_id}/letters/{row.id}"


def mails() -> list[Shot]:
    """List the mail ledger and two mails of it."""
    failed, sent = (
        one(select(MailMessage.id).where(MailMessage.state == state))
        for state in (MailState.FAILED, MailState.SENT)
    )
    return [
        Shot("mails", OFFICE, "/mails"),
        Shot("mail-failed", OFFICE, f"/mails/{failed}"),
        Shot("mail-sent", OFFICE, f"/mails/{sent}"),
    ]


def accounts() -> list[Shot]:
    """List the pages of one's own account, of people and units, and of the three administrators."""
    officer, unit = (
        one(select(User).where(User.name == "李文静")),
        one(select(Unit).where(Unit.parent_id > 0)),
    )
    return [
        Shot("account", OFFICE, "/account"),
        Shot("sign-in-again", OFFICE, "/sign-in/again?next=/items"),
        Shot("link-used", "", "/welcome/not-a-link"),
        Shot("system", SYSTEM, "/administration/system"),
        Shot("security", SECURITY, "/administration/security"),
        Shot("audit", AUDIT, "/administration/audit"),
        Shot("audit-empty", AUDIT, "/administration/audit?person=nobody-like-this"),
        Shot("desk-security", SECURITY, "/"),
        Shot("desk-audit", AUDIT, "/"),
        Shot("people-security", SECURITY, "/people"),
        Shot("person", OFFICE, f"/people/{officer.id}"),
        Shot("person-system", SYSTEM, f"/people/{officer.id}"),
        Shot("person-security", SECURITY, f"/people/{officer.id}"),
        Shot("person-new", SYSTEM, "/people/new"),
        Shot("unit", OFFICE, f"/people/units/{unit.id}"),
        Shot("unit-admin", SYSTEM, f"/people/units/{unit.id}"),
        Shot("unit-new", SYSTEM, "/people/units/new"),
        Shot("unit-rename", SYSTEM, f"/people/units/{unit.id}/rename"),
        *hand_overs(officer),
    ]


def hand_overs(officer: User) -> list[Shot]:
    """List the pages of handing work over: a person's, an office's, one that waits, and all of them."""
    offer = one(select(HandOver))
    receiver = db.session.get_one(User, offer.receiver_id).name
    office = one(select(Unit).where(Unit.kind == UnitKind.OFFICE, Unit.short_name == "高新处"))
    return [
        Shot("hand-over-own", officer.name, f"/people/{officer.id}/hand-over"),
        Shot("hand-over-office", OFFICE, f"/people/{officer.id}/hand-over?kind=promise"),
        Shot("hand-over-answer", receiver, f"/hand-overs/{offer.id}"),
        Shot("hand-over-stand-in", OFFICE, f"/hand-overs/{offer.id}"),
        Shot("hand-overs", OFFICE, "/hand-overs"),
        Shot("register-checks", OFFICE, "/register-checks"),
        Shot("desk-receiver", receiver, "/"),
        Shot("unit-merge", OFFICE, f"/people/units/{office.id}/merge"),
        Shot("unit-merge-security", SECURITY, f"/people/units/{office.id}/merge"),
    ]


def writing() -> list[Shot]:
    """List the pages round a text: copies, phrases, versions, an opinion, files."""
    copy, phrase = one(select(PrivateCopy)), one(select(StockPhrase))
    writer = db.session.get_one(User, copy.user_id).name
    draft = one(select(Reply).where(Reply.state == ReplyState.DRAFTING))
    drafted = db.session.get_one(Proposal, draft.proposal_id)
    drafting = select(Opinion).join(Assignment).where(Opinion.state == OpinionState.DRAFTING)
    mine = one(drafting.where(Assignment.officer_id.is_not(None)))
    cancelled = one(select(Reply).where(Reply.state == ReplyState.CANCELLED))
    return [
        Shot("copies-own", writer, "/copies"),
        Shot("copy", writer, f"/copies/{copy.id}"),
        Shot("phrase", keeper_of(phrase), f"/phrases/{phrase.id}"),
        Shot("versions", officer_of(drafted), f"/items/{drafted.id}/replies/{draft.id}/versions"),
        Shot("opinion-edit", writer_of(mine), f"/items/{mine.proposal_id}/opinions/{mine.id}/edit"),
        Shot(
            "cancelled-draft",
            OFFICE,
            f"/items/{cancelled.proposal_id}/cancelled-drafts/{cancelled.id}",
        ),
    ]


def keeper_of(phrase: StockPhrase) -> str:
    """Return the name of whoever wrote a phrase."""
    return db.session.get_one(User, phrase.saved_by_id).name


def writer_of(opinion: Opinion) -> str:
    """Return the name of whoever has a co-handler's part."""
    return db.session.get_one(User, opinion.assignment.officer_id).name


def signing() -> list[Shot]:
    """List the pages of the department's own chain: countersigned, with one more level, after the meeting."""
    chain = one(select(SignOffChain))
    current = select(ReplyStep).where(ReplyStep.state == StepState.CURRENT)
    waiting = one(current.where(ReplyStep.demands_meeting))
    added = one(select(ReplyStep).where(ReplyStep.added_by_id.is_not(None)))
    return [
        Shot("chain", OFFICE, f"/chains/{chain.id}"),
        Shot("countersign", "韦建国", reply_path(newest(Stage.COUNTERSIGN)) + "/review"),
        Shot("item-countersign", OFFICE, f"/items/{newest(Stage.COUNTERSIGN).id}/sign_off"),
        Shot("sign-waiting-for-meeting", PRINCIPAL, step_path(waiting) + "/sign"),
        Shot("arrange-meeting", OFFICE, step_path(waiting) + "/steps"),
        Shot("sign-added-level", LEADER, step_path(added) + "/sign"),
        Shot("desk-principal", PRINCIPAL, "/"),
    ]


def reply_path(item: Proposal) -> str:
    """Return the address below which the pages of an item's reply stand."""
    return f"/items/{item.id}/replies/{one(select(Reply.id).where(Reply.proposal_id == item.id))}"


def step_path(step: ReplyStep) -> str:
    """Return the address below which the pages of a step's reply stand."""
    return reply_path(db.session.get_one(Proposal, db.session.get_one(Reply, step.reply_id).proposal_id))


def after_sending() -> list[Shot]:
    """List the pages of later letters in every state, and of publications that were taken back."""
    withdrawn = one(
        select(PublicCopy).where(PublicCopy.ended_at.is_not(None), PublicCopy.published_at.is_not(None))
    )
    letters = [Shot(f"letter-{state.value}", OFFICE, letter_in(state)) for state in LetterState]
    supplement = reply_path(newest(Stage.TRACKING)) + "/letters/new?kind=supplement"
    return [
        *letters,
        Shot("letter-sign", LEADER, letter_in(LetterState.TO_SIGN)),
        Shot("letter-send", OFFICE, letter_in(LetterState.NUMBERED) + "/send"),
        Shot("letter-resend", OFFICE, letter_in(LetterState.SENT) + "/resend"),
        Shot("supplement", OFFICE, supplement),
        Shot(
            "publication-withdrawn",
            OFFICE,
            f"/items/{withdrawn.proposal_id}/replies/{withdrawn.reply_id}/publication",
        ),
    ]


def exceptions() -> list[Shot]:
    """List the pages of items that rest or ended by another way, and of steps few items need."""
    inside = one(
        select(SideRequest).where(
            SideRequest.state == RequestState.ASKED,
            SideRequest.is_by_office.is_(False),
            SideRequest.kind == RequestKind.RETURN,
        )
    )
    asked = f"/items/{inside.proposal_id}/requests/{inside.id}"
    open_item, merged = newest(Stage.TO_ASSIGN), newest(Stage.MERGED)
    due = one(select(Milestone).where(Milestone.proposal_id == newest(Stage.DRAFTING).id))
    ends = (Stage.PAUSED, Stage.WITHDRAWN, Stage.VOIDED, Stage.MERGED, Stage.ARCHIVED, Stage.RETURNING)
    return [
        *(Shot(f"item-{stage.value}", OFFICE, f"/items/{newest(stage).id}") for stage in ends),
        Shot(
            "request-inside",
            holder(db.session.get_one(Assignment, inside.assignment_id).unit_id, Role.HEAD),
            asked,
        ),
        Shot("request-inside-asker", db.session.get_one(User, inside.asked_by_id).name, asked),
        Shot("item-edit", OFFICE, f"/items/{open_item.id}/edit"),
        Shot("note", OFFICE, f"/items/{open_item.id}/note"),
        Shot("merged-back", OFFICE, f"/items/{merged.id}/merge/undone"),
        Shot("due", OFFICE, f"/items/{due.proposal_id}/due/{due.id}"),
        officer_page(),
    ]


def holder(unit_id: int, role: Role) -> str:
    """Return the name of the first holder of a role in a unit."""
    name: str = one(
        select(User.name).join(RoleGrant).where(RoleGrant.unit_id == unit_id, RoleGrant.role == role)
    )
    return name


def officer_page() -> Shot:
    """Return the page on which a head names the officer of an item."""
    item = newest(Stage.HANDLING)
    seat = one(
        select(Assignment).where(Assignment.proposal_id == item.id, Assignment.unit_id == item.host_unit_id)
    )
    head = holder(seat.office_id, Role.HEAD)
    return Shot("officer", head, f"/items/{item.id}/assignments/{seat.id}/officer")


def together() -> list[Shot]:
    """List the steps of groups and topics that few items need."""
    groups = select(HandlingGroup).where(HandlingGroup.kind == GroupKind.MERGED)
    merged, waiting = db.session.scalars(groups.order_by(HandlingGroup.id)).all()
    topic = one(select(HandlingGroup).where(HandlingGroup.kind == GroupKind.TOPIC))
    member = select(GroupMember.proposal_id)
    other = one(member.where(GroupMember.group_id == merged.id, GroupMember.proposal_id != merged.leading_id))
    kept = one(member.where(GroupMember.group_id == topic.id))
    return [
        Shot("group-sign", LEADER, f"/groups/{waiting.id}/sign"),
        Shot("group-lead", OFFICE, f"/groups/{merged.id}/items/{other}/lead"),
        Shot("topic-new", OFFICE, "/topics/new"),
        Shot("topic-leave", OFFICE, f"/topics/{topic.id}/items/{kept}/leave"),
        Shot("item-topic", OFFICE, f"/items/{newest(Stage.OFFICE_CHECK).id}/topic"),
    ]


def more() -> list[Shot]:
    """List them all."""
    return [*accounts(), *writing(), *signing(), *after_sending(), *exceptions(), *together(), *mails()]
