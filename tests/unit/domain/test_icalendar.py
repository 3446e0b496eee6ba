"""A calendar file is what RFC 5545 asks for: escaped, folded by bytes, whole days, lines that end in CRLF."""

from datetime import UTC, date, datetime

from tracker.domain.icalendar import DayEvent, calendar_text, escaped, folded

AT = datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC)


def test_a_due_day_is_a_whole_day_with_a_stable_name() -> None:
    text = calendar_text(
        "期限", [DayEvent("reply-7", date(2026, 12, 31), "答复期限 124")], AT, "kjt.example.cn"
    )
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {"UID:reply-7@kjt.example.cn", "DTSTAMP:20261121T010203Z"} <= set(lines)
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"} <= set(lines)


def test_signs_that_end_a_value_are_escaped() -> None:
    assert escaped("一;二,三\\四\r\n五") == "一\\;二\\,三\\\\四\\n五"


def test_long_lines_are_folded_between_characters() -> None:
    pieces = list(folded("SUMMARY:" + "关于补齐工业链短板𠮷" * 12))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == "SUMMARY:" + "关于补齐工业链短板𠮷" * 12


def test_an_empty_calendar_is_still_one() -> None:
    assert calendar_text("期限", [], AT, "x.cn").count("VEVENT") == 0
