"""A second factor for somebody of the small office, and the codes that their device would show."""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256

import pyotp

from tracker import clock
from tracker.domain.second_factor import STEP
from tracker.extensions import db
from tracker.models.access import RecoveryCode, SecondFactor
from tracker.queries.accounts import digest
from tracker.services.keys import encrypted
from tracker.services.unit_of_work import unit_of_work


def secret_of(user_id: int) -> str:
    """Return the secret that tests give a person's device."""
    return b32encode(sha256(b"device %d" % user_id).digest()[:20]).decode()


def recovery_code_of(user_id: int) -> str:
    """Return the one recovery code that tests give a person."""
    return b32encode(sha256(b"paper %d" % user_id).digest()[:10]).decode()


def enrol(*people: int) -> None:
    """Give people a device and one recovery code; call it in an application context."""
    with unit_of_work():
        for user_id in people:
            secret = encrypted(secret_of(user_id))
            db.session.add(SecondFactor(user_id=user_id, secret=secret, confirmed_at=clock.now()))
            db.session.add(RecoveryCode(user_id=user_id, code_hash=digest(recovery_code_of(user_id))))


def shown(secret: str, at: datetime | None = None, steps: int = 0) -> str:
    """Return the six digits that a device shows at an instant, or some steps of 30 seconds after it."""
    return pyotp.TOTP(secret).at(int((at or clock.now()).timestamp()) + steps * STEP)
