"""A reply as the letter that is printed, and the name of its file."""

from flask_babel import gettext as _

from tracker.documents.letter_docx import LetterText, chinese_date, without_signature
from tracker.domain.reply_words import own_name
from tracker.domain.vocabulary import Publicity
from tracker.queries.sign_sheet import SignSheet, letter_day, recipients_of

LONGEST_NAME = 80
NOT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))


def letter_text(sheet: SignSheet) -> LetterText:
    """Return the letter of a reply; one not yet signed bears no day."""
    reply, dated = sheet.reply, letter_day(sheet.reply)
    return LetterText(
        title=reply.title,
        body=without_signature(reply.text, "\n".join(issuers(sheet)), reply.title),
        issuer="\n".join(issuers(sheet)),
        dated=dated,
        document_number=reply.document_number,
        class_mark=reply.class_mark if dated else None,
        notes=closing_notes(sheet),
        copies=[one.name for one in recipients_of(reply.id) if one.is_copy],
    )


def issuers(sheet: SignSheet) -> list[str]:
    """Return the units that the letter names as its issuers: the one that answers, then the other joint leads."""
    seats = (sheet.seat, *sheet.file.partners(sheet.seat))
    return [seat.assignment.unit.name for seat in seats]


def closing_lines(sheet: SignSheet) -> list[str]:
    """Return issuers and day of a signed letter, where its text does not end with them itself."""
    names, dated = issuers(sheet), letter_day(sheet.reply)
    if dated is None or names[0] in sheet.reply.text[-LONGEST_NAME:]:
        return []
    return [*names, chinese_date(dated)]


def closing_notes(sheet: SignSheet) -> list[str]:
    """Return what stands in brackets under the letter: who answers questions, and that it is published."""
    reply = sheet.reply
    contact = [part for part in (reply.contact_person, reply.contact_phone) if part]
    notes = (
        [f"联系人及电话：{own_name(sheet.seat.assignment.unit.name)}{' '.join(contact)}"] if contact else []
    )
    if reply.publicity is Publicity.PROACTIVE and reply.signed_at is not None:
        notes.append("此件公开发布")
    return notes


def file_name(sheet: SignSheet) -> str:
    """Return the name of the letter's file: its title, told apart while it is unsigned."""
    title = sheet.reply.title.translate(NOT_IN_NAMES)[:LONGEST_NAME].strip(" ._") or _("答复函")
    return f"{title}.docx" if sheet.reply.signed_at else _("%(title)s（未签发稿）", title=title) + ".docx"
