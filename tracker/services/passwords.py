"""Hashing passwords with argon2id, at most a few at a time: each takes 64 MiB."""

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

AT_ONCE = 2

_hasher = PasswordHasher()
_turn = BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Return the form in which a password is kept."""
    with _turn:
        return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the kept one; where none is kept the answer is no, after the same time."""
    with _turn:
        try:
            _hasher.verify(kept or _nobodys_hash(), password)
        except (Argon2Error, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with older parameters."""
    return _hasher.check_needs_rehash(kept)
