"""Due dates of assignments: made from the rule set in force, explained for ever, ticked off when the step is done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from tracker.domain import rule_sets
from tracker.domain.deadlines import compute_all
from tracker.domain.due_dates import Anchor, Change, DueDate, MilestoneRule
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.vocabulary import ANSWERING_ROLES, AssignmentRole
from tracker.extensions import db
from tracker.models.assignment import Assignment, Milestone
from tracker.models.people import Unit
from tracker.models.proposal import Proposal
from tracker.queries.calendar import working_calendar
from tracker.queries.case_file import CaseFile
from tracker.queries.granted import counted, granted_to
from tracker.queries.people import AnyUnit
from tracker.queries.rules import sets_for

ANSWERING = (Code.SIGN, Code.RETURN, Code.FIRST_CONTACT, Code.DRAFT, Code.REPLY)
READING = (Code.SIGN, Code.RETURN)
# the terms of what a unit owes in the first round and in a later one, where opinions are due with the draft
REPLY_TERMS = frozenset({Code.REPLY, Code.REDO})
OPINION_TERMS = frozenset({Code.CO_OPINION, Code.DRAFT})
ASSISTING: Mapping[AssignmentRole, tuple[Code, ...]] = {
    AssignmentRole.CO: (*READING, Code.CO_OPINION),
    AssignmentRole.RELAY: (*READING, Code.CO_OPINION),
}


def codes_for(role: AssignmentRole) -> tuple[Code, ...]:
    """Return the steps that have a due date for a unit in this role (handling.md §2.3)."""
    return ANSWERING if role in ANSWERING_ROLES else ASSISTING.get(role, READING)


def due_dates(
    item: rule_sets.Item,
    role: AssignmentRole,
    *,
    assigned_on: date,
    received_on: date,
    host: AnyUnit,
    changes: Sequence[Change] = (),
) -> dict[Code, DueDate]:
    """Return the due dates of a part given on a day; none for a day before any rule set was in force."""
    anchors = {Anchor.ASSIGNED: assigned_on, Anchor.RECEIVED: received_on}
    found = _computed(item, host, assigned_on, anchors, partial(_own_changes, changes, role))
    return {code: found[code] for code in codes_for(role) if code in found}


def extended_code(role: AssignmentRole) -> Code:
    """Return the step whose due date an extension moves: the answer that the unit owes."""
    return Code.REPLY if role in ANSWERING_ROLES else Code.CO_OPINION


def _own_changes(changes: Sequence[Change], role: AssignmentRole, rule: MilestoneRule) -> Sequence[Change]:
    """Return what of a part's extensions and pauses moves the step of ``rule``; the reply of others none of it."""
    owes_reply = role in ANSWERING_ROLES
    if rule.code in REPLY_TERMS and not owes_reply:
        return ()
    is_answer = rule.code in (REPLY_TERMS if owes_reply else OPINION_TERMS)
    return counted(changes, rule.anchor, is_answer=is_answer, owes_reply=owes_reply)


def _computed(
    item: rule_sets.Item,
    host: AnyUnit,
    in_force_on: date,
    anchors: Mapping[Anchor, date],
    changes: Callable[[MilestoneRule], Sequence[Change]] = lambda _: (),
) -> dict[Code, DueDate]:
    rules = list(rule_sets.rules_of(sets_for(host, in_force_on), item))
    known = {anchor.value: day for anchor, day in anchors.items()}
    return compute_all(rules, known, working_calendar(), {rule.code: changes(rule) for rule in rules})


def rule_item(item: Proposal) -> rule_sets.Item:
    """Return what of an item decides its deadlines."""
    return rule_sets.Item(item.kind, item.phase, item.body_level, item.sponsor_kind, item.is_express)


def write_milestones(item: Proposal, assignment: Assignment) -> dict[Code, DueDate]:
    """Write a part's due dates and return them; a first due date once written never changes, a done one neither."""
    db.session.flush()
    host = db.session.get_one(Unit, item.host_unit_id)
    found = (
        _first_dates(item, assignment, host)
        if assignment.round_no == 1
        else _later_dates(item, assignment, host)
    )
    rows = _rows(assignment.id)
    for code, due in found.items():
        row = rows.get(code.value)
        if row is None:
            db.session.add(_new_row(assignment, due))
        elif row.done_on is None and row.due_on != due.day:
            move_milestone(row, due)
    assignment.due_on = deadline_of(found)
    return found


def deadline_of(found: Mapping[Code, DueDate]) -> date | None:
    """Return the day by which a part owes its answer: a reply, or an opinion."""
    deadline = found.get(Code.REPLY) or found.get(Code.CO_OPINION)
    return deadline.day if deadline else None


def _first_dates(item: Proposal, assignment: Assignment, host: AnyUnit) -> dict[Code, DueDate]:
    return due_dates(
        rule_item(item),
        assignment.role,
        assigned_on=assignment.assigned_on,
        received_on=item.received_on,
        host=host,
        changes=granted_to(assignment.id),
    )


