"""What ``tracker run`` decides before it starts anything."""

import socket

import pytest

from tracker.cli.processes import listen
from tracker.cli.run import address_of, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_these_addresses_are_this_machine_only(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "tracker.example.cn", ""])
def test_these_addresses_are_reached_from_elsewhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")]
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, shown: str) -> None:
    with listen(host, 0) as listener:
        assert address_of(listener) == f"http://{shown}:{listener.getsockname()[1]}/"


def test_a_port_is_taken_by_one_listener_only() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])


def test_an_open_port_lets_connections_wait() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as waiting:
        assert waiting.getpeername() == listener.getsockname()
