"""What each kind of task says, which button it has, and where that leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.vocabulary import Stage
from tracker.queries.desk import Task, waited_days
from tracker.queries.desk_tasks import TaskKind
from tracker.queries.register import Reader
from tracker.web.due_words import Chip, due_chip
from tracker.web.filters import near_day

T = TaskKind


@dataclass(frozen=True)
class TaskWords:
    """A verb phrase, the button's word, the endpoint, the name of the record's id in its address, the item's tab."""

    sentence: LazyString
    button: LazyString
    endpoint: str = "item.view_item"
    subject: str | None = None
    tab: str | None = None


WORDS: Mapping[TaskKind, TaskWords] = {
    T.ASSIGN: TaskWords(_l("确定主办和会办单位"), _l("交办"), "assignment.assign_units"),
    T.RECEIPT: TaskWords(_l("签收新交办件，或申请退办"), _l("签收")),
    T.DISTRIBUTE: TaskWords(_l("分给内设机构"), _l("分派"), "assignment.distribute", "assignment_id"),
    T.SET_OFFICER: TaskWords(_l("指定承办人"), _l("指定"), "assignment.set_officer", "assignment_id"),
    T.CONTACT: TaskWords(_l("联系提出人，记下沟通"), _l("补录"), "contact.record_contact"),
    T.WRITE_OPINION: TaskWords(_l("拟写会办意见"), _l("拟写")),
    T.SIGN_OPINION: TaskWords(_l("签署会办意见"), _l("签署"), "opinion.view_opinion", "opinion_id"),
    T.WEIGH_OPINION: TaskWords(
        _l("审核%(unit)s的会办意见"), _l("审核"), "opinion.view_opinion", "opinion_id"
    ),
    T.DRAFT: TaskWords(_l("写好答复稿，送审"), _l("打开")),
    T.REVIEW: TaskWords(_l("审核答复稿，核对承诺"), _l("审稿"), "sign_off.review_draft", "reply_id"),
    T.CHECK: TaskWords(_l("核稿，送领导签发"), _l("核稿"), "sign_off.review_draft", "reply_id"),
    T.COUNTERSIGN: TaskWords(_l("会签答复稿"), _l("会签"), "sign_off.review_draft", "reply_id"),
    T.SIGN: TaskWords(_l("签发答复"), _l("签发"), "sign_off.sign_reply", "reply_id"),
    T.NUMBER: TaskWords(_l("给签发的答复编文号"), _l("编号"), "reply.view_reply", "reply_id"),
    T.SEND: TaskWords(_l("发送答复"), _l("发送"), "reply.send_reply", "reply_id"),
    T.REPORT_PROMISE: TaskWords(_l("报告承诺进展"), _l("报进展"), "follow_up.view_promise", "commitment_id"),
    T.VERIFY_PROMISE: TaskWords(
        _l("核验承诺是否落实"), _l("核验"), "follow_up.view_promise", "commitment_id"
    ),
    T.SUPERVISE: TaskWords(_l("督促尽快答复"), _l("查看")),
    T.DECIDE_INSIDE: TaskWords(
        _l("对本单位的申请提出意见"), _l("提出意见"), "request.view_request", "request_id"
    ),
    T.DECIDE_RETURN: TaskWords(_l("决定退办申请"), _l("决定"), "request.view_request", "request_id"),
    T.DECIDE_EXTENSION: TaskWords(_l("决定延期申请"), _l("决定"), "request.view_request", "request_id"),
    T.DECIDE_PAUSE: TaskWords(_l("决定暂缓申请"), _l("决定"), "request.view_request", "request_id"),
    T.AWAIT_RESUME: TaskWords(_l("等待上级决定，暂停计时；有了结果就恢复办理"), _l("查看")),
    T.TELL_EXTENSION: TaskWords(
        _l("告知提出人已批准延期，并记一笔沟通"), _l("记录"), "contact.record_contact"
    ),
    T.DECIDE_WITHDRAWAL: TaskWords(_l("办理撤案申请"), _l("办理"), "request.view_request", "request_id"),
    T.CONFIRM_VOID: TaskWords(_l("确认或不同意作废"), _l("查看"), "request.view_request", "request_id"),
    T.DECIDE_NOT_PUBLIC: TaskWords(_l("决定不公开申请"), _l("决定"), "request.view_request", "request_id"),
    T.RECORD_MEETING: TaskWords(
        _l("登记班子会议记录，再送签发"), _l("登记"), "sign_off.arrange_steps", "reply_id"
    ),
    T.WRITE_LETTER: TaskWords(_l("写好后续函件，送签"), _l("打开"), "reply.view_letter", "letter_id"),
    T.SIGN_LETTER: TaskWords(_l("签发后续函件"), _l("签发"), "reply.view_letter", "letter_id"),
    T.NUMBER_LETTER: TaskWords(_l("给签发的后续函件编文号"), _l("编号"), "reply.view_letter", "letter_id"),
    T.SEND_LETTER: TaskWords(_l("发送后续函件"), _l("发送"), "reply.send_letter", "letter_id"),
    T.PUBLISH: TaskWords(_l("公开答复"), _l("公开"), "publication.view_publication", "reply_id"),
    T.TAKE_OFFLINE: TaskWords(
        _l("已决定不公开或只公开摘要，撤回已公开的文本"),
        _l("撤回"),
        "publication.view_publication",
        "reply_id",
    ),
    T.REVIEW_PUBLICITY: TaskWords(
        _l("重新评估是否公开"), _l("评估"), "publication.view_publication", "reply_id"
    ),
    T.ASK_EVALUATION: TaskWords(_l("征询代表委员的意见"), _l("征询"), "evaluation.ask_evaluation"),
    T.URGE_EVALUATION: TaskWords(_l("催收征询意见表；收不回的，按未反馈处理"), _l("办理"), tab="evaluations"),
    T.ENTER_EVALUATION: TaskWords(
        _l("重新录入退回或更正的评价"), _l("录入"), "evaluation.enter_evaluation", "evaluation_id"
    ),
    T.CHECK_EVALUATION: TaskWords(
        _l("对照扫描件核对评价"), _l("核对"), "evaluation.view_evaluation", "evaluation_id"
    ),
    T.CONCLUDE_EVALUATION: TaskWords(_l("结束征询意见"), _l("办理")),
    T.ORDER_REDO: TaskWords(_l("有代表委员不满意，责成重新办理"), _l("办理"), "evaluation.order_redo"),
    T.HOLD_MEETING: TaskWords(
        _l("两轮后仍不满意，登记面商会议或专家评估"), _l("登记"), "evaluation.record_meeting"
    ),
    T.TAKE_UP_AGAIN: TaskWords(_l("办结后评价为不满意，重新办理"), _l("办理"), "case_end.reopen_case"),
    T.CLOSE: TaskWords(_l("承诺都已销号，办结"), _l("办结")),
    T.AWAIT_LETTER: TaskWords(_l("等待后续函件签发"), _l("查看"), "reply.view_letter", "letter_id"),
    T.AWAIT_EVALUATION: TaskWords(_l("等待代表委员反馈意见"), _l("查看"), tab="evaluations"),
    T.ANSWER_SLIP: TaskWords(_l("回复催办单或督办单"), _l("回复"), "urging.view_urging", "urging_id"),
    T.AWAIT_SLIP: TaskWords(_l("等待单位回复催办单"), _l("查看"), "urging.view_urging", "urging_id"),
    T.AWAIT_DECISION: TaskWords(_l("等待申请的决定"), _l("查看"), "request.view_request", "request_id"),
    T.AWAIT_REPLY: TaskWords(_l("等待答复走完审签"), _l("查看")),
    T.AWAIT_OPINIONS: TaskWords(_l("等待会办意见"), _l("查看")),
    T.AWAIT_WEIGHING: TaskWords(_l("等待会办意见签署和采纳"), _l("查看")),
}
STAGE_WORDS: Mapping[Stage, LazyString] = {
    Stage.DEPT_REVIEW: _l("等待部门负责人审核答复稿"),
    Stage.OFFICE_CHECK: _l("等待办公室核稿"),
    Stage.COUNTERSIGN: _l("等待会签"),
    Stage.SIGN_OFF: _l("等待领导签发答复"),
    Stage.TO_NUMBER: _l("等待办公室编文号"),
    Stage.TO_SEND: _l("等待办公室发送答复"),
}
WHOM: Mapping[Stage, LazyString] = {
    Stage.DEPT_REVIEW: _l("部门负责人"),
    Stage.OFFICE_CHECK: _l("办公室"),
    Stage.COUNTERSIGN: _l("会签单位"),
    Stage.SIGN_OFF: _l("签发领导"),
    Stage.TO_NUMBER: _l("办公室"),
    Stage.TO_SEND: _l("办公室"),
}
BY_OTHERS: Mapping[TaskKind, LazyString] = {
    T.AWAIT_LETTER: _l("签发领导"),
    T.AWAIT_EVALUATION: _l("代表委员"),
    T.URGE_EVALUATION: _l("代表委员"),
    T.AWAIT_DECISION: _l("作决定的人"),
    T.AWAIT_RESUME: _l("上级决定"),
}
GROUP_NAMES: Mapping[str, LazyString] = {
    "late": _l("逾期"),
    "today": _l("今天"),
    "week": _l("本周"),
    "later": _l("以后"),
    "waiting": _l("等待他人"),
}


