import re
from pathlib import Path

import html5lib
import pytest
from flask import Flask, render_template_string

from tests.support.gallery import make_gallery, page_names, sample_form, wrong_form

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
OURS = COMPONENTS + sorted((TEMPLATES / "layouts").glob("*.html"))
STYLES = sorted((ROOT / "static/css").rglob("*.css"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_NAME = '"中文"'  # a language is named in itself
HEADINGS = '["一、", "（一）", "1."]'  # numerals that the editor writes into Chinese letters


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return make_gallery()


def draw(gallery: Flask, call: str, **values: object) -> str:
    """Draw one macro: ``file.macro(…)``."""
    file = call.split(".", maxsplit=1)[0]
    with gallery.test_request_context():
        return render_template_string(
            f'{{% import "components/{file}.html" as {file} %}}{{{{ {call} }}}}', **values
        )


def words(markup: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", markup))


def named(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_each_component_is_one_macro_file_and_one_style_sheet_of_the_same_name() -> None:
    assert [path.stem for path in COMPONENTS] == [
        path.stem for path in STYLES if path.parent.name == "components"
    ]


def test_the_layout_links_every_component_and_every_script_it_names() -> None:
    base = (TEMPLATES / "layouts/assets.html").read_text()
    listed = re.search(r"set components = \((.*?)\)\.split", base, re.DOTALL)
    assert listed
    assert sorted(re.findall(r"\w+", listed[1])) == [path.stem for path in COMPONENTS]
    for file in re.findall(r'_file = "([^"]+)"', base):
        assert (ROOT / "static" / file).is_file()


@pytest.mark.parametrize("path", OURS, ids=named(OURS))
def test_a_template_is_short_and_has_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 130
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text)


@pytest.mark.parametrize("path", COMPONENTS, ids=named(COMPONENTS))
def test_a_macro_used_elsewhere_is_explained_at_the_head_of_its_file(path: Path) -> None:
    head = re.match(r"\{#(.*?)#\}", path.read_text(), re.DOTALL)
    assert head
    sources = [other.read_text() for other in TEMPLATES.rglob("*.html") if other.parent != path.parent]
    imports = re.findall(rf'from "components/{path.name}" import ([^%]+)%', "\n".join(sources))
    for name in {entry.split(" as ")[0].strip() for group in imports for entry in group.split(",")}:
        assert f"{name}(" in head[1]


@pytest.mark.parametrize("path", OURS, ids=named(OURS))
def test_chinese_words_stand_only_inside_gettext(path: Path) -> None:
    text = (
        re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        .replace(HEADINGS, "")
        .replace(OWN_NAME, "")
    )
    assert not CHINESE.search(re.sub(r"""_\((["']).*?\1""", "", text))


def test_no_component_keeps_translated_words_from_one_request_to_the_next() -> None:
    assert [
        path.name for path in COMPONENTS if re.search(r"^\{% set [^%]*\b_\(", path.read_text(), re.MULTILINE)
    ] == []


def test_every_icon_named_in_a_template_is_in_the_list_and_in_the_sprite() -> None:
    listed = (ROOT / "static/icons.txt").read_text().split()
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""icon\w*(?:=|\()["']([a-z0-9-]+)["']""", path.read_text())
    }
    assert sorted(used - set(listed)) == []
    assert sprite == set(listed)


def test_style_sheets_take_their_colours_from_the_tokens() -> None:
    free = {"tokens.css", "print.css"}
    assert [
        path.name
        for path in STYLES
        if path.name not in free and re.search(r"#[0-9a-f]{3,8}\b", path.read_text())
    ] == []


@pytest.mark.parametrize("name", page_names())
def test_a_page_of_the_gallery_is_valid_and_complete(gallery: Flask, name: str) -> None:
    answer = gallery.test_client().get(f"/page/{name}")
    text = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    [heading] = tree.iter("h1")
    [title] = tree.iter("title")
    assert "".join(title.itertext()).startswith("".join(heading.itertext()).strip())
    for form in tree.iter("form"):
        tokens = [field for field in form.iter("input") if field.get("name") == "csrf_token"]
        assert len(tokens) == (form.get("method") == "post")
    assert ">None<" not in text


def test_a_page_without_context_still_has_its_frame() -> None:
    bare = make_gallery()
    bare.template_context_processors[None] = []
    for layout in ("shell", "rail", "phone", "plain"):
        with bare.test_request_context():
            assert "<main" in render_template_string(f'{{% extends "layouts/{layout}.html" %}}')


def test_due_chips_take_tone_and_words_and_lose_their_ground_in_a_table(gallery: Flask) -> None:
    source = 'chip.due_chip({"tone": tone, "words": "还剩4个工作日"}, in_table=true)'
    assert 'class="chip text"' in draw(gallery, source, tone="neutral")
    late = draw(gallery, source, tone="late")
    assert 'class="chip late"' in late
    assert "#alert-triangle" in late


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "无会办"),
        (["answered", "waiting"], "1/2已回"),
        (["answered", "overdue", "overdue"], "1/3已回，2超期"),
    ],
)
def test_dots_are_always_followed_by_words(gallery: Flask, states: list[str], said: str) -> None:
    drawn = draw(gallery, "dots.dots(states)", states=states)
    assert words(drawn) == said
    assert drawn.count("<i ") == len(states)


def test_the_life_line_says_on_a_phone_where_the_item_stands(gallery: Flask) -> None:
    steps = [
        {"label": "交办", "note": None, "state": "done"},
        {"label": "会办意见", "note": "2/3 已回", "state": "now"},
        {"label": "拟稿", "note": "第3稿", "state": "now"},
        {"label": "签发", "note": None, "state": "ahead"},
    ]
    source = "lifeline.lifeline(steps)"
    assert words(draw(gallery, source, steps=steps)).endswith("第3步，共4步：拟稿（第3稿）；会办意见2/3已回")
    done = [
        {"label": "交办", "note": None, "state": "done"},
        {"label": "签收", "note": None, "state": "done"},
    ]
    assert words(draw(gallery, source, steps=done)).endswith("已走完2步，共2步")


def test_a_wrong_field_is_bound_to_its_help_and_error(gallery: Flask) -> None:
    drawn = draw(gallery, "field.field(form.number)", form=wrong_form())
    assert 'aria-describedby="wrong-number-help wrong-number-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "必填" in drawn


def test_a_right_field_carries_its_attributes_and_no_error(gallery: Flask) -> None:
    source = 'field.field(form.remark, rows=6, data={"pick": ""})'
    drawn = draw(gallery, source, form=sample_form())
    assert 'rows="6"' in drawn
    assert "data-pick" in drawn
    assert "aria-" not in drawn.split("</textarea>")[0]


def test_the_summary_of_errors_links_to_each_field(gallery: Flask) -> None:
    drawn = draw(
        gallery,
        "form_errors.form_errors(form)",
        form=wrong_form(),
    )
    assert 'href="#wrong-number"' in drawn
    assert (
        words(
            draw(
                gallery,
                "form_errors.form_errors(form)",
                form=sample_form(),
            )
        )
        == ""
    )


def test_marks_leave_the_text_of_a_letter_exactly_as_it_is(gallery: Flask) -> None:
    parts = [{"text": "将于 <今年>8月"}, {"text": "𠮷野 & 交付 使用", "number": 3}, {"text": "。"}]
    source = 'marked_text.marked_text([{"style": "", "parts": parts}], "doc")'
    tree = html5lib.parseFragment(draw(gallery, source, parts=parts), namespaceHTMLElements=False)
    assert "".join(tree.itertext()).strip() == "将于 <今年>8月𠮷野 & 交付 使用。"


def test_a_step_that_asks_first_is_a_form_with_token_and_version(gallery: Flask) -> None:
    source = 'confirm.confirm("退回", "真的？", "/back", "好", version=7)'
    drawn = draw(gallery, source)
    assert drawn.count("csrf_token") == 1
    assert 'name="version" value="7"' in drawn
    assert 'action="/back"' in drawn


def test_words_from_people_are_escaped(gallery: Flask) -> None:
    source = 'party.party("会办", unit, ("<b>", "done"), "<script>")'
    assert "<script>" not in draw(gallery, source, unit="<img>")


def test_a_pager_at_the_first_page_offers_only_what_comes_later(gallery: Flask) -> None:
    source = 'pager.pager("本页第1至20件", none, "/next")'
    drawn = draw(gallery, source)
    assert drawn.count('aria-disabled="true"') == 1
    assert 'href="/next"' in drawn
