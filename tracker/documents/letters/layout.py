"""The parts of a letter: page lines and heading, salutation, opening sentence, body, closing lines.

All work is done on ``flat``, the text with its punctuation folded to one form, character for character, so that
every place in it is a place in the text as given.
"""

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from tracker.documents.letters.model import Found, Span, T
from tracker.documents.radicals import RADICALS, restore_characters

FOLD: dict[int, str] = RADICALS | str.maketrans(
    {
        **dict(zip("：，；（）？！～－—–＂｜", ':,;()?!~---"|', strict=True)),
        **dict(zip("［］【】﹝﹞〖〗｛｝[]{}", "〔〕〔〕〔〕〔〕()〔〕()", strict=True)),
        **dict(zip("０１２３４５６７８９ＡＢＣＤＥＦＧＨ", "0123456789ABCDEFGH", strict=True)),
        **dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\ufeff\u200b\t", " "),
        **dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"),
    }
)
HEAD_LIMIT = 20_000
OPENING_LIMIT = 800
TAIL_LIMIT = 2_500
LINE_LIMIT = 1_000  # a longer line is running text, neither page line nor signature
NEIGHBOURS = re.compile(
    r"(?:上|下|前|后)一(?:篇|条|个|页|则)\s*[:：>]?[^\n]{0,400}|<!--[^>\n]{0,80}-->|"
    r"相关(?:链接|文章|新闻)\s*:[^\n]{0,400}"
)
WHOLE_LINE = re.compile(r"[^\n]+")
GAP = re.compile(r"[ \n]{61,}")
EDGE = 30
NAME = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff〇·•\uE000-\uF8FFa-zA-Z*○]"
SALUTATION = re.compile(
    rf"^[ ]*+(?P<lead>(?:致|尊敬的) *+)?(?P<names>(?:{NAME}[^\n:。;《“]{{0,140}}?)?) *+"
    r"(?P<role>(?:(?:全国|省|市|州|县|区|自治区|镇|乡)?(?:人大|政协))? *+(?:代表|委员))(?:们)? *+"
    r"(?:\([^\n]{0,12}?\))? *"
    r"(?P<stop>(?:您|你|您们|你们)好\s*[:,!。]?|[:,]|(?=[ ]*$)|(?=您\s*们?\s*(?:在|"
    r"提|好|于|的)|你\s*们?\s*(?:在|提|好|于|的)))",
    re.MULTILINE,
)
OFFICE_LINE = re.compile(
    r"^[ ]*(?P<names>[^\n:。;《“]{2,80}?)(?: *: *(?=\n|$|您|你|贵)|(?<=[组团会盟建进党社委联部支]) *(?=\n))",
    re.MULTILINE,
)
AFTER_OFFICE = re.compile(r"\s*(?:您|你|贵|来函|现将|现就|按照|根据|关于|接|收悉|在|经|我|《|由)")
LABEL = re.compile(
    r"如下|来源|时间|日期|发布|建议人|单位|电话|联系|类别|编号|文号|名称|机构|主题|"
    r"索引|标题|作者|字体|案由|内容|^建议$|^回复$|^答复$|结果|公开|抄送|附件|^注$|届|"
    r"关于|答复|复函|领衔|附议|联名|提出|网站|首页"
)
SAYS_ANSWER = re.compile(
    r"(?:现|兹|特|经|将)?[^。\n]{0,40}?(?:答复|回复|复函|函复|汇报|反馈|说明|回答|意见|"
    r"情况)[^。\n]{0,12}?如下"
)
RECEIVED = re.compile(r"收悉|已收到|悉[。,]|答复如下|回复如下")


