"""The words of the next step: what each state asks of whom, where that is done, and what happens then."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.actions import Action
from tracker.domain.errors import N_
from tracker.domain.phrases import Phrase
from tracker.domain.rule_sets import Demand
from tracker.domain.vocabulary import OpinionState, ReplyState, Stage


@dataclass(frozen=True)
class StepLink:
    """A step's button: its words, its endpoint, what the address needs, and the hidden fields where it posts."""

    words: Phrase
    endpoint: str
    values: Mapping[str, int | str]
    fields: Mapping[str, int] | None = None


@dataclass(frozen=True)
class NextStep:
    """The panel: a sentence, lines below it, the primary button and quiet ones; ``is_mine`` on one's own turn."""

    sentence: Phrase
    lines: list[Phrase] = field(default_factory=list)
    primary: StepLink | None = None
    others: list[StepLink] = field(default_factory=list)
    is_mine: bool = True


OPINION_RULES = (
    (
        OpinionState.TO_SIGN,
        Action.SIGN,
        "opinion.view_opinion",
        N_("轮到您：签署会办意见"),
        N_("看意见并签署"),
        N_("签署后，意见送主办单位，由其写明是否采纳。"),
    ),
    (
        OpinionState.DRAFTING,
        Action.SUBMIT,
        "opinion.edit_opinion",
        N_("轮到您：拟写会办意见"),
        N_("拟写意见"),
        N_("提交后，本单位负责人签署，再送主办单位。"),
    ),
)


RELAY_WORDS: Mapping[str, str] = {
    N_("轮到您：签署会办意见"): N_("轮到您：签署拟复意见"),
    N_("轮到您：拟写会办意见"): N_("轮到您：拟写拟复意见，报转办单位"),
}


REPLY_RULES = (
    (
        ReplyState.DEPT_REVIEW,
        Action.APPROVE,
        "sign_off.review_draft",
        N_("轮到您：审核答复稿"),
        N_("审稿"),
        N_("通过后，办公室核稿，再送领导签发；退回后，承办人修改。"),
    ),
    (
        ReplyState.OFFICE_CHECK,
        Action.PASS_CHECK,
        "sign_off.review_draft",
        N_("轮到您：核稿"),
        N_("核稿"),
        N_("通过后，送领导签发；退回后，承办人修改。"),
    ),
    (
        ReplyState.COUNTERSIGN,
        Action.COUNTERSIGN,
        "sign_off.review_draft",
        N_("轮到您：会签答复稿"),
        N_("会签"),
        N_("各方都同意后，转下一环节；退回后，承办人修改。"),
    ),
    (
        ReplyState.SIGN_OFF,
        Action.SIGN,
        "sign_off.sign_reply",
        N_("轮到您：看函和承诺，签发"),
        N_("去签发"),
        N_("签发时同时确定办理结果和公开属性；签发后，办公室编号、发送。"),
    ),
    (
        ReplyState.SIGNED,
        Action.NUMBER,
        "reply.view_reply",
        N_("轮到您：编文号"),
        N_("编文号"),
        N_("编号后，发送给代表委员并抄送有关单位。"),
    ),
    (
        ReplyState.NUMBERED,
        Action.SEND,
        "reply.send_reply",
        N_("轮到您：发送答复"),
        N_("去发送"),
        N_("发出后，函中的承诺进入台账，按期限跟踪。"),
    ),
)


AWAITED: Mapping[Stage, str] = {
    Stage.TO_ASSIGN: N_("等待办公室确定主办和会办单位"),
    Stage.TO_SIGN: N_("等待%(unit)s签收"),
    Stage.TO_DISTRIBUTE: N_("等待%(unit)s分给内设机构"),
    Stage.COLLECTING: N_("等待%(place)s收齐会办意见、起草答复"),
    Stage.HANDLING: N_("等待%(place)s起草答复"),
    Stage.RETURNING: N_("等待办公室答复退办申请"),
    Stage.PAUSED: N_("暂缓办理中"),
    Stage.DRAFTING: N_("等待%(place)s写好答复稿"),
    Stage.DEPT_REVIEW: N_("等待%(place)s负责人审核答复稿"),
    Stage.OFFICE_CHECK: N_("等待办公室核稿"),
    Stage.COUNTERSIGN: N_("等待会签"),
    Stage.SIGN_OFF: N_("等待领导签发"),
    Stage.TO_NUMBER: N_("等待办公室编文号"),
    Stage.TO_SEND: N_("等待办公室发送"),
    Stage.CO_DRAFTING: N_("等待%(place)s拟写会办意见"),
    Stage.CO_SIGNING: N_("等待%(place)s负责人签署会办意见"),
    Stage.CO_RETURNED: N_("会办意见已回，等待主办单位答复"),
    Stage.REPLIED: N_("已经答复，等待征询意见"),
    Stage.EVALUATING: N_("等待代表委员反馈意见"),
    Stage.TRACKING: N_("已经答复，承诺正在落实"),
    Stage.CLOSED: N_("本件已经办结"),
    Stage.ARCHIVED: N_("本件已经归档"),
    Stage.NOTED: N_("本件已经阅存，不需答复"),
    Stage.WITHDRAWN: N_("本件已由提出人撤回"),
    Stage.VOIDED: N_("本件已经作废"),
    Stage.MERGED: N_("本件已并入另一件办理"),
}
BY_THE_OFFICER = frozenset({Stage.COLLECTING, Stage.HANDLING, Stage.DRAFTING, Stage.CO_DRAFTING})
# before the draft, while nobody has been contacted; an item of which no contact is wanted goes straight to its draft
CONTACT_WORDS: Mapping[Demand, str] = {
    Demand.BLOCK: N_("代表法第五十一条要求答复前充分听取意见；没有沟通记录，答复不能签发。"),
    Demand.WARN: N_("答复前应先与提出人沟通；没有沟通记录，签发页会提醒签发人。"),
}
