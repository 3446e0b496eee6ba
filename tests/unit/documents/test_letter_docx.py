"""The letter's file says every word of the letter, each part once and in its place."""

from datetime import date
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.letter_docx import LetterText, chinese_date, without_signature, write_letter

BODY = "郑毅委员：\n您提出的提案收悉，现答复如下：\n一、相关工作情况\n（一）政策支持\n已安排资金。\n感谢您的关心。"
LETTER = LetterText(
    title="关于自治区政协十三届四次会议第20260124号提案答复的函",
    body=BODY,
    issuer="广西壮族自治区科学技术厅",
    dated=date(2026, 9, 3),
    document_number="桂科函〔2026〕12号",
    class_mark="B",
    notes=("联系人及电话：我厅李文静 0771-5550101", "此件公开发布"),
    copies=("自治区政协提案委员会", "自治区政府督查室"),
)


def lines_of(letter: LetterText) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(write_letter(letter))).paragraphs]


def test_a_letter_has_its_parts_in_the_order_of_the_standard() -> None:
    assert [line for line in lines_of(LETTER) if line] == [
        "类别：B",
        "桂科函〔2026〕12号",
        LETTER.title,
        *BODY.split("\n"),
        "广西壮族自治区科学技术厅",
        "2026年9月3日",
        "（联系人及电话：我厅李文静 0771-5550101）",
        "（此件公开发布）",
        "抄送：自治区政协提案委员会，自治区政府督查室。",
    ]


def test_an_unsigned_letter_has_no_number_no_class_and_no_day() -> None:
    lines = lines_of(LetterText(LETTER.title, BODY, LETTER.issuer, dated=None))
    assert [line for line in lines if line] == [LETTER.title, *BODY.split("\n"), LETTER.issuer]


def test_the_page_and_the_fonts_are_those_of_gb_t_9704() -> None:
    document = Document(BytesIO(write_letter(LETTER)))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [210, 297]
    fonts = {
        paragraph.text: paragraph.runs[0]._element.xpath("w:rPr/w:rFonts")[0].get(qn("w:eastAsia"))
        for paragraph in document.paragraphs
        if paragraph.runs
    }
    assert fonts[LETTER.title] == "方正小标宋简体"
    assert fonts["一、相关工作情况"] == "黑体"
    assert fonts["（一）政策支持"] == "楷体_GB2312"
    assert fonts["已安排资金。"] == "仿宋_GB2312"


def test_the_salutation_stands_at_the_edge_and_paragraphs_are_indented_by_two_characters() -> None:
    document = Document(BytesIO(write_letter(LETTER)))
    indents = {one.text: one.paragraph_format.first_line_indent for one in document.paragraphs}
    assert indents["郑毅委员："] == 0
    assert indents["已安排资金。"].pt == 32


def test_issuer_date_and_title_of_the_text_are_not_printed_twice() -> None:
    typed = f"{LETTER.title}\n{BODY}\n\n广西壮族自治区 科学技术厅\n2026年9月3日\n"
    assert without_signature(typed, LETTER.issuer, LETTER.title) == BODY


def test_a_date_inside_the_text_stays() -> None:
    assert without_signature("会议定于\n2026年9月3日\n召开。", "厅", "函") == "会议定于\n2026年9月3日\n召开。"


def test_a_date_is_written_without_leading_zeros() -> None:
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_every_character_that_xml_can_hold_is_kept(text: str) -> None:
    letter = LetterText("函", text, "厅", dated=None)
    kept = "".join("".join(lines_of(letter)).split())
    assert "".join(text.translate({0xFFFE: None, 0xFFFF: None}).split()) in kept
