"""Finding promises in a draft, and carrying their marks along while the text changes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select, update

from tracker.documents.letters import PromiseFound, read_letter
from tracker.domain.commitments import PAST, Anchored, Fate, Mark, Resolved, reanchor, resolve_day
from tracker.domain.targets import find_target
from tracker.domain.vocabulary import Verdict
from tracker.extensions import db
from tracker.models.commitment import PromiseMark
from tracker.queries.calendar import working_calendar
from tracker.queries.intake import match_units
from tracker.queries.people import UnitTree, unit_tree
from tracker.services.open_drafts import Draft

CLOSING = "感谢您对我们工作的关心和支持。\n\n广西壮族自治区某某厅"
ISSUER = "issuer"
LONGEST_WORDS = 80
STOPS = "。；，、;, \n"


def find_promises(text: str, on: date) -> tuple[PromiseFound, ...]:
    """Return the sentences of a draft that may be promises, in order, none overlapping another.

    The reader knows whole letters: it is given the closing that the draft gets when it is signed on the day ``on``.
    """
    letter = f"{text}\n\n{CLOSING}\n\n{on.year}年{on.month}月{on.day}日"
    read = (_without_stop(one) for one in read_letter(letter).commitments if one.end <= len(text))
    kept: list[PromiseFound] = []
    for one in sorted(read, key=lambda one: (one.start, one.end)):
        if one.end > one.start and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return tuple(kept)


def _without_stop(one: PromiseFound) -> PromiseFound:
    """Return a found sentence without the sign that ends it: the mark stands under its words alone."""
    quote = one.quote.rstrip(STOPS)
    return replace(one, quote=quote, end=one.start + len(quote))


def follow_text(draft: Draft, old: str, new: str) -> None:
    """Bring a draft's marks to its new text: move them, reopen what changed, and mark what is newly found."""
    rows = marks_by_id(draft.reply.id)
    marks = [Mark(row.id, row.start_at, row.end_at, row.quote, row.is_placed) for row in rows.values()]
    moved = reanchor(marks, old, new)
    _move([(rows[one.key], one) for one in moved])
    placed = [rows[one.key] for one in moved if one.fate is not Fate.LOST]
    _drop([row for row in rows.values() if not row.is_placed and not _is_touched(row)])
    _find_anew(draft, placed, find_promises(new, draft.expected_on))


def forget_lost(reply_id: int) -> None:
    """Delete the marks whose words are gone from the text that is submitted."""
    db.session.execute(delete(PromiseMark).where(PromiseMark.reply_id == reply_id, ~PromiseMark.is_placed))


def marks_by_id(reply_id: int) -> dict[int, PromiseMark]:
    """Read every mark of a reply in the order of its text, those whose words are gone included."""
    statement = select(PromiseMark).where(PromiseMark.reply_id == reply_id).order_by(PromiseMark.start_at)
    return {row.id: row for row in db.session.scalars(statement)}


def new_mark(
    draft: Draft, start: int, quote: str, *, is_found: bool, words: str | None = None
) -> PromiseMark:
    """Return an undecided mark with what can be read from its sentence; ``words`` are those of time."""
    mark = PromiseMark(
        reply_id=draft.reply.id,
        start_at=start,
        end_at=start + len(quote),
        quote=quote,
        verdict=Verdict.UNDECIDED,
        is_found=is_found,
        is_placed=True,
    )
    propose(mark, words if is_found else quote, draft)
    return mark


def propose(mark: PromiseMark, words: str | None, draft: Draft) -> None:
    """Fill in what can be read from the sentence; the officer confirms or mends it."""
    found = resolve(words or "", draft)
    if found.rule == PAST:
        found = resolve("", draft)
    mark.target = find_target(mark.quote)
    mark.due_text = found.words
    mark.due_on, mark.review_on, mark.rule = found.due_on, found.review_on, found.rule


