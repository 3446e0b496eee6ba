"""How every page and step opens a promise: whoever may not know of it gets the same answer as for none at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload

from tracker.domain.decisions import Question
from tracker.domain.errors import NotFound
from tracker.domain.permissions import Actor, Permission, allows
from tracker.extensions import db
from tracker.models.commitment import Commitment
from tracker.queries.case_file import CaseFile, case_file
from tracker.queries.facts_commitment import Report, commitment_question
from tracker.services.moves import check_version


@dataclass(frozen=True)
class PromiseDesk:
    """A promise with its item and what the rules are asked about it."""

    file: CaseFile
    commitment: Commitment
    question: Question

    def may_see_item(self, actor: Actor, now: datetime) -> bool:
        """Tell whether the person may open the item too; a unit that only owes the promise may not."""
        return self.file.may(Permission.VIEW_CASE, actor, now=now)


def open_commitment(
    actor: Actor,
    commitment_id: int,
    *,
    version: int | None = None,
    now: datetime,
    report: Report | None = None,
) -> PromiseDesk:
    """Read a promise with its item; raises NotFound where the person may not see it, StalePage for an old form."""
    notes = joinedload(Commitment.notes)
    commitment = db.session.get(Commitment, commitment_id, options=[notes])
    file = case_file(commitment.proposal_id) if commitment else None
    if commitment is None or file is None:
        raise NotFound
    question = commitment_question(actor, file, commitment, now, report)
    if not allows(Permission.VIEW_COMMITMENTS, actor, question.case, question.target, now=now):
        raise NotFound
    check_version(commitment, version)
    return PromiseDesk(file, commitment, question)