SITE_FOOTER = re.compile(
    r"版权所有|ICP备|网站标识码|公网安备|Copyright|^主办(?:单位)?:.{2,30}(?:地址|版权|承办)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the spaces at its ends."""

    start: int
    end: int
    text: str


def _line(found: "re.Match[str]") -> Line | None:
    """Return a line without the spaces at its ends, or None where it is blank."""
    words = found[0].strip()
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    return Line(start, start + len(words), words) if words else None


def fold(text: str) -> str:
    """Return ``text`` with full-width punctuation and digits, odd spaces and line ends in one form each."""
    return NEIGHBOURS.sub(lambda found: " " * len(found[0]), text.translate(FOLD))


def lay_out(text: str) -> "Layout":
    """Return the layout of a text; of longer gaps only both edges are kept, so that no gap costs more than its edge."""
    pieces, cuts, position, removed = [], [], 0, 0
    flat = fold(text)
    for gap in GAP.finditer(flat):
        pieces.append(flat[position : gap.start() + EDGE])
        removed += len(gap[0]) - 2 * EDGE
        cuts.append((gap.start() + EDGE - removed + len(gap[0]) - 2 * EDGE, removed))
        position = gap.end() - EDGE
    return Layout(text, "".join([*pieces, flat[position:]]), tuple(cuts))


@dataclass(frozen=True)
class Layout:
    """A letter's text, its folded form, and where its parts stand; places are those of the folded form."""

    text: str
    flat: str
    cuts: tuple[tuple[int, int], ...]

    @cached_property
    def salutation(self) -> "re.Match[str] | None":
        """The line that addresses deputies or members."""
        for found in SALUTATION.finditer(self.flat, 0, HEAD_LIMIT):
            if not LABEL.search(found["names"]) and self._opens(found):
                return found
        return None

    def _opens(self, found: "re.Match[str]") -> bool:
        """Say whether what stands after a line that looks like a salutation is the opening of a letter."""
        after = self.flat[found.end() : found.end() + 400]
        return bool(
            re.match(r"\s*(?:您|你|贵|关于|提|现|在|我|经|首|非常|感谢)", after) or RECEIVED.search(after)
        )

    @cached_property
    def office_line(self) -> "re.Match[str] | None":
        """The line that addresses an organisation, where no deputy or member is addressed."""
        if self.salutation:
            return None
        for found in OFFICE_LINE.finditer(self.flat, 0, HEAD_LIMIT):
            if not LABEL.search(found["names"]) and AFTER_OFFICE.match(self.flat, found.end()):
                return found
        return None

    @cached_property
    def address(self) -> "re.Match[str] | None":
        """The salutation, of whichever sort."""
        return self.salutation or self.office_line

    @cached_property
    def head(self) -> Span:
        """Page lines and heading: everything before the salutation, or before the opening sentence."""
        if self.address:
            return 0, self.address.start()
        received = RECEIVED.search(self.flat, 0, HEAD_LIMIT)
        if not received:
            return 0, min(len(self.flat), OPENING_LIMIT)
        return 0, self.flat.rfind("\n", 0, received.start()) + 1

    @cached_property
    def opening(self) -> Span:
        """From the salutation to the words 答复如下, or to the end of the first paragraph."""
        start = self.address.end() if self.address else self.head[1]
        limit = min(len(self.flat), start + OPENING_LIMIT)
        said = SAYS_ANSWER.search(self.flat, start, limit)
        if said:
            return start, said.end()
        words = re.compile(r"\s*(?:[您你]\s*们?好[!。,:]?)?\s*[^\n]{2,}").match(self.flat, start, limit)
        return start, words.end() if words else start

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines that are not blank."""
        return tuple(line for found in WHOLE_LINE.finditer(self.flat) if (line := _line(found)))

    @cached_property
    def short_lines(self) -> tuple[Line, ...]:
        """The lines that may be page lines or signature."""
        return tuple(line for line in self.lines if len(line.text) <= LINE_LIMIT)

    @cached_property
    def head_lines(self) -> tuple[Line, ...]:
        """The lines before the salutation."""
        return tuple(line for line in self.short_lines if line.start < self.head[1])

    @cached_property
    def tail_lines(self) -> tuple[Line, ...]:
        """The last lines of the text, after the opening, without the foot of the web page."""
        floor = max(self.opening[1], len(self.flat) - TAIL_LIMIT)
        lines = (line for line in self.short_lines if line.start >= floor)
        return tuple(takewhile(lambda line: not SITE_FOOTER.search(line.text), lines))

    def part(self, span: Span) -> str:
        """Return the folded text of a part."""
        return self.flat[span[0] : span[1]]

    def cut(self, span: Span) -> str:
        """Return the text of a place as printed: as given, but for the radical signs of text out of a PDF."""
        return restore_characters(self.given(span))

    def given(self, span: Span) -> str:
        """Return the text of a place as given."""
        start, end = self.place(span)
        return self.text[start:end]

    def place(self, span: Span) -> Span:
        """Return a place of the folded form as a place of the text as given."""
        if not self.cuts:
            return span
        return span[0] + self._removed(span[0]), span[1] + self._removed(span[1] - 1)

    def _removed(self, position: int) -> int:
        """Return how much was left out before a position."""
        index = bisect_right(self.cuts, (position, sys.maxsize))
        return self.cuts[index - 1][1] if index else 0

    def found(self, value: T, *spans: Span, origin: str) -> Found[T]:
        """Return a finding with its places."""
        return Found(value, spans, origin)
