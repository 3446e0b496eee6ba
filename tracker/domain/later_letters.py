"""Letters that follow a sent reply, and what they do to its promises (handling.md §2.4 A11; SD17, ZJ16: 再次答复)."""

from enum import StrEnum


class LetterKind(StrEnum):
    """Why another letter goes out: the first one was wrong, or the matter has moved on."""

    CORRECTION = "correction"
    SUPPLEMENT = "supplement"


class PromiseFate(StrEnum):
    """What becomes of a promise of the first letter once the later one is sent."""

    KEEPS = "keeps"
    CHANGES = "changes"
    DROPS = "drops"


TITLE_WORDS = {LetterKind.CORRECTION: "更正函", LetterKind.SUPPLEMENT: "补充答复"}


def letter_title(kind: LetterKind, first: str) -> str:
    """Return the title of a later letter: 关于……的答复的更正函."""
    name = first.strip().removeprefix("关于").removesuffix("的函").removesuffix("函")
    return f"关于{name}的{TITLE_WORDS[kind]}"[:300]


def letter_text(kind: LetterKind, *, addressee: str, number: str | None, wrong: str, right: str) -> str:
    """Return what the letter says until somebody writes it otherwise: what was wrong, and what is right."""
    first = f"我单位《{number}》" if number else "我单位此前发出的答复"
    opening = f"{addressee}：\n" if addressee else ""
    if kind is LetterKind.SUPPLEMENT:
        return f"{opening}{first}发出后，有关事项有了新的进展，现补充答复如下：\n{right}\n特此函告。"
    return f"{opening}{first}中有关表述有误，现更正如下：\n原文：{wrong}\n更正为：{right}\n由此带来的不便，敬请谅解。"
