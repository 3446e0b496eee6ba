"""``tracker setup``: the office and its first four people, each with a one-time link; there is no default account."""

from collections.abc import Callable, Iterable

import click
from flask import Flask

from tracker import clock
from tracker.cli.database import upgrade
from tracker.cli.keys import CHAIN_AND_FACTORS, make_missing_keys
from tracker.domain.vocabulary import Role
from tracker.services import setup as service
from tracker.services.people import PersonEntry
from tracker.services.setup import FOUNDERS, Founder

LoadApp = Callable[[], Flask]
TITLES = {
    Role.SYSTEM_ADMIN: "系统管理员（管单位和账号）",
    Role.SECURITY_ADMIN: "安全管理员（管授权）",
    Role.AUDIT_ADMIN: "审计管理员（看日志）",
    Role.COORDINATOR: "办公室（提案办）联络员",
}


def ask_people() -> dict[Role, PersonEntry]:
    """Ask for the four people; they must be four different ones."""
    return {
        role: PersonEntry(
            username=click.prompt(f"{TITLES[role]}的用户名"), name=click.prompt(f"{TITLES[role]}的姓名")
        )
        for role in FOUNDERS
    }


def read_people(lines: Iterable[str]) -> dict[Role, PersonEntry]:
    """Read ``role=user name:name`` from the options; raises click.BadParameter where one is missing or doubled."""
    found: dict[Role, PersonEntry] = {}
    for line in lines:
        role, _, person = line.partition("=")
        username, _, name = person.partition(":")
        if role not in set(FOUNDERS) or not username or not name or Role(role) in found:
            raise click.BadParameter(f"{line}：要写成 角色=用户名:姓名，每个角色一次", param_hint="--person")
        found[Role(role)] = PersonEntry(username=username, name=name)
    if missing := [role.value for role in FOUNDERS if role not in found]:
        raise click.BadParameter(f"还缺 {'、'.join(missing)}", param_hint="--person")
    return found


def print_links(founders: Iterable[Founder], address: str) -> None:
    """Print one link a person; they are kept nowhere else."""
    click.echo("下面的链接24小时内有效，每个只能用一次。请分别交给本人，由本人打开并设密码：")
    for one in founders:
        click.echo(f"{TITLES[one.role]} {one.user.name}（{one.user.username}）")
        click.echo(f"  {address.rstrip('/')}/welcome/{one.token}")
    click.echo("三名管理员都设好密码后，系统才能登录。")


@click.command(help="新安装：登记单位，创建三名管理员和一名联络员，打印一次性链接；没有默认账号")
@click.option("--name", help="单位全称")
@click.option("--short-name", help="单位简称")
@click.option(
    "--person",
    "lines",
    multiple=True,
    metavar="角色=用户名:姓名",
    help="四次：system_admin、security_admin、audit_admin、coordinator；不写则逐个询问",
)
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="链接开头的网址")
@click.option("--new-links", is_flag=True, help="链接过期时，给还没设密码的人换新链接")
@click.pass_obj
def setup(
    load_app: LoadApp,
    *,
    name: str | None,
    short_name: str | None,
    lines: tuple[str, ...],
    address: str,
    new_links: bool,
) -> None:
    """Migrate, write the first people and print their links; refuses a database that is in use."""
    app = load_app()
    make_missing_keys(app, CHAIN_AND_FACTORS)
    upgrade(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        if new_links:
            print_links(service.new_links(now=clock.now()), address)
            return
        service.refuse_second_time()
        founders = service.set_up(
            name=name or click.prompt("单位全称"),
            short_name=short_name or click.prompt("单位简称"),
            people=read_people(lines) if lines else ask_people(),
            now=clock.now(),
        )
        print_links(founders, address)
