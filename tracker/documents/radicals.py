"""Radical signs that stand for whole characters: many PDF writers, and text copied out of a PDF, have ⽅ for 方."""

import unicodedata

SUPPLEMENT = (
    "⺝月⺟母⺠民⺶羊⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻡首"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟⼾户"
)
KANGXI = range(0x2F00, 0x2FD6)
RADICALS: dict[int, str] = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in KANGXI}
    | dict(zip(SUPPLEMENT[::2], SUPPLEMENT[1::2], strict=True))
    | {"\u2329": "\u3008", "\u232a": "\u3009"}
)


def restore_characters(text: str) -> str:
    """Return ``text`` with radical signs as the characters they stand for, one for one: every place stays."""
    return text.translate(RADICALS)
