"""The item numbers that a word processor draws itself: 一、 (一) 1. stand in no text of the document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

CHINESE = "〇一二三四五六七八九"
CHINESE_FORMATS = frozenset(
    {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "chineseLegalSimplified", "japaneseDigitalTenThousand", "taiwaneseCountingThousand"}
)  # fmt: skip
MAX_LEVEL = 8


def chinese_numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals, others in Arabic ones."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else CHINESE[tens]) + "十" if tens else ""
    return head + (CHINESE[ones] if ones else "")


def _write(number: int, form: str) -> str:
    """Return a number as a numbering format draws it."""
    if form in CHINESE_FORMATS:
        return chinese_numeral(number)
    if form in {"lowerLetter", "upperLetter"} and 0 < number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, properties: etree._Element | None) -> str:
        """Return the number drawn before a paragraph with these properties, and count it."""
        place = self._place(properties)
        if place is None:
            return ""
        number_id, depth = place
        level = self.lists.get(number_id, {}).get(depth)
        if level is None or level.form in {"bullet", "none"}:
            return ""
        self._count(number_id, depth, level)
        return re.sub(r"%(\d)", lambda found: self._part(number_id, int(found[1]) - 1), level.text)

    def _place(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """Return the list and level of a paragraph: its own, else its style's."""
        if properties is None:
            return None
        own = read_place(properties)
        style = next((value_of(node) for node in properties if local(node) == "pStyle"), "")
        return own or self.styles.get(style)

    def _count(self, number_id: str, depth: int, level: Level) -> None:
        """Count one more item at a level; deeper levels start anew."""
        family = self.families.get(number_id, number_id)
        self.counts[family, depth] = self.counts.get((family, depth), level.start - 1) + 1
        for deeper in range(depth + 1, MAX_LEVEL + 1):
            self.counts.pop((family, deeper), None)

    def _part(self, number_id: str, depth: int) -> str:
        """Return the number of one level as drawn."""
        level = self.lists[number_id].get(depth, Level("decimal", "", 1))
        family = self.families.get(number_id, number_id)
        return _write(self.counts.get((family, depth), level.start), level.form)


def local(node: etree._Element) -> str:
    """Return a tag without its namespace."""
    return node.tag.rpartition("}")[2]


def attribute(node: etree._Element, *endings: str) -> str:
    """Return the first attribute with one of these names, in whichever namespace; empty where there is none."""
    return next((str(value) for name, value in node.attrib.items() if str(name).endswith(endings)), "")


def value_of(node: etree._Element) -> str:
    """Return the ``val`` attribute, in whichever namespace."""
    return attribute(node, "val")


def read_place(properties: etree._Element) -> tuple[str, int] | None:
    """Return the list and level that paragraph properties name; list 0 means none."""
    for node in properties:
        if local(node) == "numPr":
            said = {local(child): value_of(child) for child in node}
            number_id, depth = said.get("numId", "0"), said.get("ilvl", "0")
            return (number_id, int(depth)) if number_id != "0" and depth.isdecimal() else None
    return None


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Return the lists that ``numbering.xml`` defines and the styles that use them."""
    found = Numbering()
    kinds: dict[str, dict[int, Level]] = {}
    for node in numbering if numbering is not None else ():
        key = attribute(node, "abstractNumId", "numId")
        if local(node) == "abstractNum":
            kinds[key] = _levels(node)
        elif local(node) == "num":
            family = next((value_of(child) for child in node if local(child) == "abstractNumId"), "")
            found.lists[key], found.families[key] = kinds.get(family, {}), family
    for style in styles if styles is not None else ():
        _add_style(found, style)
    return found


def _levels(kind: Iterable[etree._Element]) -> dict[int, Level]:
    """Return the levels of an abstract list."""
    levels: dict[int, Level] = {}
    for node in kind:
        if local(node) == "lvl":
            said = {local(child): value_of(child) for child in node}
            depth = attribute(node, "ilvl") or "0"
            start = said.get("start", "1")
            levels[int(depth)] = Level(
                said.get("numFmt", "decimal"), said.get("lvlText", ""), int(start or 1)
            )
    return levels


def _add_style(found: Numbering, style: etree._Element) -> None:
    """Take note of a paragraph style that numbers its paragraphs."""
    place = next((read_place(child) for child in style if local(child) == "pPr"), None)
    key = attribute(style, "styleId")
    if place and key:
        found.styles[key] = place
