"""What the steps and the days from which terms count are called."""

from collections.abc import Mapping

from tracker.domain.due_dates import Anchor, Milestone
from tracker.domain.errors import N_

ANCHOR_NAMES: Mapping[Anchor, str] = {
    Anchor.ASSIGNED: N_("交办之日"),
    Anchor.RECEIVED: N_("收到之日"),
    Anchor.SESSION_CLOSED: N_("会议闭幕之日"),
    Anchor.RETURN_REQUESTED: N_("申请退办之日"),
    Anchor.RETURN_ACCEPTED: N_("同意退办之日"),
    Anchor.REDO_ORDERED: N_("要求重新办理之日"),
    Anchor.OPINION_RETURNED: N_("会办意见退回之日"),
    Anchor.REPLY_SENT: N_("答复发出之日"),
    Anchor.REPLY_DEADLINE: N_("答复期限"),
    Anchor.APPROVAL: N_("签发之日"),
    Anchor.EVALUATION_RECEIVED: N_("收到评价之日"),
    Anchor.PROMISE_REPORTED: N_("反馈承诺落实情况之日"),
}
MILESTONE_NAMES: Mapping[Milestone, str] = {
    Milestone.ASSIGN: N_("交办期限"),
    Milestone.ASSIGNMENT_MEETING: N_("交办会议期限"),
    Milestone.TELL_SPONSOR: N_("告知代表期限"),
    Milestone.LEADER_CHOICE: N_("领导领办件选定期限"),
    Milestone.SIGN: N_("签收期限"),
    Milestone.RETURN: N_("退办期限"),
    Milestone.REASSIGN: N_("改交期限"),
    Milestone.FIRST_CONTACT: N_("首次沟通期限"),
    Milestone.CO_OPINION: N_("会办意见期限"),
    Milestone.OPINION_REDO: N_("重提会办意见期限"),
    Milestone.DRAFT: N_("送审期限"),
    Milestone.REPLY: N_("答复期限"),
    Milestone.REPLY_EXTENDED: N_("延长后的答复期限"),
    Milestone.PUBLISH: N_("公开期限"),
    Milestone.EVALUATION: N_("征询意见期限"),
    Milestone.REDO: N_("重新办理期限"),
    Milestone.PROMISE_EVALUATION: N_("承诺落实评价期限"),
    Milestone.REPORT_MID_YEAR: N_("年中办理情况报告期限"),
    Milestone.REPORT_SUMMARY: N_("办理情况总结报告期限"),
    Milestone.REPORT_YEAR_END: N_("年末办理情况报告期限"),
    Milestone.PROMISE_REPORT: N_("承诺落实情况报送期限"),
}
