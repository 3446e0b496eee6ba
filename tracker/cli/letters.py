"""`tracker letters`: read reply letters from files; fast, without Flask or the database."""

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tracker.documents.boxed import read_upload
from tracker.documents.letters import Found, LetterReading, PromiseFound, read_letter
from tracker.domain.errors import TrackerError

LATER = {"import": "tracker.cli.letters_import:import_letters"}
KEYS = (
    "kind", "body", "term", "session", "number", "title", "proposers", "et_al", "lead", "co_handlers", "reply_class",
    "doc_number", "publicity", "reply_date", "issuer", "contact",
)  # fmt: skip
PROMISE_KEYS = ("quote", "start", "end", "responsible", "due_text", "due_date", "kind")
NAMES = {
    "kind": "类型", "body": "届次机构", "term": "届", "session": "次", "number": "编号", "title": "标题",
    "proposers": "提出人", "et_al": "等多人", "lead": "主办", "co_handlers": "会办", "reply_class": "类别",
    "doc_number": "发文字号", "publicity": "公开属性", "reply_date": "答复日期", "issuer": "答复单位",
    "contact": "联系方式",
}  # fmt: skip


class LettersGroup(click.Group):
    """A group whose ``import`` command, which needs Flask and the database, is loaded only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted({*super().list_commands(ctx), *LATER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called ``cmd_name``, or None."""
        module, _, attribute = LATER.get(cmd_name, "").partition(":")
        if module:
            command: click.Command = getattr(import_module(module), attribute)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(name="letters", cls=LettersGroup, help="读取、导入答复函")
def letters() -> None:
    """Hold the commands about letters."""


@letters.command(name="read", help="读出答复函写明的各项内容和承诺")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON")
def read(files: tuple[str, ...], *, as_json: bool) -> None:
    """Read each file and print what it states; name those that cannot be read, and end with 1 if there were any."""
    failed = False
    for name in files:
        try:
            text = read_upload(Path(name).read_bytes(), name).text
        except (TrackerError, OSError) as error:
            reason = error.text() if isinstance(error, TrackerError) else f"打不开：{error.strerror}"
            click.echo(f"{name}：{reason}", err=True)
            failed = True
            continue
        reading = read_letter(text)
        click.echo(
            json.dumps(as_row(name, reading), ensure_ascii=False) if as_json else as_lines(name, reading)
        )
    sys.exit(1 if failed else 0)


def as_row(name: str, reading: LetterReading) -> dict[str, Any]:
    """Return a reading as the JSON object of one line: values only, null where the letter does not say."""
    row: dict[str, Any] = {"file": name}
    row.update({key: _plain(getattr(reading, key)) for key in KEYS})
    row["commitments"] = [
        {key: _plain(getattr(one, key)) for key in PROMISE_KEYS} for one in reading.commitments
    ]
    return row


def _plain(value: object) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, Found):
        return _plain(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


def as_lines(name: str, reading: LetterReading) -> str:
    """Return a reading for people: one line a field that the letter states, then the promises."""
    lines = [name]
    for key in KEYS:
        found = getattr(reading, key)
        if found is not None:
            lines.append(f"  {NAMES[key]}：{_shown(_plain(found))}")
    lines += [_promise_line(number, promise) for number, promise in enumerate(reading.commitments, 1)]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    """Return a value for people."""
    if isinstance(value, list):
        return "、".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one)
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _promise_line(number: int, promise: PromiseFound) -> str:
    """Return a promise for people."""
    due = f"［{promise.due_text} → {promise.due_date}］" if promise.due_text else ""
    return f"  承诺 {number}（{promise.start}–{promise.end}）{due}{promise.quote}"
