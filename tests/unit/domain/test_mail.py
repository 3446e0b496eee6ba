"""When a mail that did not get out is tried again, and what names it for ever."""

from datetime import UTC, datetime, timedelta

from tracker.domain.mail import GIVES_UP_AFTER, MOST_TRIES, delay_after, message_id

FOUNDED = datetime(2026, 1, 5, 2, tzinfo=UTC)


def delays() -> list[timedelta]:
    found: list[timedelta] = []
    while (delay := delay_after(len(found) + 1)) is not None:
        found.append(delay)
    return found


def test_the_first_delays_are_1_5_15_and_60_minutes() -> None:
    assert [delay.total_seconds() / 60 for delay in delays()[:4]] == [1, 5, 15, 60]


def test_then_it_is_tried_each_hour_for_72_hours_in_all() -> None:
    assert set(delays()[4:]) == {timedelta(hours=1)}
    assert GIVES_UP_AFTER - timedelta(hours=1) < sum(delays(), timedelta()) <= GIVES_UP_AFTER
    assert len(delays()) + 1 == MOST_TRIES


def test_a_message_id_depends_on_key_installation_and_domain_alone() -> None:
    first = message_id("digest:1", FOUNDED, "kjt.example.cn")
    assert first == message_id("digest:1", FOUNDED, "kjt.example.cn")
    others = {
        message_id("digest:2", FOUNDED, "kjt.example.cn"),
        message_id("digest:1", FOUNDED + timedelta(days=1), "kjt.example.cn"),
        message_id("digest:1", None, "kjt.example.cn"),
        message_id("digest:1", FOUNDED, "czt.example.cn"),
    }
    assert len({first} | others) == 5
    assert first.isascii()
    assert first.startswith("<")
