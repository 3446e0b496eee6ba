"""A reply, or a letter after it, as it is printed."""

from datetime import date
from typing import Any

from tracker.clock import local_day
from tracker.documents.letter_docx import LetterText, chinese_date, without_signature
from tracker.domain.reply_words import own_name
from tracker.domain.vocabulary import Publicity
from tracker.queries.dispatches import dispatches_of
from tracker.queries.sign_sheet import SignSheet, letter_day, recipients_of
from tracker.services.letter_desk import LetterDesk
from tracker.web.confidential import without_names

LONGEST_NAME = 80


def letter_text(sheet: SignSheet) -> LetterText:
    """Return the letter of a reply; one not yet signed bears no day."""
    reply, dated = sheet.reply, letter_day(sheet.reply)
    return LetterText(
        title=without_names(sheet.file, reply.title),
        body=without_signature(without_names(sheet.file, reply.text), "\n".join(issuers(sheet)), reply.title),
        issuer="\n".join(issuers(sheet)),
        dated=dated,
        document_number=reply.document_number,
        class_mark=reply.class_mark if dated else None,
        notes=closing_notes(sheet),
        copies=[one.name for one in recipients_of(reply.id) if one.is_copy],
    )


def later_text(desk: LetterDesk) -> LetterText:
    """Return a later letter as it is printed; one not yet signed bears no day."""
    letter, issuer = desk.letter, "\n".join(issuers(desk))
    title, text = (without_names(desk.file, words) for words in (letter.title, letter.text))
    sent = (one for one in dispatches_of(letter.reply_id) if one.letter_id == letter.id)
    return LetterText(
        title=title,
        body=without_signature(text, issuer, title),
        issuer=issuer,
        dated=local_day(letter.signed_at) if letter.signed_at else None,
        document_number=letter.document_number,
        notes=contact_note(desk, letter.reply),
        copies=[one.name for one in sent if one.is_copy and one.is_first],
    )


def issuers(sheet: SignSheet | LetterDesk) -> list[str]:
    """Return the units that the letter names as its issuers: the one that answers, then the other joint leads."""
    seats = (sheet.seat, *sheet.file.partners(sheet.seat))
    return [seat.assignment.unit.name for seat in seats]


def closing_lines(sheet: SignSheet | LetterDesk, text: str, dated: date | None) -> list[str]:
    """Return issuers and day of a signed letter, where its text does not end with them itself."""
    names = issuers(sheet)
    if dated is None or names[0] in text[-LONGEST_NAME:]:
        return []
    return [*names, chinese_date(dated)]


def contact_note(sheet: SignSheet | LetterDesk, reply: Any) -> list[str]:
    """Return who answers questions about a letter, where somebody is named."""
    contact = [part for part in (reply.contact_person, reply.contact_phone) if part]
    unit = own_name(sheet.seat.assignment.unit.name)
    return [f"联系人及电话：{unit}{' '.join(contact)}"] if contact else []


def closing_notes(sheet: SignSheet) -> list[str]:
    """Return what stands in brackets under the letter: who answers questions, and that it is published."""
    reply = sheet.reply
    notes = contact_note(sheet, reply)
    if reply.publicity is Publicity.PROACTIVE and reply.signed_at is not None:
        notes.append("此件公开发布")
    return notes
