"""Many items at once, for measuring: plain rows written in bulk, a like share in every state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from tests.support.office import Office
from tracker.clock import BEIJING, local_day
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.calendar_seed import seed_days, seed_years
from tracker.domain.class_marks import Outcome
from tracker.domain.deadlines import compute
from tracker.domain.due_dates import Anchor, Milestone, MilestoneRule, Roll, Unit
from tracker.domain.events import EventKind
from tracker.domain.vocabulary import (
    AssignmentRole,
    AssignmentState,
    CaseState,
    CommitmentState,
    ContactMethod,
    Kind,
    OpinionState,
    Phase,
    Publicity,
    ReplyState,
    SponsorKind,
    Stage,
)
from tracker.extensions import Base, db
from tracker.models import assignment, commitment, event, opinion, proposal, reply

BATCH = 2_000
SUBJECTS = (
    "加快推进科技成果转移转化",
    "加强农村科技特派员队伍建设",
    "支持新能源汽车关键零部件研发",
    "完善科研经费管理",
    "建设中国—东盟技术转移中心",
    "设立县域创新基金",
    "推进糖业全产业链技术攻关",
    "提升青少年科学素质",
)
SURNAMES = "韦覃莫蒙黄陆梁罗"
BODY_TEXT = "近年来，我区科技创新能力稳步提升，但仍存在短板。建议进一步加大投入，完善机制，强化保障。" * 60

CASE_OF = {
    Stage.TO_ASSIGN: CaseState.REGISTERED,
    Stage.EVALUATING: CaseState.EVALUATING,
    Stage.TRACKING: CaseState.TRACKING,
    Stage.CLOSED: CaseState.CLOSED,
}
REPLY_OF = {
    Stage.DRAFTING: ReplyState.DRAFTING,
    Stage.DEPT_REVIEW: ReplyState.DEPT_REVIEW,
    Stage.OFFICE_CHECK: ReplyState.OFFICE_CHECK,
    Stage.SIGN_OFF: ReplyState.SIGN_OFF,
    Stage.TO_NUMBER: ReplyState.SIGNED,
    Stage.EVALUATING: ReplyState.SENT,
    Stage.TRACKING: ReplyState.SENT,
    Stage.CLOSED: ReplyState.SENT,
}
LIVING = (
    Stage.TO_ASSIGN,
    Stage.TO_SIGN,
    Stage.TO_DISTRIBUTE,
    Stage.COLLECTING,
    Stage.HANDLING,
    Stage.DRAFTING,
    Stage.DEPT_REVIEW,
    Stage.OFFICE_CHECK,
    Stage.SIGN_OFF,
    Stage.TO_NUMBER,
    Stage.EVALUATING,
    Stage.TRACKING,
)
SENT = (Stage.EVALUATING, Stage.TRACKING, Stage.CLOSED)


@dataclass(frozen=True)
class Staff:
    """Who handles the items: ids of units and people that stand already."""

    host_id: int
    office_ids: tuple[int, ...]
    officer_ids: tuple[int, ...]
    partner_ids: tuple[int, ...]


@dataclass
class _Sheets:
    """Rows waiting to be written, a list a table, in the order in which tables refer to each other."""

    rows: dict[type[Base], list[Mapping[str, Any]]] = field(default_factory=dict)

    def add(self, table: type[Base], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def write(self) -> None:
        for table, rows in self.rows.items():
            db.session.execute(insert(table), rows)
        self.rows.clear()


def staff_of(office: Office) -> Staff:
    """Return who of the small office handles many items: two offices with an officer each, and three partners."""
    return Staff(
        office.units["dept"],
        (office.units["hightech"], office.units["rural"]),
        (office.people["officer"], office.people["rural_officer"]),
        (office.units["finance"], office.units["industry"], office.units["bigdata"]),
    )


def fill(
    total: int,
    staff: Staff,
    now: datetime,
    *,
    first: int = 0,
    open_share: int = 20,
    living: Sequence[Stage] = LIVING,
    text: str | Callable[[int], str] = BODY_TEXT,
    promises: int = 2,
) -> None:
    """Write ``total`` items with their seats, dates, opinions, replies, promises and events; the caller commits.

    One in ``open_share`` items is still being handled, as in a register of several years, and stands in one of the
    ``living`` stages; ``text`` is the body of each item and its reply, or gives it by the item's number;
    numbers begin at ``first``.
    """
    ids = {table: (db.session.scalar(select(func.max(table.id))) or 0) + 1 for table in NUMBERED}
    writer = _Writer(staff, now, ids, text if callable(text) else lambda _: text, promises)
    for start in range(first, first + total, BATCH):
        for number in range(start, min(start + BATCH, first + total)):
            stage = Stage.CLOSED if number % open_share else living[number // open_share % len(living)]
            writer.item(number, number + number // open_share, stage)
        writer.sheets.write()
    _tell_sequences()


NUMBERED: tuple[Any, ...] = (
    proposal.Proposal,
    proposal.Sponsor,
    assignment.Assignment,
    opinion.Opinion,
    reply.Reply,
)


def _tell_sequences() -> None:
    """Let PostgreSQL go on numbering after the ids that were given here."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in NUMBERED:
        name = table.__tablename__
        sequence = func.pg_get_serial_sequence(name, "id")
        db.session.execute(select(func.setval(sequence, select(func.max(table.id)).scalar_subquery())))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BEIJING)


