"""``tracker db``: migrations without an ini file, from a checkout and from a wheel."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import make_url

from tracker.cli.keys import CHAIN_AND_FACTORS, make_missing_keys
from tracker.documents.store import FileStore
from tracker.extensions import db as orm
from tracker.paths import find
from tracker.services.reindexing import read_files, reindex, reindex_sizes


def configuration(url: str) -> Config:
    """Return alembic's configuration for the database at ``url``."""
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(find("migrations")))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` up to ``revision``; a SQLite file and its folder are made where missing."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at ``url`` back to ``revision``, or to nothing with ``base``."""
    command.downgrade(configuration(url), revision)


def next_number(config: Config) -> str:
    """Return the number of the next migration: four digits, one more than the newest."""
    newest = ScriptDirectory.from_config(config).get_current_head()
    digits = re.match(r"\d+", newest or "0")
    return f"{int(digits.group()) + 1 if digits else 1:04d}"


@click.group(help="数据库迁移：升级、回退、查看版本")
@click.pass_context
def db(ctx: click.Context) -> None:
    """Find the database's address in the settings; an upgrade also makes the keys that are not there yet."""
    load_app: Callable[[], Flask] = ctx.obj
    app = load_app()
    if ctx.invoked_subcommand == "upgrade":
        make_missing_keys(app, CHAIN_AND_FACTORS)
    ctx.obj = app.config["SQLALCHEMY_DATABASE_URI"]


@db.command("upgrade", help="升级到指定版本，默认最新")
@click.argument("revision", default="head")
@click.pass_obj
def upgrade_command(url: str, revision: str) -> None:
    """Upgrade to ``revision``."""
    upgrade(url, revision)


@db.command("downgrade", help="回退到指定版本；base 表示全部撤销")
@click.argument("revision")
@click.pass_obj
def downgrade_command(url: str, revision: str) -> None:
    """Downgrade to ``revision``."""
    downgrade(url, revision)


@db.command("current", help="显示当前版本")
@click.pass_obj
def current_command(url: str) -> None:
    """Print the version that the database is at."""
    command.current(configuration(url))


@db.command("revision", help="开发用：比较模型和数据库，写出下一个迁移文件")
@click.argument("message")
@click.pass_obj
def revision_command(url: str, message: str) -> None:
    """Write the next migration from the difference between the models and the database."""
    config = configuration(url)
    command.revision(config, message, autogenerate=True, rev_id=next_number(config))


@db.command("reindex", help="重建全文索引；SQLite 上重建期间搜索不完整")
@click.pass_context
def reindex_command(ctx: click.Context) -> None:
    """Read the words of files that were not read yet, then write every item's texts into the search anew."""
    app = ctx.find_root().obj()
    with app.app_context():
        files, items = reindex_sizes()
        with click.progressbar(length=files, label="读取附件文字") as bar:
            read_files(FileStore(Path(app.config["DATA_DIR"]) / "files"), bar.update)
        with click.progressbar(length=items, label="写入全文索引") as bar:
            reindex(bar.update)
        orm.session.remove()
        orm.engine.dispose()
    click.echo(f"已写入{items}件。")
