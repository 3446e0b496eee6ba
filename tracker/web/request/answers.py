"""What the views of this blueprint share: trying a step, and going back to the item."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput, Refused
from tracker.web.forms import VersionedForm

Made = TypeVar("Made")
Answer = Response | tuple[str, int]


def tried(form: VersionedForm, act: Callable[[], Made]) -> Made | None:
    """Act on a posted form and return what was made; a refusal is shown on the page with what was typed."""
    if request.method != "POST" or not form.validate():
        return None
    try:
        return act()
    except (InvalidInput, Refused) as error:
        form.refuse(error)
        return None


def status() -> int:
    """Return the status of a page with a form: 422 where it was posted and refused."""
    return 422 if request.method == "POST" else 200


def back_to_item(proposal_id: int, words: str) -> Response:
    """Lead back to the item with the words of what was done."""
    flash(words, "done")
    return redirect(url_for("item.view_item", proposal_id=proposal_id))


def to_request(proposal_id: int, request_id: int, words: str) -> Response:
    """Lead to a request with the words of what was done."""
    flash(words, "done")
    return redirect(url_for("request.view_request", proposal_id=proposal_id, request_id=request_id))
