"""The words that people read for the field's enums; the enums themselves stand in ``tracker.domain``."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from tracker.domain.class_marks import Outcome
from tracker.domain.phrases import Phrase
from tracker.domain.step_words import Importance, StepPlace, StepState
from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    BodyLevel,
    CaseState,
    CommitmentState,
    ContactMethod,
    Duty,
    EvaluationState,
    GroupKind,
    Kind,
    Machine,
    OpinionState,
    Origin,
    Phase,
    PublicationWish,
    Publicity,
    ReplyState,
    RequestKind,
    RequestState,
    Role,
    Satisfaction,
    SponsorKind,
    Stage,
    UnitKind,
    Verdict,
)
from tracker.web.labels_of_evaluation import EVALUATION_TABLES
from tracker.web.labels_of_letters import LETTER_TABLES
from tracker.web.labels_of_moves import ACTIONS, EVENTS, SPECIAL_ACTIONS
from tracker.web.labels_of_reminders import REMINDER_TABLES

Words = Mapping[StrEnum, LazyString]

KINDS: Words = {
    Kind.SUGGESTION: _l("人大代表建议"),
    Kind.PROPOSAL: _l("政协提案"),
    Kind.OPINION: _l("意见"),
}
BODY_LEVELS: Words = {
    BodyLevel.NATIONAL: _l("全国"),
    BodyLevel.PROVINCE: _l("省级"),
    BodyLevel.CITY: _l("市级"),
    BodyLevel.COUNTY: _l("县级"),
    BodyLevel.TOWN: _l("乡级"),
}
PHASES: Words = {
    Phase.SESSION: _l("大会期间"),
    Phase.OFF_SESSION: _l("闭会期间"),
    Phase.IN_SESSION: _l("会中意见"),
}
SPONSOR_KINDS: Words = {
    SponsorKind.DEPUTY: _l("人大代表"),
    SponsorKind.MEMBER: _l("政协委员"),
    SponsorKind.PARTY: _l("民主党派"),
    SponsorKind.GROUP: _l("人民团体"),
    SponsorKind.SECTOR: _l("界别"),
    SponsorKind.COMMITTEE: _l("专门委员会"),
    SponsorKind.DELEGATION: _l("代表团"),
}
PUBLICATION_WISHES: Words = {
    PublicationWish.FULL: _l("同意全文公开"),
    PublicationWish.TITLE_ONLY: _l("仅同意公开标题"),
    PublicationWish.NONE: _l("不同意公开"),
}
PUBLICITIES: Words = {
    Publicity.PROACTIVE: _l("主动公开"),
    Publicity.ON_REQUEST: _l("依申请公开"),
    Publicity.WITHHELD: _l("不予公开"),
}
ORIGINS: Words = {
    Origin.PAPER: _l("纸质交办"),
    Origin.NPC_SYSTEM: _l("人大建议系统"),
    Origin.CPPCC_SYSTEM: _l("政协提案系统"),
    Origin.RELAY: _l("上级转办"),
    Origin.LETTER: _l("来函识别"),
}
UNIT_KINDS: Words = {
    UnitKind.DEPARTMENT: _l("本级单位"),
    UnitKind.OFFICE: _l("内设机构"),
    UnitKind.EXTERNAL: _l("外单位"),
}
ROLES: Words = {
    Role.OFFICER: _l("承办人"),
    Role.HEAD: _l("部门负责人"),
    Role.COORDINATOR: _l("办公室（提案办）"),
    Role.LEADER: _l("签发领导"),
    Role.LIAISON: _l("会办联络员"),
    Role.SUPERVISOR: _l("督查"),
    Role.SYSTEM_ADMIN: _l("系统管理员"),
    Role.SECURITY_ADMIN: _l("安全管理员"),
    Role.AUDIT_ADMIN: _l("审计管理员"),
}
DUTIES: Words = {
    Duty.BUSINESS: _l("办理业务"),
    Duty.SYSTEM_ADMIN: _l("系统管理员"),
    Duty.SECURITY_ADMIN: _l("安全管理员"),
    Duty.AUDIT_ADMIN: _l("审计管理员"),
}
ASSIGNMENT_ROLES: Words = {
    AssignmentRole.SOLE: _l("独办"),
    AssignmentRole.LEAD: _l("主办"),
    AssignmentRole.JOINT_LEAD: _l("共同主办"),
    AssignmentRole.SPLIT: _l("分办"),
    AssignmentRole.CO: _l("会办"),
    AssignmentRole.REFERENCE: _l("参阅"),
    AssignmentRole.RELAY: _l("转办"),
}
MACHINES: Words = {
    Machine.CASE: _l("提案建议"),
    Machine.ASSIGNMENT: _l("承办任务"),
    Machine.OPINION: _l("会办意见"),
    Machine.REPLY: _l("答复"),
    Machine.EVALUATION: _l("意见征询"),
    Machine.COMMITMENT: _l("承诺"),
    Machine.REQUEST: _l("申请"),
    Machine.LETTER: _l("后续函件"),
}
CASE_STATES: Words = {
    CaseState.REGISTERED: _l("待交办"),
    CaseState.HANDLING: _l("办理中"),
    CaseState.REPLIED: _l("已答复"),
    CaseState.EVALUATING: _l("征询意见"),
    CaseState.TRACKING: _l("承诺落实"),
    CaseState.CLOSED: _l("办结"),
    CaseState.ARCHIVED: _l("已归档"),
    CaseState.NOTED: _l("已阅存"),
    CaseState.WITHDRAWN: _l("已撤案"),
    CaseState.VOIDED: _l("已作废"),
    CaseState.MERGED: _l("已并案"),
}
ASSIGNMENT_STATES: Words = {
    AssignmentState.WAITING: _l("待签收"),
    AssignmentState.SIGNED: _l("已签收"),
    AssignmentState.HANDLING: _l("办理中"),
    AssignmentState.RETURN_REQUESTED: _l("申请退办"),
    AssignmentState.PAUSED: _l("暂缓办理"),
    AssignmentState.ANSWERED: _l("已答复"),
    AssignmentState.DONE: _l("已办结"),
    AssignmentState.RETURNED: _l("已退办"),
    AssignmentState.RECALLED: _l("已撤销交办"),
    AssignmentState.ARCHIVED: _l("已归档"),
}
OPINION_STATES: Words = {
    OpinionState.DRAFTING: _l("拟写意见"),
    OpinionState.TO_SIGN: _l("待签署"),
    OpinionState.SUBMITTED: _l("已回"),
    OpinionState.ADOPTED: _l("已采纳"),
    OpinionState.PARTLY_ADOPTED: _l("部分采纳"),
    OpinionState.NOT_ADOPTED: _l("未采纳"),
    OpinionState.OVERRIDDEN: _l("按无意见处理"),
}
REPLY_STATES: Words = {
    ReplyState.DRAFTING: _l("拟稿"),
    ReplyState.DEPT_REVIEW: _l("部门审核"),
    ReplyState.OFFICE_CHECK: _l("办公室核稿"),
    ReplyState.COUNTERSIGN: _l("会签"),
    ReplyState.SIGN_OFF: _l("待签发"),
    ReplyState.SIGNED: _l("待编号"),
    ReplyState.NUMBERED: _l("待发送"),
    ReplyState.SENT: _l("已发送"),
    ReplyState.PUBLISHED: _l("已公开"),
    ReplyState.CANCELLED: _l("已作废"),
}

IMPORTANCES: Words = {
    Importance.ORDINARY: _l("一般件"),
    Importance.KEY: _l("重点件"),
    Importance.LEADER_LED: _l("领导领办件"),
}

STEP_PLACES: Words = {
    StepPlace.HANDLING_OFFICE: _l("承办处室"),
    StepPlace.ANSWERING_UNIT: _l("答复单位"),
    StepPlace.NAMED_UNIT: _l("指定的单位或处室"),
    StepPlace.PERSON: _l("指定的人"),
}

STEP_STATES: Words = {
    StepState.PENDING: _l("未到"),
    StepState.CURRENT: _l("正在办理"),
    StepState.DONE: _l("已通过"),
    StepState.BYPASSED: _l("已越过"),
}
EVALUATION_STATES: Words = {
    EvaluationState.AWAITING: _l("待反馈"),
    EvaluationState.ENTERED: _l("待核对"),
    EvaluationState.CONFIRMED: _l("已反馈"),
    EvaluationState.SUPERSEDED: _l("已更新"),
    EvaluationState.UNRETURNED: _l("逾期未反馈"),
}
COMMITMENT_STATES: Words = {
    CommitmentState.TO_START: _l("待启动"),
    CommitmentState.UNDER_WAY: _l("推进中"),
    CommitmentState.REPORTED_DONE: _l("已报完成，待核验"),
    CommitmentState.POSTPONED: _l("经批准延期"),
    CommitmentState.KEPT: _l("按期兑现"),
    CommitmentState.KEPT_LATE: _l("逾期兑现"),
    CommitmentState.CHANGED: _l("经批准变更"),
    CommitmentState.DROPPED: _l("经批准不再执行"),
    CommitmentState.BROKEN: _l("未兑现"),
}
REQUEST_KINDS: Words = {
    RequestKind.RETURN: _l("退办申请"),
    RequestKind.EXTENSION: _l("延期申请"),
    RequestKind.PAUSE: _l("暂缓申请"),
    RequestKind.WITHDRAWAL: _l("撤案申请"),
    RequestKind.NOT_PUBLIC: _l("不公开申请"),
    RequestKind.VOID: _l("作废提议"),
}
REQUEST_STATES: Words = {
    RequestState.ASKED: _l("待审"),
    RequestState.ENDORSED: _l("部门已同意"),
    RequestState.ACCEPTED: _l("已批准"),
    RequestState.REFUSED: _l("未批准"),
    RequestState.CANCELLED: _l("已收回"),
}
VERDICTS: Words = {
    Verdict.UNDECIDED: _l("待判定"),
    Verdict.PROMISE: _l("是承诺"),
    Verdict.NOT_PROMISE: _l("不是承诺"),
}
CONTACT_METHODS: Words = {
    ContactMethod.MEETING: _l("面商"),
    ContactMethod.VISIT: _l("上门走访"),
    ContactMethod.SURVEY: _l("联合调研"),
    ContactMethod.SYMPOSIUM: _l("座谈"),
    ContactMethod.PHONE: _l("电话"),
    ContactMethod.EMAIL: _l("电子邮件"),
    ContactMethod.WECHAT: _l("微信"),
}
GROUP_KINDS: Words = {
    GroupKind.MERGED: _l("并案办理"),
    GroupKind.TOPIC: _l("专题"),
}
SATISFACTIONS: Words = {
    Satisfaction.SATISFIED: _l("满意"),
    Satisfaction.BASICALLY: _l("基本满意"),
    Satisfaction.DISSATISFIED: _l("不满意"),
    Satisfaction.NOT_STATED: _l("未表态"),
}
STAGES: Words = {
    Stage.TO_ASSIGN: _l("待交办"),
    Stage.TO_SIGN: _l("待签收"),
    Stage.TO_DISTRIBUTE: _l("待分派"),
    Stage.COLLECTING: _l("征求会办意见"),
    Stage.HANDLING: _l("办理中"),
    Stage.RETURNING: _l("申请退办"),
    Stage.PAUSED: _l("暂缓办理"),
    Stage.DRAFTING: _l("拟稿"),
    Stage.DEPT_REVIEW: _l("部门审核"),
    Stage.OFFICE_CHECK: _l("办公室核稿"),
    Stage.COUNTERSIGN: _l("会签"),
    Stage.SIGN_OFF: _l("签发"),
    Stage.TO_NUMBER: _l("待编号"),
    Stage.TO_SEND: _l("待发送"),
    Stage.CO_DRAFTING: _l("拟写会办意见"),
    Stage.CO_SIGNING: _l("签署会办意见"),
    Stage.CO_RETURNED: _l("会办意见已回"),
    Stage.REPLIED: _l("已答复"),
    Stage.EVALUATING: _l("征询意见"),
    Stage.TRACKING: _l("承诺落实"),
    Stage.CLOSED: _l("办结"),
    Stage.ARCHIVED: _l("已归档"),
    Stage.NOTED: _l("已阅存"),
    Stage.WITHDRAWN: _l("已撤案"),
    Stage.VOIDED: _l("已作废"),
    Stage.MERGED: _l("已并案"),
}
OUTCOMES: Words = {
    Outcome.SOLVED: _l("已经解决"),
    Outcome.IN_PROGRESS: _l("正在解决"),
    Outcome.PLANNED: _l("列入计划解决"),
    Outcome.DEFERRED: _l("因条件限制，以后解决"),
    Outcome.REFERENCE: _l("留作参考"),
    Outcome.BEYOND_POWER: _l("超出职权范围"),
    Outcome.NOT_FEASIBLE: _l("不可行"),
}

# Members of different enums may have equal values, so each enum has a table of its own.
TABLES: tuple[Words, ...] = (
    KINDS,
    BODY_LEVELS,
    PHASES,
    SPONSOR_KINDS,
    PUBLICATION_WISHES,
    PUBLICITIES,
    ORIGINS,
    UNIT_KINDS,
    ROLES,
    DUTIES,
    ASSIGNMENT_ROLES,
    MACHINES,
    CASE_STATES,
    ASSIGNMENT_STATES,
    OPINION_STATES,
    REPLY_STATES,
    IMPORTANCES,
    STEP_PLACES,
    STEP_STATES,
    EVALUATION_STATES,
    COMMITMENT_STATES,
    REQUEST_KINDS,
    REQUEST_STATES,
    VERDICTS,
    CONTACT_METHODS,
    GROUP_KINDS,
    SATISFACTIONS,
    STAGES,
    OUTCOMES,
    ACTIONS,
    EVENTS,
    *LETTER_TABLES,
    *REMINDER_TABLES,
    *EVALUATION_TABLES,
)
LABELS: Mapping[type[StrEnum], Words] = {type(next(iter(words))): words for words in TABLES}


def label(member: StrEnum | None) -> LazyString | str:
    """Return the words for an enum's member, nothing for None; raises KeyError where the enum has none."""
    return "" if member is None else LABELS[type(member)][member]


def action_label(machine: Machine, action: StrEnum) -> LazyString:
    """Return the words on a button: what the action is called on this machine."""
    return SPECIAL_ACTIONS.get((machine, action)) or ACTIONS[action]


def word(enum_name: str, value: str) -> LazyString | str:
    """Return the words for a value kept in an event's data, by its enum's name; the value itself where it has none."""
    kind = next(kind for kind in LABELS if kind.__name__ == enum_name)
    return label(kind(value)) if value in set(kind) else value


def choices(kind: type[StrEnum]) -> list[tuple[str, LazyString]]:
    """Return every member with its words, for a form's choice."""
    return [(member.value, LABELS[kind][member]) for member in kind]


def say(words: Phrase | str, *, names_year: bool = False) -> str:
    """Translate a msgid or a phrase with its places; ``names_year``: days of other years are written with theirs."""
    from tracker.web.filters import near_day, short_day  # noqa: PLC0415

    if isinstance(words, Phrase):
        return words.text(gettext, near_day if names_year else short_day)
    return gettext(words) if words else ""
