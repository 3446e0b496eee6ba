"""Conditions that a move depends on besides state and right, each with the reason it gives when it refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.errors import N_

LAST_ROUND = 2  # after a second answer no third letter follows (handling.md §2.4, A14)


@dataclass(frozen=True)
class Facts:
    """What guards look at; services and pages fill it from the same query, so that both decide alike.

    Counts are of rows of the present round; a missing fact has the value that refuses.
    """

    answering_open: int = 0
    answering_total: int = 0
    opinions_missing: int = 0
    opinions_unweighed: int = 0
    asks_open: int = 0
    asks_confirmed: bool = False
    promises: int = 0
    promises_undecided: int = 0
    contacts: int = 0
    contact_is_demanded: bool = True
    has_text: bool = False
    has_class: bool = False
    has_publicity: bool = False
    has_reason: bool = False
    has_recipients: bool = False
    has_office: bool = False
    is_answering_host: bool = True
    is_reference_only: bool = False
    is_number_used: bool = False
    is_late: bool = False
    evaluations_open: int = 0
    commitments_open: int = 0
    opinions_owed: int = 0
    is_contact_waived: bool = False
    steps_passed: int = 1
    is_own_work: bool = True
    is_last_signature: bool = True
    meeting_is_missing: bool = True
    promises_seen: bool = False
    has_evidence: bool = False
    evidence_is_demanded: bool = False
    cosigners_agree: bool = False
    is_proactive: bool = False
    has_public_copy: bool = False
    consent_is_heard: bool = False
    is_handler: bool = True
    has_scan: bool = False
    term_is_over: bool = False
    evaluation_is_owed: bool = True
    dissatisfied: int = 0
    is_content: bool = False
    is_ordered_above: bool = False
    has_meeting: bool = False
    round_no: int = LAST_ROUND
    is_unnumbered: bool = False
    is_unsigned: bool = False
    is_return_in_time: bool = False
    is_work_begun: bool = True
    is_inside_due: bool = False
    is_inside_decided: bool = False
    is_asker: bool = False
    is_item_open: bool = False
    is_untouched: bool = False


NO_FACTS = Facts()


class Guard(StrEnum):
    """A named condition of a move."""

    REASON_GIVEN = "reason_given"
    HAS_ANSWERING = "has_answering"
    ALL_ANSWERED = "all_answered"
    TEXT_WRITTEN = "text_written"
    ASKS_ANSWERED = "asks_answered"
    PROMISES_DECIDED = "promises_decided"
    PROMISES_SEEN = "promises_seen"
    OPINIONS_IN = "opinions_in"
    OPINIONS_WEIGHED = "opinions_weighed"
    CONTACT_RECORDED = "contact_recorded"
    CLASS_SET = "class_set"
    PUBLICITY_SET = "publicity_set"
    RECIPIENTS_SET = "recipients_set"
    OFFICE_SET = "office_set"
    REFERENCE_ONLY = "reference_only"
    EVALUATIONS_IN = "evaluations_in"
    NOTHING_OWED = "nothing_owed"
    MEETING_HELD = "meeting_held"
    NOTHING_PASSED = "nothing_passed"
    NOT_OWN_WORK = "not_own_work"
    NOT_LAST_SIGNATURE = "not_last_signature"
    EVIDENCE_GIVEN = "evidence_given"
    ON_TIME = "on_time"
    LATE = "late"
    COSIGNERS_AGREE = "cosigners_agree"
    HANDLER_APART = "handler_apart"
    SCAN_GIVEN = "scan_given"
    TERM_OVER = "term_over"
    EVALUATION_ASKED = "evaluation_asked"
    DISSATISFACTION_MET = "dissatisfaction_met"
    REDO_GROUNDED = "redo_grounded"
    FIRST_ROUND = "first_round"
    PROACTIVE = "proactive"
    COPY_MADE = "copy_made"
    CONSENT_HEARD = "consent_heard"
    UNNUMBERED = "unnumbered"
    UNSIGNED = "unsigned"
    RETURN_IN_TIME = "return_in_time"
    REROUTE_EXPLAINED = "reroute_explained"
    INSIDE_ASKED = "inside_asked"
    INSIDE_DECIDED = "inside_decided"
    IS_ASKER = "is_asker"
    ITEM_OPEN = "item_open"
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class GuardRule:
    """A guard's test and the words shown when it fails."""

    holds: Callable[[Facts], bool]
    refusal: str


