"""Templates hold no style and no script of their own, and every component is a pair of files."""

import re

import pytest

from tests.support.source import ROOT, name_of

TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "mail" not in path.parts]

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an event handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script without a file": r"<script(?![^>]*\bsrc=)",
    "a script address": r"javascript:",
    "an address outside": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "unescaped text": r"\|\s*safe\b|autoescape\s+false",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    assert [name_of(path) for path in TEMPLATES if pattern.search(path.read_text("utf-8"))] == []


def test_every_component_is_a_macro_file_and_a_style_file() -> None:
    macros = {path.stem for path in (ROOT / "templates/components").glob("*.html")}
    styles = {path.stem for path in (ROOT / "static/css/components").glob("*.css")}
    assert macros == styles


def test_every_component_file_holds_macros_and_nothing_else() -> None:
    outside = re.compile(
        r"{#.*?#}|{%-?\s*macro.*?endmacro\s*-?%}|{%-?\s*(?:from|import|set)\b.*?%}", re.DOTALL
    )
    files = {path: path.read_text("utf-8") for path in (ROOT / "templates/components").glob("*.html")}
    assert [path.stem for path, text in files.items() if "macro " not in text] == []
    assert [path.stem for path, text in files.items() if outside.sub("", text).strip()] == []


def test_parts_that_are_kept_do_not_ask_who_reads_or_when() -> None:
    """A kept part is drawn from its values, the language and the day; what else it asked would be kept with it."""
    asks = re.compile(r"\b(?:csrf_token|mark_of_page|now\(|viewer|session|request|current|may\()")
    kept = {
        name for path in TEMPLATES for name in re.findall(r"kept\(\s*[\"']([^\"']+)", path.read_text("utf-8"))
    }
    assert kept
    bare = {
        name: re.sub(
            r"{#.*?#}|aria-current|item\.current", "", (ROOT / "templates" / name).read_text("utf-8")
        )
        for name in kept
    }
    assert [name for name, text in bare.items() if asks.search(text)] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text("utf-8")))
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r"\bicon\(\s*[\"']([a-z0-9-]+)[\"']", path.read_text("utf-8"))
    }
    assert used - sprite == set()


def test_chinese_text_in_templates_goes_through_the_catalogue() -> None:
    """Text outside ``{{ … }}``, ``{% … %}`` and comments holds no Chinese, but for the signs 〔〕 and the like."""
    code = re.compile(r"{#.*?#}|{%-?\s*trans.*?endtrans\s*-?%}|{{.*?}}|{%.*?%}", re.DOTALL)
    bare = {
        name_of(path): found
        for path in TEMPLATES
        if (found := re.findall(r"[\u4e00-\u9fff]+", code.sub("", path.read_text("utf-8"))))
    }
    assert bare == {}
