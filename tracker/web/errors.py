"""Every way in which a request can fail, as a page that says what is wrong and keeps what was typed."""

import errno
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import Flask, current_app, jsonify, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
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
from tracker.services.denials import note_denial
from tracker.services.handled_forms import Handled
from tracker.services.private_copies import TextSetAside
from tracker.services.sent_form import AlreadyHandled, OutcomeUnknown, is_handled, remember_form
from tracker.web import current
from tracker.web.addresses import HOME, asks_for_json, here
from tracker.web.clean_input import UNREADABLE, UnreadableText
from tracker.web.filters import day
from tracker.web.happened import latest_moves
from tracker.web.labels import label, say
from tracker.web.once import find_repeated, lead_back
from tracker.web.sign_in_first import lead_to_proof

Answer = tuple[str, int] | tuple[Response, int] | Response


@dataclass(frozen=True)
class Page:
    """The words of an error page."""

    title: LazyString
    help: LazyString


PAGES = {
    400: Page(_l("无法识别的内容"), _l("没有保存。内容里有无法识别的文字或地址不完整，请核对后重新填写。")),
    403: Page(_l("没有办理权限"), _l("这一步不由您办理。需要权限的，请联系本单位的管理员。")),
    404: Page(
        _l("没有找到"), _l("这个页面或记录不存在，或者不在您的办理范围内。请核对地址，或从登记表里查找。")
    ),
    405: Page(_l("不能这样打开"), _l("这个地址只接收页面上的按钮，不能直接打开。请从原来的页面进入。")),
    409: Page(_l("已有新的办理"), _l("没有保存。请打开最新的页面，把需要的内容复制过去再提交。")),
    413: Page(_l("内容太大"), _l("没有保存。单个文件不能超过50 MB，文字不能超过2 MB。")),
    422: Page(_l("不能办理"), _l("没有保存。请按提示补齐后再提交。")),
    500: Page(_l("系统出错了"), _l("没有保存。错误已经记录，请稍后再试；仍不行，请把下面的时间告诉管理员。")),
    507: Page(_l("存储空间不足"), _l("没有保存。请告诉管理员清理磁盘，再提交一次。")),
    503: Page(_l("系统正忙"), _l("没有保存。请稍后再提交一次。")),
}
UNSHOWN = Page(
    _l("已保存，页面没能显示"),
    _l("您的操作已经保存，不要重复提交。错误已经记录，请从首页或登记表查看最新的情况。"),
)
LOST = Page(_l("页面已失效"), _l("没有保存。页面打开得太久，或者登录有变动。请打开最新的页面重新提交。"))
STATUS: dict[type[TrackerError], int] = {
    NotFound: 404,
    Forbidden: 403,
    StalePage: 409,
    NotOffered: 409,
    Refused: 422,
    InvalidInput: 422,
    AlreadyHandled: 409,
    UnreadableText: 400,
    OutcomeUnknown: 503,
}
FORBIDDEN = 403
DENIALS = frozenset({FORBIDDEN, 404})
KEEPS_TEXT = frozenset({400, 403, 404, 409, 422, 500, 503, 507})
NOT_TYPED = frozenset({"csrf_token", "once", "version", "next", "carried_to", "factor_code"})
BUSY = (OperationalError, InterfaceError, PoolTimeout)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SHORTEST_TEXT = 2
CHOICE = re.compile(r"[\w.-]{1,20}", re.ASCII)
PLACES = {
    "proposal_id": "item.view_item",
    "commitment_id": "follow_up.view_promise",
    "user_id": "people.view_person",
    "rule_set_id": "rules.edit_rules",
    "unit_id": "people.view_unit",
}


def describe(error: TrackerError) -> str:
    """Return what went wrong in the reader's language."""
    words = str(_(error.message))
    return words % {name: _shown(value) for name, value in error.params.items()} if error.params else words


def _shown(value: object) -> object:
    if isinstance(value, StrEnum):
        return str(label(value))
    if isinstance(value, date):
        return day(value)
    return say(value) if isinstance(value, str | Phrase) else value


def typed_texts() -> list[str]:
    """Return every text that the person sent, so that nothing typed is lost; passwords and marks stay out."""
    return [
        UNREADABLE.sub("□", text)
        for name, values in request.form.lists()
        if name not in NOT_TYPED and "password" not in name
        for text in values
        if len(text.strip()) >= SHORTEST_TEXT and not CHOICE.fullmatch(text)
    ]


