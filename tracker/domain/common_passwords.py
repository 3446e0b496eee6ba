"""Passwords that everybody tries first, made from words and endings: no list of others' is copied, none is needed.

``COMMON`` holds the words; :func:`common_passwords` joins them with the endings, digits, dates and walks over the
keyboard that people add to them, more than ten thousand in all, without any network.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

COMMON = frozenset(
    {
        "password", "passw0rd", "p@ssw0rd", "p@ssword", "pa55word", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl",
        "zxcvbn", "zxcvbnm", "abc", "abcd", "abcdefg", "admin", "administrator", "root", "test", "guest", "welcome",
        "letmein", "iloveyou", "changeme", "default", "secret", "login", "system", "user", "manager", "master",
        "dragon", "monkey", "football", "superman", "sunshine", "princess", "shadow", "michael", "hello", "computer",
        "internet", "oracle", "huawei", "windows", "server", "office", "woaini", "mima", "nihao", "wodemima",
        "caonima", "zhongguo", "china", "beijing", "guangxi", "nanning", "renda", "zhengxie", "zhengfu", "bangong",
        "bangongshi", "tian", "jianyi", "daibiao", "weiyuan", "keji", "caizheng", "zhangsan", "lisi", "wangwei",
        "tracker", "proposal", "1q2w3e", "1q2w3e4r", "1q2w3e4r5t", "q1w2e3r4", "1qaz2wsx", "1qaz@wsx", "qazwsx",
        "qazwsxedc", "zaq12wsx", "5201314", "1314520", "woaini1314", "123456789", "12345678", "1234567", "123456",
        "12345", "1234", "0123456789", "1234567890", "987654321", "654321", "147258369", "147258", "159357", "789456",
        "11223344", "112233", "123321", "88888888", "888888", "66666666", "666666", "00000000", "000000", "111111",
        "11111111", "密码", "口令", "管理员", "办公室", "人大", "政协", "代表", "委员", "建议", "提案",
        "提案建议办理", "系统", "单位", "登录", "广西", "南宁", "北京", "中国", "政府", "你好", "我爱你",
    }
)  # fmt: skip
ENDINGS = (
    "", "1", "12", "123", "1234", "12345", "123456", "!", "!!", "@", "#", ".", "_", "0", "00", "01", "001", "007",
    "66", "666", "8", "88", "888", "99", "520", "521", "1314", "!@#", "@123", "#123", "_123", ".123", "!123", "@1234",
    "123!", "123@", "123#", "123.", "123abc", "abc", "abc123", "a", "aa", "qwe", "qaz", "xyz",
)  # fmt: skip
YEARS = tuple(str(year) for year in range(1960, 2036))
MARKS = ("", "@", "!", "#", ".")
KEYBOARD = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "0987654321",
    "poiuytrewq",
    "lkjhgfdsa",
    "mnbvcxz",
)
SHORTEST_WALK = 4


def _walks() -> Iterator[str]:
    """Return every walk over a row of the keyboard, up to four times over."""
    for row, times in product(KEYBOARD, (1, 2, 3, 4)):
        places = range(len(row) + 1)
        yield from (
            row[start:end] * times for start, end in product(places, places) if end - start >= SHORTEST_WALK
        )


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return every common password in small letters."""
    joined = {word + ending for word, ending in product(COMMON, ENDINGS)}
    dated = {word + mark + year for word, mark, year in product(COMMON, MARKS, YEARS)}
    repeated = {sign * count for sign, count in product("0123456789abcdefghijklmnopqrstuvwxyz", range(6, 21))}
    days = {f"{year}{month:02}{day:02}" for year, month, day in product(YEARS, range(1, 13), range(1, 32))}
    return frozenset(joined | dated | repeated | days | set(_walks()))
