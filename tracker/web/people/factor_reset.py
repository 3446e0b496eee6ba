"""Resetting the second factor of somebody who lost the device: asked by one administrator, confirmed by the other."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.queries.second_factor import factor_state, open_reset
from tracker.services import factor_resets
from tracker.web import current
from tracker.web.filters import moment
from tracker.web.people import blueprint


@dataclass(frozen=True)
class ResetOnPage:
    """What an administrator sees of a person's second factor, and which of the two steps is theirs."""

    words: str
    may_ask: bool
    may_confirm: bool


def reset_on_page(user_id: int) -> ResetOnPage:
    """Return how a person's second factor stands, for the page of that person."""
    state = factor_state(user_id)
    if state.since is None:
        return ResetOnPage(_("未启用"), may_ask=False, may_confirm=False)
    asked = open_reset(user_id, current.now())
    person = current.actor()
    if asked is None:
        is_theirs = factor_resets.may_reset(person, current.now()) and person.user_id != user_id
        return ResetOnPage(_("已启用"), may_ask=is_theirs, may_confirm=False)
    words = _(
        "%(name)s于%(at)s申请重置，等另一名管理员确认", name=asked.asked_by.name, at=moment(asked.asked_at)
    )
    is_theirs = factor_resets.may_confirm(person, asked, current.now()) and person.user_id != user_id
    return ResetOnPage(words, may_ask=False, may_confirm=is_theirs)


@blueprint.post("/people/<int:user_id>/second-factor/reset")
def ask_factor_reset(user_id: int) -> Response:
    """Ask that a person's second factor be taken off."""
    factor_resets.ask_reset(current.actor(), user_id, now=current.now())
    flash(_("已申请。系统管理员和安全管理员中的另一名在24小时内确认后生效。"), "done")
    return redirect(url_for("people.view_person", user_id=user_id))


@blueprint.post("/people/<int:user_id>/second-factor/reset/confirm")
def confirm_factor_reset(user_id: int) -> Response:
    """Take a person's second factor off, as the other administrator asked."""
    user = factor_resets.confirm_reset(current.actor(), user_id, now=current.now())
    flash(_("%(name)s的双因素登录已重置，登录都已退出。", name=user.name), "done")
    return redirect(url_for("people.view_person", user_id=user_id))
