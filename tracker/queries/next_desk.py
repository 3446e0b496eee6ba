"""Who looks at which item, with all that has been read of it: what the rules of the next step ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.actions import Action
from tracker.domain.decisions import Decision, Question, decide
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, Permission, Target
from tracker.domain.phrases import Phrase
from tracker.domain.vocabulary import REVIEW_STATES, Machine
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.item import Side
from tracker.queries.next_words import StepLink
from tracker.queries.people import UnitTree
from tracker.queries.requests import AskedRequest
from tracker.queries.steps import own_step


@dataclass(frozen=True)
class Desk:
    """Who looks at which item, with all that has been read of it."""

    actor: Actor
    file: CaseFile
    side: Side
    facts: Facts
    tree: UnitTree
    now: datetime
    requests: tuple[AskedRequest, ...] = ()

    @property
    def item(self) -> dict[str, int]:
        """The item's part of an address."""
        return {"proposal_id": self.file.proposal.id}

    def offers(self, machine: Machine, state: Any, action: Action, target: Target | None = None) -> bool:
        """Tell whether the person has the right to the move, whatever its guards still ask for."""
        return self.decision(machine, state, action, target).is_permitted

    def decision(
        self, machine: Machine, state: Any, action: Action, target: Target | None = None
    ) -> Decision:
        """Return whether the person may make the move now, and what hinders it."""
        question = Question(self.actor, self.file.parties, self.now, target or Target(), self.facts)
        return decide(machine, state, action, question)

    def may(self, permission: Permission, seat: Seat) -> bool:
        """Tell whether the person has the right on one seat."""
        return self.file.may(permission, self.actor, now=self.now, target=seat.target)

    def is_asked(self, reply: Reply) -> bool:
        """Tell whether the reply's present step asks the person; what follows the signature asks nobody by name."""
        if reply.state not in REVIEW_STATES:
            return True
        return own_step(self.file.steps.get(reply.id, ()), self.actor) is not None

    def seat_link(self, words: str, endpoint: str, seat: Seat, *, posts: bool = False) -> StepLink:
        """Return the button of a step about one seat."""
        row = seat.assignment
        values = {**self.item, "assignment_id": row.id}
        return StepLink(Phrase(words), endpoint, values, {"version": row.version} if posts else None)

    def unit(self, seat: Seat) -> str:
        """Return the seat's unit by its present short name."""
        return self.tree.name(seat.assignment.unit_id)

    def is_own(self, seat: Seat) -> bool:
        """Tell whether the person belongs to the seat's unit or to its office."""
        return any(seat.part.places & units for units in self.actor.scopes.values())
