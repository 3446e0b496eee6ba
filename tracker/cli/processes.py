"""The processes behind ``tracker run``: the web server and the clockwork, forked from one loaded application."""

import ctypes
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

from flask import Flask
from gunicorn.app.base import BaseApplication

# How long, in seconds, requests and jobs under way may take to end before they are cut off.
GRACE = 6

_SET_PARENT_DEATH_SIGNAL = 1


class Server(BaseApplication):
    """Gunicorn with threads over a socket that is open already; SQLite wants one process, PostgreSQL may use more."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self.application = app
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        embedded = self.application.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
        settings = {
            "bind": f"fd://{self.listener.fileno()}",
            "worker_class": "gthread",
            "workers": 1 if embedded else self.application.config["WEB_PROCESSES"],
            "threads": self.application.config["WEB_THREADS"],
            "control_socket_disable": True,
            "graceful_timeout": GRACE - 1,
            "loglevel": "warning",
            "proc_name": "tracker",
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, which is loaded already."""
        return self.application


def listen(host: str, port: int) -> socket.socket:
    """Open the port before anything is started; OSError says that it is taken or not ours."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=256)


def _detach() -> None:
    """Leave Ctrl-C to the parent, and end when the parent ends in whatever way."""
    os.setsid()
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def start(target: Callable[[], object], name: str) -> ForkProcess:
    """Fork a child that runs ``target``; the caller has closed its database connections."""

    def child() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _detach()
        target()

    process = multiprocessing.get_context("fork").Process(target=child, name=name)
    process.start()
    return process


def stop(processes: Sequence[ForkProcess]) -> None:
    """End the children in order, and by force those that have not ended within the grace."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _told_to_stop(_signal: int, _frame: FrameType | None) -> None:
    """Turn the first signal into an orderly end, and ignore the ones that follow."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def together(targets: dict[str, Callable[[], object]]) -> Iterator[list[ForkProcess]]:
    """Run the targets as children for the length of the block; nothing is left running after it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _told_to_stop)
    processes: list[ForkProcess] = []
    try:
        for name, target in targets.items():
            processes.append(start(target, name))
        yield processes
    finally:
        stop(processes)


def first_to_end(processes: Sequence[ForkProcess]) -> ForkProcess:
    """Wait until a child ends, and return it."""
    by_sentinel = {process.sentinel: process for process in processes}
    return by_sentinel[wait(list(by_sentinel))[0]]  # type: ignore[index]  # sentinels are what wait returns
