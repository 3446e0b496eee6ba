"""Everything that happens to an item, in the past tense, each kind with an exact set of keys.

An event is written in the transaction of the change it tells of and is never altered. ``reason`` and the states are
columns of the event itself; ``KEYS`` names what its ``data`` holds besides.
"""

from collections.abc import Mapping
from enum import StrEnum


class EventKind(StrEnum):
    """A thing that happened."""

    CASE_REGISTERED = "case.registered"
    CASE_EDITED = "case.edited"
    CASE_ASSIGNED = "case.assigned"
    CASE_REPLIED = "case.replied"
    CASE_ASK_ADDED = "case.ask_added"
    CASE_ASK_SPLIT = "case.ask_split"
    CASE_NOTED = "case.noted"
    CASE_EVALUATION_ASKED = "case.evaluation_asked"
    CASE_EVALUATED = "case.evaluated"
    CASE_REDO_ORDERED = "case.redo_ordered"
    CASE_MEETING_HELD = "case.meeting_held"
    CASE_CLOSED = "case.closed"
    CASE_ARCHIVED = "case.archived"
    CASE_REOPENED = "case.reopened"
    CASE_WITHDRAWN = "case.withdrawn"
    CASE_VOIDED = "case.voided"
    CASE_MERGED = "case.merged"
    CASE_TAKEN_IN = "case.taken_in"
    CASE_IMPORTED = "case.imported"
    CASE_IMPORT_UNDONE = "case.import_undone"
    CASE_DUE_MOVED = "case.due_moved"
    ASSIGNMENT_CREATED = "assignment.created"
    ASSIGNMENT_SIGNED = "assignment.signed"
    ASSIGNMENT_DISTRIBUTED = "assignment.distributed"
    ASSIGNMENT_REROUTED = "assignment.rerouted"
    ASSIGNMENT_OFFICER_SET = "assignment.officer_set"
    ASSIGNMENT_HANDED_OVER = "assignment.handed_over"
    ASSIGNMENT_RETURN_ASKED = "assignment.return_asked"
    ASSIGNMENT_RETURNED = "assignment.returned"
    ASSIGNMENT_RETURN_REFUSED = "assignment.return_refused"
    ASSIGNMENT_CONTINUED = "assignment.continued"
    ASSIGNMENT_PAUSED = "assignment.paused"
    ASSIGNMENT_RESUMED = "assignment.resumed"
    ASSIGNMENT_RECALLED = "assignment.recalled"
    ASSIGNMENT_ANSWERED = "assignment.answered"
    ASSIGNMENT_ANSWER_TAKEN_BACK = "assignment.answer_taken_back"
    ASSIGNMENT_FINISHED = "assignment.finished"
    ASSIGNMENT_ENDED = "assignment.ended"
    ASSIGNMENT_REOPENED = "assignment.reopened"
    ASSIGNMENT_ARCHIVED = "assignment.archived"
    CONTACT_RECORDED = "contact.recorded"
    OPINION_STARTED = "opinion.started"
    OPINION_SUBMITTED = "opinion.submitted"
    OPINION_SENT_BACK = "opinion.sent_back"
    OPINION_SIGNED = "opinion.signed"
    OPINION_ADOPTED = "opinion.adopted"
    OPINION_PARTLY_ADOPTED = "opinion.partly_adopted"
    OPINION_NOT_ADOPTED = "opinion.not_adopted"
    OPINION_RETURNED_EMPTY = "opinion.returned_empty"
    OPINION_OVERRIDDEN = "opinion.overridden"
    OPINION_RESUMED = "opinion.resumed"
    REPLY_STARTED = "reply.started"
    REPLY_VERSION_SAVED = "reply.version_saved"
    REPLY_SUBMITTED = "reply.submitted"
    REPLY_RECALLED = "reply.recalled"
    REPLY_APPROVED = "reply.approved"
    REPLY_CHECKED = "reply.checked"
    REPLY_SENT_BACK = "reply.sent_back"
    REPLY_COUNTERSIGN_ASKED = "reply.countersign_asked"
    REPLY_COUNTERSIGNED = "reply.countersigned"
    REPLY_PART_SIGNED = "reply.part_signed"
    REPLY_STEP_SENT_BACK = "reply.step_sent_back"
    REPLY_LEVEL_ADDED = "reply.level_added"
    REPLY_STEP_BYPASSED = "reply.step_bypassed"
    REPLY_STEP_HANDED_OVER = "reply.step_handed_over"
    REPLY_MOVED_ON = "reply.moved_on"
    REPLY_MEETING_RECORDED = "reply.meeting_recorded"
    REPLY_CONTACT_WAIVED = "reply.contact_waived"
    REPLY_SIGNED_OFF = "reply.signed_off"
    REPLY_SIGNATURE_REFUSED = "reply.signature_refused"
    REPLY_SIGNATURE_WITHDRAWN = "reply.signature_withdrawn"
    REPLY_NUMBERED = "reply.numbered"
    REPLY_NUMBER_VOIDED = "reply.number_voided"
    REPLY_SENT = "reply.sent"
    REPLY_RESENT = "reply.resent"
    REPLY_CORRECTED = "reply.corrected"
    REPLY_PUBLISHED = "reply.published"
    REPLY_PUBLICATION_WITHDRAWN = "reply.publication_withdrawn"
    REPLY_CANCELLED = "reply.cancelled"
    REPLY_DELIVERY_NOTED = "reply.delivery_noted"
    REPLY_SUMMARY_SAVED = "reply.summary_saved"
    REPLY_COPY_MADE = "reply.copy_made"
    REPLY_MASK_DECIDED = "reply.mask_decided"
    PUBLICITY_DECIDED = "publicity.decided"
    CONSENT_RECORDED = "consent.recorded"
    LETTER_STARTED = "letter.started"
    LETTER_SUBMITTED = "letter.submitted"
    LETTER_RECALLED = "letter.recalled"
    LETTER_SENT_BACK = "letter.sent_back"
    LETTER_SIGNED = "letter.signed"
    LETTER_SIGNATURE_WITHDRAWN = "letter.signature_withdrawn"
    LETTER_NUMBERED = "letter.numbered"
    LETTER_NUMBER_VOIDED = "letter.number_voided"
    LETTER_SENT = "letter.sent"
    LETTER_RESENT = "letter.resent"
    LETTER_CANCELLED = "letter.cancelled"
    EVALUATION_ENTERED = "evaluation.entered"
    EVALUATION_GIVEN = "evaluation.given"
    EVALUATION_CONFIRMED = "evaluation.confirmed"
    EVALUATION_REJECTED = "evaluation.rejected"
    EVALUATION_SUPERSEDED = "evaluation.superseded"
    EVALUATION_LAPSED = "evaluation.lapsed"
    COMMITMENT_MADE = "commitment.made"
    COMMITMENT_SHARED = "commitment.shared"
    COMMITMENT_PROGRESSED = "commitment.progressed"
    COMMITMENT_REPORTED_DONE = "commitment.reported_done"
    COMMITMENT_SENT_BACK = "commitment.sent_back"
    COMMITMENT_KEPT = "commitment.kept"
    COMMITMENT_KEPT_LATE = "commitment.kept_late"
    COMMITMENT_POSTPONED = "commitment.postponed"
    COMMITMENT_CHANGED = "commitment.changed"
    COMMITMENT_DROPPED = "commitment.dropped"
    COMMITMENT_BROKEN = "commitment.broken"
    COMMITMENT_REOPENED = "commitment.reopened"
    COMMITMENT_HANDED_OVER = "commitment.handed_over"
    REQUEST_MADE = "request.made"
    REQUEST_ENDORSED = "request.endorsed"
    REQUEST_ACCEPTED = "request.accepted"
    REQUEST_REFUSED = "request.refused"
    REQUEST_CANCELLED = "request.cancelled"
    REQUEST_CONSENTED = "request.consented"
    CLASS_CHANGED = "class.changed"
    GROUP_JOINED = "group.joined"
    GROUP_LEFT = "group.left"
    GROUP_LED = "group.led"
    REPLY_TEXT_CARRIED = "reply.text_carried"
    URGE_SENT = "urge.sent"
    URGE_ANSWERED = "urge.answered"
    TAG_PUT = "tag.put"
    TAG_TAKEN = "tag.taken"
    FILE_ADDED = "file.added"
    FILE_REMOVED = "file.removed"


