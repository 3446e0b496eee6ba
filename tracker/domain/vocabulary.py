"""The field's words as enums: kinds, roles, states and actions. Labels for people stand in ``tracker.web.labels``."""

from enum import StrEnum


class Kind(StrEnum):
    """What an item is (handling.md §2.6)."""

    SUGGESTION = "npc_suggestion"
    PROPOSAL = "cppcc_proposal"
    OPINION = "opinion"


class BodyLevel(StrEnum):
    """Level of the congress or conference to which an item was filed."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


class Phase(StrEnum):
    """When an item was filed: at the plenary session, between sessions, or as an opinion during one."""

    SESSION = "session"
    OFF_SESSION = "off_session"
    IN_SESSION = "in_session"


class SponsorKind(StrEnum):
    """Who files: a person or an organisation."""

    DEPUTY = "deputy"
    MEMBER = "member"
    PARTY = "party"
    GROUP = "group"
    SECTOR = "sector"
    COMMITTEE = "committee"
    DELEGATION = "delegation"


class PublicationWish(StrEnum):
    """The sponsor's wish about publishing the item and its answer."""

    FULL = "full"
    TITLE_ONLY = "title_only"
    NONE = "none"


class Publicity(StrEnum):
    """公开属性 of a reply, decided in the same signature."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"


class Origin(StrEnum):
    """The way by which an item came in."""

    PAPER = "paper"
    NPC_SYSTEM = "npc_system"
    CPPCC_SYSTEM = "cppcc_system"
    RELAY = "relay"
    LETTER = "letter"


class UnitKind(StrEnum):
    """A department, an office inside one, or a unit outside this installation."""

    DEPARTMENT = "department"
    OFFICE = "office"
    EXTERNAL = "external"


class Role(StrEnum):
    """What a person may be in a unit; one person may hold several."""

    OFFICER = "officer"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    LIAISON = "liaison"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Duty(StrEnum):
    """What an account is for: handling business, or one administrator's work; it never serves two."""

    BUSINESS = "business"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


def duty_of(role: Role) -> Duty:
    """Return the duty that a role belongs to."""
    return Duty(role.value) if role in ADMIN_ROLES else Duty.BUSINESS


class AssignmentRole(StrEnum):
    """A unit's part in handling an item (handling.md §2.3)."""

    SOLE = "sole"
    LEAD = "lead"
    JOINT_LEAD = "joint_lead"
    SPLIT = "split"
    CO = "co"
    REFERENCE = "reference"
    RELAY = "relay"


OPINION_ROLES = frozenset({AssignmentRole.CO, AssignmentRole.RELAY})
ANSWERING_ROLES = frozenset(
    {AssignmentRole.SOLE, AssignmentRole.LEAD, AssignmentRole.JOINT_LEAD, AssignmentRole.SPLIT}
)


class Machine(StrEnum):
    """The coupled state machines of handling.md §2."""

    CASE = "case"
    ASSIGNMENT = "assignment"
    OPINION = "opinion"
    REPLY = "reply"
    EVALUATION = "evaluation"
    COMMITMENT = "commitment"
    REQUEST = "request"
    LETTER = "letter"


class CaseState(StrEnum):
    """States of an item from receipt on (C4/C6 to C11)."""

    REGISTERED = "registered"
    HANDLING = "handling"
    REPLIED = "replied"
    EVALUATING = "evaluating"
    TRACKING = "tracking"
    CLOSED = "closed"
    ARCHIVED = "archived"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    MERGED = "merged"


OPEN_CASE_STATES = frozenset(
    {CaseState.REGISTERED, CaseState.HANDLING, CaseState.REPLIED, CaseState.EVALUATING, CaseState.TRACKING}
)


SET_ASIDE_STATES = frozenset({CaseState.NOTED, CaseState.WITHDRAWN})


class AssignmentState(StrEnum):
    """States of one unit's task (A0 to A16)."""

    WAITING = "waiting"
    SIGNED = "signed"
    HANDLING = "handling"
    RETURN_REQUESTED = "return_requested"
    PAUSED = "paused"
    ANSWERED = "answered"
    DONE = "done"
    RETURNED = "returned"
    RECALLED = "recalled"
    ARCHIVED = "archived"


HELD_ASSIGNMENT_STATES = frozenset({AssignmentState.RETURN_REQUESTED, AssignmentState.PAUSED})
LIVE_ASSIGNMENT_STATES = frozenset(AssignmentState) - {AssignmentState.RETURNED, AssignmentState.RECALLED}


class OpinionState(StrEnum):
    """States of a co-handling opinion (会办意见)."""

    DRAFTING = "drafting"
    TO_SIGN = "to_sign"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    OVERRIDDEN = "overridden"


OPINIONS_IN = frozenset(OpinionState) - {OpinionState.DRAFTING, OpinionState.TO_SIGN}
OPINIONS_WEIGHED = OPINIONS_IN - {OpinionState.SUBMITTED}


