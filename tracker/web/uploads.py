"""How every form that takes files receives them: checked one by one, refused with the file's own name."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from tracker.documents.attachments import MAX_FILES, clean_name
from tracker.documents.file_errors import FileError
from tracker.domain.errors import InvalidInput
from tracker.services.files import StashedFile, stash_file
from tracker.web.current import now
from tracker.web.errors import describe
from tracker.web.storage import file_store


def stashed(field: Any) -> list[StashedFile]:
    """Put the files of a form's field into the stash; nothing is kept where one of them is refused.

    Raises InvalidInput at the field, naming each refused file and why.
    """
    given = [one for one in _as_list(field.data) if isinstance(one, FileStorage) and one.filename]
    if len(given) > MAX_FILES:
        words = _("一次最多上传%(most)s个文件，请分几次上传。", most=MAX_FILES)
        raise InvalidInput(field=field.name, reason=words)
    found, refusals = [], []
    for one in given:
        try:
            found.append(stash_file(file_store(), one.read(), str(one.filename), now()))
        except FileError as error:
            refusals.append(_("“%(name)s”：%(why)s", name=clean_name(str(one.filename)), why=describe(error)))
    if refusals:
        rest = _("这一次的文件都没有保存，请重新选择。")
        raise InvalidInput(field=field.name, reason="".join([*map(str, refusals), str(rest)]))
    return found


def stashed_one(field: Any) -> StashedFile | None:
    """Put the one file of a form's field into the stash; None where none was chosen."""
    return next(iter(stashed(field)), None)


def _as_list(data: Any) -> Iterable[Any]:
    return data if isinstance(data, list | tuple) else [data]
