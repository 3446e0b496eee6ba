"""The unit's standard phrases in the editor: filled in with the item's words, inserted with and without script."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, redirect, request
from flask_babel import gettext as _

from tracker.domain.errors import NotFound
from tracker.domain.reply_words import meeting, own_name
from tracker.domain.stock_phrases import fill_in, with_phrase
from tracker.services import drafting, new_replies
from tracker.web.current import actor, now
from tracker.web.drafting import blueprint
from tracker.web.drafting.desk import Desk, open_desk
from tracker.web.drafting.forms import DraftForm
from tracker.web.drafting.views import DRAFT, Answer, draft_url, store


@dataclass(frozen=True)
class Choice:
    """A phrase in the editor's menu, its places filled in."""

    id: int
    name: str
    words: str


def phrase_choices(desk: Desk) -> list[Choice]:
    """Return the phrases of the office that writes and of the unit above it."""
    values = _values(desk)
    return [Choice(one.id, one.name, fill_in(one.text, values)) for one in desk.margin.phrases]


def _values(desk: Desk) -> Mapping[str, str]:
    item, unit = desk.item, desk.seat.assignment.unit
    return {
        "标题": item.title,
        "编号": item.number_norm or "",
        "提出人": item.sponsor_text,
        "称谓": desk.reply.addressee,
        "本单位": own_name(unit.name),
        "会办单位": "、".join(seat.assignment.unit.short_name for seat in desk.file.co_handling),
        "会议": meeting(new_replies.item_words(item)),
    }


@blueprint.app_template_global()
def stock_phrases(desk: Desk) -> list[Choice]:
    """Give the editor's template its menu of phrases."""
    return phrase_choices(desk)


@blueprint.post(f"{DRAFT}/phrase")
def insert_phrase(proposal_id: int, reply_id: int) -> Answer:
    """Save the draft with the chosen phrase as its last paragraph: the way without script, which knows no cursor."""
    wanted = request.form.get("phrase", type=int)
    chosen = [one for one in phrase_choices(open_desk(proposal_id, reply_id)) if one.id == wanted]
    if not chosen:
        raise NotFound

    def act(form: DraftForm) -> Answer:
        entry = form.entry()
        told = replace(entry, text=with_phrase(entry.text, chosen[0].words))
        version = form.version.data
        drafting.save_text(actor(), proposal_id, reply_id, entry=told, version=version, now=now())
        flash(_("常用语已加在正文末尾。"), "done")
        return redirect(draft_url(proposal_id, reply_id))

    return store(proposal_id, reply_id, act)