class ReplyState(StrEnum):
    """States of a reply document (A5 to A12)."""

    DRAFTING = "drafting"
    DEPT_REVIEW = "dept_review"
    OFFICE_CHECK = "office_check"
    COUNTERSIGN = "countersign"
    SIGN_OFF = "sign_off"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SENT = "sent"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


SIGNED_REPLY_STATES = frozenset(
    {ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.SENT, ReplyState.PUBLISHED}
)
SENT_REPLY_STATES = frozenset({ReplyState.SENT, ReplyState.PUBLISHED})
REVIEW_STATES = (
    ReplyState.DEPT_REVIEW,
    ReplyState.OFFICE_CHECK,
    ReplyState.COUNTERSIGN,
    ReplyState.SIGN_OFF,
)


class LetterState(StrEnum):
    """States of a letter that follows a sent reply: a correction or a supplementary answer (A11)."""

    DRAFTING = "drafting"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SENT = "sent"
    CANCELLED = "cancelled"


class EvaluationState(StrEnum):
    """States of a sponsor's evaluation (征询意见)."""

    AWAITING = "awaiting"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    UNRETURNED = "unreturned"


class CommitmentState(StrEnum):
    """States of a promise (handling.md §6.4; product.md principle 5)."""

    TO_START = "to_start"
    UNDER_WAY = "under_way"
    REPORTED_DONE = "reported_done"
    POSTPONED = "postponed"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    CHANGED = "changed"
    DROPPED = "dropped"
    BROKEN = "broken"


OPEN_COMMITMENT_STATES = frozenset(
    {
        CommitmentState.TO_START,
        CommitmentState.UNDER_WAY,
        CommitmentState.REPORTED_DONE,
        CommitmentState.POSTPONED,
    }
)


class RequestKind(StrEnum):
    """Side requests about an assignment or a case."""

    RETURN = "return"
    EXTENSION = "extension"
    PAUSE = "pause"
    WITHDRAWAL = "withdrawal"
    NOT_PUBLIC = "not_public"
    VOID = "void"


class RequestState(StrEnum):
    """States of a side request."""

    ASKED = "asked"
    ENDORSED = "endorsed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


OPEN_REQUEST_STATES = frozenset({RequestState.ASKED, RequestState.ENDORSED})


class GroupKind(StrEnum):
    """Why items stand together: handled as one (并案办理), or key items of one topic with a leader."""

    MERGED = "merged_handling"
    TOPIC = "topic"


class Verdict(StrEnum):
    """An officer's judgement of a sentence that may be a promise."""

    UNDECIDED = "undecided"
    PROMISE = "promise"
    NOT_PROMISE = "not_promise"


class ContactMethod(StrEnum):
    """How the sponsor was met or reached."""

    MEETING = "meeting"
    VISIT = "visit"
    SURVEY = "survey"
    SYMPOSIUM = "symposium"
    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"


class Satisfaction(StrEnum):
    """The four counted values of an evaluation (handling.md §3.8)."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    NOT_STATED = "not_stated"


class Pertinence(StrEnum):
    """Whether a reply speaks to what was asked, as the sponsor sees it (handling.md §3.8)."""

    TO_THE_POINT = "to_the_point"
    PARTLY = "partly"
    BESIDE = "beside"


class MeetingKind(StrEnum):
    """How a matter is concluded after two rounds without content: a meeting face to face, or experts."""

    FACE_TO_FACE = "face_to_face"
    EXPERTS = "experts"


class FileKind(StrEnum):
    """What an item's file is."""

    SOURCE = "source"
    CONTACT_PROOF = "contact_proof"
    EVALUATION_FORM = "evaluation_form"
    MINUTES = "minutes"
    EVIDENCE = "evidence"
    MATERIAL = "material"
    OTHER = "other"


class Stage(StrEnum):
    """Where an item stands in one word, derived from its machines, for lists and the life line."""

    TO_ASSIGN = "to_assign"
    TO_SIGN = "to_sign"
    TO_DISTRIBUTE = "to_distribute"
    COLLECTING = "collecting"
    HANDLING = "handling"
    RETURNING = "returning"
    PAUSED = "paused"
    DRAFTING = "drafting"
    DEPT_REVIEW = "dept_review"
    OFFICE_CHECK = "office_check"
    COUNTERSIGN = "countersign"
    SIGN_OFF = "sign_off"
    TO_NUMBER = "to_number"
    TO_SEND = "to_send"
    CO_DRAFTING = "co_drafting"
    CO_SIGNING = "co_signing"
    CO_RETURNED = "co_returned"
    REPLIED = "replied"
    EVALUATING = "evaluating"
    TRACKING = "tracking"
    CLOSED = "closed"
    ARCHIVED = "archived"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    MERGED = "merged"