_NONE: frozenset[str] = frozenset()
_UNIT = frozenset({"unit"})
_VERSION = frozenset({"draft"})
_STEP = frozenset({"draft", "step"})
_QUOTE = frozenset({"quote"})
_KIND = frozenset({"kind", "unit"})
_GROUP = frozenset({"kind", "title"})
_LETTER = frozenset({"kind"})
_TAG = frozenset({"tag"})

KEYS: Mapping[EventKind, frozenset[str]] = {
    **dict.fromkeys(EventKind, _NONE),
    **{kind: _UNIT for kind in EventKind if kind.value.startswith(("assignment.", "opinion."))},
    **{kind: _QUOTE for kind in EventKind if kind.value.startswith("commitment.")},
    **{kind: _KIND for kind in EventKind if kind.value.startswith("request.")},
    **{kind: _LETTER for kind in EventKind if kind.value.startswith("letter.")},
    EventKind.CASE_REGISTERED: frozenset({"number", "origin"}),
    EventKind.CASE_IMPORTED: frozenset({"file", "row", "is_old"}),
    EventKind.CASE_IMPORT_UNDONE: frozenset({"file"}),
    EventKind.CASE_EDITED: frozenset({"fields"}),
    EventKind.CASE_EVALUATION_ASKED: frozenset({"count"}),
    EventKind.CASE_REDO_ORDERED: frozenset({"round", "units"}),
    EventKind.CASE_MEETING_HELD: frozenset({"meeting", "on"}),
    EventKind.EVALUATION_ENTERED: frozenset({"attitude", "result"}),
    EventKind.EVALUATION_CONFIRMED: frozenset({"attitude", "result"}),
    EventKind.CASE_ASK_ADDED: frozenset({"ask"}),
    EventKind.CASE_ASK_SPLIT: frozenset({"ask"}),
    EventKind.CASE_ASSIGNED: frozenset({"lead", "co_handlers"}),
    EventKind.ASSIGNMENT_CREATED: frozenset({"unit", "role", "due"}),
    EventKind.ASSIGNMENT_DISTRIBUTED: frozenset({"unit", "office"}),
    EventKind.ASSIGNMENT_REROUTED: frozenset({"unit", "office", "from_office"}),
    EventKind.ASSIGNMENT_RETURN_ASKED: frozenset({"unit", "suggested", "is_late"}),
    EventKind.REQUEST_CONSENTED: frozenset({"sponsor", "on"}),
    EventKind.ASSIGNMENT_OFFICER_SET: frozenset({"unit", "officer"}),
    EventKind.ASSIGNMENT_HANDED_OVER: frozenset({"unit", "giver", "receiver"}),
    EventKind.COMMITMENT_HANDED_OVER: frozenset({"quote", "giver", "receiver"}),
    EventKind.REPLY_STEP_HANDED_OVER: frozenset({"step", "giver", "receiver"}),
    EventKind.CONTACT_RECORDED: frozenset({"method", "sponsor", "on"}),
    EventKind.REPLY_VERSION_SAVED: _VERSION,
    EventKind.REPLY_SUBMITTED: _VERSION,
    EventKind.REPLY_RECALLED: _VERSION,
    EventKind.REPLY_APPROVED: _STEP,
    EventKind.REPLY_CHECKED: _STEP,
    EventKind.REPLY_COUNTERSIGNED: _STEP,
    EventKind.REPLY_PART_SIGNED: _STEP,
    EventKind.REPLY_COUNTERSIGN_ASKED: frozenset({"steps"}),
    EventKind.REPLY_LEVEL_ADDED: frozenset({"steps"}),
    EventKind.REPLY_STEP_BYPASSED: frozenset({"step"}),
    EventKind.REPLY_STEP_SENT_BACK: frozenset({"draft", "step", "back_to"}),
    EventKind.REPLY_MOVED_ON: frozenset({"stage"}),
    EventKind.REPLY_MEETING_RECORDED: frozenset({"on", "minutes"}),
    EventKind.REPLY_SENT_BACK: _VERSION,
    EventKind.REPLY_SIGNED_OFF: frozenset({"draft", "class_mark", "publicity", "promises"}),
    EventKind.REPLY_SIGNATURE_REFUSED: _VERSION,
    EventKind.REPLY_NUMBERED: frozenset({"document_number"}),
    EventKind.REPLY_NUMBER_VOIDED: frozenset({"document_number"}),
    EventKind.REPLY_SENT: frozenset({"document_number", "recipients"}),
    EventKind.REPLY_RESENT: frozenset({"recipients"}),
    EventKind.REPLY_DELIVERY_NOTED: frozenset({"recipient", "outcome"}),
    EventKind.CASE_ARCHIVED: frozenset({"code", "retention"}),
    EventKind.REPLY_CORRECTED: frozenset({"document_number"}),
    EventKind.REPLY_PUBLISHED: frozenset({"form", "sha256"}),
    EventKind.REPLY_SUMMARY_SAVED: frozenset({"summary"}),
    EventKind.REPLY_COPY_MADE: frozenset({"form", "places"}),
    EventKind.REPLY_MASK_DECIDED: frozenset({"private", "is_masked"}),
    EventKind.PUBLICITY_DECIDED: frozenset({"publicity", "form", "ground"}),
    EventKind.CONSENT_RECORDED: frozenset({"sponsor", "consent"}),
    EventKind.LETTER_NUMBERED: frozenset({"kind", "document_number"}),
    EventKind.LETTER_NUMBER_VOIDED: frozenset({"kind", "document_number"}),
    EventKind.LETTER_SENT: frozenset({"kind", "document_number", "recipients"}),
    EventKind.LETTER_RESENT: frozenset({"kind", "recipients"}),
    EventKind.CLASS_CHANGED: frozenset({"before", "after", "evidence"}),
    EventKind.CASE_MERGED: frozenset({"into"}),
    EventKind.CASE_TAKEN_IN: frozenset({"other"}),
    EventKind.CASE_DUE_MOVED: frozenset({"cause", "moves"}),
    EventKind.GROUP_JOINED: _GROUP,
    EventKind.GROUP_LEFT: _GROUP,
    EventKind.GROUP_LED: _GROUP,
    EventKind.TAG_PUT: _TAG,
    EventKind.TAG_TAKEN: _TAG,
    EventKind.REPLY_TEXT_CARRIED: frozenset({"source"}),
    EventKind.URGE_SENT: frozenset({"unit", "kind", "people", "document_number"}),
    EventKind.URGE_ANSWERED: frozenset({"unit", "kind", "document_number"}),
    EventKind.FILE_ADDED: frozenset({"name"}),
    EventKind.FILE_REMOVED: frozenset({"name"}),
}
