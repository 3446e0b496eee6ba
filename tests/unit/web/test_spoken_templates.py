"""Templates that are compiled by language say exactly what gettext would say."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from flask_babel import Babel, force_locale
from jinja2 import DictLoader

from tests.support.source import ROOT
from tracker.web.known_addresses import Tracker

TEMPLATES = {
    "plain.html": "{{ _('我的工作台') }}|{{ _('不在目录里的话100%%') }}",
    "places.html": "{{ _('%(day)s起暂停', day=day) }}|{{ _(word) }}",
    "macros.html": "{% macro say(x) %}<b>{{ _('%(day)s起暂停', day=x) }}</b>{% endmacro %}",
    "outer.html": "{% from 'macros.html' import say %}{{ say(day) }}{% include 'plain.html' %}",
    "text.txt": "{{ _('%(day)s起暂停', day=day) }}\n    indented",
    "indents.html": "<p>\n        one\n\n    </p>   <i> </i>",
}


@pytest.fixture
def app() -> Iterator[Flask]:
    """A bare application with the product's catalogue and these templates."""
    made = Tracker("spoken")
    made.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "tracker" / "translations")
    Babel(made, default_locale="zh_Hans_CN")
    made.jinja_env.loader = DictLoader(TEMPLATES)

    @made.get("/items/<int:number>")
    def item(number: int) -> str:
        return str(number)

    with made.test_request_context():
        yield made


def test_each_language_has_its_own(app: Flask) -> None:
    assert render_template("plain.html").startswith("我的工作台|不在目录里的话100%")
    with force_locale("en"):
        assert render_template("plain.html").startswith("My desk|")
    assert render_template("plain.html").startswith("我的工作台|不在目录里的话100%")
    assert app.jinja_env.get_template("plain.html") is app.jinja_env.get_template("plain.html")


def test_what_stands_in_a_place_is_escaped_and_texts_are_found_at_run_time(app: Flask) -> None:
    said = render_template("places.html", day="<b>", word="我的工作台")
    assert said == "&lt;b&gt;起暂停|我的工作台"
    with force_locale("en"):
        assert render_template("places.html", day="1", word="我的工作台").endswith("|My desk")


def test_macros_and_included_templates_follow(app: Flask) -> None:
    assert render_template("outer.html", day="<").startswith("<b>&lt;起暂停</b>我的工作台")
    with force_locale("en"):
        assert "My desk" in render_template("outer.html", day="x")


def test_plain_texts_are_neither_escaped_nor_laid_out_anew(app: Flask) -> None:
    assert render_template("text.txt", day="<1>") == "<1>起暂停\n    indented"


def test_indents_of_the_sources_do_not_travel(app: Flask) -> None:
    assert render_template("indents.html") == "<p>\none\n</p>   <i> </i>"


def test_an_address_is_built_once_and_never_taken_for_another(app: Flask) -> None:
    assert [app.url_for("item", number=1) for _ in range(3)] == ["/items/1"] * 3
    assert app.url_for("item", number=1, back="a b") == "/items/1?back=a+b"
    assert app.url_for("item", number=1, _external=True) == "http://localhost/items/1"
    assert app.url_for("item", number=1, several=["a", "b"]) == "/items/1?several=a&several=b"
    assert app.url_for("item", number=2, yes=1) != app.url_for("item", number=2, yes=True)
    with app.test_request_context("/", base_url="http://localhost/below/"):
        assert app.url_for("item", number=1) == "/below/items/1"
