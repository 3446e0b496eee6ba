"""Every way in which a request can fail, as a page that says what is wrong and keeps what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import Flask, current_app, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from tracker.domain.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    NotOffered,
    ProofNeeded,
    Refused,
    StalePage,
    TrackerError,
)
from tracker.domain.phrases import Phrase
from tracker.extensions import db
from tracker.web.filters import day
from tracker.web.labels import label, say
from tracker.web.sign_in_first import here, lead_to_proof

Answer = tuple[str, int] | Response


@dataclass(frozen=True)
class Page:
    """The words of an error page."""

    title: LazyString
    help: LazyString


PAGES = {
    400: Page(_l("请求不完整"), _l("浏览器发来的内容无法识别。请回到上一页重新填写。")),
    403: Page(
        _l("没有办理权限"), _l("您看得到这一件，但这一步不由您办理。需要权限的，请联系本单位系统管理员。")
    ),
    404: Page(
        _l("没有找到"), _l("这个页面或记录不存在，或者不在您的办理范围内。请核对地址，或从登记表里查找。")
    ),
    405: Page(_l("不能这样打开"), _l("这个地址只接收页面上的按钮，不能直接打开。请从提案页面进入。")),
    409: Page(_l("页面已过期"), _l("没有保存。请打开最新的页面，把需要的内容复制过去再提交。")),
    413: Page(_l("内容太大"), _l("文件或文字超过了上限，没有保存。单个文件不超过50 MB，文字不超过2 MB。")),
    422: Page(_l("不能办理"), _l("没有保存。请按提示补齐后再提交。")),
    500: Page(
        _l("系统出错了"),
        _l("刚才的操作没有保存，错误已经记录。请稍后再试；仍不行，请把下面的时间告诉系统管理员。"),
    ),
    503: Page(_l("系统正忙"), _l("刚才的操作没有保存，请稍后再提交一次。")),
}
LOST = Page(
    _l("页面已失效"), _l("没有保存。页面打开得太久，或登录已经变动。请回到原页面重新提交，填写的内容在下面。")
)
STATUS: dict[type[TrackerError], int] = {
    NotFound: 404,
    Forbidden: 403,
    StalePage: 409,
    NotOffered: 409,
    Refused: 422,
    InvalidInput: 422,
}
HIDDEN_FIELDS = frozenset({"csrf_token", "version", "next"})
SHORTEST_TEXT = 2


def describe(error: TrackerError) -> str:
    """Return what went wrong in the reader's language."""
    return gettext_with(error.message, {name: _shown(value) for name, value in error.params.items()})


def gettext_with(msgid: str, params: dict[str, object]) -> str:
    """Translate a msgid and fill its places."""
    words = str(_(msgid))
    return words % params if params else words


def _shown(value: object) -> object:
    if isinstance(value, StrEnum):
        return str(label(value))
    if isinstance(value, date):
        return day(value)
    return say(value) if isinstance(value, str | Phrase) else value


def typed_texts() -> list[str]:
    """Return every text that the person sent, so that nothing typed is lost; passwords and marks stay out."""
    return [
        text
        for name, values in request.form.lists()
        if name not in HIDDEN_FIELDS and "password" not in name
        for text in values
        if len(text.strip()) >= SHORTEST_TEXT and not text.isascii()
    ]


def way_on() -> str:
    """Return the address of the page as it is now: of the form, or else of the item that it belongs to."""
    if here() != "/":
        return here()
    places = {"proposal_id": "item.view_item", "commitment_id": "follow_up.view_promise"}
    for name, endpoint in places.items():
        if name in (request.view_args or {}):
            return url_for(endpoint, **{name: (request.view_args or {})[name]})
    return "/"


def error_page(status: int, said: str | None = None, page: Page | None = None) -> tuple[str, int]:
    """Draw an error's page; ``said`` is the exact reason where there is one."""
    words = page or PAGES[status]
    is_lost = request.method == "POST" and status in {400, 409, 422, 503}
    return (
        render_template(
            "errors/error.html",
            status=status,
            title=words.title,
            said=said,
            help=words.help,
            texts=typed_texts() if is_lost else [],
            way_on=way_on() if is_lost else None,
        ),
        status,
    )


def on_refusal(error: TrackerError) -> Answer:
    """Answer a service's refusal with its page."""
    if isinstance(error, ProofNeeded):
        return lead_to_proof()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    return error_page(status, None if status == 404 else describe(error))


def on_http_error(error: HTTPException) -> Answer:
    """Answer what Flask itself refuses: no such address, a form too large, and the like."""
    if error.code is None or error.code < 400:
        return Response(error.get_response().response)
    status = error.code if error.code in PAGES else (500 if error.code >= 500 else 400)
    return error_page(status)


def on_lost_token(_error: CSRFError) -> Answer:
    """Answer a form whose token is missing or old."""
    return error_page(400, page=LOST)


def on_busy_database(error: OperationalError) -> Answer:
    """Answer a lock or a time limit of the database, which the next try may not meet."""
    current_app.logger.warning("database: %s", error.orig)
    db.session.rollback()
    return error_page(503)


def on_defect(_error: Exception) -> Answer:
    """Answer a defect, which Flask has logged by now."""
    db.session.rollback()
    return error_page(500)


def init_app(app: Flask) -> None:
    """Register the pages."""
    handlers: dict[type[Exception] | int, Callable[..., Answer]] = {
        TrackerError: on_refusal,
        CSRFError: on_lost_token,
        HTTPException: on_http_error,
        OperationalError: on_busy_database,
        500: on_defect,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
