"""Who leads and who helps, where the letter says so: 主办, 牵头, 会办, 协办, 经商, 会同."""

import re
from collections.abc import Iterator

from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import Found, Span

ORG_END = (
    r"(?:局|委员会|委|厅|部|办公室|办|政府|中心|公司|大队|支队|总队|站|所|处|院|学校|小学|中学|大学|学院|银行|集团|"
    r"单位|法院|检察院|街道|镇|乡|队|会|社|室|团|区|市|县|联|行|园|司)"
)
ORG = r"[^\s,。;:《》“”()、]{2,24}?"
WE = r"(?:我(?:们|厅|局|委|办|部|院|会|中心|单位|市|县|区|大队|公司|镇|乡|街道)|本(?:厅|局|委|单位))"
LEAD = (
    re.compile(rf"(?P<lead>{WE})\s*(?:是|为|作为|系)?[^,。;\n]{{0,8}}?(?:主办|牵头)(?!人)"),
    re.compile(rf"(?:由|交由|转由|指定|交)\s*(?P<lead>{ORG})\s*(?:牵头)?(?:作为|为)?\s*(?:主办|牵头)(?!人)"),
    re.compile(rf"(?P<lead>{ORG}{ORG_END})\s*(?:为|是|作为|系)\s*(?:主办|牵头)(?:单位|部门|机关)"),
)
LABEL_END = r"\s*(?:\||$|(?=\s{2})|(?=会\s*办|协\s*办))"
LEAD_LABEL = re.compile(
    r"(?:^|[\s|•])主\s*办\s*(?:单\s*位|部\s*门)?\s*(?:\([^)]{0,10}\))?\s*:[\s|]*(?P<lead>[\u4e00-\u9fff()]{2,40}?)"
    + LABEL_END
)
CO_LABEL = re.compile(
    r"(?:^|[\s|•])(?P<verb>[会协]\s*办)\s*(?:单\s*位|部\s*门)?\s*(?:\([^)]{0,10}\))?\s*:[\s|"
    r"]*(?P<list>[\u4e00-\u9fff()、,]{2,120}?)" + LABEL_END
)
SITE_FOOTER = re.compile(r"邮编|地址|ICP|备案|版权|承办|技术支持|网站")
LIST = rf"(?P<list>{ORG}(?:\s*[、,和及与]\s*{ORG}){{0,14}}?)"
STOP = r"(?:[。;\n]|$|,(?=\s*(?:现|特|兹|将|经|我|研究|认真|提)))"
STUDY = (
    r"(?:(?:的|会办|协办)?意见|协调(?!中心|局|办|小组)|研究(?!院|所|中心|会|室)|沟通|"
    r"到|赴|前往|进行|召开|共同|联合|认真|协商|办理|会商|同意|调研)"
)
MORE = r"\s*(?:等(?:有关|相关)?(?:单位|部门)?)?\s*"
AS = r"(?:为|作为|是|共同|配合)?\s*"
NO_VERB = r"(?!公|理|意见|的?提案|的?建议)"
AFTER = r"(?:经|并|征求|商|^|,)"
ASKED = r"(?:会商|会(?!同|办)|商|征求|综合)"
CO_PHRASES = (
    (re.compile(rf"会办\s*(?:单位|部门)\s*(?:为|是|有)?\s*:?\s*{LIST}{MORE}(?:{STUDY}|{STOP})"), "会办"),
    (re.compile(rf"协办\s*(?:单位|部门)\s*(?:为|是|有)?\s*:?\s*{LIST}{MORE}(?:{STUDY}|{STOP})"), "协办"),
    (re.compile(rf"(?:,|。|、|由|和|与|\s|^){LIST}{MORE}{AS}(?P<verb>协办|会办){NO_VERB}"), "协办"),
    (re.compile(rf"{AFTER}\s*(?:我[厅局委办部]\s*)?{ASKED}\s*{LIST}{MORE}(?:{STUDY}|{STOP})"), "经商"),
    (re.compile(rf"会同\s*{LIST}{MORE}(?:{STUDY}|{STOP})"), "会同"),
    (re.compile(rf"(?:与|和)\s*{LIST}{MORE}(?:共同|联合)(?:研究|办理|协商)"), "共同研究"),
)  # fmt: skip
SPLIT = re.compile(r"[、,]|(?<=[局委厅部办])[和及与]|[和及与](?=[省市县区自国州])")
NOT_ORG = re.compile(
    r"[交由]|主办|转|^(?:认真|有关|相关|各|研究|现|经|其他|多个|部门$|单位$|积极|主动)|"
    r"办理|答复|意见$"
)
GOVERNMENT = re.compile(r"(?:省|市|县|区|州)(?:人民)?政府$")
ROLE_SELF_CO = re.compile(rf"(?:由|交由|交)?\s*{WE}\s*(?:为|是|作为)?\s*(?:协办|会办)")


