"""Who gets copies of a reply (抄送) where nobody says otherwise: by kind of item, level of the body, and system.

The lists are starting points that the office edits before sending: places differ (handling.md §1.4). ``{body}`` is the
body to which the item was filed, such as 自治区政协.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.errors import N_
from tracker.domain.vocabulary import BodyLevel, Kind, Origin

BY_EXCHANGE, BY_SYSTEM, BY_POST = N_("机要交换"), N_("系统上传"), N_("邮寄")
METHODS = (N_("当面送达"), BY_POST, BY_EXCHANGE, BY_SYSTEM, N_("电子邮件"))
SYSTEMS = frozenset({Origin.NPC_SYSTEM, Origin.CPPCC_SYSTEM})


@dataclass(frozen=True, slots=True)
class Copy:
    """A body on the copy list, how the copy reaches it, and how many."""

    name: str
    method: str
    copies: int = 1


LISTS: Mapping[tuple[Kind, bool], tuple[Copy, ...]] = {
    # 全国人大代表建议: two copies to the Standing Committee's office, one to the State Council's (2007年规定)
    (Kind.SUGGESTION, True): (
        Copy("全国人大常委会办公厅", BY_EXCHANGE, 2),
        Copy("国务院办公厅", BY_EXCHANGE, 1),
    ),
    (Kind.SUGGESTION, False): (Copy("{body}常委会代表工作机构", BY_EXCHANGE, 2),),
    (Kind.PROPOSAL, True): (Copy("全国政协提案委员会", BY_EXCHANGE, 2),),
    (Kind.PROPOSAL, False): (Copy("{body}提案委员会", BY_EXCHANGE, 2),),
    (Kind.OPINION, True): (),
    (Kind.OPINION, False): (),
}


def copy_list(
    kind: Kind, level: BodyLevel | None, origin: Origin, *, body: str, assigner: str | None
) -> tuple[Copy, ...]:
    """Return the copies of a reply: the body's own office, then whoever assigned the item, nobody twice.

    What came through a system goes back through it instead of by exchange.
    """
    method = BY_SYSTEM if origin in SYSTEMS else BY_EXCHANGE
    listed = [
        Copy(one.name.format(body=body), method, one.copies)
        for one in LISTS[kind, level is BodyLevel.NATIONAL]
    ]
    names = {one.name for one in listed}
    extra = [Copy(assigner, BY_EXCHANGE)] if assigner and assigner not in names else []
    return (*listed, *extra)


def method_for(origin: Origin) -> str:
    """Return how a reply usually reaches its sponsor: through the system it came by, else by post."""
    return BY_SYSTEM if origin in SYSTEMS else BY_POST