def way_on() -> str:
    """Return the address of the page as it is now: of the form, or else of the item that it belongs to."""
    given = request.view_args or {}
    if here() != HOME:
        return here()
    found = [(name, endpoint) for name, endpoint in PLACES.items() if name in given]
    return url_for(found[0][1], **{found[0][0]: given[found[0][0]]}) if found else HOME


def error_page(
    status: int, said: str | None = None, page: Page | None = None, code: str | None = None
) -> Answer:
    """Draw an error's page, or its JSON for a script; ``said`` is the exact reason where there is one."""
    words = page or PAGES[status]
    if asks_for_json():
        return jsonify(code=code or str(status), message=said or str(words.title)), status
    keeps_text = request.method == "POST" and status in KEEPS_TEXT
    html = render_template(
        "errors/error.html",
        status=status,
        title=words.title,
        said=said,
        help=words.help,
        texts=typed_texts() if keeps_text else [],
        way_on=way_on() if keeps_text and status not in {403, 404} else None,
        happened=latest_moves() if status == 409 else [],
    )
    return html, status


def on_refusal(error: TrackerError) -> Answer:
    """Answer a service's refusal with its page."""
    if isinstance(error, ProofNeeded) and not asks_for_json():
        return lead_to_proof()
    if isinstance(error, TextSetAside):
        return _set_aside(error)
    if not asks_for_json() and (handled := _found_again(error)):
        return lead_back(handled, way_on())
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    if status in DENIALS:
        remember_form(None)
        tell_denial(status)
    return error_page(status, None if status == 404 else describe(error), code=error.code)


def _set_aside(error: TextSetAside) -> Answer:
    """Lead the writer whose save was refused to the private copy of the text."""
    url = url_for("drafting.view_copy", copy_id=error.copy_id)
    if asks_for_json():
        return jsonify(code=error.code, message=describe(error), url=url), 403
    return render_template("errors/text_set_aside.html", said=describe(error), url=url), 403


def tell_denial(status: int) -> None:
    """Write into the audit log which object a signed-in person was refused; a busy database may skip it."""
    ids = {name: number for name, number in (request.view_args or {}).items() if isinstance(number, int)}
    if not current.is_signed_in() or not (ids or status == FORBIDDEN):
        return
    where = request.endpoint or ""
    with suppress(OperationalError):
        note_denial(current.actor(), where, ids, method=request.method, status=status, now=current.now())


def _found_again(error: TrackerError) -> Handled | None:
    """Return when the refused form was acted upon before: it is refused because it has had its effect already."""
    return find_repeated() if isinstance(error, AlreadyHandled | StalePage | NotOffered) else None


def on_http_error(error: HTTPException) -> Answer:
    """Answer what Flask itself refuses: no such address, a form too large, and the like."""
    given = error.code or 500
    status = given if given in PAGES else (400 if given < 500 else 500)
    answer = current_app.make_response(error_page(status))
    if "Allow" in error.get_response().headers:
        answer.headers["Allow"] = error.get_response().headers["Allow"]
    return answer


def on_lost_token(_error: CSRFError) -> Answer:
    """Answer a form whose token is missing or old."""
    return error_page(400, page=LOST)


def on_busy_database(error: SQLAlchemyError) -> Answer:
    """Answer a lock, a time limit or a lost connection of the database, which the next try may not meet."""
    current_app.logger.warning("database: %s", error)
    db.session.rollback()
    current.be_nobody()
    return error_page(503)


def on_defect(error: Exception) -> Answer:
    """Answer a defect, which Flask has logged by now, without asking the database for anything."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    current.be_nobody()
    if isinstance(getattr(error, "original_exception", None), BUSY):
        return error_page(503)
    return error_page(500, page=UNSHOWN if is_handled() else None)


def on_full_disk(error: OSError) -> Answer:
    """Answer a disk without room; any other trouble with files is a defect."""
    if error.errno not in FULL:
        raise error
    current_app.logger.critical("disk: %s", error)
    return error_page(507)


def init_app(app: Flask) -> None:
    """Register the pages."""
    handlers: dict[type[Exception] | int, Callable[..., Answer]] = {
        TrackerError: on_refusal,
        CSRFError: on_lost_token,
        HTTPException: on_http_error,
        **dict.fromkeys(BUSY, on_busy_database),
        OSError: on_full_disk,
        500: on_defect,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