@dataclass(frozen=True)
class TaskRow:
    """A task as the component ``task`` draws it."""

    sentence: str
    url: str
    number: str
    title: str
    due: Chip | None
    due_note: str
    waiting: str
    waiting_note: str
    button: tuple[str, str]
    key: bool


def task_row(task: Task, reader: Reader) -> TaskRow:
    """Return a task in words, its dates by the working calendar."""
    words, item = WORDS[task.kind], task.item
    url = _url(task, words)
    return TaskRow(
        sentence=_sentence(task, reader),
        url=url,
        number=item.number_raw or _("无编号"),
        title=item.title,
        due=due_chip(task.due_on) if task.due_on else None,
        due_note=near_day(task.due_on) if task.due_on else _("%(day)s 收到", day=near_day(item.received_on)),
        waiting=_whom(task, reader),
        waiting_note=_since(task, reader),
        button=(str(words.button), url),
        key=item.is_key,
    )


def _sentence(task: Task, reader: Reader) -> str:
    if task.kind is T.AWAIT_REPLY and task.item.stage in STAGE_WORDS:
        return str(STAGE_WORDS[task.item.stage])
    if task.kind is T.AWAIT_OPINIONS and task.due_on and task.due_on < reader.today:
        return str(_("催办会办意见"))
    words = WORDS[task.kind].sentence
    if task.kind is T.WEIGH_OPINION:
        return str(_("审核%(unit)s的会办意见", unit=reader.tree.name(task.unit_id)))
    return str(words)


