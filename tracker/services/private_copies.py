"""Texts whose writer lost the right to save them while he typed: kept for him alone (trust.md C3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from tracker.domain.errors import N_, Forbidden, NotFound
from tracker.domain.permissions import Actor
from tracker.domain.text import plain_lines
from tracker.domain.vocabulary import Machine
from tracker.extensions import db
from tracker.models.writing import PrivateCopy
from tracker.services.unit_of_work import unit_of_work

LONGEST = 200_000


class TextSetAside(Forbidden):
    """The part went to somebody else while the text was being written; it is kept as the writer's private copy."""

    code = "text_set_aside"
    message = N_("这一件已经不由您承办，刚才的文字没有写进正文，已另存为只有您本人能看到的副本。")

    def __init__(self, copy_id: int) -> None:
        super().__init__()
        self.copy_id = copy_id


@contextmanager
def setting_aside(
    actor: Actor, kind: Machine, text: str, title_if_his: Callable[[], str | None], now: datetime
) -> Iterator[None]:
    """Keep the text of a former writer whose save is refused for want of a right.

    Raises TextSetAside then; anybody else gets the refusal as it is, so that a stranger learns nothing.
    """
    try:
        yield
    except (Forbidden, NotFound) as refusal:
        words = plain_lines(text)[:LONGEST]
        title = title_if_his() if words else None
        if title is None:
            raise
        raise TextSetAside(_keep(actor, kind, title, words, now)) from refusal


def _keep(actor: Actor, kind: Machine, title: str, text: str, now: datetime) -> int:
    """Keep a text once, however often a script tries to save it again."""
    with unit_of_work():
        same = select(PrivateCopy.id).where(
            PrivateCopy.user_id == actor.user_id, PrivateCopy.title == title, PrivateCopy.text == text
        )
        known = db.session.scalar(same.limit(1))
        if known is not None:
            return known
        copy = PrivateCopy(user_id=actor.user_id, kind=kind.value, title=title, text=text, saved_at=now)
        db.session.add(copy)
        db.session.flush()
        return copy.id


def throw_away_copy(actor: Actor, copy_id: int) -> None:
    """Delete one's own private copy; raises NotFound for anybody else's and for none."""
    with unit_of_work():
        copy = db.session.get(PrivateCopy, copy_id)
        if copy is None or copy.user_id != actor.user_id:
            raise NotFound
        db.session.delete(copy)
