"""Which item a letter answers: body, term 届, session 次, number, and of which kind it is."""

import re
from dataclasses import dataclass
from itertools import product

from tracker.documents.letters.layout import Layout
from tracker.documents.letters.model import Found, Span
from tracker.domain.chinese_numbers import to_int

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
COUNT = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,4})"
BODY_WORDS = r"人民代表大会|人民代表会议|人代表大会|人大代表|人大|人代会|政治协商会议|政协|委员会|党代会"
MIDDLE = rf"(?:\s*(?:{BODY_WORDS}|大会|代表大会|全国|会议|{HAN}{{1,12}}?(?=(?:{BODY_WORDS})))){{0,3}}"
TERM = rf"第?\s*(?P<term>{COUNT})\s*届"
MEETING = (
    r"(?:\s*(?P<tail>人大代表|人民代表大会|人民代表|人大|人代|政协|全体|代表)?\s*(?P<met>会议|大会|全会)?)"
)
FULL = re.compile(rf"{TERM}(?P<mid>{MIDDLE})\s*第?\s*(?P<session>{COUNT})\s*次{MEETING}")
TERM_ONLY = re.compile(rf"{TERM}(?P<mid>{MIDDLE})(?P<session>)(?P<tail>)(?P<met>)")
LEFT = re.compile(rf"(?:{HAN}|\s|\(\d{{4}}年\)){{1,40}}$")
CUTS = re.compile(
    r"关于|答复|复函|回复|函复|(?<!绝)对于?|(?:[您你]\s*们?|代表|委员|曾|提交)\s*(?:向|"
    r"于)|^\s*[向于]|[您你]\s*们?|在(?!外)|年度?|"
    r"办理|承办|交办|提出的?|列入|为|收到|及|和(?=[省市县区])|《|我局|我委|贵单位|贵委"
)
NUMBER_CORE = (
    r"(?:[A-Za-z]{1,4}\s*[-]?\s*)?(?:[〔(]\s*(?:19|20)\d\d\s*[〕)]\s*)?\d{1,18}(?:\s?[-—]\s?\d{1,8}){0,3}"
)
AFTER_SESSION = re.compile(
    rf"\s*(?:期间|上|中)?\s*(?:所?提(?:出|交)的?|的)?\s*(?:关于|对)?\s*(?:会议)?\s*(?:编号\s*:?\s*)?"
    rf"(?P<raw>[(〔]?\s*第?\s*[〔(]?\s*(?P<number>(?!第){HAN}?\s?{NUMBER_CORE})\s*[〕)]?\s*号?)(?P<after>\s*{HAN}{{0,6}}|)"
)
BELOW_SESSION = re.compile(r"[ ]*\n\s*(?P<raw>(?P<number>\d{1,10}))[ ]*\n")
LABELLED = re.compile(
    rf"(?:案号|编\s*号\s*为?|建议号|提案号|议案号|(?:建议|提案|议案)编号|建议案?第|提案第|议案第)\s*[:]?\s*"
    rf"(?P<raw>第?\s*(?P<number>{HAN}?{NUMBER_CORE})\s*号?)"
)
NUMBERED = re.compile(
    rf"(?P<raw>(?P<di>第)\s*[〔(]?\s*(?P<number>{HAN}?\s?{NUMBER_CORE})\s*[〕)]?\s*号)(?!令|"
    rf"文|楼|线)"
)
BARE = re.compile(
    rf"(?<![\w〕)\]])(?P<raw>(?P<number>{NUMBER_CORE})\s*号)(?=\s*[)]?\s*(?:代表|委员)?(?:建议|"
    rf"提案|议案))"
)
LEVELS = (
    (re.compile(r"全国"), "national"),
    (re.compile(r"自治区|省"), "province"),
    (re.compile(r"自治州|州|盟"), "city"),
    (re.compile(r"县|旗|区"), "county"),
    (re.compile(r"镇|乡"), "town"),
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a body as named at one place."""

    body: str
    body_spans: tuple[Span, ...]
    term: Found[int]
    session: Found[int] | None
    end: int


def find_session(layout: Layout) -> Session | None:
    """Return the session named in the heading, else in the opening; with both term and session where possible."""
    for pattern, span in product((FULL, TERM_ONLY), (layout.head, layout.opening)):
        for found in pattern.finditer(layout.flat, *span):
            session = _session(layout, found)
            if session:
                return session
    return None


def _session(layout: Layout, found: "re.Match[str]") -> Session | None:
    """Return the session at a place, or None where no deliberative body is named beside it."""
    left = _left(layout.flat, found.start())
    tail_end = found.end("tail") if found["tail"] else found.start()
    pieces = [(left, found.start()), (found.start("mid"), found.end("mid"))]
    if found["tail"] and not re.search(BODY_WORDS, "".join(layout.part(piece) for piece in pieces)):
        pieces.append((found.start("tail"), tail_end))
    body = re.sub(r"\s+", "", "".join(layout.cut(piece) for piece in pieces))
    body = re.sub(r"(?<=政协)委员会$|(?<=人大)代表$|(?:会议|代表)?大会$(?<!代表大会)", "", body)
    if not re.search(BODY_WORDS, body):
        return None
    number = found["session"]
    return Session(
        body=body,
        body_spans=tuple(piece for piece in pieces if layout.part(piece).strip()),
        term=layout.found(to_int(found["term"]), (found.start(), found.end("term")), origin="session"),
        session=layout.found(to_int(number), found.span("session"), origin="session") if number else None,
        end=found.end(),
    )


def _left(flat: str, end: int) -> int:
    """Return where the body's name begins that ends at ``end``."""
    words = LEFT.search(flat, max(0, end - 40), end)
    if not words:
        return end
    start = words.start()
    for cut in CUTS.finditer(words[0]):
        start = words.start() + cut.end()
    newline = flat.rfind("\n", start, end)
    kept = flat[newline + 1 : end] if newline >= 0 else ""
    if kept.strip():
        start = newline + 1
    return start + len(flat[start:end]) - len(flat[start:end].lstrip())


def body_level(body: str) -> str | None:
    """Return the level that a body's name itself states, or None (市 alone may be a city or a county)."""
    return next((level for pattern, level in LEVELS if pattern.search(body)), None)


def find_number(layout: Layout, session: Session | None) -> "re.Match[str] | None":
    """Return the match of the item's number: beside its session, by a label, or as 第N号 in heading or opening."""
    beside = AFTER_SESSION.match(layout.flat, session.end) if session else None
    if beside and (beside["raw"].rstrip().endswith("号") or beside["raw"].lstrip("(〔 ").startswith("第")):
        return beside
    below = BELOW_SESSION.match(layout.flat, session.end) if session else None
    if below:
        return below
    for pattern, span in product((NUMBERED, LABELLED, BARE), (layout.head, layout.opening)):
        for found in pattern.finditer(layout.flat, *span):
            if not _is_document(layout.flat, found.start()):
                return found
    return None


def _is_document(flat: str, start: int) -> bool:
    """Say whether a number belongs to a document's or a road's name (…〔2021〕第3号, 国道第…号)."""
    return bool(re.search(r"[〕\]】)]\s*$|国道\s*$|发\s*$|字\s*$", flat[max(0, start - 6) : start]))


def clean_number(raw: str) -> str:
    """Return the digits of a number with their letters, without spaces."""
    return re.sub(r"\s+", "", raw)


KIND_BY_ADDRESS = (("代表", "npc_suggestion"), ("委员", "cppcc_proposal"))
OFFICE_ADDRESSED = re.compile(r"[你贵]\s*(?:厅|局|部|委|办|单位|县|市|区)")
CO_HANDLING = re.compile(
    r"(?:会办|协办)[^。\n]{0,12}?(?:意见|函|情况)|会办意见|协办意见|由\s*我\S{1,3}?\s*(?:协办|"
    r"会办)"
)
THEIRS = re.compile(r"[您你贵][^,。]{0,40}?(?:提出|提交|所提|的提案|的建议)")


def find_kind(layout: Layout, session: Session | None) -> Found[str] | None:
    """Return the kind of item; the addressee decides, then the body's name, then the words 提案 and 建议."""
    if layout.salutation:
        role = layout.salutation["role"]
        kind = next(kind for word, kind in KIND_BY_ADDRESS if role.endswith(word))
        return layout.found(kind, layout.salutation.span("role"), origin="salutation")
    if layout.office_line and _is_co_opinion(layout):
        return layout.found("co_handling_opinion", layout.office_line.span("names"), origin="salutation")
    return _kind_by_words(layout, session)


def _is_co_opinion(layout: Layout) -> bool:
    """Say whether a letter to an office is a co-handler's opinion."""
    opening = layout.part(layout.opening)
    if THEIRS.search(opening):
        return False
    if CO_HANDLING.search(layout.part(layout.head)) or CO_HANDLING.search(opening):
        return True
    return bool(OFFICE_ADDRESSED.search(opening))


def _kind_by_words(layout: Layout, session: Session | None) -> Found[str] | None:
    """Return the kind by the body named, else by the first word for the item."""
    if session:
        kind = "cppcc_proposal" if re.search("政协|政治协商|委员会", session.body) else "npc_suggestion"
        return layout.found(kind, *session.body_spans, origin="session")
    for span in (layout.head, layout.opening):
        word = re.compile(r"政协|提案|人大|代表建议|议案").search(layout.flat, *span)
        if word:
            kind = "cppcc_proposal" if word[0] in {"政协", "提案"} else "npc_suggestion"
            return layout.found(kind, word.span(), origin="words")
    return None