def _later_dates(item: Proposal, assignment: Assignment, host: AnyUnit) -> dict[Code, DueDate]:
    """Return the due dates of a part in a later round, whose reply is due by the rule of redoing (``Code.REDO``).

    The round is short: opinions are due with the draft, and no first contact after it is waited for.
    """
    ordered_on = assignment.assigned_on
    anchors = {Anchor.ASSIGNED: ordered_on, Anchor.REDO_ORDERED: ordered_on}
    own = partial(_own_changes, granted_to(assignment.id), assignment.role)
    redo = _computed(rule_item(item), host, ordered_on, anchors, own).get(Code.REDO)
    if redo is None:
        return {}
    anchors[Anchor.REPLY_DEADLINE] = redo.day
    found = _computed(rule_item(item), host, ordered_on, anchors, own)
    found[Code.REPLY] = replace(redo, code=Code.REPLY)
    draft = found.get(Code.DRAFT)
    if draft is not None:
        found[Code.CO_OPINION] = replace(draft, code=Code.CO_OPINION)
        if found[Code.FIRST_CONTACT].day > draft.day:
            del found[Code.FIRST_CONTACT]
    return {code: found[code] for code in codes_for(assignment.role) if code in found}


def update_milestones(file: CaseFile) -> None:
    """Compute the open due dates of every live part anew, after the item's entry was mended."""
    for seat in file.live:
        write_milestones(file.proposal, seat.assignment)


def write_later_milestones(
    file: CaseFile, assignment: Assignment, codes: Iterable[Code], *, sent_on: date, approved_on: date
) -> None:
    """Write the due dates that start with a sent reply (publishing, evaluation), where the rule set has them."""
    host = db.session.get_one(Unit, file.proposal.host_unit_id)
    anchors = {Anchor.REPLY_SENT: sent_on, Anchor.APPROVAL: approved_on}
    found = _computed(rule_item(file.proposal), host, sent_on, anchors)
    rows = _rows(assignment.id)
    for code in codes:
        if code in found and code.value not in rows:
            db.session.add(_new_row(assignment, found[code]))


def redo_opinion(file: CaseFile, assignment: Assignment, returned_on: date) -> None:
    """Ask a co-handler's opinion anew by the rule set's own number of days; without one the first day stands.

    The day that the opinion is waited for moves, and so does its explanation; the first due day stays beside it.
    """
    host = db.session.get_one(Unit, file.proposal.host_unit_id)
    anchors = {Anchor.OPINION_RETURNED: returned_on}
    due = _computed(rule_item(file.proposal), host, returned_on, anchors).get(Code.OPINION_REDO)
    row = _rows(assignment.id).get(Code.CO_OPINION.value)
    if row is not None:
        row.done_on = None
    if row is not None and due is not None:
        move_milestone(row, replace(due, code=Code.CO_OPINION))
        assignment.due_on = due.day


def finish_milestone(assignment_id: int, code: Code | str, on_day: date) -> None:
    """Tick a step off on a day in Beijing; the first time counts."""
    row = _rows(assignment_id).get(str(code))
    if row is not None and row.done_on is None:
        row.done_on = on_day


def drop_milestone(assignment_id: int, code: Code | str, on_day: date) -> None:
    """Let a step fall away on a day in Beijing: it is waited for no longer, and nobody has done it."""
    row = _rows(assignment_id).get(str(code))
    if row is not None:
        row.dropped_on = on_day


def reopen_milestone(assignment_id: int, code: Code | str) -> None:
    """Untick a step that has to be done again, or take up one that had fallen away."""
    row = _rows(assignment_id).get(str(code))
    if row is not None:
        row.done_on = row.dropped_on = None


def _rows(assignment_id: int) -> dict[str, Milestone]:
    rows = db.session.scalars(select(Milestone).where(Milestone.assignment_id == assignment_id))
    return {row.code: row for row in rows}


def _new_row(assignment: Assignment, due: DueDate) -> Milestone:
    values = milestone_values(due)
    return Milestone(proposal_id=assignment.proposal_id, assignment_id=assignment.id, **values)


def milestone_values(due: DueDate) -> dict[str, Any]:
    """Return the columns of a due date's row but for its part."""
    return {
        "code": due.code.value,
        "first_due_on": due.first_day,
        "due_on": due.day,
        "rule_set": due.rule_set,
        "rule_version": due.version,
        "explanation": due.to_json(),
    }


def move_milestone(row: Milestone, due: DueDate) -> None:
    """Give a step another due date with its explanation; the first one stays for ever."""
    kept = replace(due, first_day=row.first_due_on)
    row.due_on = kept.day
    row.rule_set, row.rule_version = kept.rule_set, kept.version
    row.explanation = kept.to_json()
