"""How every page of evaluations opens what it is about, and where it leads on to."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response as Answer

from tracker.domain.actions import Action
from tracker.domain.decisions import Question, decide
from tracker.domain.errors import Forbidden, InvalidInput, NotFound, Refused
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Machine
from tracker.queries.case_file import CaseFile
from tracker.queries.evaluations import evaluations_of
from tracker.queries.facts_case import case_facts
from tracker.queries.item import milestones_of
from tracker.services.loading import open_case
from tracker.web.current import actor, now, units
from tracker.web.evaluation_rows import EvaluationRow, row_maker

Page = Answer | tuple[str, int]


def tab(proposal_id: int) -> Answer:
    """Lead on to the item's tab of evaluations."""
    return redirect(url_for("item.view_item", proposal_id=proposal_id, tab="evaluations"))


def opened_for(proposal_id: int, action: Action) -> CaseFile:
    """Open an item for a step of its own; raises Forbidden without the right, Refused where it is not the time."""
    file = open_case(actor(), proposal_id, now())
    question = Question(actor(), file.parties, now(), facts=case_facts(file))
    decision = decide(Machine.CASE, file.proposal.state, action, question)
    if decision.move is None:
        raise NotFound
    if not decision.is_permitted:
        raise Forbidden
    return file


def open_sheet(proposal_id: int, evaluation_id: int) -> tuple[CaseFile, EvaluationRow]:
    """Open one evaluation for a page; raises NotFound where the person may not read it."""
    file = open_case(actor(), proposal_id, now())
    if not file.may(Permission.VIEW_REPLY, actor(), now=now()):
        raise NotFound
    found = next((row for row in evaluations_of(proposal_id) if row.id == evaluation_id), None)
    if found is None:
        raise NotFound
    return file, row_maker(file, milestones_of(proposal_id), units())(found)


def tried(form: Any, act: Callable[[], object]) -> bool:
    """Do a step; show a refusal in the form instead, at its field where it names one."""
    try:
        act()
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return False
    return True
