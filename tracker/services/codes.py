"""Looking at a code of the second factor: each works once, and too many wrong ones make the account wait."""

from datetime import datetime

from sqlalchemy import func, select, update

from tracker.domain.audit import AuditKind, Result
from tracker.domain.errors import N_, TrackerError
from tracker.domain.second_factor import matching_step, normalised, recovery_code
from tracker.extensions import db
from tracker.models.access import CodeAttempt, RecoveryCode, SecondFactor
from tracker.queries.accounts import digest
from tracker.queries.second_factor import code_failures, codes_left
from tracker.services.audit import Note, note
from tracker.services.keys import decrypted

FIELD = "factor_code"


class CodeNeeded(TrackerError):
    """The password is right; a code is still to be given by the person of ``user_id``."""

    code = "code_needed"
    message = N_("请填写动态码。")

    def __init__(self, user_id: int, session_version: int) -> None:
        super().__init__(field=FIELD)
        self.user_id, self.session_version = user_id, session_version


class CodeRefused(TrackerError):
    """The code is wrong or was used before."""

    code = "code_refused"
    message = N_("动态码不对，或者已经用过。请等手机上换出下一个再输。")


class CodesStopped(TrackerError):
    """Too many codes were wrong: none is looked at for a while."""

    code = "codes_stopped"
    message = N_("动态码连续输错，请过几分钟再试。一天内输错50次的，第二天再试。")


def look_at_code(user_id: int, typed: str | None, address: str, now: datetime) -> TrackerError | None:
    """Use a code up and return None, or return why it is refused; None too for a person without a second factor.

    Part of the running unit of work, which must commit in both cases: a failure counts. The row of the device is
    locked, so that of two requests with one code only one gets in, and none at the same time hides from the count.
    """
    factor = db.session.scalar(
        select(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if factor is None:
        return None
    failures = code_failures(user_id, now)
    if failures.must_wait(now):
        return CodesStopped(field=FIELD)
    code = normalised(typed or "")
    if _use_step(factor, code, now) or _use_recovery_code(user_id, code, address, now):
        return None
    db.session.add(CodeAttempt(user_id=user_id, at=now))
    data = {"failures": len(failures.at) + 1}
    kind, about = AuditKind.CODE_FAILED, ("user", user_id)
    note(Note(kind, now, address=address, about=about, result=Result.REFUSED, data=data))
    return CodeRefused(field=FIELD)


def _use_step(factor: SecondFactor, code: str, now: datetime) -> bool:
    step = matching_step(decrypted(factor.secret or ""), code, now, factor.last_step)
    if step is not None:
        factor.last_step = step
    return step is not None


def _use_recovery_code(user_id: int, typed: str, address: str, now: datetime) -> bool:
    code = recovery_code(typed)
    if code is None:
        return False
    unused = (
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == digest(code),
        RecoveryCode.used_at.is_(None),
    )
    found = db.session.scalar(select(func.count()).where(*unused))
    if not found:
        return False
    db.session.execute(update(RecoveryCode).where(*unused).values(used_at=now))
    data = {"left": codes_left(user_id)}
    note(Note(AuditKind.RECOVERY_CODE_USED, now, address=address, about=("user", user_id), data=data))
    return True
