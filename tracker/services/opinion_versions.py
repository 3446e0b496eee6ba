"""Saved texts of an opinion: every one is kept, and so is the one that came too late."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.errors import N_, NotOffered, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.text_merge import Meeting
from tracker.domain.vocabulary import OpinionState
from tracker.extensions import db
from tracker.models.opinion import Opinion
from tracker.models.writing import OpinionVersion
from tracker.queries.opinions import opinion_base


class OpinionTaken(StalePage):
    """Somebody saved the opinion after the page was made; both texts are kept, the late one as version ``kept``."""

    code = "opinion_taken"
    message = N_("别人在您打开之后改过这份会办意见。两份文字都已另存，没有丢；请选用一份，或者合并后保存。")

    def __init__(self, meeting: Meeting, *, kept: int, version: int) -> None:
        super().__init__()
        self.meeting, self.kept, self.version = meeting, kept, version


class OpinionSealed(OpinionTaken):
    """The opinion was handed in meanwhile: the late text is kept, but the opinion takes it only when it comes back."""

    code = "opinion_sealed"
    message = N_("别人在您打开之后已把这份会办意见送签。您的文字已另存，没有丢；要改请等退回。")


def keep_saved(actor: Actor, opinion: Opinion, now: datetime) -> None:
    """Keep the text that was just saved with the opinion's new version."""
    db.session.flush()
    _keep(actor.user_id, opinion, opinion.text, now, version=opinion.version)


def keep_late(
    actor: Actor, opinion: Opinion, text: str, version: int | None, now: datetime
) -> OpinionTaken | None:
    """Keep the text of a writer who comes too late, once; None where nothing is lost.

    Raises NotOffered where the opinion has been handed in and holds this very text.
    """
    is_sealed = opinion.state is not OpinionState.DRAFTING
    if text == opinion.text or (not is_sealed and version in {None, opinion.version}):
        if is_sealed:
            raise NotOffered
        return None
    _keep_standing(opinion, now)
    kept = _same(opinion, text) or _keep(actor.user_id, opinion, text, now, base=version)
    meeting = Meeting(opinion_base(opinion.id, version), opinion.text, text)
    return (OpinionSealed if is_sealed else OpinionTaken)(meeting, kept=kept, version=opinion.version)


def _keep_standing(opinion: Opinion, now: datetime) -> None:
    """Keep the text that stands as a version of whoever saved it, unless one holds it already."""
    writer = opinion.author_id
    if writer is not None and opinion.text and _same(opinion, opinion.text) is None:
        _keep(writer, opinion, opinion.text, opinion.saved_at or now, version=opinion.version)


def _same(opinion: Opinion, text: str) -> int | None:
    found = select(OpinionVersion.number).where(
        OpinionVersion.opinion_id == opinion.id, OpinionVersion.text == text
    )
    return db.session.scalar(found.order_by(OpinionVersion.number.desc()).limit(1))


def _keep(
    user_id: int,
    opinion: Opinion,
    text: str,
    at: datetime,
    *,
    version: int | None = None,
    base: int | None = None,
) -> int:
    last = select(func.max(OpinionVersion.number)).where(OpinionVersion.opinion_id == opinion.id)
    kept = OpinionVersion(
        opinion_id=opinion.id,
        number=(db.session.scalar(last) or 0) + 1,
        version=version,
        base_version=base,
        text=text,
        saved_at=at,
        saved_by_id=user_id,
    )
    db.session.add(kept)
    db.session.flush()
    return kept.number
