"""``tracker mail``: trying the mail server step by step, and letting mails rest."""

from collections.abc import Callable
from secrets import token_hex
from time import monotonic
from typing import NoReturn

import click
from flask import Flask

from tracker import clock
from tracker.mail.ledger import LedgerSilent
from tracker.mail.mailbox import TROUBLE
from tracker.mail.message import BadAddress, Letter, compose, plain_address
from tracker.mail.transport import Connection, Server, server_of
from tracker.mail.trouble import InDoubt, MailTrouble, Step
from tracker.services.mail_bounces import mailbox_of_settings
from tracker.services.mail_sending import ledger_of_settings
from tracker.services.mail_switch import pause_mails, resume_mails
from tracker.services.outbox import mail_domain

LoadApp = Callable[[], Flask]
STEPS = {
    Step.CONNECT: "连接邮件服务器",
    Step.GREETING: "打招呼（EHLO）",
    Step.ENCRYPT: "加密（TLS），核对证书",
    Step.SIGN_IN: "登录",
    Step.SENDER: "报发信人",
    Step.RECIPIENT: "报收信人",
    Step.COPY: "报抄存地址",
    Step.DATA: "请求发送正文",
    Step.TEXT: "发送正文，等待服务器确认",
}
HINTS = {
    Step.CONNECT: "请核对 TRACKER_MAIL_HOST 和 TRACKER_MAIL_PORT，以及防火墙",
    Step.GREETING: "这个端口上可能不是邮件服务，或要求先加密（TRACKER_MAIL_SECURITY=tls）",
    Step.ENCRYPT: "请核对 TRACKER_MAIL_SECURITY；内网证书请设 TRACKER_MAIL_CA_FILE。没有加密不会发信",
    Step.SIGN_IN: "请核对 TRACKER_MAIL_USER 和密码；有的邮箱要用“授权码”",
    Step.SENDER: "服务器不接受发信人，请核对 TRACKER_MAIL_FROM 是否与登录账号一致",
    Step.RECIPIENT: "服务器不接受这个收信地址",
    Step.COPY: "服务器不接受抄存地址，请核对 TRACKER_MAIL_LEDGER_COPY",
    Step.DATA: "服务器拒绝接收正文",
    Step.TEXT: "服务器没有收下这封信",
}
NOT_SET, BAD_SETTING, BAD_ADDRESS, DOUBT, LEDGER, BOUNCES = 10, 11, 12, 29, 30, 31
CODES = {step: 20 + number for number, step in enumerate(STEPS)}


def fail(words: str, code: int) -> NoReturn:
    """Say what is wrong and end with its own code."""
    click.echo(f"× {words}", err=True)
    raise SystemExit(code)


@click.group(help="邮件：试发一封，暂停和恢复发信")
def mail() -> None:
    """Hold the sub-commands."""


@mail.command(help="逐步试发一封信，每一步说明结果；退出代码说明停在哪一步")
@click.argument("address")
@click.pass_obj
def test(load_app: LoadApp, address: str) -> None:
    """Send one mail past the outbox and tell each step; exit codes are those of docs/operations.md."""
    app = load_app()
    try:
        server, recipient = server_of(app.config), plain_address(address)
    except BadAddress as error:
        fail(f"地址不对：{error}", BAD_ADDRESS)
    except ValueError as error:
        fail(f"设置不对：{error}", BAD_SETTING)
    if server is None:
        fail("没有设置邮件服务器：请设 TRACKER_MAIL_HOST", NOT_SET)
    with app.app_context():
        if server.security == "none":
            click.echo("! 不加密：账号、密码和信都以明文传送，只能用于内部服务器")
        message_id = deliver(server, recipient)
        look_up(message_id)
        look_into_bounces()


def deliver(server: Server, recipient: str) -> str:
    """Hand a trial mail over, telling each step, and return its Message-ID."""
    message_id = f"<test-{token_hex(12)}@{mail_domain()}>"
    letter = Letter(
        sender=server.sender,
        recipient=recipient,
        subject="建议提案办理系统：试发",
        text="收到这封信，说明系统能够发信。无须回复。",
        html=None,
        calendar=None,
        message_id=message_id,
        at=clock.now(),
    )
    connection = Connection(server, lambda step: click.echo(f"· {STEPS[step]}"))
    click.echo(f"{server.host}:{server.port}（{server.security}）→ {recipient}")
    try:
        answer = connection.deliver(recipient, compose(letter), monotonic() + server.longest)
    except InDoubt as trouble:
        fail(f"正文已交出，没有等到确认，可能收到也可能没有：{trouble.answer}", DOUBT)
    except MailTrouble as trouble:
        fail(f"{STEPS[trouble.step]}没有成功：{trouble.answer}\n  {HINTS[trouble.step]}", CODES[trouble.step])
    finally:
        connection.close()
    click.echo(f"√ 服务器已收下：{answer}")
    click.echo(f"  {message_id}")
    return message_id


def look_up(message_id: str) -> None:
    """Tell whether the acceptance ledger, where one is set, knows the mail."""
    try:
        ledger = ledger_of_settings()
        if ledger is None:
            click.echo(
                "! 没有设置收信凭据（TRACKER_MAIL_LEDGER）：发信进程中途停止时，最多有一封信会重发一次"
            )
            return
        is_found = message_id in ledger.find([message_id])
    except (LedgerSilent, ValueError) as error:
        fail(f"信已发出，但读不到收信凭据：{error}", LEDGER)
    click.echo("√ 收信凭据里有这封信" if is_found else "! 收信凭据里还没有这封信，可能要等一会儿")


def look_into_bounces() -> None:
    """Tell whether the mailbox of bounces, where one is set, can be opened."""
    try:
        mailbox = mailbox_of_settings()
        if mailbox is None:
            return
        with mailbox.opened(is_read_only=True):
            click.echo("√ 退信邮箱打得开")
    except (*TROUBLE, ValueError) as error:
        fail(f"信已发出，但打不开退信邮箱（TRACKER_MAIL_BOUNCES）：{error}", BOUNCES)


@mail.command(help="暂停发信；信照常写下，恢复后再发")
@click.pass_obj
def pause(load_app: LoadApp) -> None:
    """Let mails rest."""
    with load_app().app_context():
        pause_mails(clock.now())
    click.echo("已暂停发信。恢复：tracker mail resume")


@mail.command(help="恢复发信")
@click.pass_obj
def resume(load_app: LoadApp) -> None:
    """Let mails go out."""
    app = load_app()
    with app.app_context():
        resume_mails()
    click.echo("仍在暂停：设置了 TRACKER_MAIL_PAUSED" if app.config["MAIL_PAUSED"] else "已恢复发信。")
