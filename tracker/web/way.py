"""A reply's way through its steps as one person sees it: what they do next, what bars them, what else must be known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.chains import BUILT_IN_NAMES, earlier, passing, present, stage_after
from tracker.domain.decisions import RESTS, Question
from tracker.domain.errors import Forbidden
from tracker.domain.guards import Guard
from tracker.domain.rule_sets import Demand
from tracker.domain.step_words import StepState
from tracker.domain.vocabulary import REVIEW_STATES
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_contact import contact_demand
from tracker.queries.steps import BesideSteps, OneStep, Steps, asks, steps_of
from tracker.services.steps import OtherPerson, demand_own_step
from tracker.web.errors import describe
from tracker.web.labels import say

FORWARD = frozenset({Action.APPROVE, Action.PASS_ON, Action.PASS_CHECK, Action.COUNTERSIGN, Action.SIGN})


@dataclass(frozen=True)
class Way:
    """The steps of the present submission, the person's own one among them, and what passing it is called."""

    reply_id: int
    under_review: Steps
    beside: BesideSteps
    mine: OneStep | None
    forward: Action | None
    barred: str
    warning: str

    @cached_property
    def steps(self) -> Steps:
        """The steps of the last submission, also of a letter that is through them."""
        return self.under_review or steps_of(self.reply_id)

    @property
    def back(self) -> list[OneStep]:
        """The steps to which the reply may be sent back."""
        return earlier(self.steps)

    @property
    def following(self) -> OneStep | None:
        """The step that comes once the person's own one is passed."""
        rest = [
            one
            for one in self.steps
            if one is not self.mine and one.state in {StepState.PENDING, StepState.CURRENT}
        ]
        return min(rest, key=lambda one: (one.position, one.id), default=None)

    @property
    def is_built_in(self) -> bool:
        """Whether these are the steps that every office has without a chain of its own."""
        return all(step.name in BUILT_IN_NAMES for step in self.steps)

    @property
    def done(self) -> int:
        """How many steps are passed or bypassed."""
        return sum(step.state in {StepState.DONE, StepState.BYPASSED} for step in self.steps)

    @property
    def now(self) -> str:
        """The names of the steps that are asked now."""
        return "、".join(dict.fromkeys(say(step.name) for step in present(self.steps)))


def forward_words(way: Way) -> str:
    """Return the words of the button that passes the person's own step."""
    following = say(way.following.name) if way.following else ""
    words = {
        Action.APPROVE: _("同意，转办公室核稿"),
        Action.PASS_CHECK: _("核稿通过，送领导签发"),
        Action.COUNTERSIGN: _("同意会签"),
        Action.SIGN: _("签发"),
    }
    if way.is_built_in and way.forward in words:
        return words[way.forward]
    if way.forward in {Action.SIGN, Action.COUNTERSIGN}:
        return words[way.forward]
    return str(_("同意，转%(step)s", step=following))


def read_way(file: CaseFile, reply: Any, question: Question, beside: BesideSteps) -> Way:
    """Read a reply's way; a reply that is not under review is asked of nobody."""
    steps = file.steps.get(reply.id, ())
    if reply.state not in REVIEW_STATES:
        return Way(reply.id, steps, beside, None, None, "", "")
    mine, barred = _own(steps, question)
    forward = passing(reply.state, stage_after(steps, mine)) if mine else None
    return Way(reply.id, steps, beside, mine, forward, barred, _warning(file, question))


def _own(steps: Steps, question: Question) -> tuple[OneStep | None, str]:
    """Return the person's own step, or why somebody else must do the one that asks them."""
    if not asks(steps, question.actor):
        return None, ""
    if not question.target.is_working:
        return None, say(RESTS)
    try:
        return demand_own_step(question.actor, steps, question), ""
    except OtherPerson as error:
        return None, describe(error)
    except Forbidden:
        return None, ""


def _warning(file: CaseFile, question: Question) -> str:
    """Return the reminder where a contact is wanted but not demanded (the rule set warns)."""
    demand, source = contact_demand(file.proposal, local_day(question.now))
    if demand is not Demand.WARN or question.facts.contacts:
        return ""
    if source:
        return str(_("还没有签发之前的沟通记录（%(source)s）。", source=source))
    return str(_("还没有签发之前的沟通记录；本单位规定答复前应先与提出人沟通。"))


MENDING: Mapping[Guard, tuple[str, Mapping[str, Any]]] = {
    Guard.CONTACT_RECORDED: ("contact.record_contact", {}),
    Guard.OPINIONS_IN: ("item.view_item", {"tab": "opinions"}),
    Guard.OPINIONS_WEIGHED: ("item.view_item", {"tab": "opinions"}),
    Guard.MEETING_HELD: ("sign_off.arrange_steps", {"reply_id": None}),
}


def mending(guard: Guard, sheet: Any) -> tuple[str, str] | None:
    """Return the link (words, address) to where an obstacle is mended, None where no page does that."""
    if guard not in MENDING:
        return None
    endpoint, values = MENDING[guard]
    known = {name: sheet.reply.id if name == "reply_id" else value for name, value in values.items()}
    return _("去办理"), url_for(endpoint, proposal_id=sheet.file.proposal.id, **known)


GLOBALS = {"forward_words": forward_words}
