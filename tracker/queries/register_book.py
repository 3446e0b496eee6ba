"""The register as it is taken out: its rows in batches by key, and whole items with all that a 办理单 says of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.vocabulary import SENT_REPLY_STATES, EvaluationState
from tracker.extensions import db
from tracker.models.evaluation import Evaluation
from tracker.models.opinion import Opinion
from tracker.models.people import User
from tracker.models.proposal import Proposal, Sponsor
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat, case_files, read_steps
from tracker.queries.promises import names_of
from tracker.queries.register import COLUMNS, Reader, RegisterFilter, narrowed
from tracker.queries.register_order import Place, key_of, read_page
from tracker.queries.visibility import count_capped, exportable, in_sight

BATCH = 250
COUNTED = (EvaluationState.ENTERED, EvaluationState.CONFIRMED)
Batch = Sequence[Row[Any]]


@dataclass(frozen=True)
class WholeItem:
    """An item with its parties, the text of its sent letter, its opinions' texts, its verdicts and its signers."""

    file: CaseFile
    reply_texts: Mapping[int, str] = field(default_factory=dict)
    opinion_texts: Mapping[int, str] = field(default_factory=dict)
    verdicts: Sequence[Evaluation] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def reply(self) -> Reply | None:
        """The sent letter of the first unit that answered."""
        return next((reply for reply in self._replies() if reply.state in SENT_REPLY_STATES), None)

    def _replies(self) -> Iterator[Reply]:
        return (seat.reply for seat in self.file.answering if seat.reply is not None)

    def opinion_of(self, seat: Seat) -> str:
        """Return the text of a seat's opinion, once it is in."""
        return self.opinion_texts.get(seat.opinion.id, "") if seat.opinion else ""


def taken_out(reader: Reader, chosen: RegisterFilter, *, is_whole: bool) -> Select[Any]:
    """Return the ids of the items that an export holds: those of the list, or all in sight, as far as R12 goes."""
    found = (
        select(Proposal.id).where(in_sight(reader.actor, reader.tree))
        if is_whole
        else narrowed(reader, chosen)
    )
    return found.where(exportable(reader.actor))


def batches(reader: Reader, chosen: RegisterFilter, *, is_whole: bool) -> Iterator[Batch]:
    """Yield the rows of an export in the order of the list, in batches, each a page by key: memory stays bounded."""
    statement = taken_out(reader, chosen, is_whole=is_whole).with_only_columns(*COLUMNS)
    statement = statement.outerjoin(User, User.id == Proposal.lead_officer_id)
    place: Place | None = None
    while True:
        page = read_page(statement, chosen.sort, place, BATCH)
        if page.rows:
            yield page.rows
        if not page.has_later:
            return
        last = page.rows[-1]
        place = Place(key_of(last, chosen.sort), last.id)


def whole_items(ids: Sequence[int]) -> list[WholeItem]:
    """Read items with everything that the register says of them, in eight statements however many there are."""
    held = _with_entries(ids)
    files = case_files(ids)
    read_steps(files.values())
    verdicts = _verdicts(ids)
    replies = dict(_texts(Reply, ids, Reply.state.in_(sorted(SENT_REPLY_STATES))))
    opinions = dict(_texts(Opinion, ids, Opinion.signed_at.is_not(None)))
    signers = [seat.reply.signer_id for file in files.values() for seat in file.live if seat.reply]
    names = names_of(signers)
    wanted = [one for one in ids if one in held and one in files]
    return [WholeItem(files[one], replies, opinions, verdicts.get(one, ()), names) for one in wanted]


def entered_items(ids: Sequence[int]) -> dict[int, CaseFile]:
    """Read items as they were entered, with their parties, in a few statements however many there are."""
    held = _with_entries(ids)
    return {one: file for one, file in case_files(ids).items() if one in held}


def _with_entries(ids: Sequence[int]) -> Mapping[int, Proposal]:
    statement = (
        select(Proposal)
        .options(
            selectinload(Proposal.sponsors).joinedload(Sponsor.contact),
            selectinload(Proposal.points),
            joinedload(Proposal.text),
        )
        .where(Proposal.id.in_(ids))
    )
    return {item.id: item for item in db.session.scalars(statement)}


def _texts(kind: Any, ids: Sequence[int], condition: ColumnElement[bool]) -> list[Any]:
    """Return the ids and texts of letters or opinions of items."""
    return list(
        db.session.execute(select(kind.id, kind.text).where(kind.proposal_id.in_(ids), condition)).all()
    )


def _verdicts(ids: Sequence[int]) -> Mapping[int, list[Evaluation]]:
    """Return the verdicts on letters, by item, in the order of entry; those of the present round."""
    statement = (
        select(Evaluation)
        .join(Proposal, Proposal.id == Evaluation.proposal_id)
        .where(
            Evaluation.proposal_id.in_(ids),
            Evaluation.reply_id.is_not(None),
            Evaluation.state.in_(COUNTED),
            Evaluation.round_no == Proposal.round_no,
        )
        .order_by(Evaluation.id)
    )
    found: dict[int, list[Evaluation]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.proposal_id, []).append(row)
    return found


def count_taken_out(reader: Reader, chosen: RegisterFilter) -> dict[str, int]:
    """Return how many items the list and the whole register give out, each count stopping at 1,001."""
    counts = {
        "list": taken_out(reader, chosen, is_whole=False),
        "all": taken_out(reader, chosen, is_whole=True),
    }
    row = db.session.execute(
        select(*(count_capped(statement).label(name) for name, statement in counts.items()))
    ).one()
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
