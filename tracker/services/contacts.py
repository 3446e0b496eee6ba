"""Recording contacts with sponsors (沟通、面商): what makes a reply one that was talked over (代表法 art. 51)."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.due_dates import Milestone as Code
from tracker.domain.errors import N_, InvalidInput
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor, Permission
from tracker.domain.vocabulary import LIVE_ASSIGNMENT_STATES, ContactMethod
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.proposal import Sponsor
from tracker.queries.case_file import CaseFile, Seat
from tracker.services.loading import demand, open_case, seat_of
from tracker.services.milestones import finish_milestone
from tracker.services.moves import Telling, write_event
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work


@dataclass(frozen=True)
class ContactEntry:
    """What a person records about one contact; ``on`` is a day in Beijing, ``people`` who came from the unit."""

    sponsor_id: int
    on: date
    method: ContactMethod
    summary: str
    place: str | None = None
    people: str | None = None
    leader_present: bool = False
    attitude: str | None = None
    evidence: str | None = None
    is_confirmed: bool = False


def record_contact(
    actor: Actor, proposal_id: int, assignment_id: int, *, entry: ContactEntry, now: datetime
) -> ContactRecord:
    """Record a contact of one unit with one sponsor; a record is never changed, a later one corrects it.

    Raises InvalidInput for a day after today or before the item was received, for a sponsor of another item, and for
    an empty summary: who, when, how and what was said make the record (handling.md §2.5 rule 8).
    """
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        seat = seat_of(file, assignment_id)
        demand(file, Permission.RECORD_CONTACT, actor, now, seat.target)
        sponsor = _checked(file, seat, entry, local_day(now))
        record = _record(actor, file, seat, entry, now)
        db.session.add(record)
        data = {"method": entry.method.value, "sponsor": sponsor.name, "on": entry.on.isoformat()}
        write_event(proposal_id, EventKind.CONTACT_RECORDED, actor, now, telling=Telling(data=data))
        finish_milestone(assignment_id, Code.FIRST_CONTACT, entry.on)
        refresh_summary(file)
        return record


def _checked(file: CaseFile, seat: Seat, entry: ContactEntry, today: date) -> Sponsor:
    if seat.assignment.state not in LIVE_ASSIGNMENT_STATES:
        raise InvalidInput(field="summary", reason=N_("这个单位的任务已经退回或收回，不能再补记沟通。"))
    if entry.on > today:
        raise InvalidInput(field="on", reason=N_("沟通日期不能晚于今天。"))
    if entry.on < file.proposal.received_on:
        raise InvalidInput(field="on", reason=N_("沟通日期不能早于收到这件建议提案的日期。"))
    if not entry.summary.strip():
        raise InvalidInput(field="summary", reason=N_("请写明代表委员说了什么。"))
    sponsor = db.session.get(Sponsor, entry.sponsor_id)
    if sponsor is None or sponsor.proposal_id != file.proposal.id:
        raise InvalidInput(field="sponsor", reason=N_("请选择这件建议提案的提出人。"))
    return sponsor


def _record(actor: Actor, file: CaseFile, seat: Seat, entry: ContactEntry, now: datetime) -> ContactRecord:
    return ContactRecord(
        proposal_id=file.proposal.id,
        assignment_id=seat.assignment.id,
        sponsor_id=entry.sponsor_id,
        on_day=entry.on,
        method=entry.method,
        place=_kept(entry.place),
        people=_kept(entry.people),
        leader_present=entry.leader_present,
        summary=entry.summary.strip(),
        attitude=_kept(entry.attitude),
        evidence=_kept(entry.evidence),
        confirmed_by_sponsor=entry.is_confirmed,
        round_no=file.proposal.round_no,
        created_at=now,
        created_by_id=actor.user_id,
    )


def _kept(words: str | None) -> str | None:
    return (words or "").strip() or None
