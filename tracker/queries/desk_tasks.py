"""What desk tasks are made of: their kinds, the places that a person fills, and the columns that all share."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Date, Select, and_, bindparam, literal, or_, select

from tracker.domain.vocabulary import HELD_ASSIGNMENT_STATES, AssignmentState, CaseState, Role
from tracker.models.assignment import Assignment
from tracker.models.people import Unit
from tracker.models.proposal import Proposal


class TaskKind(StrEnum):
    """What a row of the desk asks for; those of ``WAITING`` wait for somebody else."""

    ASSIGN = "assign"
    RECEIPT = "receipt"
    DISTRIBUTE = "distribute"
    SET_OFFICER = "set_officer"
    CONTACT = "contact"
    WRITE_OPINION = "write_opinion"
    SIGN_OPINION = "sign_opinion"
    WEIGH_OPINION = "weigh_opinion"
    DRAFT = "draft"
    REVIEW = "review"
    CHECK = "check"
    COUNTERSIGN = "countersign"
    SIGN = "sign"
    NUMBER = "number"
    SEND = "send"
    REPORT_PROMISE = "report_promise"
    VERIFY_PROMISE = "verify_promise"
    SUPERVISE = "supervise"
    AWAIT_REPLY = "await_reply"
    AWAIT_OPINIONS = "await_opinions"
    AWAIT_WEIGHING = "await_weighing"
    AWAIT_DECISION = "await_decision"
    DECIDE_INSIDE = "decide_inside"
    DECIDE_RETURN = "decide_return"
    DECIDE_EXTENSION = "decide_extension"
    DECIDE_PAUSE = "decide_pause"
    AWAIT_RESUME = "await_resume"
    TELL_EXTENSION = "tell_extension"
    DECIDE_WITHDRAWAL = "decide_withdrawal"
    CONFIRM_VOID = "confirm_void"
    DECIDE_NOT_PUBLIC = "decide_not_public"
    RECORD_MEETING = "record_meeting"
    WRITE_LETTER = "write_letter"
    SIGN_LETTER = "sign_letter"
    NUMBER_LETTER = "number_letter"
    SEND_LETTER = "send_letter"
    AWAIT_LETTER = "await_letter"
    PUBLISH = "publish"
    TAKE_OFFLINE = "take_offline"
    REVIEW_PUBLICITY = "review_publicity"
    ASK_EVALUATION = "ask_evaluation"
    AWAIT_EVALUATION = "await_evaluation"
    URGE_EVALUATION = "urge_evaluation"
    ENTER_EVALUATION = "enter_evaluation"
    CHECK_EVALUATION = "check_evaluation"
    CONCLUDE_EVALUATION = "conclude_evaluation"
    ORDER_REDO = "order_redo"
    HOLD_MEETING = "hold_meeting"
    TAKE_UP_AGAIN = "take_up_again"
    CLOSE = "close"
    ANSWER_SLIP = "answer_slip"
    AWAIT_SLIP = "await_slip"


WAITING = frozenset(
    {
        TaskKind.AWAIT_REPLY,
        TaskKind.AWAIT_OPINIONS,
        TaskKind.AWAIT_WEIGHING,
        TaskKind.AWAIT_DECISION,
        TaskKind.AWAIT_RESUME,
        TaskKind.AWAIT_LETTER,
        TaskKind.AWAIT_EVALUATION,
        TaskKind.AWAIT_SLIP,
    }
)
SIGNING = frozenset(
    {
        TaskKind.REVIEW,
        TaskKind.CHECK,
        TaskKind.COUNTERSIGN,
        TaskKind.SIGN,
        TaskKind.SIGN_OPINION,
        TaskKind.SIGN_LETTER,
    }
)
IS_OPEN = Proposal.__table__.c.is_open
HANDLED = Proposal.state == CaseState.HANDLING  # leads the planner to the seats, not to every open item
IS_CO = Proposal.__table__.c.host_is_co
ME: BindParameter[int] = bindparam("me", type_=Proposal.id.type)
TODAY: BindParameter[date] = bindparam("today", type_=Date())
SOON: BindParameter[date] = bindparam("soon", type_=Date())
Source = Select[Any]
RESTING = sorted({*HELD_ASSIGNMENT_STATES, AssignmentState.RETURNED, AssignmentState.RECALLED})


def units_of(role: Role) -> BindParameter[Any]:
    """Return the place of a statement that takes every unit over which the person holds the role."""
    return bindparam(f"units_{role.value}", expanding=True, type_=Unit.id.type)


def task(kind: TaskKind | Any, subject: Any, due: Any, unit: Any = Assignment.unit_id) -> Source:
    """Return the start of a statement of tasks: the record that each is about, by when, and the unit."""
    columns = (
        (literal(kind.value) if isinstance(kind, TaskKind) else kind).label("kind"),
        Proposal.id.label("proposal_id"),
        subject.label("subject_id"),
        due.label("due_on"),
        unit.label("unit_id"),
    )
    return select(*columns)


def at_place(role: Role) -> Any:
    """Return the condition that the work of a seat is done where the person holds the role."""
    units = units_of(role)
    return or_(
        Assignment.office_id.in_(units), and_(Assignment.office_id.is_(None), Assignment.unit_id.in_(units))
    )
