"""The set words of a reply letter: its title, whom it addresses, and how it opens (handling.md §3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.vocabulary import Kind, SponsorKind

OPENING_END = "现答复如下："
DIGITS = "〇一二三四五六七八九"
POSTS = {SponsorKind.DEPUTY: "代表", SponsorKind.MEMBER: "委员"}
KIND_WORDS = {Kind.SUGGESTION: "代表建议", Kind.PROPOSAL: "提案", Kind.OPINION: "意见"}
ENDINGS = {Kind.SUGGESTION: "答复", Kind.PROPOSAL: "答复的函", Kind.OPINION: "答复的函"}
UPWARD_ENDING = "办理意见的函"
CO_WORDS = {Kind.SUGGESTION: "协办", Kind.PROPOSAL: "会办", Kind.OPINION: "会办"}
OWN_NAMES = ("厅", "局", "委", "办", "院", "部")
NAMED = 3


@dataclass(frozen=True)
class ItemWords:
    """What an item's set words are made from; ``number`` stands without 第 and 号."""

    kind: Kind
    body: str
    title: str
    term: int | None = None
    session_no: int | None = None
    number: str | None = None


def numeral(number: int) -> str:
    """Return a number from 0 to 99 as terms and sessions are written: 四, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def meeting(item: ItemWords) -> str:
    """Return the body with its term and session: 自治区政协十二届四次会议, 自治区十三届人大五次会议."""
    term = f"{numeral(item.term)}届" if item.term is not None else ""
    session = f"{numeral(item.session_no)}次会议" if item.session_no is not None else ""
    if item.body.endswith("人大") and term:
        return f"{item.body.removesuffix('人大')}{term}人大{session}"
    return f"{item.body}{term}{session}"


def propose_title(item: ItemWords, *, is_upward: bool = False) -> str:
    """Return the title of the reply: 关于自治区政协十二届四次会议第20210124号提案答复的函.

    What is reported to the body that relayed the item is no answer yet: 办理意见的函.
    """
    words, ending = KIND_WORDS[item.kind], UPWARD_ENDING if is_upward else ENDINGS[item.kind]
    if item.kind is Kind.SUGGESTION:
        words += "的"
    if item.number:
        return f"关于{meeting(item)}第{item.number}号{words}{ending}"
    return f"关于“{item.title}”{words}{ending}"


def propose_addressee(sponsors: Sequence[tuple[str, SponsorKind]]) -> str:
    """Return whom the letter addresses: 郑毅委员; 张三、李四代表; 张三等5位代表; an organisation by its name."""
    if not sponsors:
        return ""
    post = POSTS.get(sponsors[0][1], "")
    names = [name for name, kind in sponsors if POSTS.get(kind, "") == post]
    if len(names) <= NAMED:
        return "、".join(names) + post
    return f"{names[0]}等{len(names)}位{post}" if post else f"{names[0]}等{len(names)}家单位"


def own_name(unit: str) -> str:
    """Return how a unit calls itself: 我厅, 我局, 我委; 我单位 where its name has no such ending."""
    return f"我{unit[-1]}" if unit.endswith(OWN_NAMES) else "我单位"


@dataclass(frozen=True)
class Answering:
    """How a unit answers: together with other leads, for one part of a split item, or upward to whom it relays for."""

    partners: tuple[str, ...] = ()
    part: str | None = None
    is_upward: bool = False


ALONE = Answering()


@dataclass(frozen=True)
class EarlierLetter:
    """The letter of the round before, to which a second answer refers; both parts may be unknown."""

    number: str | None = None
    sent_on: date | None = None


def propose_opening(
    item: ItemWords,
    addressee: str,
    sponsors: Sequence[tuple[str, SponsorKind]],
    unit: str,
    co_handlers: Sequence[str],
    *,
    earlier: EarlierLetter | None = None,
    answering: Answering = ALONE,
) -> str:
    """Return salutation and first paragraph, up to where the answer begins; a second answer names the first."""
    who, filed = _filed_by(sponsors, answering)
    number = f"（编号：第{item.number}号）" if item.number else ""
    own = own_name(unit)
    part = _handled(item, own, co_handlers, answering)
    if earlier is None:
        return f"{addressee}：\n{filed}的《{item.title}》{number}收悉，{part}，{OPENING_END}"
    first = f"{filed}的《{item.title}》{number}，{_answered_before(earlier, own)}。"
    return f"{addressee}：\n{first}收到{who}的反馈意见后，{own}重新进行了办理，{part}，{OPENING_END}"


def _filed_by(sponsors: Sequence[tuple[str, SponsorKind]], answering: Answering) -> tuple[str, str]:
    """Return how the letter calls its reader, and how the item came: 您, 您提出; 贵单位, 贵单位转来."""
    if answering.is_upward:
        return "贵单位", "贵单位转来"
    is_person = bool(sponsors) and sponsors[0][1] in POSTS
    who = ("您" if len(sponsors) == 1 else "你们") if is_person else "贵单位"
    return who, f"{who}提出"


def _handled(item: ItemWords, own: str, co_handlers: Sequence[str], answering: Answering) -> str:
    """Return who handled the item, and which part of it this letter answers."""
    heard = f"经综合{CO_WORDS[item.kind]}单位{'、'.join(co_handlers)}意见"
    if answering.partners:
        together = f"{own}与{'、'.join(answering.partners)}为共同主办单位"
        return f"{together}，{heard}并共同研究" if co_handlers else f"{together}，经共同研究"
    if answering.part:
        mine = f"其中“{answering.part}”部分由{own}办理"
        return f"{mine}，{heard if co_handlers else '经研究'}"
    return f"{own}为主办单位，{heard}" if co_handlers else f"经{own}研究"


def _answered_before(letter: EarlierLetter, own: str) -> str:
    """Return how a second answer names the first: 我厅已于2026年3月23日以桂科函〔2026〕1号作了答复."""
    day = letter.sent_on
    when = f"于{day.year}年{day.month}月{day.day}日" if day else ""
    how = f"以{letter.number}" if letter.number else ""
    return f"{own}已{when}{how}作了答复"
