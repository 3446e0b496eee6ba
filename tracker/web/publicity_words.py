"""The words of a decision about publishing: its legal ground with the article."""

from flask_babel import gettext as _

from tracker.domain.publication import GROUNDS
from tracker.web.labels import say


def ground_words(code: str | None) -> str:
    """Return 条例第十五条：涉及商业秘密……; nothing where no ground is named."""
    found = GROUNDS.get(code or "")
    if found is None:
        return ""
    return _("条例%(article)s：%(words)s", article=say(found.article), words=say(found.words))


GLOBALS = {"ground_words": ground_words}
