"""``tracker demo``: the demonstration office in an empty database, and nowhere else."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from tracker import clock
from tracker.cli.database import upgrade
from tracker.cli.keys import CHAIN_AND_FACTORS, make_missing_keys
from tracker.documents.store import FileStore
from tracker.extensions import db
from tracker.services.demonstration import build_demonstration


@click.command(help="在空数据库中装入演示单位；数据库里已有人员时拒绝")
@click.pass_obj
def demo(load_app: Callable[[], Flask]) -> None:
    """Migrate the database of the settings and fill it; raises Refused where anybody is registered."""
    app = load_app()
    make_missing_keys(app, CHAIN_AND_FACTORS)
    upgrade(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context(), click.progressbar(length=1, label="装入演示单位") as bar:

        def tell(done: int, count: int) -> None:
            bar.length = count
            bar.update(done - bar.pos)

        build_demonstration(clock.now(), FileStore(Path(app.config["DATA_DIR"]) / "files"), tell)
        db.engine.dispose()
