"""Which passwords are good enough: two named profiles, each with what it demands (trust.md, Passwords)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.common_passwords import COMMON, common_passwords
from tracker.domain.errors import N_, InvalidInput

LONGEST = 128
YEARS = re.compile(r"(19|20)\d\d")
KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"\d"), re.compile(r"[^a-zA-Z0-9]"))


class PasswordProfile(StrEnum):
    """The named sets of demands: OWASP ASVS 5 and NIST SP 800-63B, or 等保 (GB/T 22239 8.1.4.1)."""

    STANDARD = "standard"
    CLASSIFIED = "classified"


@dataclass(frozen=True)
class PasswordRules:
    """What a profile demands; ``own`` is how many different characters must be left without common words.

    ``lock`` is how long an account waits after five failures in a row; None doubles the wait from one minute.
    ``all_with_factor``: everybody needs a second factor, whatever else is set.
    """

    shortest: int
    kinds: int
    own: int
    words: str
    max_age: timedelta | None = None
    kept: int = 0
    lock: timedelta | None = None
    all_with_factor: bool = False

    def has_expired(self, changed_at: datetime | None, now: datetime) -> bool:
        """Tell whether a password of that instant must be replaced; one of unknown age must where ages count."""
        return self.max_age is not None and (changed_at is None or now - changed_at > self.max_age)


RULES: Mapping[PasswordProfile, PasswordRules] = {
    PasswordProfile.STANDARD: PasswordRules(
        shortest=15, kinds=1, own=8, words=N_("密码至少15个字符，可以用一句话，汉字、空格都可以。")
    ),
    PasswordProfile.CLASSIFIED: PasswordRules(
        shortest=8,
        kinds=3,
        own=4,
        words=N_("密码至少8个字符，大写字母、小写字母、数字、其他字符要有三种。"),
        max_age=timedelta(days=90),
        kept=5,
        lock=timedelta(minutes=10),
        all_with_factor=True,
    ),
}


def check_password(
    password: str, context: Iterable[str] = (), profile: PasswordProfile = PasswordProfile.STANDARD
) -> None:
    """Refuse a password that is short, too long, common, or little more than common words; raises InvalidInput.

    ``context`` holds the words of this account and place (user name, name, office); characters are counted as people
    see them, any character is allowed.
    """
    rules = RULES[profile]
    if len(password) < rules.shortest or sum(bool(kind.search(password)) for kind in KINDS) < rules.kinds:
        raise InvalidInput(field="password", reason=rules.words)
    if len(password) > LONGEST:
        raise InvalidInput(field="password", reason=N_("密码最多128个字符。"))
    is_common = password.casefold() in common_passwords()
    if is_common or len(set(own_part(password, context))) < rules.own:
        raise InvalidInput(
            field="password", reason=N_("密码太容易猜到：不要用用户名、单位、年份、常用词或重复字符凑成。")
        )


def own_part(password: str, context: Iterable[str] = ()) -> str:
    """Return what is left of a password without common words, years and the words of its account."""
    rest = password.casefold()
    words = {word.casefold() for word in context if len(word) > 1} | COMMON
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return YEARS.sub("", rest)
