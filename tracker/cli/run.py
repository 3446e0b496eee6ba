"""``tracker run``: from nothing to an address that answers, and back to nothing on Ctrl-C."""

import os
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_address
from multiprocessing.context import ForkProcess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import click
from flask import Flask

from tracker import clock
from tracker.cli.database import upgrade
from tracker.cli.keys import CHAIN_AND_FACTORS, SECRET_KEY, make_missing_keys
from tracker.cli.main import load
from tracker.cli.processes import Server, first_to_end, listen, together
from tracker.documents.store import FileStore
from tracker.extensions import db
from tracker.queries import accounts
from tracker.services.demonstration import build_demonstration

LoadApp = Callable[[], Flask]

# How long, in seconds, one try at a first answer may take before the processes are looked at again.
PATIENCE = 3

DEMONSTRATION_STAYS_HERE = (
    "演示单位只能在本机使用，不能监听其他地址。请去掉 HOST，或用 TRACKER_DATABASE_URL 指定正式数据库"
)


def ensure_data_dir(app: Flask) -> None:
    """Make the folder of this installation's own files, and in it the keys that are not given yet."""
    Path(app.config["DATA_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    make_missing_keys(app, SECRET_KEY | CHAIN_AND_FACTORS)


def is_default_database() -> bool:
    """Tell whether nobody has said where the register is kept: only there does the demonstration appear."""
    return not os.environ.get("TRACKER_DATABASE_URL", "").strip()


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine and nothing else."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def prepare(app: Flask, host: str) -> bool:
    """Migrate, load the demonstration office into the default database while empty; tell whether it is there.

    Raises ClickException, before anything is loaded, where the demonstration would be reachable from elsewhere.
    """
    upgrade(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        office = accounts.office()
        is_new = is_default_database() and not office.name
        if (is_new or office.is_demonstration) and not is_loopback(host):
            raise click.ClickException(DEMONSTRATION_STAYS_HERE)
        if is_new:
            click.echo("正在装入演示单位…")
            build_demonstration(clock.now(), FileStore(Path(app.config["DATA_DIR"]) / "files"))
        db.engine.dispose()
    return is_new or office.is_demonstration


def open_port(host: str, port: int) -> socket.socket:
    """Return the open port, or say in one sentence why it cannot be opened."""
    try:
        return listen(host, port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            f"不能使用 {host}:{port}（{reason}）。换一个端口：PORT=8001 make run"
        ) from error


def address_of(listener: socket.socket) -> str:
    """Return the address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def answers(address: str) -> bool:
    """Tell whether the address answers, whatever it answers."""
    try:
        urlopen(address, timeout=PATIENCE).close()  # noqa: S310 - our own address
    except HTTPError as refusal:
        refusal.close()
    except OSError:
        return False
    return True


def announce(address: str, processes: Sequence[ForkProcess]) -> None:
    """Print the address as soon as it answers; say nothing where a process ends before that."""
    while all(process.is_alive() for process in processes):
        if answers(address):
            click.echo(f"已启动：{address}    按 Ctrl-C 停止")
            return
        time.sleep(0.1)


def without(listener: socket.socket, act: Callable[[Flask], None], app: Flask) -> None:
    """Act in a process that does not hold the port: it must be free as soon as the web has ended."""
    listener.close()
    act(app)


def serve(app: Flask, listener: socket.socket) -> None:
    """Run web and clockwork until told to stop; raises ClickException where one of them ends by itself."""
    clockwork: Callable[[Flask], None] = load("tracker.jobs.clockwork:run")
    beside = partial(without, listener, clockwork, app)
    with together({"web": Server(app, listener).run, "clockwork": beside}) as processes:
        announce(address_of(listener), processes)
        ended = first_to_end(processes)
        raise click.ClickException(f"{ended.name} 意外结束（代码 {ended.exitcode}），已全部停止")


@click.command(help="迁移数据库，启动网页服务和定时任务；默认的空库会装入演示单位")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="监听地址（HOST）")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="监听端口（PORT）")
@click.pass_obj
def run(load_app: Callable[[], Flask], host: str, port: int) -> None:
    """Prepare, start web and clockwork, print the address, and end with everything that was started."""
    listener = open_port(host, port)
    app = load_app()
    ensure_data_dir(app)
    if prepare(app, host):
        os.environ["TRACKER_DEMONSTRATION"] = "1"
    serve(load_app(), listener)
