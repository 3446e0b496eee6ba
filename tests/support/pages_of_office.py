"""Every page of the demonstration office with somebody who may see it, and how to come in as that person."""

from playwright.sync_api import Page
from sqlalchemy import select

from tests.support.more_pages_of_office import more
from tests.support.shot import Shot
from tracker.domain.vocabulary import (
    CommitmentState,
    EvaluationState,
    GroupKind,
    RequestKind,
    Satisfaction,
    Stage,
)
from tracker.extensions import db
from tracker.models.assignment import Assignment, SideRequest
from tracker.models.commitment import Commitment
from tracker.models.evaluation import Evaluation
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.opinion import Opinion
from tracker.models.people import User
from tracker.models.proposal import Proposal
from tracker.models.register import SavedView
from tracker.models.reminder import Urging
from tracker.models.reply import Reply
from tracker.models.rules import OfficeRuleSet


def item_at(stage: Stage) -> Proposal:
    """Return the newest item of our own at a stage."""
    return db.session.scalars(
        select(Proposal).where(Proposal.stage == stage).order_by(Proposal.id.desc()).limit(1)
    ).one()


def reply_at(stage: Stage) -> str:
    """Return the address below which the pages of a stage's reply stand."""
    item = item_at(stage)
    reply = db.session.scalars(select(Reply).where(Reply.proposal_id == item.id).limit(1)).one()
    return f"/items/{item.id}/replies/{reply.id}"


def opinion_at(stage: Stage) -> str:
    """Return the address below which the pages of a stage's opinion stand."""
    item = item_at(stage)
    own = (
        select(Opinion)
        .join(Assignment)
        .where(Opinion.proposal_id == item.id, Assignment.unit_id == item.host_unit_id)
    )
    opinion = db.session.scalars(own.limit(1)).one()
    return f"/items/{item.id}/opinions/{opinion.id}"


def commitment_in(state: CommitmentState) -> str:
    """Return the address of a promise in a state."""
    wanted = select(Commitment.id).where(Commitment.state == state).order_by(Commitment.id.desc()).limit(1)
    return f"/promises/{db.session.scalars(wanted).one()}"


def evaluation_in(state: EvaluationState) -> str:
    """Return the address of an evaluation in a state."""
    wanted = select(Evaluation).where(Evaluation.state == state).order_by(Evaluation.id.desc()).limit(1)
    row = db.session.scalars(wanted).one()
    return f"/items/{row.proposal_id}/evaluations/{row.id}"


def slip(*, is_answered: bool) -> str:
    """Return the address of a slip of the supervisor, answered or not."""
    wanted = select(Urging).where(Urging.answered_at.is_not(None) == is_answered).limit(1)
    row = db.session.scalars(wanted).one()
    return f"/items/{row.proposal_id}/urgings/{row.id}"


def dissatisfied_item() -> str:
    """Return the address of an item that waits for its second round."""
    is_bad = Evaluation.result == Satisfaction.DISSATISFIED
    wanted = select(Evaluation.proposal_id).join(Proposal, Proposal.id == Evaluation.proposal_id)
    wanted = wanted.where(is_bad, Proposal.stage == Stage.EVALUATING).limit(1)
    return f"/items/{db.session.scalars(wanted).one()}"


def item_in_round(number: int) -> str:
    """Return the address of an item in its second or a later round."""
    return (
        f"/items/{db.session.scalars(select(Proposal.id).where(Proposal.round_no == number).limit(1)).one()}"
    )


def group_of_kind(kind: GroupKind) -> HandlingGroup:
    """Return the group of a kind."""
    wanted = select(HandlingGroup).where(HandlingGroup.kind == kind).order_by(HandlingGroup.id)
    return db.session.scalars(wanted.limit(1)).one()


