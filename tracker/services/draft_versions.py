"""Versions of a draft's text: kept ones, snapshots for whoever comes too late, and the text that came too late."""

from datetime import datetime

from sqlalchemy import delete, func, select

from tracker.domain.errors import N_, NotOffered, StalePage
from tracker.domain.permissions import Actor
from tracker.domain.text_merge import Meeting
from tracker.domain.vocabulary import ReplyState
from tracker.extensions import db
from tracker.models.reply import DraftVersion, Reply
from tracker.models.writing import DraftSnapshot
from tracker.queries.drafts import base_text

REFUSED_NOTE = N_("与他人同时修改，未写入正文的文字")
REPLACED_NOTE = N_("与他人同时修改时，先写入正文的文字")
RECENT, MILESTONE = 60, 20  # snapshots: the last 60 versions, before them every 20th, and the first


class DraftTaken(StalePage):
    """Somebody saved the draft after the page was made; both texts are kept as versions, the late one as ``kept``."""

    code = "draft_taken"
    message = N_("别人在您打开之后改过这份答复。两份文字都已另存，没有丢；请选用一份，或者合并后保存。")

    def __init__(self, meeting: Meeting, *, kept: int, version: int) -> None:
        super().__init__()
        self.meeting, self.kept, self.version = meeting, kept, version


class DraftSealed(DraftTaken):
    """Somebody submitted the draft meanwhile: the late text is kept, but only a draft that is taken back takes it."""

    code = "draft_sealed"
    message = N_("别人在您打开之后已把这份答复送审。您的文字已另存，没有丢；要改请先撤回送审，或等退回。")


def next_number(reply_id: int) -> int:
    """Return the number that a reply's next kept version gets."""
    last = select(func.max(DraftVersion.number)).where(DraftVersion.reply_id == reply_id)
    return (db.session.scalar(last) or 0) + 1


def keep_version(
    actor: Actor, reply: Reply, text: str, now: datetime, *, note: str | None = None, base: int | None = None
) -> DraftVersion:
    """Keep a text as the next numbered version of a reply; ``base`` is the version of a page that came too late."""
    version = DraftVersion(
        reply_id=reply.id,
        number=next_number(reply.id),
        text=text,
        note=note,
        base_version=base,
        saved_at=now,
        saved_by_id=actor.user_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def keep_snapshot(actor: Actor, reply: Reply) -> None:
    """Keep the text that stands with the reply's present version, and thin the older ones out."""
    db.session.flush()
    same = (DraftSnapshot.reply_id == reply.id, DraftSnapshot.version == reply.version)
    if db.session.scalar(select(DraftSnapshot.id).where(*same)) is not None:
        return
    db.session.add(
        DraftSnapshot(reply_id=reply.id, version=reply.version, text=reply.text, saved_by_id=actor.user_id)
    )
    first = (
        select(func.min(DraftSnapshot.version)).where(DraftSnapshot.reply_id == reply.id).scalar_subquery()
    )
    old = (DraftSnapshot.version < reply.version - RECENT) & (DraftSnapshot.version > first)
    thinned = delete(DraftSnapshot).where(DraftSnapshot.reply_id == reply.id, old)
    db.session.execute(thinned.where(DraftSnapshot.version % MILESTONE != 0))


def forget_snapshots(reply_id: int) -> None:
    """Delete a submitted draft's snapshots but the last: its sealed version holds the text."""
    last = select(func.max(DraftSnapshot.version)).where(DraftSnapshot.reply_id == reply_id)
    newest = db.session.scalar(last)
    db.session.execute(
        delete(DraftSnapshot).where(DraftSnapshot.reply_id == reply_id, DraftSnapshot.version != newest)
    )


def keep_late(actor: Actor, reply: Reply, text: str, version: int | None, now: datetime) -> DraftTaken | None:
    """Keep the text of an editor who comes too late, once, with the one that stands; None where nothing is lost.

    Raises NotOffered where the draft has been submitted and holds this very text.
    """
    is_sealed = reply.state is not ReplyState.DRAFTING
    if text == reply.text or (not is_sealed and version in {None, reply.version}):
        if is_sealed:
            raise NotOffered
        return None
    _keep_standing(reply)
    kept = _same(reply, text, actor.user_id)
    kept = kept or keep_version(actor, reply, text, now, note=REFUSED_NOTE, base=version).number
    meeting = Meeting(base_text(reply.id, version), reply.text, text)
    return (DraftSealed if is_sealed else DraftTaken)(meeting, kept=kept, version=reply.version)


def _same(reply: Reply, text: str, user_id: int | None = None) -> int | None:
    """Return the newest version that holds exactly this text, of this person where one is named."""
    found = select(DraftVersion.number).where(DraftVersion.reply_id == reply.id, DraftVersion.text == text)
    if user_id is not None:
        found = found.where(DraftVersion.saved_by_id == user_id)
    return db.session.scalar(found.order_by(DraftVersion.number.desc()).limit(1))


def _keep_standing(reply: Reply) -> None:
    """Keep the text that stands as a version of whoever saved it, unless one holds it already."""
    if _same(reply, reply.text) is None:
        standing = DraftVersion(
            reply_id=reply.id,
            number=next_number(reply.id),
            text=reply.text,
            note=REPLACED_NOTE,
            saved_at=reply.saved_at,
            saved_by_id=reply.author_id,
        )
        db.session.add(standing)
        db.session.flush()
