"""The generated items' own text, opinions and reply letters."""

from datetime import date

from tracker.domain.reply_words import POSTS
from tracker.queries.case_file import CaseFile
from tracker.services.demonstration.plans import Plan
from tracker.services.demonstration.topics import ASKS, DONE_WORK, NEEDS, OPINION_TEXTS, PROMISES

CHINESE = "一二三四五"


def _turn(plan: Plan) -> int:
    """Return a number that differs from item to item and is the same on every run."""
    return sum(map(ord, plan.subject))


def asks_of(plan: Plan) -> tuple[str, ...]:
    """Return three or four asks."""
    first = _turn(plan) % len(ASKS)
    return tuple(ASKS[(first + place) % len(ASKS)] for place in range(3 + first % 2))


def body_of(plan: Plan) -> str:
    """Return the item's text: why, and the asks point by point."""
    need = NEEDS[_turn(plan) % len(NEEDS)]
    points = "\n".join(f"{CHINESE[place]}、{ask}。" for place, ask in enumerate(asks_of(plan)))
    return f"{plan.subject}，对推动我区高质量发展具有重要意义。{need}。为此，提出以下建议：\n{points}"


def opinion_of(plan: Plan) -> str:
    """Return a co-handler's opinion."""
    return f"对{plan.title}，{OPINION_TEXTS[_turn(plan) % len(OPINION_TEXTS)]}"


def letter_of(plan: Plan, file: CaseFile) -> str:
    """Return the reply's text with three promises, dated by words that suit the season."""
    kind = "提案" if plan.title.endswith("提案") else "建议"
    names = "、".join(seat.assignment.unit.short_name for seat in file.co_handling)
    heard = f"经综合会办单位{names}意见，" if names else "经认真研究，"
    turn = _turn(plan)
    promises = [PROMISES[(turn + place) % len(PROMISES)] for place in range(3)]
    words = [promise.format(when=when) for promise, when in zip(promises, _times(plan), strict=True)]
    numbered = "\n".join(f"{CHINESE[place]}是{text}。" for place, text in enumerate(words))
    return (
        f"{_salutation(plan)}：\n您提出的《{plan.title}》（{plan.number}）收悉，{heard}现答复如下：\n"
        f"一、相关工作情况\n{DONE_WORK[turn % len(DONE_WORK)]}\n"
        f"二、下一步工作打算\n{numbered}\n"
        f"感谢您对我区科技创新工作的关心和支持，欢迎继续提出宝贵{kind}。"
    )


def _salutation(plan: Plan) -> str:
    """Return 郑毅委员, 郑毅等代表, or an organisation's name."""
    name, kind = plan.sponsors[0]
    return f"{name}{'等' if len(plan.sponsors) > 1 else ''}{POSTS.get(kind, '')}"


def _times(plan: Plan) -> tuple[str, str, str]:
    day: date = plan.assigned_on
    year = day.year + (1 if day.month > 8 else 0)
    return (f"{year}年6月底前", f"{year}年底前", "一年内")
