"""A letter as a file to take away."""

from io import BytesIO

from flask import send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.documents.letter_docx import LetterText, write_letter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_NAME = 80
NOT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))


def letter_file(letter: LetterText) -> Response:
    """Give a letter as a DOCX file named by its title, told apart while it is unsigned (RFC 6266)."""
    title = letter.title.translate(NOT_IN_NAMES)[:LONGEST_NAME].strip(" ._") or _("答复函")
    name = f"{title}.docx" if letter.dated else _("%(title)s（未签发稿）", title=title) + ".docx"
    content = BytesIO(write_letter(letter))
    return send_file(content, mimetype=DOCX, as_attachment=True, download_name=name)
