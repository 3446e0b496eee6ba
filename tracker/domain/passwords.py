"""Which passwords are good enough (trust.md, default profile): length and a blocklist, no mixture of kinds."""

import re
from collections.abc import Iterable

from tracker.domain.errors import N_, InvalidInput

SHORTEST = 15
LONGEST = 128

# Words that everybody tries first, and words of this place; a password made of little else is refused.
COMMON = frozenset(
    {
        "password", "passw0rd", "p@ssw0rd", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm",
        "abc", "abcdefg", "admin", "administrator", "root", "test", "guest", "welcome", "letmein", "iloveyou",
        "changeme", "default", "secret", "login", "system", "user", "woaini", "mima", "nihao", "renda", "zhengxie",
        "tracker", "proposal", "1q2w3e4r5t", "1qaz2wsx", "5201314", "123456789", "12345678", "123456", "1234",
        "0123456789", "987654321", "88888888", "密码", "口令", "管理员", "办公室", "人大", "政协", "代表", "委员",
        "建议", "提案", "提案建议办理", "系统", "单位", "登录",
    }
)  # fmt: skip
YEARS = re.compile(r"(19|20)\d\d")
LEAST_OWN = 8


def check_password(password: str, context: Iterable[str] = ()) -> None:
    """Refuse a password that is short, too long, or little more than common words; raises InvalidInput.

    ``context`` holds the words of this account and place (user name, name, office); characters are counted as people
    see them, any character is allowed.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(field="password", reason=N_("密码至少15个字符，可以用一句话，汉字、空格都可以。"))
    if len(password) > LONGEST:
        raise InvalidInput(field="password", reason=N_("密码最多128个字符。"))
    if len(set(own_part(password, context))) < LEAST_OWN:
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
