"""Whole days as an iCalendar file (RFC 5545), which every calendar programme reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_LINE = 75  # bytes, the line's end not counted (RFC 5545, 3.1)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something that is due on a day in Beijing; ``uid`` stays the same when the day moves."""

    uid: str
    day: date
    summary: str
    url: str = ""


def calendar_text(name: str, events: Iterable[DayEvent], at: datetime, domain: str) -> str:
    """Return the file's text; ``at`` is the aware instant, in UTC, at which it is made."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//proposal-tracker//reminders//ZH", "METHOD:PUBLISH"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += _event(event, stamp, domain)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: DayEvent, stamp: str, domain: str) -> list[str]:
    ends = event.day + timedelta(days=1)
    link = [f"URL:{event.url}"] if event.url else []
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{domain}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{ends:%Y%m%d}",
        f"SUMMARY:{escaped(event.summary)}",
        *link,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Return a text as the value of a property."""
    return text.translate(ESCAPES)


def folded(line: str) -> Iterator[str]:
    """Yield a long line in pieces of at most 75 bytes, never inside a character; all but the first are indented."""
    piece, used = "", 0
    for character in line:
        size = len(character.encode())
        if used + size > LONGEST_LINE:
            yield piece
            piece, used = " ", 1
        piece, used = piece + character, used + size
    yield piece
