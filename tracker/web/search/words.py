"""Words that results and facets share."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.domain.search_kinds import SourceKind

SOURCES: Mapping[SourceKind, LazyString] = {
    SourceKind.TITLE: _l("标题"),
    SourceKind.NUMBER: _l("编号"),
    SourceKind.SPONSOR: _l("提出人"),
    SourceKind.TEXT: _l("原文"),
    SourceKind.REPLY: _l("答复全文"),
    SourceKind.LETTER: _l("后续函件"),
    SourceKind.OPINION: _l("会办意见"),
    SourceKind.PROMISE: _l("承诺"),
    SourceKind.FILE: _l("附件"),
}


def session_words(term: int | None, session_no: int | None) -> str:
    """Write a body's term and session, nothing where the term is not known."""
    if term is None:
        return ""
    return str(
        _("%(term)s届%(session)s次", term=term, session=session_no)
        if session_no
        else _("%(term)s届", term=term)
    )
