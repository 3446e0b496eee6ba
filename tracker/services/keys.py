"""The keys that are kept outside the database: of the audit log's chain, and of the second factors' secrets."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from tracker.domain.audit import Digest, Seals
from tracker.domain.errors import N_, Refused


def seals() -> Seals:
    """Return the keys and the digest of the audit log's chain; raises ValueError for an unknown digest."""
    config = current_app.config
    return Seals(config["AUDIT_KEYS"], Digest(config["AUDIT_DIGEST"]))


def _box() -> MultiFernet:
    keys = current_app.config["FACTOR_KEYS"]
    if not keys:
        raise Refused(reason=N_("服务器还没有双因素登录的密钥，请联系系统管理员。"))
    made = (sha256(b"tracker second factor\0" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in made])


def encrypted(secret: str) -> str:
    """Return a secret as the database keeps it: AES with an authentication code (Fernet)."""
    return _box().encrypt(secret.encode()).decode()


def decrypted(kept: str) -> str:
    """Return a kept secret; raises Refused where the key it was encrypted with is no longer there."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Refused(
            reason=N_("服务器的双因素登录密钥换过，旧的没有保留。请联系管理员重置双因素登录。")
        ) from error
