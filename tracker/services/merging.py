"""并案 at registration: an item goes wholly into another one (handling.md §2.2, C3), and comes back by reopening."""

from datetime import datetime

from tracker.domain.actions import Action
from tracker.domain.errors import N_, InvalidInput, NotOffered, Refused
from tracker.domain.events import EventKind
from tracker.domain.permissions import Actor
from tracker.domain.vocabulary import SIGNED_REPLY_STATES, CaseState
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.queries.case_file import CaseFile
from tracker.services.group_members import asked, name_of, open_items
from tracker.services.loading import open_case
from tracker.services.moves import Telling, ask, check_version, make_move, write_event
from tracker.services.part_ends import end_parts, release_parts
from tracker.services.summaries import refresh_summary
from tracker.services.unit_of_work import unit_of_work

TAKES_IN = frozenset({CaseState.REGISTERED, CaseState.HANDLING})
CHOOSE = N_("请选择并入哪一件。")
NOT_OPEN = N_("只能并入还没有答复的件。")
HAS_OTHERS = N_("已有别的件并入本件，请先把它们恢复出来，或者改并入本件所在的那一件。")
HAS_LETTER = N_("本件的答复已经签发，不能再并入别的件。")


def merge_item(
    actor: Actor,
    proposal_id: int,
    *,
    target_id: int | None,
    reason: str | None,
    version: int | None,
    now: datetime,
) -> Proposal:
    """Let an item go into another of the same book with the reason: its tasks end, it is answered with the other one.

    Raises NotFound where either is not the person's, InvalidInput for a target that cannot take it in, Refused for an
    item that others went into or whose letter is signed.
    """
    with unit_of_work():
        files = {
            file.proposal.id: file
            for file in open_items(actor, [one for one in (proposal_id, target_id) if one], now)
        }
        file = files[proposal_id]
        check_version(file.proposal, version)
        target = files[target_id].proposal if target_id else None
        words = asked(reason)
        kept = _checked(file, target)
        file.proposal.merged_into_id = kept.id
        question = ask(actor, file.parties, now)
        make_move(file.proposal, Action.MERGE, question, Telling(words, {"into": name_of(kept)}))
        end_parts(actor, file, words, now)
        telling = Telling(words, {"other": name_of(file.proposal)})
        write_event(kept.id, EventKind.CASE_TAKEN_IN, actor, now, telling=telling)
        refresh_summary(proposal_id)
        return kept


def _checked(file: CaseFile, target: Proposal | None) -> Proposal:
    item = file.proposal
    if target is None or target.id == item.id:
        raise InvalidInput(field="target", reason=CHOOSE)
    if target.host_unit_id != item.host_unit_id or target.state not in TAKES_IN:
        raise InvalidInput(field="target", reason=NOT_OPEN)
    if db.session.query(Proposal.id).filter_by(merged_into_id=item.id).first():
        raise Refused(reason=HAS_OTHERS)
    if any(seat.reply and seat.reply.state in SIGNED_REPLY_STATES for seat in file.seats):
        raise Refused(reason=HAS_LETTER)
    return target


def reopen_merged(
    actor: Actor, proposal_id: int, *, reason: str | None, version: int | None, now: datetime
) -> Proposal:
    """Undo a merging: the item stands in the register again and waits for its assignment."""
    with unit_of_work():
        file = open_case(actor, proposal_id, now)
        check_version(file.proposal, version)
        words = asked(reason)
        if file.proposal.state is not CaseState.MERGED:
            raise NotOffered
        file.proposal.merged_into_id = None
        make_move(file.proposal, Action.REOPEN, ask(actor, file.parties, now), Telling(words))
        release_parts(actor, file, now)
        refresh_summary(proposal_id)
        return file.proposal
