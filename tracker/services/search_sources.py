"""Which rows hold words that the search finds, and what they become: a table of kinds.

Rows are read by column, never as objects, so that the migration that fills the search can do it with the same code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from tracker.domain.search_kinds import Reach, SourceKind
from tracker.domain.vocabulary import OPINIONS_IN, SENT_REPLY_STATES, LetterState, ReplyState
from tracker.extensions import Base
from tracker.models.commitment import Commitment
from tracker.models.later_letter import LaterLetter
from tracker.models.office import Attachment
from tracker.models.opinion import Opinion
from tracker.models.proposal import Proposal, ProposalPoint, ProposalText, Sponsor
from tracker.models.reply import Reply
from tracker.models.search import FileText


@dataclass(frozen=True)
class Source:
    """One text of an item before it is folded."""

    kind: SourceKind
    source_id: int
    proposal_id: int
    reach: Reach
    text: str
    seat_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Watch:
    """A change of one of ``columns`` of a table touches the text of ``kind`` whose source's id is in ``key``."""

    table: type[Base]
    columns: frozenset[str]
    kind: SourceKind
    key: str = "id"


def _joined(*parts: str | None) -> str:
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _title(row: Row[Any]) -> Source:
    return Source(SourceKind.TITLE, row.id, row.id, Reach.ITEM, row.title)


def _number(row: Row[Any]) -> Source:
    return Source(SourceKind.NUMBER, row.id, row.id, Reach.ITEM, _joined(row.number_norm, row.number_raw))


def _reply(row: Row[Any]) -> Source:
    reach = Reach.TEXT if row.state in SENT_REPLY_STATES else Reach.DRAFT
    text = _joined(row.document_number, row.title, row.text)
    return Source(SourceKind.REPLY, row.id, row.proposal_id, reach, text)


def _letter(row: Row[Any]) -> Source:
    reach = Reach.TEXT if row.state is LetterState.SENT else Reach.DRAFT
    text = _joined(row.document_number, row.title, row.text)
    return Source(SourceKind.LETTER, row.id, row.proposal_id, reach, text)


def _opinion(row: Row[Any]) -> Source:
    reach = Reach.OPINION if row.state in OPINIONS_IN else Reach.OWN
    text = _joined(row.document_number, row.text)
    return Source(SourceKind.OPINION, row.id, row.proposal_id, reach, text, seat_id=row.assignment_id)


def _promise(row: Row[Any]) -> Source:
    text = _joined(row.quote, row.target)
    return Source(SourceKind.PROMISE, row.id, row.proposal_id, Reach.PROMISE, text, unit_id=row.owner_unit_id)


def _file(row: Row[Any]) -> Source:
    reach = Reach.INSIDE if row.is_internal else Reach.TEXT
    return Source(SourceKind.FILE, row.id, row.proposal_id, reach, _joined(row.name, row.text))


