"""The item page, one address a tab."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import render_template

from tracker.domain.actions import Action
from tracker.domain.errors import NotFound
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, Machine, ReplyState
from tracker.queries import item as read
from tracker.queries.contacts import contacts_of
from tracker.queries.ended_work import cancelled_drafts
from tracker.queries.evaluations import evaluations_of, meetings_of
from tracker.queries.files import readable_files
from tracker.queries.item import EVENTS_SHOWN, Tab
from tracker.queries.opinions import opinions_of
from tracker.queries.promises import promises_of
from tracker.queries.steps import Steps, steps_by_reply
from tracker.services.files import upload_target
from tracker.services.rounds import may_meet
from tracker.web import current
from tracker.web.addresses import asked_id
from tracker.web.confidential import without_names
from tracker.web.due_words import due_why
from tracker.web.evaluation_rows import row_maker
from tracker.web.item import blueprint
from tracker.web.item.frame import Frame, frame_context, open_frame, tab_url, url_of
from tracker.web.item.further import further_steps
from tracker.web.item.panels import due_rows, party_rows, promise_words, request_rows, urging_rows
from tracker.web.item.ties import tie_lines
from tracker.web.labels import action_label

OTHER_TABS = ",".join(tab.value for tab in Tab if tab is not Tab.TIMELINE)


@blueprint.get("/items/<int:proposal_id>", defaults={"tab": Tab.TIMELINE.value})
@blueprint.get(f"/items/<int:proposal_id>/<any({OTHER_TABS}):tab>")
def view_item(proposal_id: int, tab: str) -> str:
    """Show an item; who has no right to its history gets its first tab instead."""
    frame, wanted = open_frame(proposal_id), Tab(tab)
    if wanted not in frame.tabs:
        if wanted is not Tab.TIMELINE:
            raise NotFound
        wanted = frame.tabs[0]
    context = {**frame_context(frame, wanted), **_aside(frame), **CONTENT[wanted](frame)}
    return render_template(f"item/{wanted.value}.html", **context)


@blueprint.get("/items/<int:proposal_id>/due/<int:milestone_id>")
def explain_due(proposal_id: int, milestone_id: int) -> str:
    """Show how one due date was computed, as a page of its own."""
    frame = open_frame(proposal_id)
    shown = {seat.assignment.id for seat in frame.shown_seats() if frame.sees_routing or frame.is_own(seat)}
    row = next((row for row in frame.milestones if row.id == milestone_id), None)
    if row is None or row.assignment_id not in shown:
        raise NotFound
    return render_template("item/explain_due.html", item=frame.file.proposal, why=due_why(row.explanation))


def _aside(frame: Frame) -> dict[str, Any]:
    steps = [(link, url) for link in further_steps(frame) if (url := url_of(link))]
    return {
        "dues": due_rows(frame),
        "parties": party_rows(frame),
        "asked": request_rows(frame),
        "urged": urging_rows(frame),
        "promise_words": promise_words(frame),
        "promise_url": tab_url(frame, Tab.PROMISES),
        "further": steps,
        "ties": tie_lines(frame),
    }


def _timeline(frame: Frame) -> dict[str, Any]:
    before = asked_id("before")
    events = list(read.events_of(frame.file.proposal.id, before))
    older = events[EVENTS_SHOWN - 1].id if len(events) > EVENTS_SHOWN else None
    slips = {row.document_number: row.id for row in frame.urgings if row.document_number}
    paging = {"older": older, "is_later_page": before is not None}
    return {"events": events[:EVENTS_SHOWN], "slips": slips, **paging}


def _text(frame: Frame) -> dict[str, Any]:
    item = frame.file.proposal
    sees_contact = frame.may(Permission.VIEW_SPONSOR_CONTACTS)
    body, asks = read.text_of(item.id)
    sponsors = (
        []
        if item.is_confidential and not sees_contact
        else read.sponsors_of(item.id, with_contact=sees_contact)
    )
    body, asks = without_names(frame.file, body), [without_names(frame.file, ask) for ask in asks]
    return {"body": body, "asks": asks, "sponsors": sponsors, "sees_contact": sees_contact}


def _contacts(frame: Frame) -> dict[str, Any]:
    return {"rounds": _by_round(frame, contacts_of(frame.file.proposal.id), lambda row: row.round_no)}


def _opinions(frame: Frame) -> dict[str, Any]:
    texts = {opinion.id: opinion for opinion in opinions_of(frame.file.proposal.id)}
    seats = [seat for seat in frame.file.co_handling if frame.may(Permission.VIEW_OPINIONS, seat.target)]
    return {"seats": seats, "opinions": texts}


def _drafts(frame: Frame) -> dict[str, Any]:
    sees_drafts = frame.may(Permission.VIEW_DRAFTS)
    versions = read.drafts_of(frame.file) if sees_drafts else []
    cancelled = cancelled_drafts(frame.file.proposal.id) if sees_drafts else []
    shown = {"versions": versions, "sees_drafts": sees_drafts, "cancelled": cancelled}
    return {**shown, "signed": SIGNED_REPLY_STATES}


def _sign_off(frame: Frame) -> dict[str, Any]:
    reviews = read.reviews_of(frame.file)
    rounds = {seat.reply.id: seat.assignment.round_no for seat in frame.file.seats if seat.reply}
    rows = [(row, action_label(Machine.REPLY, Action(row.action))) for row in reviews]
    return {
        "rounds": _by_round(frame, rows, lambda pair: rounds[pair[0].reply_id]),
        "lines": _lines(frame),
    }


def _lines(frame: Frame) -> list[tuple[str, Steps]]:
    """Return the steps of each submitted reply of this round with the unit that answers."""
    replies = {seat.assignment.unit.short_name: seat.reply for seat in frame.file.answering if seat.reply}
    submitted = {unit: reply.id for unit, reply in replies.items() if reply.state is not ReplyState.DRAFTING}
    steps = frame.file.steps | steps_by_reply(
        [one for one in submitted.values() if one not in frame.file.steps]
    )
    return [(unit, steps[reply_id]) for unit, reply_id in submitted.items() if reply_id in steps]


def _by_round(
    frame: Frame, rows: Iterable[Any], round_of: Callable[[Any], int]
) -> list[tuple[int, list[Any]]]:
    """Return rows by their round, the present one first even where it has none yet."""
    found: dict[int, list[Any]] = {frame.file.proposal.round_no: []}
    for row in rows:
        found.setdefault(round_of(row), []).append(row)
    return sorted(found.items(), reverse=True)


def _files(frame: Frame) -> dict[str, Any]:
    target, round_no = upload_target(frame.file), frame.file.proposal.round_no
    rows = readable_files(frame.file, frame.actor, current.now())
    may_remove = frame.may(Permission.DELETE_UPLOAD, target)
    own = [row.id for row in rows if row.by_id == frame.actor.user_id and row.round_no == round_no]
    return {
        "files": rows,
        "removable": own if may_remove else [],
        "may_upload": frame.may(Permission.UPLOAD, target),
    }


def _promises(frame: Frame) -> dict[str, Any]:
    sees_all = frame.may(Permission.VIEW_COMMITMENTS)
    own = frozenset[int]().union(*frame.actor.scopes.values())
    promises = promises_of(frame.file.proposal.id)
    return {"promises": [row for row in promises if sees_all or row.owner_unit_id in own]}


def _evaluations(frame: Frame) -> dict[str, Any]:
    made = row_maker(frame.file, frame.milestones, frame.tree)
    item = frame.file.proposal
    may_record = frame.may(Permission.RECORD_EVALUATION)
    return {
        "rows": [made(row) for row in evaluations_of(item.id)],
        "meetings": meetings_of(item.id),
        "may_print": may_record,
        "may_meet": may_meet(frame.actor, frame.file, current.now()) and frame.side.dissatisfied > 0,
        "sees_scans": frame.may(Permission.VIEW_INTERNAL_FILES),
    }


CONTENT: Mapping[Tab, Callable[[Frame], dict[str, Any]]] = {
    Tab.TIMELINE: _timeline,
    Tab.TEXT: _text,
    Tab.CONTACTS: _contacts,
    Tab.OPINIONS: _opinions,
    Tab.DRAFTS: _drafts,
    Tab.SIGN_OFF: _sign_off,
    Tab.FILES: _files,
    Tab.PROMISES: _promises,
    Tab.EVALUATIONS: _evaluations,
}
