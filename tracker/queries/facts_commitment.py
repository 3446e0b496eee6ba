"""What the guards of a promise look at, and whose promise it is."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.decisions import Question
from tracker.domain.guards import Facts
from tracker.domain.permissions import Actor, CaseParties, Part, Target
from tracker.models.commitment import Commitment
from tracker.queries.case_file import CaseFile
from tracker.queries.shared_promises import tied_parts


@dataclass(frozen=True)
class Report:
    """What somebody says of a promise, and what proves it."""

    text: str = ""
    evidence: str | None = None


def promise_parties(file: CaseFile, commitment: Commitment) -> CaseParties:
    """Return who is concerned by a promise: the people of its items, and the unit that owes it.

    An office that answers for a promise need not have had a part in the reply, and its part has ended once the item is
    handled anew. Of the office that wrote the reply the officer and the head act, and nobody else there.
    """
    owner = Part(commitment.owner_unit_id)
    answering = (*file.parties.answering, *tied_parts(commitment.id))
    parties = replace(file.parties, answering=answering)
    if any(owner.unit_id in part.places for part in answering):
        return parties
    return replace(parties, owing=(owner,))


def commitment_facts(commitment: Commitment, today: date, report: Report) -> Facts:
    """Return the facts of a promise on a day in Beijing, with what a form says; late counts by the reported day."""
    done_on = commitment.reported_on or today
    return Facts(
        has_text=bool(report.text.strip()),
        has_evidence=bool((report.evidence or "").strip()),
        evidence_is_demanded=True,
        is_late=commitment.due_on is not None and done_on > commitment.due_on,
    )


def commitment_question(
    actor: Actor, file: CaseFile, commitment: Commitment, now: datetime, report: Report | None = None
) -> Question:
    """Return the question about a promise: whose place it is, who reported it, and what the form says."""
    reporter = commitment.reported_by_id
    makers = frozenset({reporter}) if reporter is not None else frozenset[int]()
    target = Target(places=frozenset({commitment.owner_unit_id}), makers=makers)
    facts = commitment_facts(commitment, local_day(now), report or Report())
    return Question(actor, promise_parties(file, commitment), now, target, facts)
