"""The words for what follows a reply: later letters, sendings, publication, the archive."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.domain.dispatches import DispatchOutcome, Retention
from tracker.domain.later_letters import LetterKind, PromiseFate
from tracker.domain.masking import Private
from tracker.domain.publication import Consent, PublicForm
from tracker.domain.vocabulary import LetterState

Words = Mapping[StrEnum, LazyString]

LETTER_STATES: Words = {
    LetterState.DRAFTING: _l("拟稿"),
    LetterState.TO_SIGN: _l("待签发"),
    LetterState.SIGNED: _l("待编号"),
    LetterState.NUMBERED: _l("待发送"),
    LetterState.SENT: _l("已发送"),
    LetterState.CANCELLED: _l("已作废"),
}
LETTER_KINDS: Words = {
    LetterKind.CORRECTION: _l("更正函"),
    LetterKind.SUPPLEMENT: _l("补充答复"),
}
PROMISE_FATES: Words = {
    PromiseFate.KEEPS: _l("不变"),
    PromiseFate.CHANGES: _l("由本函改变"),
    PromiseFate.DROPS: _l("不再执行"),
}
DISPATCH_OUTCOMES: Words = {
    DispatchOutcome.RECEIVED: _l("已收到"),
    DispatchOutcome.UNDELIVERED: _l("未送达"),
    DispatchOutcome.RETURNED: _l("被退回"),
}
RETENTIONS: Words = {
    Retention.PERMANENT: _l("永久"),
    Retention.THIRTY_YEARS: _l("30年"),
}
PUBLIC_FORMS: Words = {
    PublicForm.FULL: _l("全文公开"),
    PublicForm.SUMMARY: _l("摘要公开"),
}
CONSENTS: Words = {
    Consent.ASKED: _l("已征询，未答复"),
    Consent.CONSENTED: _l("同意公开"),
    Consent.REFUSED: _l("不同意公开"),
}
PRIVATES: Words = {
    Private.SPONSOR: _l("保密的提出人"),
    Private.IDENTITY: _l("身份证号"),
    Private.MOBILE: _l("手机号"),
    Private.LANDLINE: _l("电话号码"),
    Private.EMAIL: _l("电子邮箱"),
    Private.BANK_CARD: _l("银行卡号或账号"),
    Private.PLATE: _l("车牌号"),
    Private.ADDRESS: _l("住址"),
    Private.CONTACT: _l("联系人"),
    Private.BY_HAND: _l("人工标出"),
}
LETTER_TABLES: tuple[Words, ...] = (
    LETTER_STATES,
    LETTER_KINDS,
    PROMISE_FATES,
    DISPATCH_OUTCOMES,
    RETENTIONS,
    PUBLIC_FORMS,
    CONSENTS,
    PRIVATES,
)
