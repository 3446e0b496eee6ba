"""The title of the item: between 《》 or quotation marks, or the bare words 关于…的建议."""

import re

from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import Found, Span

ITEM = r"(?:建议案|建议|提案|议案|意见|建设|提议)"
MAX_MARKS = 60
PAIRS = {"《": "》", "“": "”", '"': '"', "〈": "〉", "「": "」", "『": "』"}
BEFORE_MARK = re.compile(
    r"(?:提出了?的?|[所您你们]提的?|提交了?的?|关于|关于\s*对|对|号|上|期间|议|案|[):,。;]|"
    r"^|\n|的|于|为|悉|会|议案|题为|名为|称|年|复|办)\s*$"
)
INSIDE_BARE = re.compile(r"(?:提出|提交|提|号)[^,。;:《“\n]{0,4}关于[^,。;:《》“”\n]{1,60}$")
BARE = re.compile(
    rf"(?<!对)(?P<title>关于[^。;:\n《》]{{2,120}}?{ITEM})(?=\s*(?:\([^)\n]{{0,30}}\))?\s*(?:收悉|"
    rf"悉|已|由|交|办理|,|。|收|转|经|$|\n))"
)
AFTER_PROPOSED = re.compile(
    rf"(?:提出|提交|所提|[您你们]提)了?的?\s*(?:第?\s*\d{{1,18}}\s*号)?\s*(?P<title>[^。;:\n《》]{{4,120}}?的?{ITEM})(?=\s*(?:收悉|"
    rf"悉|已收|已转|已交))"
)
AFTER_NUMBER = re.compile(rf"\d\s*号\s*{ITEM}\s*:\s*(?P<title>[^。;\n《》“”]{{4,120}}?{ITEM})(?=,)")
IN_HEADING = re.compile(rf"(?P<title>关于[^。;:\n《》]{{4,80}}?{ITEM})的?\s*(?:答\s*复|复\s*函|回\s*复)")
OF_SESSION = re.compile(r"届|次会议|\d+\s*号|政协|人大")


def find_title(layout: Layout) -> Found[str] | None:
    """Return the title as printed: marked in the opening, bare in the opening, marked or bare in the heading."""
    for span in (layout.opening, layout.head):
        origin = "opening" if span == layout.opening else "heading"
        place = _marked(layout, span) or _bare(layout, span, heading=origin == "heading")
        if place:
            return layout.found(layout.cut(place), place, origin=origin)
    return None


def _marked(layout: Layout, span: Span) -> Span | None:
    """Return the first place between marks that names an item."""
    position = span[0]
    for _ in range(MAX_MARKS):
        opened = re.compile("[" + "".join(PAIRS) + "]").search(layout.flat, position, span[1])
        if not opened:
            return None
        closed = _closing(layout.flat, opened, span[1])
        if closed and _names_item(layout.flat, opened.start(), closed, span):
            return opened.end(), closed
        position = (closed or opened.start()) + 1
    return None


def _closing(flat: str, opened: "re.Match[str]", limit: int) -> int | None:
    """Return the place of the closing mark, nested marks counted; None where it is missing."""
    mark, depth = opened[0], 0
    for position in range(opened.start(), min(limit, opened.start() + 240)):
        sign = flat[position]
        if sign == PAIRS[mark] and (depth == 1 or mark == '"') and position > opened.start():
            return position
        depth += (sign == mark) - (sign == PAIRS[mark])
    fallback = flat.find(PAIRS[mark], opened.end(), min(limit, opened.start() + 240))
    return fallback if fallback > 0 else None


def _names_item(flat: str, start: int, end: int, span: Span) -> bool:
    """Say whether the words between two marks are the item's title and not a term or a cited document."""
    inside, after = flat[start + 1 : end].strip(), flat[end + 1 : end + 12]
    before = flat[max(span[0], start - 70) : start]
    if len(inside) < 5 or INSIDE_BARE.search(before):
        return False
    if re.search(rf"{ITEM}[)号]?$", inside) or inside.startswith(("关于", "建议", "对")):
        return bool(BEFORE_MARK.search(before))
    named_after = re.match(rf"\s*的?(?:第?\s*\d+\s*号)?{ITEM}", after) or re.match(
        r"\s*\(?[^)]{0,6}第?\d+", after
    )
    named_before = re.search(rf"{ITEM}\s*$", before)
    return bool((named_after or named_before) and BEFORE_MARK.search(before))


def _bare(layout: Layout, span: Span, *, heading: bool) -> Span | None:
    """Return the place of a title without marks: 关于…的建议, or what follows 提出."""
    if heading:
        found = IN_HEADING.search(layout.flat, *span)
        return found.span("title") if found and not OF_SESSION.search(found["title"]) else None
    for pattern in (BARE, AFTER_PROPOSED, AFTER_NUMBER):
        found = pattern.search(layout.flat, *span)
        if found and not re.search(r"第?\s*\d+\s*号\s*" + ITEM + "$", found["title"]):
            return found.span("title")
    return None
