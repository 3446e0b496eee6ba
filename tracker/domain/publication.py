"""Whether and how a reply is published: form, consent, and the legal grounds for keeping it back.

The grounds are those of the Regulation on the Disclosure of Government Information (政府信息公开条例, 2019),
arts 14 to 16; art. 18 asks to assess again what is kept back, without saying how often: once a year is the office's
own choice. Art. 26 gives 20 working days for publishing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.deadlines import add_months
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.vocabulary import PublicationWish, Publicity

YEAR = 12
REASON_LENGTH = 500


class PublicForm(StrEnum):
    """What of a letter is published: all of it, or a summary."""

    FULL = "full"
    SUMMARY = "summary"


class Consent(StrEnum):
    """What a sponsor says to publishing the answer."""

    ASKED = "asked"
    CONSENTED = "consented"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal ground for keeping a letter back, with its article and its words."""

    code: str
    article: str
    words: str


GROUNDS: Mapping[str, Ground] = {
    one.code: one
    for one in (
        Ground("14-secret", N_("第十四条"), N_("依法确定为国家秘密")),
        Ground("14-law", N_("第十四条"), N_("法律、行政法规禁止公开")),
        Ground("14-safety", N_("第十四条"), N_("公开后可能危及国家安全、公共安全、经济安全、社会稳定")),
        Ground(
            "15-third-party",
            N_("第十五条"),
            N_("涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害"),
        ),
        Ground(
            "16-internal",
            N_("第十六条第一款"),
            N_("属人事管理、后勤管理、内部工作流程等内部事务信息"),
        ),
        Ground(
            "16-process",
            N_("第十六条第二款"),
            N_("属讨论记录、过程稿、磋商信函、请示报告等过程性信息或行政执法案卷信息"),
        ),
    )
}


@dataclass(frozen=True)
class PublicityChoice:
    """What a leader decides about publishing: yes and in which form, or not, on which ground and why."""

    publicity: Publicity
    form: PublicForm | None = None
    ground: str | None = None
    reason: str | None = None


def checked(choice: PublicityChoice) -> PublicityChoice:
    """Return a decision without what does not belong to it; raises InvalidInput where something is missing.

    A published letter is published whole where no form is named; one kept from everybody (不予公开) needs its ground.
    """
    if choice.publicity is Publicity.PROACTIVE:
        return PublicityChoice(choice.publicity, choice.form or PublicForm.FULL)
    reason = (choice.reason or "").strip()
    fault = _fault(choice, reason)
    if fault is not None:
        raise fault
    return PublicityChoice(choice.publicity, None, choice.ground or None, reason)


def _fault(choice: PublicityChoice, reason: str) -> InvalidInput | None:
    """Return what is missing from a decision to keep a letter back."""
    if not reason:
        return InvalidInput(field="publicity_reason", reason=N_("不主动公开的，请写明理由和依据。"))
    if len(reason) > REASON_LENGTH:
        return InvalidInput(field="publicity_reason", reason=N_("最多500字。"))
    if choice.ground and choice.ground not in GROUNDS:
        return InvalidInput(field="ground", reason=N_("请从条例的条款里选择依据。"))
    if choice.publicity is Publicity.WITHHELD and not choice.ground:
        return InvalidInput(field="ground", reason=N_("不予公开的，请选择条例依据。"))
    return None


def _rank(publicity: Publicity | None, form: PublicForm | None) -> int:
    """Return how little a decision shows: the whole letter least, nothing to anybody most."""
    if publicity is Publicity.PROACTIVE:
        return 1 if form is PublicForm.SUMMARY else 0
    return 3 if publicity is Publicity.WITHHELD else 2


def asked_less(
    choice: PublicityChoice, now_is: Publicity | None, form_is: PublicForm | None
) -> PublicityChoice:
    """Return what a request to publish less asks for, without what does not belong to it.

    Raises InvalidInput without a reason or, for what is kept from everybody, a ground; and where it asks for no less
    than holds already.
    """
    is_public = choice.publicity is Publicity.PROACTIVE
    form = PublicForm.SUMMARY if is_public else None
    if _rank(choice.publicity, form) <= _rank(now_is, form_is):
        raise InvalidInput(field="wanted", reason=N_("现在的公开范围已经不大于这一项，请重新选择。"))
    reason = (choice.reason or "").strip()
    if not reason:
        raise InvalidInput(field="publicity_reason", reason=N_("请写明理由。"))
    fault = _fault(choice, reason)
    if fault is not None:
        raise fault
    return PublicityChoice(choice.publicity, form, None if is_public else choice.ground or None, reason)


def next_review(decided_on: date) -> date:
    """Return the day on which a letter kept back is to be assessed again: a year on (art. 18; yearly by choice)."""
    return add_months(decided_on, YEAR)


def consent_is_heard(
    wish: PublicationWish | None, latest: Mapping[int | None, Consent], *, open_requests: int
) -> bool:
    """Tell whether nobody who filed the item stands against publishing its answer.

    ``latest`` holds each sponsor's last word by id. A wish against publishing, stated on the item itself, is only
    overcome by a consent given later; an open request not to publish stops everything until it is decided.
    """
    if open_requests or Consent.REFUSED in latest.values():
        return False
    return wish is not PublicationWish.NONE or Consent.CONSENTED in latest.values()
