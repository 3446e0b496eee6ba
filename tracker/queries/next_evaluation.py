"""Whose turn it is once a reply has gone out: asking, checking what came back, a second round, concluding."""

from collections.abc import Iterator

from tracker.domain.actions import Action
from tracker.domain.errors import N_
from tracker.domain.guards import LAST_ROUND
from tracker.domain.permissions import Permission
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.vocabulary import CaseState, Machine
from tracker.queries.facts_evaluation import is_handler
from tracker.queries.next_desk import Desk
from tracker.queries.next_words import NextStep, StepLink

ASKING = frozenset({CaseState.REPLIED, CaseState.EVALUATING})
ASKED = frozenset({CaseState.TRACKING, CaseState.CLOSED, CaseState.ARCHIVED})  # the asking is concluded
TAB = {"tab": "evaluations"}


def evaluation_steps(desk: Desk) -> Iterator[NextStep]:
    """Yield what the office, or who checks entries, does next with the sponsors' evaluations."""
    state = desk.file.proposal.state
    if state not in {*ASKING, *ASKED}:
        return
    if _may_check(desk) and desk.side.entered_by - {desk.actor.user_id}:
        words = [Phrase(N_("对照扫描件核对；录入的人不能核对自己录入的。"))]
        yield NextStep(Phrase(N_("轮到您：核对已录入的评价")), words, _tab(desk, N_("去核对")))
    if state in ASKED:
        yield from _opened_again(desk)
        return
    if not desk.offers(Machine.CASE, state, Action.CONCLUDE_EVALUATION):
        return
    if state is CaseState.REPLIED and desk.facts.evaluation_is_owed:
        words = [Phrase(N_("每位提出人一份征询意见表，态度和结果分别评价；评价由提出人作出。"))]
        link = StepLink(Phrase(N_("征询意见")), "evaluation.ask_evaluation", desk.item)
        yield NextStep(Phrase(N_("轮到您：征询代表委员的意见")), words, link)
    elif desk.facts.evaluations_open:
        waited = phrase(N_("还有%(count)s份没有收回或核对。"), count=desk.facts.evaluations_open)
        links = [_tab(desk, N_("录入反馈"))] if _may_enter(desk) else []
        yield NextStep(Phrase(N_("等待代表委员反馈意见")), [waited], None, links, is_mine=False)
    else:
        yield from _conclude(desk)


def _opened_again(desk: Desk) -> Iterator[NextStep]:
    """Say what a form does that was corrected, or came, after the asking was concluded or the item closed."""
    facts, state = desk.facts, desk.file.proposal.state
    if facts.evaluations_open and _may_enter(desk):
        words = [Phrase(N_("评价正在更正，录入并核对后才能办结或归档。"))]
        yield NextStep(Phrase(N_("轮到您：录入更正后的评价")), words, _tab(desk, N_("录入反馈")))
    if facts.is_content or facts.has_meeting:
        return
    if state is CaseState.TRACKING and desk.offers(Machine.CASE, state, Action.ORDER_REDO):
        yield from _answer_discontent(desk)
    elif desk.offers(Machine.CASE, state, Action.REOPEN):
        link = StepLink(Phrase(N_("重新办理")), "case_end.reopen_case", desk.item)
        words = [
            Phrase(N_("更正或补录的评价是“不满意”。重新办理后，责成重办或召开面商会议；在此之前不能归档。"))
        ]
        yield NextStep(Phrase(N_("轮到您：办结后评价为不满意，重新办理")), words, link)


def _may_check(desk: Desk) -> bool:
    may = desk.file.may(Permission.CONFIRM_EVALUATION, desk.actor, now=desk.now)
    return may and not is_handler(desk.actor, desk.file)


def _may_enter(desk: Desk) -> bool:
    may = desk.file.may(Permission.RECORD_EVALUATION, desk.actor, now=desk.now)
    return may and not is_handler(desk.actor, desk.file)


def _tab(desk: Desk, words: str) -> StepLink:
    return StepLink(Phrase(words), "item.view_item", {**desk.item, **TAB})


def _conclude(desk: Desk) -> Iterator[NextStep]:
    facts = desk.facts
    if facts.is_content or facts.has_meeting:
        version = {"version": desk.file.proposal.version}
        link = StepLink(Phrase(N_("结束征询")), "case_end.conclude_evaluation", desk.item, version)
        words = [Phrase(N_("评价都已收回并核对。结束后，跟踪函中的承诺。"))]
        yield NextStep(Phrase(N_("轮到您：结束征询意见")), words, link)
    else:
        yield from _answer_discontent(desk)


def _answer_discontent(desk: Desk) -> Iterator[NextStep]:
    """Ask for a second round, or after two rounds for the meeting that concludes the matter."""
    meeting = StepLink(Phrase(N_("记录面商会议或专家评估")), "evaluation.record_meeting", desk.item)
    if desk.facts.round_no < LAST_ROUND:
        link = StepLink(Phrase(N_("责成重新办理")), "evaluation.order_redo", desk.item)
        words = [Phrase(N_("重新办理另计期限；第一轮的答复、沟通和评价都保留。"))]
        others = [meeting] if _may_enter(desk) else []
        yield NextStep(Phrase(N_("轮到您：有代表委员不满意，责成重新办理")), words, link, others)
    elif _may_enter(desk):
        words = [Phrase(N_("已办过两轮，不再发第三封答复。记录结论后结束征询。"))]
        yield NextStep(Phrase(N_("轮到您：召开面商会议或组织专家评估")), words, meeting)
