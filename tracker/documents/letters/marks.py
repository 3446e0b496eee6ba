"""The marks at the edges of a letter: class, document number, publicity, signer."""

import re

from tracker.documents.letters.layout import Layout, Line
from tracker.documents.letters.model import Found, Span

CLASS_LABEL = re.compile(
    r"(?:类\s*别|类\s*型|分\s*类|办理结果|答复结果|办理程度|办理意见|结果类|性质|办理情况|"
    r"答复类|办复类|办理类|属)[^\n:A-Za-z]{0,6}[:\s]?\s*"
    r"[\"“(《〔]?\s*(?P<class>[A-Ea-e])\s*\d?\s*(?:类|$|[)”〕|\s,])"
)
CLASS_LONE = re.compile(r"^[(〔]?\s*(?P<class>[A-E])\s*\d?\s*类?\s*[)〕]?$")
CLASS_ENDING = re.compile(r"[(〔]\s*(?P<class>[A-E])\s*\d?\s*类?\s*[)〕]\s*$")
CLASS_BESIDE = re.compile(
    r"(?:号|^|\s|[)〕])\s*[(〔]?(?P<class>[A-E])\s*\d?\s*类(?:\s|$|[)〕]|同意|主动|"
    r"依申请|签发)|\d\s*号?\s+(?P<last>[A-E])$"
)
CLASS_LEGEND = re.compile(r"类\s*(?:---*|:|是|为|指)\s*\S{2}|[A-E]\s*[、,]?\s*[A-E]\s*[、,]?\s*[A-E]")
OTHER_SYSTEM = re.compile(r"主题分类|组配分类|信息分类|体裁分类|服务对象|索引")
LONGEST = 160
HAN = r"[\u4e00-\u9fff]"
DOC_NUMBER = re.compile(
    rf"(?P<number>{HAN}{{2,14}}(?:\({HAN}{{1,4}}\))?{HAN}{{0,6}}\s*[〔(【《]\s*(?:19|"
    rf"20)\d\d\s*[〕)】》]\s*第?\s*\d{{1,5}}(?:\s*号)?|"
    rf"{HAN}{{2,14}}\s*〔\s*(?:19|20)\d{{3,8}}(?:\s*号)?|^{HAN}{{2,10}}[函字发办复文提建]\s*(?:19|"
    rf"20)\d{{2,7}}(?:\s*号)?(?=\s|$))"
)
DOC_LABEL = re.compile(
    rf"(?:发?\s*文\s*字?\s*号|文件编号)\s*:?\s*\|?\s*(?P<number>{HAN}{{2,14}}[^\s|:]{{0,3}}\s*[〔(【]?\s*\d{{4}}[^\s|"
    rf"]{{0,10}}号?)"
)
CITED = re.compile(r"根据|依据|按照|《|印发|通知|精神|要求|文件下达")
PUBLIC_ASKED = re.compile(r"是否\s*(?:同意)?\s*(?:主动|对外|全文)?\s*公开\s*:\s*\(?\s*[是否]\s*\)?")
PUBLIC = re.compile(
    r"(?:(?<!政务)(?:主\s*动\s*公\s*开|依\s*申\s*请\s*公\s*开|不\s*予\s*公\s*开"
    r"|同意(?:全文|摘要|对外)?公开|部分公开|不(?:宜|同意)公开|(?:此件)?公开发布|此件公开|摘要公开|全文公开)"
    r"|^公开$|^\(公开\)$)(?!目录|指南|内容|范围|基本|制度|栏目|平台|信息|政府|年报|条例|栏)"
)
MENU = re.compile(r"公开(?:指南|制度|年报|目录|内容|专栏|平台)")
SIGNER = re.compile(
    rf"(?:签\s*发\s*人|签\s*发\s*领\s*导|领\s*导\s*署\s*名|审\s*签(?:\s*人)?|签\s*发)\s*(?:\((?:签字|"
    rf"签章)\))?\s*[:\s]\s*(?P<signer>{HAN}\s?{HAN}{{1,3}}?)(?=\s|$|[,;。|)])"
)


def _edges(layout: Layout) -> tuple[Line, ...]:
    """Return the lines before the salutation and after the opening's end that are near the end."""
    return layout.head_lines + layout.tail_lines


def _at(line: Line, found: "re.Match[str]", group: str) -> Span:
    return line.start + found.start(group), line.start + found.end(group)


def find_class(layout: Layout) -> Found[str] | None:
    """Return the class letter A to E of the reply, upper case."""
    for pattern in (CLASS_LABEL, CLASS_LONE, CLASS_ENDING, CLASS_BESIDE):
        for line in _edges(layout):
            found = None if _skip_class(line) else pattern.search(line.text)
            if found:
                group = "class" if found["class"] else "last"  # only CLASS_BESIDE has a last
                return layout.found(found[group].upper(), _at(line, found, group), origin="page")
    return None


def _skip_class(line: Line) -> bool:
    """Say whether a line explains classes or sorts the web page."""
    return len(line.text) > LONGEST or bool(CLASS_LEGEND.search(line.text) or OTHER_SYSTEM.search(line.text))


def find_doc_number(layout: Layout) -> Found[str] | None:
    """Return this letter's own document number, as printed; numbers of cited documents are passed over."""
    for pattern in (DOC_LABEL, DOC_NUMBER):
        for line in layout.head_lines:
            found = None if CITED.search(line.text) else pattern.search(line.text)
            if found:
                place = _at(line, found, "number")
                return layout.found(layout.cut(place).strip(), place, origin="page")
    return None


def find_publicity(layout: Layout) -> Found[str] | None:
    """Return the publicity line as printed; a menu of the web page is none."""
    lines = _edges(layout)
    for pattern in (PUBLIC_ASKED, PUBLIC):
        for index, line in enumerate(lines):
            found = pattern.search(line.text) if len(line.text) <= LONGEST else None
            if found and not any(MENU.search(near.text) for near in lines[max(0, index - 2) : index + 3]):
                place = (line.start + found.start(), line.start + found.end())
                return layout.found(layout.cut(place), place, origin="page")
    return None


def find_signer(layout: Layout) -> Found[str] | None:
    """Return the person who signed the letter for sending."""
    for line in _edges(layout):
        found = SIGNER.search(line.text) if len(line.text) <= LONGEST else None
        if found:
            place = _at(line, found, "signer")
            return layout.found(re.sub(r"\s+", "", layout.cut(place)), place, origin="page")
    return None
