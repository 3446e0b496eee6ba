"""Standard phrases (常用语): kept by a unit's coordinator or head, used by everybody who drafts there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.errors import N_, InvalidInput, NotFound
from tracker.domain.permissions import Actor
from tracker.domain.stock_phrases import unknown_places
from tracker.domain.text import plain_lines, squeeze
from tracker.domain.vocabulary import Role
from tracker.extensions import db
from tracker.models.writing import StockPhrase
from tracker.queries.stock_phrases import last_position
from tracker.services.unit_of_work import refusing, unit_of_work

KEEPERS = (Role.COORDINATOR, Role.HEAD)
LONGEST_NAME, LONGEST, MOST, LAST_PLACE = 60, 2000, 200, 9999


@dataclass(frozen=True)
class PhraseEntry:
    """A phrase as it is entered; without a position it stands last."""

    name: str
    text: str
    position: int | None = None


def keeps_phrases(actor: Actor, unit_id: int) -> bool:
    """Tell whether the person keeps the phrases of a unit: its head, or a coordinator over it."""
    return any(actor.holds(role, unit_id) for role in KEEPERS)


def add_phrase(actor: Actor, unit_id: int, *, entry: PhraseEntry, now: datetime) -> StockPhrase:
    """Add a phrase to a unit; raises NotFound for a unit that is not one's own to keep phrases for."""
    with unit_of_work():
        _check_keeper(actor, unit_id)
        count = select(func.count()).select_from(StockPhrase).where(StockPhrase.unit_id == unit_id)
        if (db.session.scalar(count) or 0) >= MOST:
            raise InvalidInput(field="name", reason=N_("一个单位最多200条常用语，请先删去不用的。"))
        phrase = StockPhrase(unit_id=unit_id, position=last_position(unit_id) + 1)
        _write(actor, phrase, entry, now)
        with refusing("stock_phrase", _taken()):
            db.session.add(phrase)
        return phrase


def edit_phrase(actor: Actor, phrase_id: int, *, entry: PhraseEntry, now: datetime) -> StockPhrase:
    """Change a phrase of one's own unit."""
    with unit_of_work():
        phrase = _own(actor, phrase_id)
        with refusing("stock_phrase", _taken()):
            _write(actor, phrase, entry, now)
        return phrase


def delete_phrase(actor: Actor, phrase_id: int) -> None:
    """Delete a phrase of one's own unit; letters that used it keep its words."""
    with unit_of_work():
        db.session.delete(_own(actor, phrase_id))


def _taken() -> InvalidInput:
    return InvalidInput(field="name", reason=N_("本单位已有同名的常用语，请换一个名称。"))


def _check_keeper(actor: Actor, unit_id: int) -> None:
    if not keeps_phrases(actor, unit_id):
        raise NotFound


def _own(actor: Actor, phrase_id: int) -> StockPhrase:
    phrase = db.session.get(StockPhrase, phrase_id)
    if phrase is None or not keeps_phrases(actor, phrase.unit_id):
        raise NotFound
    return phrase


def _write(actor: Actor, phrase: StockPhrase, entry: PhraseEntry, now: datetime) -> None:
    name, text = squeeze(entry.name), plain_lines(entry.text)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(field="name", reason=N_("请填写名称，最多60字。"))
    if not text or len(text) > LONGEST:
        raise InvalidInput(field="text", reason=N_("请填写内容，最多2000字。"))
    if unknown := unknown_places(text):
        reason = N_("没有“【%(place)s】”这一项可以代入。")
        raise InvalidInput(field="text", reason=reason % {"place": unknown[0]})
    phrase.name, phrase.text = name, text
    if entry.position is not None:
        phrase.position = max(1, min(entry.position, LAST_PLACE))
    phrase.saved_at, phrase.saved_by_id = now, actor.user_id
