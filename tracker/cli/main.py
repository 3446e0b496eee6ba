"""The ``tracker`` command: a table of sub-commands, each imported only when it is asked for."""

from importlib import import_module
from typing import Any

import click

from tracker.domain.errors import TrackerError

# Where the application is made. A command gets `application` as its context object and calls it when it needs
# the application: `tracker.app` stands above the commands and cannot be imported here (docs/decisions/0003).
FACTORY = "tracker.app:create_app"

# Name: the place of the command, and the help line that is shown without importing the place.
COMMANDS = {
    "run": ("tracker.cli.run:run", "迁移数据库，启动网页服务和定时任务"),
    "setup": ("tracker.cli.setup:setup", "新安装：登记单位，创建三名管理员和一名联络员，打印一次性链接"),
    "db": ("tracker.cli.database:db", "数据库迁移：升级、回退、查看版本"),
    "demo": ("tracker.cli.demo:demo", "在空数据库中装入演示单位"),
    "letters": ("tracker.cli.letters:letters", "读取、导入答复函"),
    "deadlines": ("tracker.cli.deadlines:deadlines", "办理期限：试算某地规则下一件建议或提案的各项期限"),
    "mail": ("tracker.cli.mail:mail", "邮件：试发一封，暂停和恢复发信"),
    "calendar": ("tracker.cli.calendar:calendar", "放假安排：从文件登记通知"),
    "clockwork": ("tracker.jobs.command:clockwork", "运行定时任务"),
}


def load(place: str) -> Any:
    """Return what stands at ``place``, written ``module:attribute``."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def application(*args: object) -> Any:
    """Make and return the Flask application."""
    return load(FACTORY)(*args)


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is called, so that `letters read` starts without Flask."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the sub-command called ``cmd_name``, or None."""
        return load(COMMANDS[cmd_name][0]) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Print a refusal as its sentence, not as a traceback."""
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            raise click.ClickException(error.text()) from error


@click.group(cls=LazyGroup, name="tracker", help="建议提案办理与承诺跟踪系统")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Hand every sub-command the means to make the application."""
    ctx.obj = application
