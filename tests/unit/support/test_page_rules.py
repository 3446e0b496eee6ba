"""The rules for pages find what they look for."""

import pytest

from tests.support.page_rules import faults

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{heading}</h1>{body}</body>
</html>"""


def page(body: str = "", title: str = "台账·办理", heading: str = "台账") -> str:
    return PAGE.format(body=body, title=title, heading=heading)


GOOD = (
    '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="1">'
    '<label for="a">题目</label><input id="a" name="a"><label>份数 <input name="b"></label>'
    '<select name="c" aria-label="届"><option>一</option></select><button>保存</button></form>'
    '<p>无 NoneSuch</p><a href="/y"><svg aria-hidden="true"></svg>打开</a>'
)


def test_a_good_page_has_no_faults() -> None:
    assert faults(page(GOOD)) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p><div></p>", "unexpected"),
        ("<h1>又一个</h1>", "h1"),
        ('<p id="a"></p><p id="a"></p>', "id a"),
        ('<label for="gone">题目</label>', "gone"),
        ('<input name="a">', "without a label"),
        ("<textarea></textarea>", "without a label"),
        ('<a href="/x"><svg></svg></a>', "without words"),
        ('<img src="/x">', "without alt"),
        ('<form method="post"></form>', "csrf_token"),
        ('<p style="color:red"></p>', "style"),
        ("<style></style>", "style"),
        ("<script>1</script>", "script"),
        ('<p onclick="x()"></p>', "onclick"),
        ("<p>办理人：None</p>", "None"),
        ("<p>还有%(count)s件</p>", "%(count)s"),
    ],
)
def test_a_fault_is_told(body: str, told: str) -> None:
    assert any(told in fault for fault in faults(page(body)))


def test_a_title_that_does_not_begin_with_the_heading_is_told() -> None:
    assert faults(page(title="办理·台账")) == ["title '办理·台账' does not begin with '台账'"]


def test_a_page_without_a_language_is_told() -> None:
    assert faults(page().replace(' lang="zh-CN"', "")) == ["html without lang"]
