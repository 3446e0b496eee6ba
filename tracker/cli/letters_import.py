"""``tracker letters import``: files letters by a coordinator's name; each file is filed whole or not at all."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask

from tracker import clock
from tracker.documents.boxed import read_upload
from tracker.documents.letters import read_letter
from tracker.documents.store import FileStore
from tracker.domain.errors import TrackerError
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import Publicity, Role
from tracker.queries.people import holders, load_actor, unit_tree
from tracker.services.letter_import import Given, Imported, import_letter

DAY = click.DateTime(["%Y-%m-%d"])
PUBLICITY = {
    "主动公开": Publicity.PROACTIVE,
    "依申请公开": Publicity.ON_REQUEST,
    "不予公开": Publicity.WITHHELD,
}


@click.command(name="import", help="把来信登记入册；加 --as-replied 则连同答复和承诺一起补录")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--as-replied", is_flag=True, help="这些是已经发出的答复函（历史答复补录）")
@click.option("--by", "username", metavar="用户名", help="以哪位提案联络员的名义登记；只有一位时可以不写")
@click.option("--class-mark", metavar="类别", help="原文没有写办理结果类别时用这个，例如 B")
@click.option("--publicity", type=click.Choice(list(PUBLICITY)), help="原文没有写公开属性时用这个")
@click.option("--publicity-reason", metavar="理由", help="不主动公开的理由")
@click.option("--sent-on", type=DAY, help="原文没有成文日期时用这个，例如 2020-07-20")
@click.option("--assigned-on", type=DAY, help="交办日期，用来推算期限；不写就不推算")
@click.pass_obj
def import_letters(
    load_app: Callable[[], Flask],
    files: tuple[str, ...],
    *,
    as_replied: bool,
    username: str | None,
    class_mark: str | None,
    publicity: str | None,
    publicity_reason: str | None,
    sent_on: datetime | None,
    assigned_on: datetime | None,
) -> None:
    """File each letter and say what became of it; end with 1 if any was refused."""
    given = Given(
        as_replied=as_replied,
        class_mark=class_mark,
        publicity=PUBLICITY[publicity] if publicity else None,
        publicity_reason=publicity_reason,
        sent_on=sent_on.date() if sent_on else None,
        assigned_on=assigned_on.date() if assigned_on else None,
    )
    app = load_app()
    with app.app_context():
        actor = coordinator(username, clock.today())
        store = FileStore(Path(app.config["DATA_DIR"]) / "files")
        filed = [file_one(name, actor, given, store) for name in files]
    sys.exit(0 if all(filed) else 1)


def coordinator(username: str | None, today: date) -> Actor:
    """Return the coordinator of that user name, or the only one; raises UsageError where it is not clear who."""
    known = {person.username: person for person in holders(Role.COORDINATOR, unit_tree().units, today)}
    if username is None and len(known) == 1:
        username = next(iter(known))
    if username not in known:
        raise click.UsageError("请用 --by 写明以哪位提案联络员的名义登记：" + "、".join(known))
    return load_actor(known[username].id, today)


def file_one(name: str, actor: Actor, given: Given, store: FileStore) -> bool:
    """File one letter, print one line about it, and tell whether it was filed."""
    try:
        imported = read_and_file(name, actor, given, store)
    except (TrackerError, OSError) as error:
        reason = error.text() if isinstance(error, TrackerError) else f"打不开：{error.strerror}"
        click.echo(f"{name}：没有登记。{reason}", err=True)
        return False
    item = imported.item
    done = "已登记" if imported.is_new else "已并入登记表中的同一件"
    click.echo(f"{name}：{done}（{item.number_raw or '无编号'}，承诺{item.promise_total}句）")
    return True


def read_and_file(name: str, actor: Actor, given: Given, store: FileStore) -> Imported:
    """Read a file and file it."""
    data = Path(name).read_bytes()
    content = read_upload(data, name)
    reading = read_letter(content.text)
    return import_letter(
        actor,
        name=name,
        data=data,
        content=content,
        reading=reading,
        given=given,
        store=store,
        now=clock.now(),
    )
