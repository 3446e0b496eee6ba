"""What every side request shares: opening one, entering one, closing one; endorsing, refusing and taking back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload

from tracker.domain.actions import Action
from tracker.domain.decisions import Question
from tracker.domain.errors import N_, InvalidInput, NotFound, Refused
from tracker.domain.permissions import Actor
from tracker.domain.text import plain_lines
from tracker.domain.vocabulary import RequestKind
from tracker.extensions import db
from tracker.models.assignment import SideRequest
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.requests import may_see_request, open_request_of, request_question, request_seat
from tracker.services.loading import open_case
from tracker.services.moves import Telling, check_version, make_move
from tracker.services.unit_of_work import refusing

LONGEST = 1_000
TWICE = N_("同样的申请已经提出，正在等待决定，不能重复提出。")


@dataclass(frozen=True)
class OpenRequest:
    """A request with its item, the seat it is about, and what the rules are asked about it."""

    file: CaseFile
    seat: Seat | None
    request: SideRequest
    question: Question

    @property
    def data(self) -> dict[str, str | None]:
        """What its events say."""
        unit = self.seat.assignment.unit.short_name if self.seat else None
        return {"kind": self.request.kind.value, "unit": unit}


def open_request(
    actor: Actor, proposal_id: int, request_id: int, *, version: int | None, now: datetime
) -> OpenRequest:
    """Read a request; raises NotFound where the item has none such or the person may not know of it, or StalePage."""
    file = open_case(actor, proposal_id, now)
    people = (SideRequest.asked_by, SideRequest.endorsed_by, SideRequest.decided_by)
    request = db.session.get(SideRequest, request_id, options=[joinedload(one) for one in people])
    if (
        request is None
        or request.proposal_id != proposal_id
        or not may_see_request(file, request, actor, now)
    ):
        raise NotFound
    check_version(request, version)
    question = request_question(file, request, actor, now)
    return OpenRequest(file, request_seat(file, request), request, question)


def told(words: str | None, field: str = "reason") -> str | None:
    """Return a reason as it is kept, None for an empty one; raises InvalidInput for more than 1,000 characters."""
    kept = plain_lines(words or "").strip()
    if len(kept) > LONGEST:
        raise InvalidInput(field=field, reason=N_("最多1000字。"))
    return kept or None


def refuse_second(proposal_id: int, assignment_id: int | None, kind: RequestKind, words: str = TWICE) -> None:
    """Raise Refused where such a request already waits for its decision."""
    if open_request_of(proposal_id, assignment_id, kind) is not None:
        raise Refused(reason=words)


def enter(request: SideRequest) -> SideRequest:
    """Add a request; raises Refused where somebody entered the same one at this moment."""
    with refusing("side_request", Refused(reason=TWICE)):
        db.session.add(request)
    return request


def decided(request: SideRequest, actor: Actor, now: datetime, words: str | None) -> None:
    """Keep who decided a request, when and why; together with its move, before anything is flushed."""
    request.decided_by_id, request.decided_at, request.decision_reason = actor.user_id, now, words


def close(opened: OpenRequest, action: Action, words: str | None) -> None:
    """Make the move that decides a request; raises NotOffered, Forbidden or Refused."""
    make_move(opened.request, action, opened.question, Telling(words, opened.data))
    decided(opened.request, opened.question.actor, opened.question.now, words)
