"""Requests as the next step: whose decision one waits for, and what everybody else reads of it meanwhile."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from tracker.clock import local_day
from tracker.domain.actions import Action
from tracker.domain.decisions import decide
from tracker.domain.errors import N_
from tracker.domain.permissions import Actor
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import Machine, RequestKind
from tracker.queries.case_file import CaseFile
from tracker.queries.facts_request import ACCEPTING
from tracker.queries.next_words import NextStep, StepLink
from tracker.queries.requests import AskedRequest, request_facts, request_question

REASON_SHOWN = 60
PAGE = "request.view_request"
# kind -> what is asked for, the sentence of whoever decides, and what is said to those who wait
NAMES: Mapping[RequestKind, str] = {
    RequestKind.RETURN: N_("退办申请"),
    RequestKind.EXTENSION: N_("延期申请"),
    RequestKind.PAUSE: N_("暂缓申请"),
    RequestKind.WITHDRAWAL: N_("撤案申请"),
    RequestKind.VOID: N_("作废提议"),
    RequestKind.NOT_PUBLIC: N_("不公开申请"),
}
TURNS: Mapping[RequestKind, str] = {
    RequestKind.RETURN: N_("轮到您：决定退办申请"),
    RequestKind.EXTENSION: N_("轮到您：决定延期申请"),
    RequestKind.PAUSE: N_("轮到您：决定暂缓申请"),
    RequestKind.WITHDRAWAL: N_("轮到您：办理撤案申请"),
    RequestKind.VOID: N_("轮到您：确认或不同意作废"),
    RequestKind.NOT_PUBLIC: N_("轮到您：决定不公开申请"),
}
THEN: Mapping[RequestKind, str] = {
    RequestKind.EXTENSION: N_("批准后按新的期限考核，最初的期限仍保留；要告知提出人。"),
    RequestKind.PAUSE: N_("批准后从今天起暂停计时；恢复办理后，期限按暂缓的时间顺延。"),
    RequestKind.RETURN: N_("同意的，指定新的承办单位；不同意的，原单位继续办理。"),
    RequestKind.WITHDRAWAL: N_("联名人的意见逐人记下，全体同意后才能批准；批准后停止办理。"),
    RequestKind.VOID: N_("作废要两个人：一人提出，另一人确认。"),
    RequestKind.NOT_PUBLIC: N_("决定之前答复不公开；同意的，公开属性按申请改定。"),
}
WAITS: Mapping[RequestKind, str] = {
    RequestKind.RETURN: N_("等待交办单位决定。"),
    RequestKind.EXTENSION: N_("等待交办单位决定。"),
    RequestKind.PAUSE: N_("等待交办单位决定。"),
    RequestKind.WITHDRAWAL: N_("等待交办单位决定。"),
    RequestKind.VOID: N_("等待另一人确认。"),
    RequestKind.NOT_PUBLIC: N_("等待签发领导决定。"),
}
INSIDE = N_("等待本单位负责人提出意见。")


def deciding(request: AskedRequest, file: CaseFile, actor: Actor, now: datetime) -> Iterator[NextStep]:
    """Yield the step of whoever endorses or decides a request; nothing for anybody else."""
    if request.kind not in NAMES:
        return
    question = request_question(file, request, actor, now)
    link = StepLink(
        Phrase(N_("去决定")), PAGE, {"proposal_id": request.proposal_id, "request_id": request.id}
    )
    told = _told(request)
    if decide(Machine.REQUEST, request.state, Action.ENDORSE, question).is_allowed:
        then = Phrase(N_("同意后转交办单位决定；退回的，本单位继续办理。"))
        yield NextStep(
            phrase(N_("轮到您：对%(kind)s提出意见"), kind=Phrase(NAMES[request.kind])), [told, then], link
        )
    accepting = ACCEPTING.get(request.kind, Action.ACCEPT)
    found = decide(Machine.REQUEST, request.state, accepting, question)
    if found.is_allowed or found.needs_proof:
        yield NextStep(Phrase(TURNS[request.kind]), [told, Phrase(THEN[request.kind])], link)


def _told(request: AskedRequest) -> Phrase:
    reason = " ".join(request.reason.split())
    if len(reason) > REASON_SHOWN:
        reason = reason[:REASON_SHOWN] + "……"
    return phrase(
        N_("%(kind)s：%(person)s于 %(day)s 提出，理由：%(reason)s"),
        kind=Phrase(NAMES[request.kind]),
        person=request.asked_by.name,
        day=local_day(request.asked_at),
        reason=reason,
    )


def request_lines(request: AskedRequest) -> Iterator[Phrase]:
    """Yield what everybody reads of an open request: who asked, when and why, and what it waits for."""
    if request.kind in NAMES:
        yield _told(request)
        is_inside = request_facts(request, None).is_inside_due
        yield Phrase(INSIDE if is_inside else WAITS[request.kind])
