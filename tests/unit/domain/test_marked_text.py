"""A text with its numbered places loses no character and puts each place where it was."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.marked_text import Place, marked_paragraphs

TEXT = "郑毅委员：\n您提出的提案收悉。\n二、下一步工作打算\n将于年底前完成；继续推进。\n2021年9月23日"


def test_a_place_is_cut_out_of_its_line_with_its_number() -> None:
    start = TEXT.index("将于年底前完成")
    (line,) = [p for p in marked_paragraphs(TEXT, [Place(start, start + 7, "1")]) if len(p.parts) > 1]
    assert [(part.text, part.number) for part in line.parts] == [
        ("将于年底前完成", "1"),
        ("；继续推进。", None),
    ]


def test_lines_are_styled_by_what_they_are() -> None:
    assert [p.style for p in marked_paragraphs(TEXT)] == ["flush", "", "heading", "", "right"]


def test_a_place_over_two_lines_is_numbered_once() -> None:
    places = [Place(0, len(TEXT), "7", anchor="a")]
    parts = [part for line in marked_paragraphs(TEXT, places) for part in line.parts]
    assert [part.number for part in parts] == ["7", "", "", "", ""]
    assert [part.anchor for part in parts].count("a") == 1


places = st.builds(
    lambda start, size, number: Place(start, start + size, str(number)),
    st.integers(0, 80),
    st.integers(0, 30),
    st.integers(1, 9),
)


@given(st.text(alphabet="委员将。；\n 一、：𠮷", max_size=80), st.lists(places, max_size=6))
def test_no_character_is_lost_or_doubled(text: str, marks: list[Place]) -> None:
    shown = "".join(part.text for line in marked_paragraphs(text, marks) for part in line.parts)
    assert shown == "".join(line.strip() for line in text.split("\n"))
