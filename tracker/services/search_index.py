"""Keeps the search beside the texts, in their own transaction: whoever saves through a session need not think of it.

``WATCHED`` names the columns that hold words. A flush that changes one notes its row; right before the commit the noted
rows are read and their documents written. What goes past the session (bulk inserts) calls :func:`index_items`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, event, select
from sqlalchemy.orm import Session, attributes

from tracker.domain.search_kinds import SourceKind
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.search import SearchDocument
from tracker.services.search_documents import write_documents
from tracker.services.search_sources import OF_ITEM, WATCHED, sources

One = TypeVar("One")
Touched = dict[SourceKind, set[int]]
DOCUMENT = SearchDocument.__table__
_NOTED = "search_touched"
BATCH = 200


@event.listens_for(db.session, "after_flush")
def _note(session: Session, _context: object) -> None:
    """Note the texts that a flush has changed; their rows have ids now and still know what was changed."""
    changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    for row in changed:
        for watch in WATCHED:
            if isinstance(row, watch.table) and _is_touched(session, row, watch.columns):
                noted: Touched = session.info.setdefault(_NOTED, {})
                noted.setdefault(watch.kind, set()).update(_keys(row, watch.key))


def _is_touched(session: Session, row: Any, columns: Iterable[str]) -> bool:
    if row in session.new or row in session.deleted:
        return True
    return any(attributes.get_history(row, name, attributes.PASSIVE_NO_INITIALIZE).added for name in columns)


def _keys(row: Any, key: str) -> Iterator[int]:
    """Yield whose text it is, and whose it was where that changed with it."""
    history = attributes.get_history(row, key, attributes.PASSIVE_NO_INITIALIZE)
    yield from (one for one in (*history.sum(), getattr(row, key)) if one is not None)


@event.listens_for(db.session, "before_commit")
def _index_noted(session: Session) -> None:
    """Write the documents of the noted texts as the transaction leaves them."""
    session.flush()
    noted: Touched | None = session.info.pop(_NOTED, None)
    if noted:
        index_sources(session.connection(), noted)


def index_sources(connection: Connection, touched: Mapping[SourceKind, Iterable[int]]) -> None:
    """Bring the documents of some texts up to date; a text that is gone, or empty, loses its own."""
    for kind, ids in touched.items():
        for batch in in_batches(sorted(ids)):
            write_documents(connection, kind, batch, sources(connection, kind, batch))


def index_items(ids: Iterable[int], connection: Connection | None = None) -> None:
    """Bring every document of some items up to date, within the running transaction.

    For what writes rows past the session, such as an import by bulk inserts: call it once, after the last insert.
    """
    if connection is None:
        db.session().flush()
    used = connection or db.session().connection()
    for batch in in_batches(sorted(set(ids))):
        for kind, (source_id, proposal_id) in OF_ITEM.items():
            found = set(used.scalars(select(source_id).where(proposal_id.in_(batch))))
            kept = select(DOCUMENT.c.source_id).where(
                DOCUMENT.c.proposal_id.in_(batch), DOCUMENT.c.kind == kind
            )
            index_sources(used, {kind: found | set(used.scalars(kept))})


def in_batches(rows: Iterable[One], size: int = BATCH) -> Iterator[list[One]]:
    """Yield rows in lists of at most ``size``."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def forget_all(connection: Connection) -> None:
    """Empty the search."""
    connection.execute(delete(DOCUMENT))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_gram (search_gram) VALUES ('delete-all')")


def item_ids(connection: Connection) -> Sequence[int]:
    """Return every item's id in order."""
    return connection.scalars(select(Proposal.id).order_by(Proposal.id)).all()


def rebuild(connection: Connection, tell: Callable[[int], object] = lambda done: done) -> None:
    """Fill the search anew within one transaction; ``tell`` hears how many items each step has done."""
    forget_all(connection)
    for batch in in_batches(item_ids(connection)):
        index_items(batch, connection)
        tell(len(batch))