class _Writer:
    """Makes the rows of one item after another, numbering them itself."""

    def __init__(
        self,
        staff: Staff,
        now: datetime,
        first: Mapping[Any, int],
        text: Callable[[int], str],
        promises: int,
    ) -> None:
        self.staff, self.text_of, self.promises, self.today = staff, text, promises, local_day(now)
        self.text = ""
        self.next: dict[Any, int] = dict(first)
        self.sponsor_id = 0
        self.sheets = _Sheets()
        self.explanation = _explanation(self.today)

    def take(self, table: Any) -> int:
        """Return the next id of a table."""
        taken = self.next[table]
        self.next[table] = taken + 1
        return taken

    def item(self, number: int, turn: int, stage: Stage) -> None:
        """Write one item and all that belongs to it; ``turn`` deals out people, offices and partners."""
        row, self.text = self._proposal(number, turn, stage), self.text_of(number)
        self._words(row, number)
        if stage is not Stage.TO_ASSIGN:
            seat_id = self._host_seat(row, stage)
            self._partners(row, stage, turn)
            self._answer(row, stage, seat_id)
        self._events(row)

    def _proposal(self, number: int, turn: int, stage: Stage) -> dict[str, Any]:
        staff, days = self.staff, turn % 80 - 10
        is_open = stage is not Stage.CLOSED
        placed = stage not in {Stage.TO_ASSIGN, Stage.TO_SIGN, Stage.TO_DISTRIBUTE}
        partners = turn % 4 if stage is not Stage.TO_ASSIGN else 0
        due = self.today + timedelta(days=days if is_open else -200 - number % 900)
        row = {
            "id": self.take(proposal.Proposal),
            "host_unit_id": staff.host_id,
            "state": CASE_OF.get(stage, CaseState.HANDLING),
            "stage": stage,
            "is_open": is_open,
            "kind": (Kind.PROPOSAL, Kind.SUGGESTION)[number % 2],
            "body": "政协广西壮族自治区委员会",
            "term": 13,
            "session_no": 1 + number % 4,
            "phase": Phase.SESSION,
            "number_raw": f"2026{number:05}",
            "number_norm": f"2026{number:05}",
            "title": f"关于{SUBJECTS[number % len(SUBJECTS)]}的提案（{number}）",
            "sponsor_kind": SponsorKind.MEMBER,
            "sponsor_text": f"{SURNAMES[number % 8]}委员",
            "is_key": number % 17 == 0,
            "received_on": due - timedelta(days=92),
            "assigned_on": due - timedelta(days=90),
            "created_at": _noon(due - timedelta(days=92)),
            "created_by_id": staff.officer_ids[0],
            "due_on": due if stage is not Stage.TO_ASSIGN else None,
            "lead_unit_id": staff.host_id if stage is not Stage.TO_ASSIGN else None,
            "lead_office_id": staff.office_ids[turn % len(staff.office_ids)] if placed else None,
            "lead_officer_id": staff.officer_ids[turn % len(staff.officer_ids)] if placed else None,
            "co_total": partners,
            "co_in": partners if stage not in {Stage.COLLECTING, Stage.TO_SIGN} else 0,
            "co_due_on": due - timedelta(days=30) if partners else None,
            "promise_total": self.promises if stage in SENT else 0,
            "replied_on": due - timedelta(days=3) if stage in SENT else None,
            "closed_on": due if stage is Stage.CLOSED else None,
            "outcome": Outcome.PLANNED if stage in SENT else None,
            "class_mark": "B" if stage in SENT else None,
        }
        self.sheets.add(proposal.Proposal, **row)
        return row

    def _words(self, row: Mapping[str, Any], number: int) -> None:
        self.sheets.add(proposal.ProposalText, proposal_id=row["id"], body_text=self.text)
        self.sponsor_id = self.take(proposal.Sponsor)
        self.sheets.add(
            proposal.Sponsor,
            id=self.sponsor_id,
            proposal_id=row["id"],
            position=1,
            name=row["sponsor_text"],
            kind=SponsorKind.MEMBER,
            is_lead=True,
            delegation=f"第{number % 9}组",
        )

    def _seat(
        self, row: Mapping[str, Any], unit_id: int, role: AssignmentRole, state: AssignmentState
    ) -> int:
        seat_id = self.take(assignment.Assignment)
        is_host = unit_id == row["host_unit_id"]
        self.sheets.add(
            assignment.Assignment,
            id=seat_id,
            proposal_id=row["id"],
            unit_id=unit_id,
            office_id=row["lead_office_id"] if is_host else None,
            officer_id=row["lead_officer_id"] if is_host else None,
            role=role,
            state=state,
            assigned_on=row["assigned_on"],
            due_on=row["due_on"],
            answered_at=_noon(row["due_on"]),
            created_at=row["created_at"],
        )
        return seat_id

    def _milestone(self, row: Mapping[str, Any], seat_id: int, code: Milestone, day: date) -> None:
        self.sheets.add(
            assignment.Milestone,
            proposal_id=row["id"],
            assignment_id=seat_id,
            code=code.value,
            first_due_on=day,
            due_on=day,
            rule_set="office",
            rule_version="1",
            explanation=self.explanation,
        )

    def _host_seat(self, row: Mapping[str, Any], stage: Stage) -> int:
        states = {
            Stage.TO_SIGN: AssignmentState.WAITING,
            Stage.TO_DISTRIBUTE: AssignmentState.SIGNED,
            **dict.fromkeys(SENT, AssignmentState.ANSWERED),
            Stage.CLOSED: AssignmentState.DONE,
        }
        role = AssignmentRole.LEAD if row["co_total"] else AssignmentRole.SOLE
        seat_id = self._seat(row, row["host_unit_id"], role, states.get(stage, AssignmentState.HANDLING))
        self._milestone(row, seat_id, Milestone.REPLY, row["due_on"])
        self._milestone(row, seat_id, Milestone.FIRST_CONTACT, row["due_on"] - timedelta(days=60))
        return seat_id

    def _partners(self, row: Mapping[str, Any], stage: Stage, turn: int) -> None:
        for place in range(row["co_total"]):
            unit_id = self.staff.partner_ids[(turn + place) % len(self.staff.partner_ids)]
            state = AssignmentState.DONE if stage is Stage.CLOSED else AssignmentState.HANDLING
            seat_id = self._seat(row, unit_id, AssignmentRole.CO, state)
            self._milestone(row, seat_id, Milestone.CO_OPINION, row["co_due_on"])
            is_in = row["co_in"] > place
            self.sheets.add(
                opinion.Opinion,
                id=self.take(opinion.Opinion),
                proposal_id=row["id"],
                assignment_id=seat_id,
                state=OpinionState.ADOPTED if is_in else OpinionState.DRAFTING,
                text="同意。" if is_in else "",
                signed_at=row["created_at"] if is_in else None,
            )

    def _answer(self, row: Mapping[str, Any], stage: Stage, seat_id: int) -> None:
        if stage not in REPLY_OF:
            return
        state, reply_id = REPLY_OF[stage], self.take(reply.Reply)
        is_signed = state in {ReplyState.SIGNED, ReplyState.SENT}
        self.sheets.add(
            reply.Reply,
            id=reply_id,
            proposal_id=row["id"],
            assignment_id=seat_id,
            state=state,
            title=row["title"],
            addressee=row["sponsor_text"],
            text=self.text,
            author_id=row["lead_officer_id"],
            saved_at=row["created_at"],
            created_at=row["created_at"],
            class_scheme="guangxi",
            class_mark="B" if is_signed else None,
            publicity=Publicity.PROACTIVE if is_signed else None,
            signed_at=row["created_at"] if is_signed else None,
            sent_on=row["replied_on"],
        )
        self._contact(row, seat_id)
        if stage in SENT:
            self._promises(row, reply_id, is_open=stage is not Stage.CLOSED)

    def _contact(self, row: Mapping[str, Any], seat_id: int) -> None:
        self.sheets.add(
            assignment.ContactRecord,
            proposal_id=row["id"],
            assignment_id=seat_id,
            sponsor_id=self.sponsor_id,
            on_day=row["assigned_on"] + timedelta(days=20),
            method=ContactMethod.PHONE,
            summary="已电话沟通。",
            created_at=row["created_at"],
            created_by_id=row["lead_officer_id"],
        )

    def _promises(self, row: Mapping[str, Any], reply_id: int, *, is_open: bool) -> None:
        for number in range(1, self.promises + 1):
            due = row["due_on"] + timedelta(days=40 * number)
            self.sheets.add(
                commitment.Commitment,
                proposal_id=row["id"],
                host_unit_id=row["host_unit_id"],
                reply_id=reply_id,
                number=number,
                state=CommitmentState.UNDER_WAY if is_open else CommitmentState.KEPT,
                is_open=is_open,
                quote="下一步，我厅将在年内完成首批项目评审。",
                start_at=10,
                end_at=30,
                owner_unit_id=row["lead_office_id"],
                anchor_on=row["due_on"],
                first_due_on=due,
                due_on=due,
                next_on=due,
                closed_on=None if is_open else due,
                created_at=row["created_at"],
            )

    def _events(self, row: Mapping[str, Any]) -> None:
        for kind, data in EVENTS:
            self.sheets.add(
                event.Event,
                proposal_id=row["id"],
                kind=kind,
                data=dict(data),
                at=row["created_at"],
                actor_id=row["created_by_id"],
                actor_name="韦丽华",
            )


EVENTS: tuple[tuple[EventKind, Mapping[str, object]], ...] = (
    (EventKind.CASE_REGISTERED, {"number": "20260001", "origin": "paper"}),
    (EventKind.CASE_ASSIGNED, {"lead": ["科技厅"], "co_handlers": ["财政厅"]}),
    (EventKind.ASSIGNMENT_SIGNED, {"unit": "科技厅"}),
    (EventKind.ASSIGNMENT_OFFICER_SET, {"unit": "科技厅", "officer": "李文静"}),
    (EventKind.REPLY_STARTED, {}),
)


def _explanation(today: date) -> dict[str, object]:
    rule = MilestoneRule(
        Milestone.REPLY,
        Anchor.ASSIGNED,
        3,
        Unit.MONTHS,
        roll=Roll.NEXT_WORKING_DAY,
        title="答复期限",
        version="1",
    )
    calendar = WorkingCalendar(seed_days(), seed_years())
    return compute(rule, {Anchor.ASSIGNED: today - timedelta(days=90)}, calendar).to_json()