def groups() -> list[Shot]:
    """List the pages of items that stand together."""
    merged, topic = group_of_kind(GroupKind.MERGED), group_of_kind(GroupKind.TOPIC)
    member = select(GroupMember.proposal_id).where(GroupMember.group_id == merged.id)
    other = db.session.scalars(member.where(GroupMember.proposal_id != merged.leading_id).limit(1)).one()
    group, office = f"/groups/{merged.id}", "韦丽华"
    drafting = f"/items/{item_at(Stage.DRAFTING).id}"
    return [
        Shot("group", office, group),
        Shot("group-officer", officer_of_item(merged.leading_id or 0), group),
        Shot("group-compare", officer_of_item(other), f"{group}/items/{other}/text"),
        Shot("group-new", office, f"{drafting}/group/new"),
        Shot("group-leave", office, f"{group}/items/{other}/leave"),
        Shot("item-in-group", office, f"/items/{other}"),
        Shot("topics", office, "/topics"),
        Shot("topic", office, f"/topics/{topic.id}"),
        Shot("topic-edit", office, f"/topics/{topic.id}/edit"),
        Shot("topic-items", office, f"/topics/{topic.id}/items"),
        Shot("merge", office, f"{drafting}/merge"),
    ]


def first_view() -> int:
    """Return the number of a saved view."""
    return db.session.scalars(select(SavedView.id).order_by(SavedView.id).limit(1)).one()


def officer_of_item(proposal_id: int) -> str:
    """Return the name of the officer who has an item."""
    return db.session.get_one(User, db.session.get_one(Proposal, proposal_id).lead_officer_id).name


def officer_of(stage: Stage) -> str:
    """Return the name of the officer who has the newest item at a stage."""
    return officer_of_item(item_at(stage).id)


def request_of(kind: RequestKind) -> str:
    """Return the address of the open request of a kind, of the office's own where there is one."""
    is_open = (SideRequest.kind == kind, SideRequest.decided_at.is_(None))
    by_office_first = SideRequest.is_by_office.desc()
    row = db.session.scalars(select(SideRequest).where(*is_open).order_by(by_office_first).limit(1)).one()
    return f"/items/{row.proposal_id}/requests/{row.id}"


def request_pages() -> list[Shot]:
    """List the pages on which something is asked for, decided, stopped or taken up again."""
    handled, noted = item_at(Stage.DRAFTING), item_at(Stage.NOTED)
    seat = f"/items/{handled.id}/assignments/{own_seat(handled)}"
    return [
        Shot("request-return", "韦丽华", request_of(RequestKind.RETURN)),
        Shot("request-not-public", "唐咸来", request_of(RequestKind.NOT_PUBLIC)),
        Shot("request-withdrawal", "韦丽华", request_of(RequestKind.WITHDRAWAL)),
        Shot("request-ask-return", "韦丽华", f"{seat}/return"),
        Shot("request-ask-withdrawal", "韦丽华", f"/items/{handled.id}/withdrawal"),
        Shot("request-recall", "韦丽华", f"{seat}/recall"),
        Shot("request-pause", "唐咸来", f"{seat}/pause"),
        Shot("request-rest", "韦丽华", request_of(RequestKind.PAUSE)),
        Shot("request-void", "韦丽华", f"/items/{handled.id}/void"),
        Shot("request-take-up", "韦丽华", f"/items/{noted.id}/taken-up"),
    ]


def extension_path(proposal_id: int) -> str:
    """Return the address on which more time is asked for the department's own part of an item."""
    return f"/items/{proposal_id}/assignments/{own_seat(db.session.get_one(Proposal, proposal_id))}/extension"


def pause_path(item: Proposal) -> str:
    """Return the address on which it is asked that the department's own part of an item may rest."""
    return f"/items/{item.id}/assignments/{own_seat(item)}/pause-request"


def own_seat(item: Proposal) -> int:
    """Return the id of the part of an item that the department itself has."""
    own = (Assignment.proposal_id == item.id, Assignment.unit_id == item.host_unit_id)
    return db.session.scalars(select(Assignment.id).where(*own).limit(1)).one()


def rules_draft() -> str:
    """Return the address of the department's own rules, which are a draft."""
    return f"/rules/{db.session.scalars(select(OfficeRuleSet.id)).one()}"


RULE_PAGES = {
    "draft": "",
    "term": "/milestone/8",
    "new": "/milestone/new",
    "extension": "/extension/1",
    "demand": "/check/0",
    "text": "/text",
    "title": "/title",
    "force": "/force",
}
TABS = ("text", "contacts", "opinions", "drafts", "sign_off", "files", "promises", "evaluations")