def resolve(words: str, draft: Draft) -> Resolved:
    """Read words of time from the day that the draft's reply will bear, with the office's calendar."""
    return resolve_day(words[:LONGEST_WORDS], draft.expected_on, working_calendar().add_working_days)


def _is_touched(row: PromiseMark) -> bool:
    """Tell whether a person judged, added or split the mark: such a one is never thrown away."""
    return row.judged_at is not None or not row.is_found


def _move(moved: Iterable[tuple[PromiseMark, Anchored]]) -> None:
    """Write the new places; a mere shift is no edit and leaves the mark's version alone."""
    shifted = []
    for row, one in moved:
        if one.fate is Fate.LOST:
            row.is_placed = False
            continue
        if one.fate is Fate.CHANGED:
            row.verdict = Verdict.UNDECIDED
        if one.fate is Fate.CHANGED or not row.is_placed:
            row.start_at, row.end_at, row.quote, row.is_placed = one.start, one.end, one.quote, True
            _follow_measure(row)
        elif row.start_at != one.start:
            shifted.append((row, one))
    db.session.flush()
    for row, one in shifted:
        _shift(row, one)


def _follow_measure(row: PromiseMark) -> None:
    """Read the measure anew where the changed sentence no longer holds the one that was noted."""
    if row.target and row.target not in row.quote:
        row.target = find_target(row.quote)


def _shift(row: PromiseMark, one: Anchored) -> None:
    table = PromiseMark.__table__
    places = {"start_at": one.start, "end_at": one.end}
    db.session.execute(update(table).where(table.c.id == row.id).values(places))  # type: ignore[arg-type]  # a mapped class has a Table
    db.session.refresh(row)


def _drop(rows: Iterable[PromiseMark]) -> None:
    for row in rows:
        db.session.delete(row)


def _find_anew(draft: Draft, placed: Sequence[PromiseMark], found: Sequence[PromiseFound]) -> None:
    """Fit undecided marks to what the reader finds now, drop those it finds no more, and add the new ones."""
    kept = list(placed)
    for row in (one for one in placed if one.verdict is Verdict.UNDECIDED and one.is_found):
        same = _only_fit(row, kept, found)
        if same:
            _fit(row, same, draft)
        elif not _is_touched(row):
            kept.remove(row)
            db.session.delete(row)
    new = [one for one in found if not any(_overlap(row, one) for row in kept)]
    tree = unit_tree() if new else None
    db.session.add_all([_found_mark(draft, one, tree) for one in new if tree])
    db.session.flush()


def _only_fit(
    row: PromiseMark, kept: Sequence[PromiseMark], found: Sequence[PromiseFound]
) -> PromiseFound | None:
    """Return the one finding at a mark's place, where no other mark lays claim to it."""
    same = [one for one in found if _overlap(row, one)]
    if len(same) != 1 or any(_overlap(other, same[0]) for other in kept if other is not row):
        return None
    return same[0]


def _overlap(row: PromiseMark, one: PromiseFound) -> bool:
    return row.start_at < one.end and one.start < row.end_at


def _fit(row: PromiseMark, one: PromiseFound, draft: Draft) -> None:
    if (row.start_at, row.end_at, row.quote) == (one.start, one.end, one.quote):
        return
    row.start_at, row.end_at, row.quote = one.start, one.end, one.quote
    if row.judged_at is None:
        propose(row, one.due_text or one.vague_time, draft)


def _found_mark(draft: Draft, one: PromiseFound, tree: UnitTree) -> PromiseMark:
    mark = new_mark(draft, one.start, one.quote, is_found=True, words=one.due_text or one.vague_time)
    mark.owner_unit_id = _owner(draft, one.responsible, tree)
    return mark


def _owner(draft: Draft, named: str | None, tree: UnitTree) -> int:
    """Return the unit that a promise names: another one that is known here, else the office that writes."""
    if named not in {None, ISSUER}:
        known = match_units([named or ""], tree).unit_ids
        if known and known[0] != draft.seat.assignment.unit_id:
            return known[0]
    return draft.seat.part.place
