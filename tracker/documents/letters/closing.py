"""The end of a letter: signature and date."""

import re
from datetime import date

from tracker.documents.letters.layout import Layout, Line
from tracker.documents.letters.model import Found
from tracker.documents.letters.roles import ORG_END
from tracker.domain.chinese_numbers import DAY, MONTH, YEAR, make_day, to_int, to_year

DAY_WORDS = rf"(?P<y>{YEAR})\s*(?:年|[./-])\s*(?P<m>{MONTH})\s*(?:月|[./-])\s*(?P<d>{DAY})\s*[日号]?"
DAY_LINE = re.compile(rf"(?P<before>[^,。;:\d]{{0,40}}?)\s*(?P<day>{DAY_WORDS})\s*[)。.]?$")
COLLAPSED = re.compile(r"^(?P<day>(?P<year>20[0-3]\d)[年\s]*(?P<rest>\d{1,2}[月\s]*\d{1,2}))\s*日?$")
PAGE_DATE = re.compile(
    r"发布|更新|来源|时间|印发|上传|编辑|浏览|打印|日期|星期|生成|成文|发文|录入|截至|截止|[:|]"
)
SIGNED_ON = re.compile(rf"签发(?:日期|时间)\s*:?\s*(?P<day>{DAY_WORDS})")
ISSUER_LINE = re.compile(rf"^[\u4e00-\u9fff()·、\s]{{2,40}}?(?:{ORG_END}|办)\s*(?:\(?(?:公章|盖章|章)\)?)?$")
NOT_ISSUER = re.compile(
    r"关于|答复|提案|建议|感谢|联系|抄送|承办|签发|责任|打印|关闭|附件|来源|扫一扫|"
    r"分享|上一|下一|公开|主办$|^(?:主办|承办|特此|此复)|工作$|发展$|网站|一、|二、|"
    r"返回"
)
HEADING_SUBJECT = re.compile(
    rf"^\s*(?:[^:|]{{2,8}}[:|][\s|]*)?(?:\(\d{{4}}年?\))?(?P<issuer>[\u4e00-\u9fff()·\s]{{2,40}}?{ORG_END})\s*(?:关于|"
    rf"对|答复|办理)(?!外)"
)
BRACKETED = re.compile(
    rf"(?:答\s*复|复\s*函|回\s*复)\s*[(]\s*(?P<issuer>[\u4e00-\u9fff]{{2,20}}{ORG_END})\s*[)]"
)
HANDLED_BY = re.compile(
    rf"(?:办理|承办|答复)(?:部门|单位)\s*:?\s*(?P<issuer>[\u4e00-\u9fff]{{2,24}}{ORG_END})(?=\s|"
    rf"$|[|])"
)


def find_reply_date(layout: Layout) -> Found[date] | None:
    """Return the signature date, else 签发日期; dates of the web page do not count."""
    for line in reversed(layout.tail_lines):
        found = _signature_day(layout, line)
        if found:
            return found
    for line in layout.head_lines:
        signed = SIGNED_ON.search(line.text)
        day = _day(signed) if signed else None
        if signed and day:
            return layout.found(
                day, (line.start + signed.start("day"), line.start + signed.end("day")), origin="page"
            )
    return None


def _signature_day(layout: Layout, line: Line) -> Found[date] | None:
    """Return the date in a line that holds nothing but a date, or an office and a date."""
    if len(line.text) > 60 or PAGE_DATE.search(line.text):
        return None
    found = DAY_LINE.match(line.text.lstrip("(")) or COLLAPSED.match(line.text)
    day = (_day(found) if "y" in found.groupdict() else _collapsed(found)) if found else None
    if not found or not day:
        return None
    shift = (
        line.start + len(line.text) - len(line.text.lstrip("(")) if "y" in found.groupdict() else line.start
    )
    return layout.found(day, (shift + found.start("day"), shift + found.end("day")), origin="closing")


def _day(found: "re.Match[str]") -> date | None:
    """Return the day written with year, month and day."""
    return make_day(to_year(found["y"].replace("0", "〇")), to_int(found["m"]), to_int(found["d"]))


def _collapsed(found: "re.Match[str]") -> date | None:
    """Return the day of digits that lost 年月日 (20211026, 2019615), or None where two days are possible."""
    year, rest = int(found["year"]), found["rest"].replace("月", " ")
    digits = rest.replace(" ", "")
    if " " in rest.strip():
        month, day = rest.split()
        return make_day(year, int(month), int(day))
    cuts = {4: (2,), 3: (1, 2), 2: (1,)}.get(len(digits), ())
    days = {
        make_day(year, int(digits[:cut]), int(digits[cut:]))
        for cut in cuts
        if not digits[cut:].startswith("0") or len(digits) == 4
    }
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def find_issuer(layout: Layout, reply_date: Found[date] | None) -> Found[str] | None:
    """Return the writer: the signature, else the heading's subject."""
    return _signature(layout, reply_date) or _from_heading(layout)


def _signature(layout: Layout, reply_date: Found[date] | None) -> Found[str] | None:
    """Return the body named above the date, else behind it; without a date, in the last lines."""
    lines = list(layout.tail_lines)[-8:]
    if reply_date and reply_date.origin == "closing":
        lines = _around_date(layout, reply_date.spans[0][0])
    for line in reversed(lines):
        if ISSUER_LINE.match(line.text) and not NOT_ISSUER.search(line.text):
            place = (line.start, line.start + len(re.sub(r"\s*\(?(?:公章|盖章)\)?$", "", line.text)))
            return layout.found(re.sub(r"\s+", "", layout.cut(place)), place, origin="closing")
    return None


def _around_date(layout: Layout, day_start: int) -> list[Line]:
    """Return the lines that may be the signature, the likeliest last: behind the date, above it, on its own line."""
    lines = layout.tail_lines
    beside = next(line for line in lines if line.end > day_start)
    same = Line(beside.start, day_start, layout.flat[beside.start : day_start].rstrip(" ("))
    above = [line for line in lines if line.end <= day_start][-4:]
    return _behind([line for line in lines if line.start > day_start]) + above + ([same] if same.text else [])


def _behind(lines: list[Line]) -> list[Line]:
    """Return the body that stands behind the date, alone or before its telephone."""
    found = re.match(r"(?P<body>[\u4e00-\u9fff]{4,30}?)(?:\s+联\s*系|$)", lines[0].text) if lines else None
    return [Line(lines[0].start, lines[0].start + found.end("body"), found["body"])] if found else []


def _from_heading(layout: Layout) -> Found[str] | None:
    """Return the body that the heading names as its subject, in brackets or by a label."""
    joined = [(HEADING_SUBJECT, "heading"), (BRACKETED, "heading"), (HANDLED_BY, "page")]
    for pattern, origin in joined:
        for line in layout.head_lines:
            found = pattern.search(line.text)
            if found and not NOT_ISSUER.search(found["issuer"]):
                place = (line.start + found.start("issuer"), line.start + found.end("issuer"))
                return layout.found(re.sub(r"\s+", "", layout.cut(place)), place, origin=origin)
    return None
