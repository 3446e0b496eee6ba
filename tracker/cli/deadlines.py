"""``tracker deadlines``: what a rule set makes of a sample item; without Flask or a database."""

import json
from collections.abc import Iterable
from datetime import date

import click

from tracker.domain import rule_sets
from tracker.domain.deadline_preview import Preview, preview, versions_of
from tracker.domain.due_dates import Anchor
from tracker.domain.due_names import ANCHOR_NAMES, MILESTONE_NAMES
from tracker.domain.errors import TrackerError
from tracker.domain.explaining import full_day, paragraph
from tracker.domain.rule_model import ALWAYS, Item, RuleSet, UnknownRuleSetError
from tracker.domain.vocabulary import BodyLevel, Kind, Phase, SponsorKind

FIRST_YEAR, LAST_YEAR = 1949, 2199


def read_anchors(ctx: click.Context, param: click.Parameter, written: Iterable[str]) -> dict[Anchor, date]:
    """Return the days from which terms count, written ``assigned=2022-03-31``; raise BadParameter for a slip."""
    found: dict[Anchor, date] = {}
    for value in written:
        anchor, day = _anchor_day(value, ctx, param)
        if found.setdefault(anchor, day) != day:
            raise click.BadParameter(f"{anchor}写了两个不同的日期。", ctx, param)
    return found


def _anchor_day(value: str, ctx: click.Context, param: click.Parameter) -> tuple[Anchor, date]:
    name, equals, written = value.partition("=")
    if not equals:
        raise click.BadParameter(f"“{value}”应当写成 名称=日期，如 assigned=2022-03-31。", ctx, param)
    if name not in list(Anchor):
        known = ", ".join(Anchor)
        raise click.BadParameter(f"没有名为“{name}”的起算日。可用：{known}。", ctx, param)
    try:
        day = date.fromisoformat(written)
    except ValueError as fault:
        words = f"“{written}”不是日期，应当写成 2022-03-31 这样。"
        raise click.BadParameter(words, ctx, param) from fault
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f"“{written}”不在{FIRST_YEAR}年到{LAST_YEAR}年之间。", ctx, param)
    return Anchor(name), day


@click.group(help="办理期限：试算某地规则下一件建议或提案的各项期限")
def deadlines() -> None:
    """Hold the commands about deadlines."""


@deadlines.command(name="preview", help="试算一件建议或提案的各项期限，并逐项说明怎么算的")
@click.option(
    "--rules", "name", required=True, metavar="名称", help="规则的名称，或者规则文件（.toml）的路径"
)
@click.option("--kind", type=click.Choice(list(map(str, Kind))), required=True, help="建议、提案还是意见")
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    callback=read_anchors,
    required=True,
    metavar="起算日=日期",
    help=f"起算日，可以写几个：{'、'.join(Anchor)}",
)
@click.option(
    "--phase",
    type=click.Choice(list(map(str, Phase))),
    default=Phase.SESSION.value,
    show_default=True,
    help="什么时候提出的",
)
@click.option("--level", type=click.Choice(list(map(str, BodyLevel))), help="哪一级人大或政协")
@click.option("--sponsor-kind", type=click.Choice(list(map(str, SponsorKind))), help="谁提出的")
@click.option("--express", is_flag=True, help="急办件")
@click.option("--volume", type=click.IntRange(min=0), default=0, metavar="件数", help="单位本年承办的件数")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON 列表")
def preview_command(
    *,
    name: str,
    kind: str,
    anchors: dict[Anchor, date],
    phase: str,
    level: str | None,
    sponsor_kind: str | None,
    express: bool,
    volume: int,
    as_json: bool,
) -> None:
    """Print every due date that can be computed; for people, say in the error stream what the others wait for."""
    item = Item(
        Kind(kind),
        Phase(phase),
        BodyLevel(level) if level else None,
        SponsorKind(sponsor_kind) if sponsor_kind else None,
        express,
    )
    found = preview(_versions(name), item, anchors, volume)
    if as_json:
        click.echo(json.dumps(found.rows(), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(found)))
    for remark in _remarks(found, volume):
        click.echo(remark, err=True)


def _versions(name: str) -> tuple[RuleSet, ...]:
    try:
        return versions_of(name)
    except UnknownRuleSetError as error:
        known = "、".join(rule_sets.available())
        raise click.BadParameter(f"没有名为“{name}”的规则。现有：{known}。", param_hint="--rules") from error
    except TrackerError as error:
        raise click.BadParameter(error.text(), param_hint="--rules") from error


def _lines(found: Preview) -> Iterable[str]:
    rule_set = found.rule_set
    since = "" if rule_set.valid_from == ALWAYS else f"，{full_day(rule_set.valid_from)}起施行"
    yield f"{rule_set.title}（{rule_set.name} {rule_set.version}版{since}）"
    for due in found.found:
        mark = "  暂定" if due.provisional else ""
        yield f"\n{due.day.isoformat()}  {MILESTONE_NAMES[due.code]}（{due.code}）{mark}"
        yield f"    {paragraph(due)}"


def _remarks(found: Preview, volume: int) -> Iterable[str]:
    """Yield what a reader should know besides the dates."""
    if found.is_before_force:
        first = full_day(found.rule_set.valid_from)
        yield f"注意：起算日早于本规则施行的日期（{first}），按最早的一版试算。"
    if not found.found:
        yield "按给出的起算日，这套规则没有能够算出的期限。"
    for rule in found.waiting:
        missing = f"{rule.anchor}（{ANCHOR_NAMES[rule.anchor]}）"
        yield f"未计算：{MILESTONE_NAMES[rule.code]}（{rule.code}），缺少起算日 {missing}。"
    if volume and not any(step.kind == "extend" for due in found.found for step in due.steps):
        yield f"承办{volume}件没有增加时间：规则没有这样的规定，或者没有达到件数。"
