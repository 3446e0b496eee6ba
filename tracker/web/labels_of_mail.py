"""What a mail's states, kinds and history are called."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.mail import MailKind, MailNote, MailState
from tracker.queries.outbox_state import Health

MAIL_STATES: Mapping[MailState, LazyString] = {
    MailState.WAITING: _l("待发"),
    MailState.CLAIMED: _l("正在发"),
    MailState.SENT: _l("已发出"),
    MailState.UNKNOWN: _l("待查明"),
    MailState.FAILED: _l("没有发出"),
    MailState.CANCELLED: _l("不再发"),
}
STATE_TONES: Mapping[MailState, str] = {
    MailState.WAITING: "neutral",
    MailState.CLAIMED: "neutral",
    MailState.SENT: "done",
    MailState.UNKNOWN: "soon",
    MailState.FAILED: "late",
    MailState.CANCELLED: "outline",
}
MAIL_KINDS: Mapping[MailKind, LazyString] = {
    MailKind.DIGEST: _l("每日提要"),
    MailKind.REMINDER: _l("提醒"),
    MailKind.HAND_OVER: _l("转办通知"),
    MailKind.SENT_BACK: _l("退回通知"),
    MailKind.SIGNATURE: _l("请审签"),
    MailKind.URGE: _l("催办"),
    MailKind.NOTICE: _l("通知"),
}
MAIL_NOTES: Mapping[MailNote, LazyString] = {
    MailNote.ACCEPTED: _l("服务器已收下"),
    MailNote.DEFERRED: _l("服务器暂时不收，稍后再试"),
    MailNote.UNREACHABLE: _l("连不上邮件服务器，稍后再试"),
    MailNote.REFUSED: _l("服务器拒收"),
    MailNote.GAVE_UP: _l("试了72小时，不再试"),
    MailNote.IN_DOUBT: _l("信已交出，没有等到服务器的回答"),
    MailNote.SENDER_STOPPED: _l("发信进程中途停止，不知道服务器是否收下"),
    MailNote.JOURNAL_SAYS_TAKEN: _l("发信进程中途停止；它的记录写明服务器已收下"),
    MailNote.FOUND: _l("在收信凭据里查到，服务器已收下"),
    MailNote.NOT_FOUND: _l("在收信凭据里没有查到"),
    MailNote.LEDGER_SILENT: _l("收信凭据读不到，先不重发"),
    MailNote.SENT_AGAIN: _l("用原来的信号再发一次，收信人可能收到两封"),
    MailNote.BOUNCED: _l("收下后又被退回，请核对邮箱或另行告知"),
    MailNote.NO_ADDRESS: _l("收信人没有邮箱，不再发"),
    MailNote.BAD_ADDRESS: _l("邮箱地址不对，没有发"),
    MailNote.INACTIVE: _l("收信人的账号已停用，不再发"),
    MailNote.NOT_WANTED: _l("事由已经不在，不再发"),
    MailNote.MAIL_OFF: _l("没有设置邮件服务器，不外发；工作台上照样看得到"),
    MailNote.RETRIED: _l("由人决定再发"),
    MailNote.DROPPED: _l("由人决定不再发"),
}
# Words and tone of each answer about the clockwork and the outbox.
OUTAGE_CHIP = (_l("发不出去"), "late")
HEALTH_WORDS: Mapping[Health, tuple[LazyString, str]] = {
    Health.WELL: (_l("正常"), "done"),
    Health.PAUSED: (_l("暂停"), "soon"),
    Health.STOPPED: (_l("超过5分钟没有运行"), "late"),
    Health.SILENT: (_l("有信到时，一个工作日没有发出"), "late"),
}
