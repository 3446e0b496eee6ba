"""What the page of one request shows, and what this person may do with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.guards import Guard
from tracker.domain.permissions import Permission
from tracker.domain.vocabulary import Machine, RequestKind, RequestState
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.ended_work import cosigners_on
from tracker.queries.facts_assignment import assignable_units
from tracker.queries.facts_request import ACCEPTING, may_accept
from tracker.queries.files import readable_files
from tracker.queries.next_requests import INSIDE, WAITS
from tracker.queries.publication import asked_for
from tracker.queries.requests import AskedRequest, items_of_unit, request_facts
from tracker.services.loading import reply_of
from tracker.services.request_answers import REFUSALS, TAKING_BACK, taken_back
from tracker.services.requests import OpenRequest, open_request
from tracker.web.choices import Named
from tracker.web.current import actor, freshly_proved, now, units
from tracker.web.filters import day, moment
from tracker.web.labels import label, say
from tracker.web.publicity_words import ground_words, publicity_rows, wanted_words


@dataclass(frozen=True)
class RequestSheet:
    """One request with its item, and what may be done."""

    file: CaseFile
    seat: Seat | None
    request: AskedRequest
    consents: Sequence[Any]
    silent: Sequence[Any]
    files: Sequence[Any]
    may_decide_inside: bool
    may_decide: bool
    may_cancel: bool
    may_record: bool
    obstacle: str | None
    less: Any = None

    @property
    def waits_for(self) -> str | None:
        """Whom the request waits for, None where it is decided."""
        if self.request.decided_at is not None:
            return None
        return INSIDE if request_facts(self.request, None).is_inside_due else WAITS.get(self.request.kind)

    def facts(self) -> list[tuple[str, str]]:
        """Return what is known of the request, in the order in which it happened."""
        return [(str(words), said) for words, said in _facts(self) if said]

    def free_units(self) -> list[Named]:
        """Return the units that could take the part over: those without one."""
        taken = {seat.assignment.unit_id for seat in self.file.live}
        host = self.file.proposal.host_unit_id
        return [unit for unit in assignable_units(units(), host) if unit.id not in taken]


def _facts(sheet: RequestSheet) -> Iterator[tuple[str, str]]:
    row = sheet.request
    if sheet.seat is not None:
        part = sheet.seat.assignment
        yield _("单位"), f"{part.unit.short_name}·{label(part.role)}"
    yield _("提出"), f"{row.asked_by.name} {moment(row.asked_at)}"
    yield _("建议改由"), row.suggested_unit or ""
    yield _("申请延期到"), day(row.asked_until)
    yield from _volume(sheet)
    yield from _less(sheet)
    if row.is_late:
        yield _("期限"), _("已过申请期限，由办公室代为提出")
    if row.endorsed_by is not None and row.endorsed_at is not None:
        said = _("同意，%(person)s %(moment)s", person=row.endorsed_by.name, moment=moment(row.endorsed_at))
        yield _("本单位意见"), _with(said, row.endorsement)
    if row.decided_by is not None and row.decided_at is not None:
        said = f"{label(row.state)}，{row.decided_by.name} {moment(row.decided_at)}"
        yield _("决定"), _with(said, row.decision_reason)
    if sheet.waits_for:
        yield _("现在"), say(sheet.waits_for)


def _volume(sheet: RequestSheet) -> Iterator[tuple[str, str]]:
    """Yield the number of items behind added time: what the unit says, and what stands in the books."""
    row = sheet.request
    if row.asked_items is not None and sheet.seat is not None:
        part = sheet.seat.assignment
        kept = items_of_unit(part.unit_id, part.assigned_on.year)
        words = _("填报%(said)s件；本系统登记%(kept)s件", said=row.asked_items, kept=kept)
        yield _("本年承办件数"), words


def _less(sheet: RequestSheet) -> Iterator[tuple[str, str]]:
    """Yield what a request not to publish asks for, and what the sponsor and the co-handlers say to publishing."""
    if sheet.less is None:
        return
    _seat, reply = reply_of(sheet.file, sheet.less.reply_id)
    yield _("答复"), reply.document_number or reply.title
    yield _("目前公开属性"), str(label(reply.publicity))
    yield _("申请改为"), wanted_words(sheet.less)
    yield _("依据"), ground_words(sheet.less.ground)
    yield from publicity_rows(sheet.file, reply)


def _with(said: str, words: str | None) -> str:
    return f"{said}{_('：')}{words}" if words else said


def open_sheet(proposal_id: int, request_id: int) -> RequestSheet:
    """Read a request for its page; raises NotFound where the person may not know of it."""
    opened = open_request(freshly_proved(actor()), proposal_id, request_id, version=None, now=now())
    request, file = opened.request, opened.file
    is_withdrawal = request.kind is RequestKind.WITHDRAWAL
    consents, silent = cosigners_on(proposal_id, request_id) if is_withdrawal else ((), ())
    is_open = request.state is RequestState.ASKED
    may_register = file.may(Permission.REGISTER, actor(), now=now())
    may_record = is_withdrawal and is_open and may_register and bool(silent)
    accepting = may_accept(file, request, opened.question.actor, now())
    may_refuse = _may(opened, REFUSALS.get(request.kind, Action.REFUSE))
    return RequestSheet(
        file=file,
        seat=opened.seat,
        request=request,
        consents=consents,
        silent=silent,
        files=readable_files(file, actor(), now()) if may_record else (),
        may_decide_inside=_may(opened, Action.ENDORSE),
        may_decide=may_refuse and _may(opened, ACCEPTING.get(request.kind, Action.ACCEPT)),
        may_cancel=_may(taken_back(opened), TAKING_BACK.get(request.kind, Action.CANCEL)),
        may_record=may_record,
        obstacle=None if accepting.is_allowed else accepting.refusal,
        less=asked_for(request_id) if request.kind is RequestKind.NOT_PUBLIC else None,
    )


def _may(opened: OpenRequest, action: Action) -> bool:
    """Tell whether the person may take a step, but for the words that it still asks for."""
    decision = decide(Machine.REQUEST, opened.request.state, action, opened.question)
    return decision.is_allowed or decision.failing == (Guard.REASON_GIVEN,)
