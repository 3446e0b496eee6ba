"""督办看板: what is late and due soon, whose it is, and who is waited for; every number opens its list."""

from collections.abc import Mapping

from flask import Blueprint

from tracker.web.access import Access, Need

blueprint = Blueprint("board", __name__)
ACCESS: Mapping[str, Need] = {"view_board": Access.SIGNED_IN}

from tracker.web.board import views  # noqa: E402, F401 - views enter themselves into the blueprint