def _zones(layout: Layout) -> tuple[Span, ...]:
    """Return the opening and the two paragraphs after it, where co-handlers are named."""
    start = layout.opening[0]
    end = layout.opening[1]
    for _ in range(3):
        newline = layout.flat.find("\n", end + 1)
        end = newline if newline > 0 else len(layout.flat)
    return ((start, layout.opening[1]), (layout.opening[1], min(end, layout.opening[1] + 500)))


def find_lead(layout: Layout, *, is_opinion: bool) -> Found[str] | None:
    """Return the lead body as named (我厅 stays 我厅): the addressee of a co-handler's opinion, or as stated."""
    if is_opinion and layout.address:
        start, end = layout.address.span("names")
        place = (start, start + len(re.sub(r"办公[厅室]$", "", layout.flat[start:end])))
        return layout.found(layout.cut(place), place, origin="salutation")
    for line in layout.head_lines:
        labelled = LEAD_LABEL.search(line.text)
        if labelled and not SITE_FOOTER.search(line.text):
            place = (line.start + labelled.start("lead"), line.start + labelled.end("lead"))
            return layout.found(layout.cut(place), place, origin="page")
    for pattern in LEAD:
        found = pattern.search(layout.flat, *_zones(layout)[0])
        if found:
            return layout.found(layout.cut(found.span("lead")), found.span("lead"), origin="opening")
    return None


def find_role(layout: Layout, lead: Found[str] | None, *, is_opinion: bool) -> Found[str] | None:
    """Return whether the writer leads or helps, only where the letter says so."""
    if is_opinion and lead:
        return layout.found("co", *lead.spans, origin=lead.origin)
    helps = ROLE_SELF_CO.search(layout.flat, *_zones(layout)[0])
    if helps:
        return layout.found("co", helps.span(), origin="opening")
    if lead:
        return layout.found("lead", *lead.spans, origin=lead.origin)
    return None


def find_co_handlers(layout: Layout) -> tuple[Found[tuple[str, ...]] | None, Found[str] | None]:
    """Return the co-handling bodies as named and the word that says so."""
    for found, basis in _co_phrases(layout):
        places = _orgs(layout, found.span("list"))
        if places:
            values = _expand([layout.cut(place) for place in places])
            word = found.groupdict().get("verb") or basis
            return layout.found(values, *places, origin="opening"), layout.found(
                word, found.span(), origin="opening"
            )
    return None, None


def _co_phrases(layout: Layout) -> Iterator[tuple["re.Match[str]", str]]:
    """Yield the places that may name co-handlers: labels of the page, then phrases (经商, 会同 in the opening)."""
    for line in layout.head_lines:
        if not SITE_FOOTER.search(line.text):
            yield from ((found, "协办") for found in CO_LABEL.finditer(layout.flat, line.start, line.end))
    for pattern, basis in CO_PHRASES:
        for zone in _zones(layout) if basis in {"会办", "协办"} else _zones(layout)[:1]:
            yield from ((found, basis) for found in pattern.finditer(layout.flat, *zone))


def _orgs(layout: Layout, span: Span) -> list[Span]:
    """Return the places of the bodies in a list."""
    places, position = [], span[0]
    for separator in SPLIT.finditer(layout.flat, *span):
        places.append((position, separator.start()))
        position = separator.end()
    places.append((position, span[1]))
    trimmed = [_trim_org(layout.flat, place) for place in places]
    named = [_is_org(layout.part(place)) for place in trimmed]
    return [
        place
        for index, place in enumerate(trimmed)
        if named[index] or _is_short(layout.part(place), named[index:])
    ]


def _is_short(words: str, named: list[bool]) -> bool:
    """Say whether words are a place whose office is named with a later one (汕头、梅州、潮州市政府)."""
    return any(named) and bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", words)) and not NOT_ORG.search(words)


def _expand(names: list[str]) -> tuple[str, ...]:
    """Return the names with the shared ending of an elliptic list written out."""
    full: list[str] = []
    ending = ""
    for name in reversed(names):
        shared = GOVERNMENT.search(name)
        ending = shared[0] if shared else ending
        full.append(name if re.search(f"{ORG_END}$", name) else name + ending)
    return tuple(reversed(full))


def _trim_org(flat: str, place: Span) -> Span:
    """Return a place without spaces, 等 and leading 由."""
    words = flat[place[0] : place[1]]
    start = place[0] + re.match(r"\s*(?:由|交由|经|并|商|和|与)?\s*", words).end()  # type: ignore[union-attr]
    end = place[1] - len(words) + len(re.sub(r"\s*等?\s*$", "", words))
    return start, max(start, end)


def _is_org(words: str) -> bool:
    """Say whether words name a body."""
    return bool(re.search(rf"{ORG_END}$", words)) and not NOT_ORG.search(words)
