"""Urging by hand (催办): one part or many items at once, counted, told at once to whoever owes the step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from tracker.clock import local_day
from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.events import EventKind
from tracker.domain.mail import MailKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import Phrase, phrase
from tracker.domain.urging import LONGEST_TEXT, SLIP_PREFIX, URGE_NAMES, UrgeKind
from tracker.domain.vocabulary import Machine, Role
from tracker.extensions import db
from tracker.mail.sheet import Line, Section, Sheet, said, subject_of
from tracker.models.people import Unit, User
from tracker.models.reminder import Urging
from tracker.queries.case_file import CaseFile, Seat
from tracker.queries.owed import owing_people, owing_seats, urging_with_people
from tracker.queries.told import Reader, readers
from tracker.services.loading import demand, open_case, open_cases, seat_of
from tracker.services.moves import Telling, write_event
from tracker.services.notices import queue_sheet, stands_in
from tracker.services.numbering import take_slip_number
from tracker.services.unit_of_work import unit_of_work

BY_WHOM = {
    UrgeKind.SLIP: (Role.COORDINATOR, Role.SUPERVISOR, Role.LEADER),
    UrgeKind.SUPERVISION: (Role.SUPERVISOR, Role.LEADER),
}
MOST = 200  # parts that are urged at once
WHY = N_("您收到这封信，因为这一步轮到您。催办不能关掉。")


@dataclass(frozen=True)
class Urge:
    """What is said, how strongly, and by which day in Beijing a slip is to be answered."""

    text: str
    kind: UrgeKind = UrgeKind.URGE
    answer_due_on: date | None = None


def urge_part(actor: Actor, proposal_id: int, assignment_id: int, *, urge: Urge, now: datetime) -> Urging:
    """Urge the people whose step one part waits for (W24).

    Raises Refused where the part owes nothing, InvalidInput without words or, for a slip, without a day to come.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        return _urge(actor, file, seat, _checked(actor, file, urge, now), now)


@dataclass(frozen=True)
class Chosen:
    """What is urged among many: one part of an item, or without a part every one that still owes its letter."""

    proposal_id: int
    assignment_id: int | None = None


def urge_items(actor: Actor, chosen: Sequence[Chosen], *, urge: Urge, now: datetime) -> list[Urging]:
    """Urge what was chosen of many items: all of it or, where one is refused, none.

    Raises NotFound for what the person may not see, Refused for none or too many, and naming one that owes nothing.
    """
    with unit_of_work():
        return [
            _urge(actor, file, seat, _checked(actor, file, urge, now), now)
            for file, seat in chosen_seats(actor, chosen, now)
        ]


def chosen_seats(actor: Actor, chosen: Sequence[Chosen], now: datetime) -> list[tuple[CaseFile, Seat]]:
    """Return the parts that were chosen, each once, all the person's to urge (W24); raises as :func:`urge_items`."""
    if not chosen:
        raise Refused(reason=N_("请先选择要催办的件。"))
    if len(chosen) > MOST:
        raise Refused(reason=phrase(N_("一次最多催办%(most)s件，请分几次。"), most=MOST))
    files = {file.proposal.id: file for file in open_cases(actor, (one.proposal_id for one in chosen), now)}
    found = [(files[one.proposal_id], seat) for one in chosen for seat in _seats(files, one)]
    for file, seat in found:
        demand(file, Permission.URGE, actor, now, seat.target)
    return list({seat.assignment.id: (file, seat) for file, seat in found}.values())


def _seats(files: Mapping[int, CaseFile], one: Chosen) -> list[Seat]:
    file = files[one.proposal_id]
    if one.assignment_id is not None:
        return [seat_of(file, one.assignment_id)]
    seats = [seat for seat in owing_seats(file) if seat.is_answering]
    if not seats:
        raise Refused(reason=_nothing_owed(file))
    return seats


def kinds_for(actor: Actor, file: CaseFile) -> list[UrgeKind]:
    """Return how strongly a person may urge: slips are for the office, the supervisor and the leader of the host."""
    host = file.proposal.host_unit_id
    slips = [kind for kind, roles in BY_WHOM.items() if any(actor.holds(role, host) for role in roles)]
    return [UrgeKind.URGE, *slips]


def _checked(actor: Actor, file: CaseFile, urge: Urge, now: datetime) -> Urge:
    text = urge.text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise InvalidInput(field="text", reason=N_("请写明催办的内容，最多1000个字。"))
    if urge.kind not in kinds_for(actor, file):
        raise Forbidden
    if urge.kind is UrgeKind.URGE:
        return Urge(text)
    if urge.answer_due_on is None or urge.answer_due_on < local_day(now):
        raise InvalidInput(field="answer_due_on", reason=N_("请填写回复期限，不能早于今天。"))
    return Urge(text, urge.kind, urge.answer_due_on)


