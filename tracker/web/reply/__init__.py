"""答复: the letter with its number, its recipients, and its sending."""

from flask import Blueprint

from tracker.domain.permissions import Permission
from tracker.web.access import Access

blueprint = Blueprint("reply", __name__)
ACCESS = {
    "view_reply": Access.SIGNED_IN,
    "number_reply": Access.SIGNED_IN,
    "void_number": Access.SIGNED_IN,
    "send_reply": Access.SIGNED_IN,
    "confirm_sending": Access.SIGNED_IN,
    "download_letter": Access.SIGNED_IN,
    "list_numbers": Permission.NUMBER_REPLY,
    "explain_gap": Permission.NUMBER_REPLY,
    "resend_reply": Access.SIGNED_IN,
    "confirm_resending": Access.SIGNED_IN,
    "note_delivery": Access.SIGNED_IN,
    "change_class": Access.SIGNED_IN,
    "confirm_class": Access.SIGNED_IN,
    "new_letter": Access.SIGNED_IN,
    "start_letter": Access.SIGNED_IN,
    "view_letter": Access.SIGNED_IN,
    "save_letter": Access.SIGNED_IN,
    "judge_promises": Access.SIGNED_IN,
    "move_letter": Access.SIGNED_IN,
    "number_letter": Access.SIGNED_IN,
    "send_letter": Access.SIGNED_IN,
    "confirm_sending_letter": Access.SIGNED_IN,
    "download_later_letter": Access.SIGNED_IN,
    "resend_letter": Access.SIGNED_IN,
    "confirm_resending_letter": Access.SIGNED_IN,
}

from tracker.web.reply import after, book, letter_again, letter_sending, letters, views  # noqa: E402, F401 - registers the views
