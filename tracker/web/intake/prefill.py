"""The letter form as it is first shown: filled with what the letter states and nothing else."""

from datetime import date
from typing import Any

from tracker.documents.letters import LetterReading, PromiseFound, said
from tracker.domain.class_marks import UnknownMarkError, scheme_named
from tracker.domain.review_dates import review_day
from tracker.domain.vocabulary import AssignmentRole, Kind, Phase
from tracker.queries.intake import match_units
from tracker.queries.people import UnitTree
from tracker.services.letter_entry import is_doubtful, item_words, owner_of, publicity_of
from tracker.web.labels import label


def item_data(reading: LetterReading, tree: UnitTree, host_id: int, today: date) -> dict[str, Any]:
    """Return the fields of the item that the letter names."""
    words = item_words(reading)
    co_handlers = match_units(reading.co_handlers.value if reading.co_handlers else (), tree)
    return {
        "kind": words.kind or Kind.SUGGESTION,
        "body": words.body,
        "body_level": words.body_level,
        "term": words.term,
        "session_no": words.session_no,
        "number_raw": words.number_raw,
        "title": words.title,
        "sponsors": "、".join(words.sponsors),
        "phase": Phase.SESSION,
        "lead": _lead(reading, tree, host_id),
        "co_handlers": [unit_id for unit_id in co_handlers.unit_ids if unit_id != host_id],
        "received_on": today,
    }


def _lead(reading: LetterReading, tree: UnitTree, host_id: int) -> int:
    """Return the lead that the letter names: the host where it calls itself so, 0 where it does not say."""
    if reading.role is None or reading.lead is None:
        return 0
    named = match_units([reading.lead.value], tree).unit_ids
    return named[0] if named else host_id


def reply_data(reading: LetterReading, scheme: str, tree: UnitTree, host_id: int) -> dict[str, Any]:
    """Return the fields of a reply sent long ago, with the sentences that may be promises."""
    contact = next(iter(said(reading.contact) or ()), None)
    sent_on = said(reading.reply_date)
    publicity = publicity_of(said(reading.publicity))
    role = AssignmentRole.LEAD if reading.co_handlers else AssignmentRole.SOLE
    return {
        "our_role": str(label(role)),
        "class_mark": _mark(reading, scheme),
        "document_number": said(reading.doc_number),
        "publicity": publicity.value if publicity else "",
        "sent_on": sent_on,
        "issuer": said(reading.issuer),
        "contact_person": contact.person if contact else None,
        "contact_phone": contact.phone if contact else None,
        "promises": [
            _promise_data(one, sent_on, owner_of(one, tree, host_id) or host_id)
            for one in reading.commitments
        ],
    }


def _promise_data(found: PromiseFound, sent_on: date | None, owner_id: int) -> dict[str, Any]:
    needs_review = found.due_date is None and sent_on is not None
    return {
        "verdict": None if is_doubtful(found, sent_on) else "promise",
        "owner": owner_id,
        "due_on": found.due_date,
        "review_on": review_day(sent_on, found.vague_time) if needs_review and sent_on else None,
    }


def _mark(reading: LetterReading, scheme: str) -> str:
    """Return the class mark as the unit's scheme writes it, nothing for one that the scheme lacks."""
    if not reading.reply_class:
        return ""
    try:
        return scheme_named(scheme).find(reading.reply_class.value).mark
    except UnknownMarkError:
        return ""
