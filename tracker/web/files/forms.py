"""The form with which files are added to an item."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, SelectField

from tracker.documents.attachments import ACCEPTED
from tracker.domain.vocabulary import FileKind
from tracker.web.choices import choices_of
from tracker.web.forms import PlainForm

KINDS = tuple(kind for kind in FileKind if kind is not FileKind.EVALUATION_FORM)


class UploadForm(PlainForm):
    """Files, what they are, and whether they are for the handlers alone."""

    files = MultipleFileField(
        _l("文件"),
        description=_l("PDF、OFD、Word、WPS、Excel、JPG、PNG、TXT；每个不超过50MB，一次最多20个。"),
        render_kw={"accept": ACCEPTED},
    )
    kind = SelectField(_l("这是"), choices=choices_of(KINDS), default=FileKind.MATERIAL.value)
    is_internal = BooleanField(_l("内部文件（只给承办、审签和督查人员看）"))
