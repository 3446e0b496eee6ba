"""A merged group as its page shows it: every item with its part, its letter, and how its words stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from tracker.domain.merged_text import TextState, split_opening, text_state
from tracker.extensions import db
from tracker.models.assignment import ContactRecord
from tracker.models.grouping import GroupMember, HandlingGroup
from tracker.models.proposal import Proposal
from tracker.models.reply import Reply
from tracker.queries.case_file import CaseFile, Seat, seats_of
from tracker.queries.groups import members_of


@dataclass(frozen=True)
class Line:
    """One item of a merged group; ``text`` is None for the leading item and where one of the two is not written."""

    member: GroupMember
    file: CaseFile
    is_leading: bool
    own_contacts: int
    text: TextState | None

    @property
    def item(self) -> Proposal:
        """The item itself."""
        return self.file.proposal

    @property
    def seat(self) -> Seat | None:
        """The part that answers."""
        return self.file.lead

    @property
    def reply(self) -> Reply | None:
        """Its letter, where one was started."""
        return self.seat.reply if self.seat else None


def group_lines(group: HandlingGroup) -> list[Line]:
    """Read a group's items, the leading one first; three statements, however many items there are."""
    members = sorted(members_of(group.id), key=lambda one: one.proposal_id != group.leading_id)
    files = _files(members)
    contacts = _contacts(list(files))
    leading = _body(files.get(group.leading_id or 0))
    return [
        Line(
            member,
            file := files[member.proposal_id],
            is_leading=member.proposal_id == group.leading_id,
            own_contacts=contacts.get(member.proposal_id, 0),
            text=_state(group, member, _body(file), leading),
        )
        for member in members
    ]


def _files(members: Sequence[GroupMember]) -> dict[int, CaseFile]:
    """Read the items with their seats and the texts of their letters."""
    seats: dict[int, list[Seat]] = {member.proposal_id: [] for member in members}
    for seat in seats_of(seats, with_texts=True):
        seats[seat.assignment.proposal_id].append(seat)
    return {
        member.proposal_id: CaseFile(member.proposal, tuple(seats[member.proposal_id])) for member in members
    }


def _body(file: CaseFile | None) -> str | None:
    """Return the body of an item's letter, without its opening."""
    reply = file.lead.reply if file and file.lead else None
    return split_opening(reply.text)[1] if reply else None


def _state(
    group: HandlingGroup, member: GroupMember, own: str | None, leading: str | None
) -> TextState | None:
    if member.proposal_id == group.leading_id or leading is None or not leading.strip():
        return None
    return text_state(own or "", leading, member.settled_text)


def _contacts(proposal_ids: Sequence[int]) -> dict[int, int]:
    statement = (
        select(ContactRecord.proposal_id, func.count())
        .join(Proposal, Proposal.id == ContactRecord.proposal_id)
        .where(ContactRecord.proposal_id.in_(proposal_ids), ContactRecord.round_no == Proposal.round_no)
        .group_by(ContactRecord.proposal_id)
    )
    return dict(iter(db.session.execute(statement)))
