"""The words of a decision about publishing: its legal ground, and what the sponsors and co-handlers say to it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from tracker.domain.publication import GROUNDS
from tracker.queries.case_file import CaseFile
from tracker.queries.publication import consents_of
from tracker.web.confidential import sponsor_shown
from tracker.web.labels import label, say


def ground_words(code: str | None) -> str:
    """Return 条例第十五条：涉及商业秘密……; nothing where no ground is named."""
    found = GROUNDS.get(code or "")
    if found is None:
        return ""
    return _("条例%(article)s：%(words)s", article=say(found.article), words=say(found.words))


def wanted_words(wanted: Any) -> str:
    """Return what a request not to publish asks for: 只公开摘要, 依申请公开 or 不予公开."""
    return _("只公开摘要") if wanted.form is not None else str(label(wanted.publicity))


def publicity_rows(
    file: CaseFile, reply: Any, consents: Sequence[Any] | None = None
) -> list[tuple[str, str]]:
    """Return what the signer should know: wish, consent, and which co-handlers do not want their words published.

    ``consents``: the sponsors' words where the page has read them already.
    """
    latest = {one.name: one.consent for one in (consents_of(reply.id) if consents is None else consents)}
    said = [f"{sponsor_shown(file, name)}：{label(consent)}" for name, consent in latest.items()]
    forbidding = [
        seat.assignment.unit.short_name
        for seat in file.co_handling
        if seat.opinion is not None and seat.opinion_is_in and not seat.opinion.may_be_published
    ]
    return [
        (_("提出人意愿"), str(label(file.proposal.publication_wish)) or _("没有表示")),
        (_("征询公开"), _("；").join(said) or _("还没有征询")),
        (_("会办不同意公开"), _("、").join(forbidding) or _("没有")),
    ]


GLOBALS = {"ground_words": ground_words, "publicity_rows": publicity_rows, "wanted_words": wanted_words}