def _nothing_owed(file: CaseFile) -> Phrase:
    number = file.proposal.number_raw or file.proposal.title
    return phrase(N_("%(number)s现在没有要催办的事项。"), number=number)


def _urge(actor: Actor, file: CaseFile, seat: Seat, urge: Urge, now: datetime) -> Urging:
    demand(file, Permission.URGE, actor, now, seat.target)
    if seat not in owing_seats(file):
        raise Refused(reason=_nothing_owed(file))
    people = owing_people(file, seat, local_day(now))
    number = _number(actor, file, urge.kind, now)
    row = Urging(
        proposal_id=file.proposal.id,
        assignment_id=seat.assignment.id,
        unit_id=seat.assignment.unit_id,
        kind=urge.kind,
        text=urge.text,
        people="、".join(user.name for user in people)[:300],
        document_number=number,
        answer_due_on=urge.answer_due_on,
        at=now,
        by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"unit": seat.assignment.unit.short_name, "kind": urge.kind.value, "people": row.people}
    subject = (Machine.ASSIGNMENT, seat.assignment.id, None, None)
    telling = Telling(urge.text, {**data, "document_number": number})
    write_event(file.proposal.id, EventKind.URGE_SENT, actor, now, telling=telling, subject=subject)
    _mail(file, row, people, actor, now)
    return row


def _number(actor: Actor, file: CaseFile, kind: UrgeKind, now: datetime) -> str | None:
    if kind is UrgeKind.URGE:
        return None
    unit = db.session.get_one(Unit, file.proposal.host_unit_id)
    return take_slip_number(actor, unit, SLIP_PREFIX[kind], now).text


def _mail(file: CaseFile, row: Urging, people: Iterable[User], actor: Actor, now: datetime) -> None:
    for reader in readers([user.id for user in people], local_day(now)):
        made = partial(urge_sheet, file, row, reader, actor.name)
        cause, item_id = f"urge:{row.id}", file.proposal.id
        queue_sheet(reader.user, made, key=cause, kind=MailKind.URGE, proposal_id=item_id, now=now)


def urge_sheet(file: CaseFile, row: Urging, reader: Reader, actor: str) -> Sheet:
    """Return the mail of an urging in the present language."""
    item, name = file.proposal, said(URGE_NAMES[row.kind])
    due = phrase(N_("限%(day)s"), day=item.due_on) if item.due_on else Phrase(N_("没有期限"))
    what = f"{name} {row.document_number}" if row.document_number else name
    path = f"/items/{item.id}/urgings/{row.id}" if row.document_number else f"/items/{item.id}"
    line = Line(item.number_raw or "", item.title, what, said(due), path, stands_in(reader))
    answer = phrase(N_("请在%(day)s前回复。"), day=row.answer_due_on) if row.answer_due_on else ""
    lead = said(phrase(N_("%(actor)s催办这一件，现在等您办理。"), actor=actor)) + (
        said(answer) if answer else ""
    )
    return Sheet(
        subject=subject_of(name, item.number_raw, item.title),
        name=reader.user.name,
        lead=lead,
        sections=(Section(name, (line,)),),
        why=said(WHY),
        quote=row.text,
        more=(said(N_("打开我的工作台")), "/"),
        lang=reader.user.locale,
    )


def answer_urging(
    actor: Actor, proposal_id: int, urging_id: int, *, text: str, version: int | None, now: datetime
) -> Urging:
    """Answer a slip for the unit that was urged; by its people who may also record its contacts (W32).

    Raises NotFound for a plain urging, which asks for no answer, Refused for a slip that is answered.
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        row = urging_with_people(proposal_id, urging_id)
        if row is None or row.kind is UrgeKind.URGE:
            raise NotFound
        if version is not None and row.version != version:
            raise StalePage
        seat = seat_of(file, row.assignment_id)
        demand(file, Permission.RECORD_CONTACT, actor, now, seat.target)
        if row.answered_at is not None:
            raise Refused(reason=N_("这张单子已经回复过了。"))
        if not text.strip():
            raise InvalidInput(field="text", reason=N_("请写明办理情况和办结时间。"))
        row.answer, row.answered_at, row.answered_by_id = text.strip(), now, actor.user_id
        data = {"unit": row.unit.short_name, "kind": row.kind.value, "document_number": row.document_number}
        subject = (Machine.ASSIGNMENT, row.assignment_id, None, None)
        telling = Telling(text, data)
        write_event(proposal_id, EventKind.URGE_ANSWERED, actor, now, telling=telling, subject=subject)
        return row