REPLY_COLUMNS = (Reply.id, Reply.proposal_id, Reply.state, Reply.document_number, Reply.title, Reply.text)
LETTER_COLUMNS = (
    LaterLetter.id,
    LaterLetter.proposal_id,
    LaterLetter.state,
    LaterLetter.document_number,
    LaterLetter.title,
    LaterLetter.text,
)
OPINION_COLUMNS = (
    Opinion.id,
    Opinion.proposal_id,
    Opinion.state,
    Opinion.assignment_id,
    Opinion.document_number,
    Opinion.text,
)
PROMISE_COLUMNS = (
    Commitment.id,
    Commitment.proposal_id,
    Commitment.quote,
    Commitment.target,
    Commitment.owner_unit_id,
)
FILE_COLUMNS = (
    Attachment.id,
    Attachment.proposal_id,
    Attachment.name,
    Attachment.is_internal,
    FileText.text,
)
ROWS: Mapping[SourceKind, tuple[Any, Callable[[Row[Any]], Source]]] = {
    SourceKind.TITLE: (select(Proposal.id, Proposal.title), _title),
    SourceKind.NUMBER: (select(Proposal.id, Proposal.number_norm, Proposal.number_raw), _number),
    SourceKind.REPLY: (select(*REPLY_COLUMNS).where(Reply.state != ReplyState.CANCELLED), _reply),
    SourceKind.LETTER: (select(*LETTER_COLUMNS).where(LaterLetter.state != LetterState.CANCELLED), _letter),
    SourceKind.OPINION: (select(*OPINION_COLUMNS), _opinion),
    SourceKind.PROMISE: (select(*PROMISE_COLUMNS), _promise),
    SourceKind.FILE: (
        select(*FILE_COLUMNS)
        .outerjoin(FileText, FileText.sha256 == Attachment.sha256)
        .where(Attachment.removed_at.is_(None)),
        _file,
    ),
}
OF_ITEM: Mapping[SourceKind, tuple[Any, Any]] = {
    SourceKind.TITLE: (Proposal.id, Proposal.id),
    SourceKind.NUMBER: (Proposal.id, Proposal.id),
    SourceKind.SPONSOR: (Proposal.id, Proposal.id),
    SourceKind.TEXT: (Proposal.id, Proposal.id),
    SourceKind.REPLY: (Reply.id, Reply.proposal_id),
    SourceKind.LETTER: (LaterLetter.id, LaterLetter.proposal_id),
    SourceKind.OPINION: (Opinion.id, Opinion.proposal_id),
    SourceKind.PROMISE: (Commitment.id, Commitment.proposal_id),
    SourceKind.FILE: (Attachment.id, Attachment.proposal_id),
}
WATCHED = (
    Watch(Proposal, frozenset({"title"}), SourceKind.TITLE),
    Watch(Proposal, frozenset({"number_norm", "number_raw"}), SourceKind.NUMBER),
    Watch(Proposal, frozenset({"sponsor_text"}), SourceKind.SPONSOR),
    Watch(Sponsor, frozenset({"name"}), SourceKind.SPONSOR, "proposal_id"),
    Watch(ProposalText, frozenset({"body_text"}), SourceKind.TEXT, "proposal_id"),
    Watch(ProposalPoint, frozenset({"text", "position"}), SourceKind.TEXT, "proposal_id"),
    Watch(Reply, frozenset({"title", "text", "document_number", "state"}), SourceKind.REPLY),
    Watch(LaterLetter, frozenset({"title", "text", "document_number", "state"}), SourceKind.LETTER),
    Watch(Opinion, frozenset({"text", "document_number", "state"}), SourceKind.OPINION),
    Watch(Commitment, frozenset({"quote", "target", "owner_unit_id"}), SourceKind.PROMISE),
    Watch(Attachment, frozenset({"name", "is_internal", "sha256", "removed_at"}), SourceKind.FILE),
)


def sources(
    connection: Connection,
    kind: SourceKind,
    *,
    ids: Iterable[int] | None = None,
    items: Iterable[int] | None = None,
) -> list[Source]:
    """Return the texts of a kind as they stand now, by their ids or by their items; those without a word left out."""
    source_id, item_id = OF_ITEM[kind]
    narrowed = item_id.in_(list(items)) if items is not None else source_id.in_(list(ids or ()))
    found = GATHERED[kind](connection, narrowed) if kind in GATHERED else _plain(connection, kind, narrowed)
    return [one for one in found if one.text]


def _plain(connection: Connection, kind: SourceKind, narrowed: ColumnElement[bool]) -> list[Source]:
    statement, made = ROWS[kind]
    return [made(row) for row in connection.execute(statement.where(narrowed).order_by(OF_ITEM[kind][0]))]


def _sponsors(connection: Connection, narrowed: ColumnElement[bool]) -> list[Source]:
    statement = (
        select(Proposal.id, Proposal.sponsor_text, Sponsor.name)
        .outerjoin(Sponsor, Sponsor.proposal_id == Proposal.id)
        .where(narrowed)
        .order_by(Proposal.id, Sponsor.position)
    )
    return _gathered(connection, statement, SourceKind.SPONSOR)


def _texts(connection: Connection, narrowed: ColumnElement[bool]) -> list[Source]:
    statement = (
        select(Proposal.id, ProposalText.body_text, ProposalPoint.text)
        .outerjoin(ProposalText, ProposalText.proposal_id == Proposal.id)
        .outerjoin(ProposalPoint, ProposalPoint.proposal_id == Proposal.id)
        .where(narrowed)
        .order_by(Proposal.id, ProposalPoint.position)
    )
    return _gathered(connection, statement, SourceKind.TEXT)


def _gathered(connection: Connection, statement: Any, kind: SourceKind) -> list[Source]:
    """Return one text an item: what stands once first, then its rows in order."""
    parts: dict[int, list[str | None]] = {}
    for item, once, each in connection.execute(statement):
        parts.setdefault(item, [once]).append(each)
    return [Source(kind, item, item, Reach.TEXT, _joined(*words)) for item, words in parts.items()]


GATHERED: Mapping[SourceKind, Callable[[Connection, ColumnElement[bool]], list[Source]]] = {
    SourceKind.SPONSOR: _sponsors,
    SourceKind.TEXT: _texts,
}