def _url(task: Task, words: TaskWords) -> str:
    """Return the address of a task's page; of the item where that page does not stand or has no record yet."""
    if words.endpoint.startswith("follow_up"):
        return url_for(words.endpoint, commitment_id=task.subject_id)
    stands = words.endpoint in current_app.view_functions and (words.subject is None or task.subject_id)
    if not stands or words.tab:
        return url_for("item.view_item", proposal_id=task.item.id, tab=words.tab)
    subject: dict[str, Any] = {words.subject: task.subject_id} if words.subject else {}
    return url_for(words.endpoint, proposal_id=task.item.id, **subject)


def _whom(task: Task, reader: Reader) -> str:
    item = task.item
    place = reader.tree.name(item.lead_office_id or item.lead_unit_id)
    if task.kind is T.AWAIT_REPLY:
        return str(WHOM.get(item.stage, ""))
    if task.kind is T.AWAIT_OPINIONS:
        return str(_("会办 %(answered)s/%(all)s 已回", answered=item.co_in, all=item.co_total))
    if task.kind in BY_OTHERS:
        return str(BY_OTHERS[task.kind])
    if task.kind in {T.SUPERVISE, T.REVIEW, T.CHECK, T.COUNTERSIGN, T.SIGN, T.AWAIT_WEIGHING}:
        return "·".join(part for part in (place, item.officer_name) if part)
    return str(_("只等您"))


def _since(task: Task, reader: Reader) -> str:
    days = waited_days(task, reader)
    return str(_("已等%(days)s个工作日", days=days) if days else _("今天刚转到"))
