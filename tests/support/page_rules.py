"""What every page keeps: valid HTML, one heading, labels, tokens, unique ids, nothing inline, no holes in the text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

HOLES = re.compile(r"\bNone\b|\bundefined\b|%\(\w+\)[sd]|\{\{|\bTraceback\b|<[A-Z]\w+\.[A-Z_]+: ")
CONTROLS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")


@lru_cache(maxsize=4)  # a page is parsed to be read and to be judged
def parse(html: str) -> tuple[Element, list[str]]:
    """Return a page's tree, element names in lower case, and what is not valid in its HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    return root, [f"line {position[0]}: {code} {given}" for position, code, given in parser.errors]


def fragment(html: str) -> Element:
    """Return the tree of a part of a page."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def text_of(element: Element | None) -> str:
    """Return an element's text with its spaces made single."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def name_of(element: Element) -> str:
    """Return an element as a fault names it."""
    shown = {key: element.get(key) for key in ("id", "name", "type", "href", "action") if element.get(key)}
    return f"<{element.tag} {shown}>"


def headings(root: Element) -> Iterator[str]:
    """One h1, and a title that begins with it."""
    found = [text_of(heading) for heading in root.iter("h1")]
    title = text_of(root.find("head/title"))
    if len(found) != 1 or not found[0]:
        yield f"h1: {found}"
    elif not title.startswith(found[0]):
        yield f"title {title!r} does not begin with {found[0]!r}"


def language(root: Element) -> Iterator[str]:
    """The page says its language."""
    if not root.get("lang"):
        yield "html without lang"


def ids(root: Element) -> Iterator[str]:
    """Ids are unique, and what names one finds it."""
    counted = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name} stands {count} times" for name, count in counted.items() if count > 1)
    for element in root.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in counted:
                    yield f"{name_of(element)} {attribute} names {name}, which is not there"


def _drawn_name(field: Element) -> str | None:
    """Return the name that a drawing inside tells, such as an icon's."""
    return next((part.get("aria-label") for part in field.iter() if part.get("aria-label")), None)


def labels(root: Element) -> Iterator[str]:
    """Every field and button tells its name."""
    labelled = {label.get("for") for label in root.iter("label")}
    wrapped = {field for label in root.iter("label") for field in label.iter() if field.tag in CONTROLS}
    for field in root.iter():
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("title")
        if field.tag in CONTROLS and field.get("type") not in UNLABELLED:
            if not (named or field.get("id") in labelled or field in wrapped):
                yield f"{name_of(field)} without a label"
        elif field.tag in {"button", "a"} and not (named or text_of(field) or _drawn_name(field)):
            yield f"{name_of(field)} without words"
        elif field.tag == "img" and field.get("alt") is None:
            yield f"{name_of(field)} without alt"


def tokens(root: Element) -> Iterator[str]:
    """Every form that changes something carries its token."""
    for form in root.iter("form"):
        names = {field.get("name") for field in form.iter("input")}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
            yield f"{name_of(form)} without csrf_token"


def inline(root: Element) -> Iterator[str]:
    """No style, script or handler of its own."""
    for element in root.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"{name_of(element)} inline"
        yield from (
            f"{name_of(element)} {key}" for key in element.attrib if key == "style" or key.startswith("on")
        )


def holes(root: Element) -> Iterator[str]:
    """No value that was forgotten, and no place that was not filled."""
    body = root.find("body")
    if body is not None and (found := HOLES.search(text_of(body))):
        yield f"text holds {found.group()!r}"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    headings,
    language,
    ids,
    labels,
    tokens,
    inline,
    holes,
)


def faults(html: str) -> list[str]:
    """Return everything that a whole page breaks, empty for a good one."""
    root, invalid = parse(html)
    return invalid + [fault for rule in RULES for fault in rule(root)]
