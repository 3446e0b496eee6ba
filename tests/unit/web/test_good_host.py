"""Names by which a request may call the site."""

import pytest

from tracker.web.good_host import is_good

OURS = frozenset({"tian.example.cn", "[::1]"})


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "tian.example.cn", "a-b.c", "a"]
)
def test_names_and_addresses_are_good(host: str) -> None:
    assert is_good(host, frozenset())


@pytest.mark.parametrize(
    "host",
    ["a b", "a/b", "<script>", "a:b", "a:123456", "-a", "a.", "[::1", "a\r\nb", "用例.cn", "a@b", "a" * 300],
)
def test_other_signs_are_not(host: str) -> None:
    assert not is_good(host, frozenset())


def test_where_ours_are_told_no_other_is_good() -> None:
    assert is_good("TIAN.example.cn:443", OURS)
    assert is_good("[::1]:8000", OURS)
    assert not is_good("evil.example", OURS)
    assert not is_good("tian.example.cn.evil.example", OURS)