GUARDS: Mapping[Guard, GuardRule] = {
    Guard.REASON_GIVEN: GuardRule(lambda f: f.has_reason, N_("请写明理由。")),
    Guard.HAS_ANSWERING: GuardRule(
        lambda f: f.answering_total > 0, N_("还没有主办、独办或分办单位，请先确定由谁答复。")
    ),
    Guard.ALL_ANSWERED: GuardRule(lambda f: f.answering_open == 0, N_("还有单位没有发出答复。")),
    Guard.TEXT_WRITTEN: GuardRule(lambda f: f.has_text, N_("正文还是空的。")),
    Guard.ASKS_ANSWERED: GuardRule(
        lambda f: f.asks_open == 0 or f.asks_confirmed,
        N_("还有建议没有对应的答复。请逐条标明答在哪里；确实不答的，请勾选确认后再送审。"),
    ),
    Guard.PROMISES_DECIDED: GuardRule(
        lambda f: f.promises_undecided == 0, N_("还有句子没有判定是不是承诺，请逐句判定后再送审。")
    ),
    Guard.PROMISES_SEEN: GuardRule(lambda f: f.promises_seen, N_("请先看过本函作出的承诺，并勾选确认。")),
    Guard.OPINIONS_IN: GuardRule(
        lambda f: f.opinions_missing == 0, N_("会办意见没有收齐。请催办，或写明理由后按无意见处理。")
    ),
    Guard.OPINIONS_WEIGHED: GuardRule(
        lambda f: f.opinions_unweighed == 0, N_("有会办意见还没有写明是否采纳。")
    ),
    Guard.CONTACT_RECORDED: GuardRule(
        lambda f: f.contacts > 0 or not f.contact_is_demanded or f.is_contact_waived,
        N_(
            "还没有签发之前与代表沟通的记录。代表法第五十一条要求答复前充分听取意见，请先补记，或写明理由后例外签发。"
        ),
    ),
    Guard.CLASS_SET: GuardRule(lambda f: f.has_class, N_("请确定办理结果类别。")),
    Guard.PUBLICITY_SET: GuardRule(lambda f: f.has_publicity, N_("请确定公开属性；不公开的要写明理由。")),
    Guard.RECIPIENTS_SET: GuardRule(lambda f: f.has_recipients, N_("还没有收件人。")),
    Guard.OFFICE_SET: GuardRule(lambda f: f.has_office, N_("请先分给内设机构。")),
    Guard.REFERENCE_ONLY: GuardRule(
        lambda f: f.is_reference_only, N_("只有“仅供参考、不需答复”的件可以阅存。")
    ),
    Guard.EVALUATIONS_IN: GuardRule(lambda f: f.evaluations_open == 0, N_("还有代表委员的意见没有收回。")),
    Guard.NOTHING_OWED: GuardRule(
        lambda f: (
            f.answering_total > 0
            and (f.answering_open == 0 or not f.is_answering_host)
            and f.commitments_open == 0
            and f.opinions_owed == 0
        ),
        N_("还有没发出的答复、没交的会办意见或没落实的承诺，不能办结。"),
    ),
    Guard.MEETING_HELD: GuardRule(
        lambda f: not f.meeting_is_missing, N_("这一步要先经班子会议研究，请先登记会议记录。")
    ),
    Guard.NOTHING_PASSED: GuardRule(
        lambda f: f.steps_passed == 0,
        N_("已经有人审过这一稿，不能撤回送审；请与现在的办理人联系，由其退回。"),
    ),
    Guard.NOT_OWN_WORK: GuardRule(
        lambda f: not f.is_own_work, N_("这份答复是您拟写或送审的，这一步要由别人决定。")
    ),
    Guard.NOT_LAST_SIGNATURE: GuardRule(
        lambda f: not f.is_last_signature, N_("最后一级签发不能越过：没有人签发的答复不能发出。")
    ),
    Guard.EVIDENCE_GIVEN: GuardRule(
        lambda f: f.has_evidence or not f.evidence_is_demanded, N_("请填写完成凭据，例如文号、链接或数据。")
    ),
    Guard.ON_TIME: GuardRule(lambda f: not f.is_late, N_("完成时间晚于到期日，应按逾期兑现销号。")),
    Guard.LATE: GuardRule(lambda f: f.is_late, N_("没有超过到期日，应按期销号。")),
    Guard.COSIGNERS_AGREE: GuardRule(lambda f: f.cosigners_agree, N_("联名件须全体联名人同意才能撤回。")),
    Guard.PROACTIVE: GuardRule(
        lambda f: f.is_proactive, N_("签发时没有定为主动公开；要公开，请签发领导先改定公开属性。")
    ),
    Guard.COPY_MADE: GuardRule(lambda f: f.has_public_copy, N_("还没有公开文本，请先生成并核对隐去的内容。")),
    Guard.CONSENT_HEARD: GuardRule(
        lambda f: f.consent_is_heard,
        N_("提出人不同意公开，或不公开的申请还没有答复；请先征得同意，或由签发领导改定公开属性。"),
    ),
    Guard.HANDLER_APART: GuardRule(
        lambda f: not f.is_handler,
        N_("承办本件的人不能录入、核对或更正对本件的评价。请交给没有承办本件的人办理。"),
    ),
    Guard.SCAN_GIVEN: GuardRule(lambda f: f.has_scan, N_("请附上征询意见表的扫描件或照片。")),
    Guard.TERM_OVER: GuardRule(
        lambda f: f.term_is_over, N_("反馈期限还没有到。请先催收，期满后再按未反馈处理。")
    ),
    Guard.EVALUATION_ASKED: GuardRule(
        lambda f: not f.evaluation_is_owed, N_("还没有征询代表委员的意见，请先征询意见。")
    ),
    Guard.DISSATISFACTION_MET: GuardRule(
        lambda f: f.is_content or f.has_meeting,
        N_("有代表委员不满意。请重新办理；已办过两轮的，记录面商会议或专家评估的结论后再结束征询。"),
    ),
    Guard.REDO_GROUNDED: GuardRule(
        lambda f: f.dissatisfied > 0 or f.is_ordered_above,
        N_("没有核对无误的“不满意”。由交办机关责成重办的，请写明是哪个机关。"),
    ),
    Guard.FIRST_ROUND: GuardRule(
        lambda f: f.round_no < LAST_ROUND,
        N_("已经办过两轮，不再发第三封答复。请召开面商会议或组织专家评估，并记录结论。"),
    ),
    Guard.UNNUMBERED: GuardRule(
        lambda f: f.is_unnumbered, N_("答复已经编了文号。请先在答复页作废文号，再办这一步。")
    ),
    Guard.UNTOUCHED: GuardRule(
        lambda f: f.is_untouched, N_("导入以后已经有人办理这一件，不能随导入一起撤销。")
    ),
    Guard.UNSIGNED: GuardRule(
        lambda f: f.is_unsigned, N_("答复已经签发，不能再办这一步；确需办理的，请先撤回签发。")
    ),
    Guard.RETURN_IN_TIME: GuardRule(
        lambda f: f.is_return_in_time, N_("已经超过申请退办的期限，请继续办理；确需退办的，请与办公室联系。")
    ),
    Guard.REROUTE_EXPLAINED: GuardRule(
        lambda f: f.has_reason or not f.is_work_begun, N_("已经开始办理，改派要写明理由。")
    ),
    Guard.INSIDE_ASKED: GuardRule(lambda f: f.is_inside_due, N_("这项申请不需要本单位负责人提出意见。")),
    Guard.INSIDE_DECIDED: GuardRule(
        lambda f: f.is_inside_decided, N_("先由提出单位的负责人提出意见，再由交办单位决定。")
    ),
    Guard.IS_ASKER: GuardRule(lambda f: f.is_asker, N_("只有提出申请的人可以收回。")),
    Guard.ITEM_OPEN: GuardRule(lambda f: f.is_item_open, N_("这一件已经办结，不能再补交会办意见。")),
}
if set(GUARDS) != set(Guard):
    raise RuntimeError(set(Guard) ^ set(GUARDS))


def refusals_of(guards: tuple[Guard, ...], facts: Facts) -> tuple[Guard, ...]:
    """Return every guard that fails, in the table's order."""
    return tuple(guard for guard in guards if not GUARDS[guard].holds(facts))