def wanted() -> list[Shot]:
    """List every page with somebody who may see it."""
    drafting, sent = item_at(Stage.DRAFTING).id, item_at(Stage.TRACKING).id
    waiting, given = item_at(Stage.TO_SIGN), item_at(Stage.TO_DISTRIBUTE)
    seat_id = own_seat(given)
    officer = "李文静"
    desks = (officer, "覃海宁", "韦丽华", "唐咸来", "黄志强", "陆敏", "邓伟", "梁文博")
    return [
        Shot("sign-in", "", "/sign-in"),
        *(Shot(f"desk-{number}", name, "/") for number, name in enumerate(desks, start=1)),
        Shot("register", "韦丽华", "/items"),
        Shot("search", "韦丽华", "/search?q=科技 平台"),
        Shot("search-help", officer, "/search"),
        Shot("search-nothing", officer, "/search?q=月球基地&term=13"),
        Shot("register-filter", "韦丽华", "/items/filter?view=overdue&signing=missing"),
        Shot("register-layout", "韦丽华", "/items/layout"),
        Shot("register-views", "韦丽华", "/items/views"),
        Shot("register-view", "韦丽华", f"/items/views/{first_view()}"),
        Shot("register-view-new", "韦丽华", "/items/views/new?kind=npc_suggestion&key=1"),
        Shot("register-print", "韦丽华", "/items/print?view=overdue"),
        Shot("chosen-officer", "韦丽华", f"/items/chosen/officer?item={given.id}&item={drafting}"),
        Shot("chosen-urge", "黄志强", f"/items/chosen/urge?item={sent}&item={drafting}"),
        Shot("chosen-labels", "韦丽华", f"/items/chosen/labels?item={sent}&item={drafting}"),
        Shot("register-export", "韦丽华", "/items/export?view=overdue"),
        Shot("register-overdue", "覃海宁", "/items?view=overdue"),
        Shot("board", "黄志强", "/board"),
        Shot("board-officers", "覃海宁", "/board?by=officer&key=0"),
        Shot("register-empty", officer, "/items?q=nothing-like-this"),
        Shot("item-timeline", "韦丽华", f"/items/{sent}"),
        *(Shot(f"item-{tab}", "韦丽华", f"/items/{sent}/{tab}") for tab in TABS),
        Shot("item-drafting", "韦丽华", f"/items/{drafting}"),
        Shot("item-to-assign", "韦丽华", f"/items/{item_at(Stage.TO_ASSIGN).id}"),
        Shot("item-to-sign", "韦丽华", f"/items/{waiting.id}"),
        Shot("item-collecting", "黄志强", f"/items/{item_at(Stage.COLLECTING).id}"),
        Shot("intake", "韦丽华", "/intake"),
        Shot("intake-form", "韦丽华", "/intake/form"),
        Shot("intake-register", "韦丽华", "/intake/register"),
        Shot("imports", "韦丽华", "/intake/register/imports"),
        Shot("intake-letter", "韦丽华", "/intake/letter"),
        Shot("assignment", "韦丽华", f"/items/{item_at(Stage.TO_ASSIGN).id}/assignment"),
        Shot("distribute", "韦丽华", f"/items/{given.id}/assignments/{seat_id}/distribute"),
        Shot("contact", officer_of(Stage.HANDLING), f"/items/{item_at(Stage.HANDLING).id}/contacts/new"),
        Shot("opinion", "韦丽华", opinion_at(Stage.CO_RETURNED)),
        Shot("review", "韦丽华", reply_at(Stage.OFFICE_CHECK) + "/review"),
        Shot("sign", "唐咸来", reply_at(Stage.SIGN_OFF) + "/sign"),
        Shot("arrange", "韦丽华", reply_at(Stage.OFFICE_CHECK) + "/steps"),
        Shot("chains", "韦丽华", "/chains?kind=cppcc_proposal&importance=key"),
        Shot("calendar", "韦丽华", "/calendar"),
        Shot("rules", "韦丽华", "/rules"),
        Shot("rules-shipped", "韦丽华", "/rules/shipped/shanghai?kind=npc_suggestion&assigned=2026-03-20"),
        *(Shot(f"rules-{name}", "韦丽华", rules_draft() + path) for name, path in RULE_PAGES.items()),
        Shot("ask-extension", officer_of(Stage.DRAFTING), extension_path(drafting)),
        Shot("ask-pause", officer_of(Stage.COLLECTING), pause_path(item_at(Stage.COLLECTING))),
        Shot("send", "韦丽华", reply_at(Stage.TO_SEND) + "/send"),
        Shot("reply", "韦丽华", reply_at(Stage.TRACKING)),
        Shot("draft", officer_of(Stage.DRAFTING), reply_at(Stage.DRAFTING) + "/draft"),
        Shot("upload", "韦丽华", f"/items/{drafting}/files/new"),
        Shot("ask-evaluation", "韦丽华", f"/items/{item_at(Stage.REPLIED).id}/evaluation/ask"),
        Shot("enter-evaluation", "韦丽华", evaluation_in(EvaluationState.AWAITING) + "/enter"),
        Shot("check-evaluation", "陈洁", evaluation_in(EvaluationState.ENTERED)),
        Shot("evaluation", "韦丽华", evaluation_in(EvaluationState.CONFIRMED)),
        Shot(
            "evaluation-forms",
            "韦丽华",
            evaluation_in(EvaluationState.AWAITING).partition("/evaluations")[0] + "/evaluation/forms",
        ),
        Shot("redo", "韦丽华", dissatisfied_item() + "/redo"),
        Shot("meeting", "韦丽华", dissatisfied_item() + "/meeting"),
        Shot("item-round-2", "韦丽华", item_in_round(2)),
        Shot("item-round-2-evaluations", "韦丽华", item_in_round(2) + "/evaluations"),
        Shot("numbers", "韦丽华", "/numbers"),
        Shot("urge", "黄志强", f"/items/{drafting}/urge"),
        Shot("urge-many", "黄志强", f"/urge?item={drafting}&item={waiting.id}"),
        Shot("slip", "黄志强", slip(is_answered=False)),
        Shot("slip-answered", "黄志强", slip(is_answered=True)),
        Shot("my-reminders", officer, "/account/reminders"),
        Shot("due-sheet", "韦丽华", "/reminders/sheet"),
        Shot("reminder-policy", "韦丽华", "/reminders/policy"),
        Shot("reminders-foreseen", "韦丽华", "/reminders/foreseen"),
        Shot("reminder-messages", "韦丽华", "/reminders/messages"),
        Shot("publications", "韦丽华", "/publication"),
        Shot("publication", "韦丽华", reply_at(Stage.TRACKING) + "/publication"),
        Shot("published", "韦丽华", reply_at(Stage.CLOSED) + "/publication"),
        Shot("resend", "韦丽华", reply_at(Stage.TRACKING) + "/resend"),
        Shot("change-class", "黄志强", reply_at(Stage.TRACKING) + "/class"),
        Shot("correction", "韦丽华", reply_at(Stage.TRACKING) + "/letters/new?kind=correction"),
        Shot("archive", "韦丽华", f"/items/{item_at(Stage.CLOSED).id}/archive"),
        Shot("reopen", "黄志强", f"/items/{item_at(Stage.CLOSED).id}/reopen"),
        Shot("promises", "韦丽华", "/promises"),
        Shot("promise", "韦丽华", commitment_in(CommitmentState.UNDER_WAY)),
        Shot("promise-kept", "韦丽华", commitment_in(CommitmentState.KEPT)),
        Shot("second-factor", "韦丽华", "/account/second-factor"),
        Shot("people", "韦丽华", "/people"),
        Shot("people-admin", "梁文博", "/people"),
        Shot("phrases", "韦丽华", "/phrases"),
        Shot("copies", "韦丽华", "/copies"),
        *groups(),
        *request_pages(),
        *more(),
        Shot("not-found", "韦丽华", "/items/999999"),
    ]


def sign_in(page: Page, address: str, who: str) -> None:
    """Take a role of the demonstration office with one click."""
    page.goto(address + "/sign-in")
    if page.locator(".people li").filter(has_text=who).count():
        page.locator(".more-people summary").click()
    page.locator(".personas li, .people li").filter(has_text=who).get_by_role("button").first.click()
    page.wait_for_load_state()
