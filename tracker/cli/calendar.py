"""``tracker calendar``: a holiday notice from a file, previewed before it is entered."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from tracker import clock
from tracker.domain.due_names import MILESTONE_NAMES
from tracker.domain.notices import NoticeError, read_notice
from tracker.queries.accounts import find_user
from tracker.queries.due_moves import Moves
from tracker.queries.people import load_actor
from tracker.services.calendar_notices import apply_notice, preview_notice

SHOWN = 20


@click.group(help="放假安排：从文件登记通知")
def calendar() -> None:
    """Hold the commands about the calendar."""


@calendar.command(name="import", help="登记放假通知：通知原文、CSV 或 TOML；先列出会变动的期限，确认后才改")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@click.option(
    "--by", "username", required=True, metavar="用户名", help="以谁的名义登记（联络员或安全管理员）"
)
@click.option("--year", type=int, help="年份；原文写明的可以不写")
@click.option("--source", default="", metavar="名称", help="通知名称或文号")
@click.option("--local", is_flag=True, help="是本地放假，不是全国的安排")
@click.option("--yes", is_flag=True, help="不再询问，直接登记")
@click.option("--preview", "only_preview", is_flag=True, help="只预览，不登记")
@click.pass_obj
def import_notice(
    load_app: Callable[[], Flask],
    *,
    file: Path,
    username: str,
    year: int | None,
    source: str,
    local: bool,
    yes: bool,
    only_preview: bool,
) -> None:
    """Show what a notice would move; enter it once that is confirmed. The operator's shell stands for a fresh proof."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        notice = read_notice(text, year=year, source=source, is_local=local)
    except UnicodeDecodeError as fault:
        raise click.ClickException("文件不是 UTF-8 编码的文字。") from fault
    except NoticeError as fault:
        raise click.ClickException(fault.text()) from fault
    with load_app().app_context():
        now = clock.now()
        user = find_user(username)
        if user is None or not user.is_active:
            raise click.ClickException(f"没有用户名是“{username}”的在用账号。")
        actor = load_actor(user.id, clock.today(), proved_at=now)
        moves = preview_notice(notice)
        _tell(moves, notice.year, len(notice.days))
        if only_preview or not (yes or click.confirm("登记，并调整这些期限？")):
            click.echo("没有登记。")
            return
        made = apply_notice(actor, notice, text=text, confirmed=moves.digest(), now=now)
        click.echo(f"已登记，{made.moved}件的期限随之变动。")


def _tell(moves: Moves, year: int, days: int) -> None:
    click.echo(f"{year}年，{days}个放假或调休日；会变动{moves.items}件的{len(moves.moved)}个期限。")
    for move in moves.moved[:SHOWN]:
        name, old, new = MILESTONE_NAMES[move.due.code], move.row.due_on, move.due.day
        number = move.item.number_raw or move.item.id
        why = "；".join(words.text() for words in move.why)
        click.echo(
            f"  {number} {move.assignment.unit.short_name} {name}：{old} → {new}（{move.days:+}天）{why}"
        )
    if len(moves.moved) > SHOWN:
        click.echo(f"  ……共{len(moves.moved)}个")
