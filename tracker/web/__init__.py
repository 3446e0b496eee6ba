"""Pages: one package a blueprint, and what they share. ``init_app`` joins them to the application."""

from importlib import import_module

from flask import Flask, Response
from flask_babel import Babel

from tracker.extensions import login_manager
from tracker.web import (
    access,
    again,
    clean_input,
    compressed,
    current,
    due_words,
    errors,
    evaluation_rows,
    filters,
    good_host,
    headers,
    icons,
    kept_html,
    labels,
    letter_rows,
    locale,
    navigation,
    once,
    publicity_words,
    rule_words,
    step_rows,
    way,
)
from tracker.web.addresses import IdConverter
from tracker.web.confidential import quote_in_list, sponsor_shown, without_names
from tracker.web.field_words import field_words
from tracker.web.keep_alive import keep_alive
from tracker.web.strict_request import StrictRequest

BLUEPRINTS = (
    "accounts",
    "desk",
    "chosen",
    "urging",
    "reminders",
    "register",
    "search",
    "board",
    "item",
    "people",
    "hand_over",
    "checks",
    "administration",
    "intake",
    "assignment",
    "request",
    "contact",
    "opinion",
    "drafting",
    "files",
    "sign_off",
    "chains",
    "calendar",
    "rules",
    "reply",
    "case_end",
    "evaluation",
    "grouping",
    "follow_up",
    "publication",
    "phrases",
    "mail",
    "health",
)


def register_blueprints(app: Flask) -> None:
    """Register every package with its access rules; raises RuntimeError where a view has no rule."""
    for name in BLUEPRINTS:
        package = import_module(f"tracker.web.{name}")
        app.register_blueprint(package.blueprint)
        access.add_rules(app, name, package.ACCESS)


def register_words(app: Flask, babel: Babel) -> None:
    """Give templates the filters, the labels and the frame's context, in the reader's language."""
    babel.init_app(app, locale_selector=locale.select_locale)
    babel.domain_instance = words = locale.KeptDomain()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja's i18n extension
        gettext=lambda text: words.get_translations().ugettext(text),
        ngettext=lambda one, many, count: words.get_translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(filters.FILTERS)
    app.jinja_env.globals.update(
        label=labels.label,
        action_label=labels.action_label,
        say=labels.say,
        word=labels.word,
        field_words=field_words,
        now=current.now,
        quote_in_list=quote_in_list,
        sponsor_shown=sponsor_shown,
        without_names=without_names,
        **due_words.GLOBALS,
        **rule_words.GLOBALS,
        **letter_rows.GLOBALS,
        **step_rows.GLOBALS,
        **way.GLOBALS,
        **publicity_words.GLOBALS,
        **evaluation_rows.GLOBALS,
    )
    icons.init_app(app)
    kept_html.init_app(app)
    app.context_processor(navigation.frame)


def init_app(app: Flask, babel: Babel) -> None:
    """Join pages, access rules, errors, headers and words to the application."""
    app.request_class = StrictRequest
    compressed.init_app(app)
    login_manager.session_protection = None
    login_manager.request_loader(current.load_signed_in)
    app.url_map.converters["int"] = IdConverter
    register_words(app, babel)
    register_blueprints(app)
    again.init_app(app)
    good_host.init_app(app)
    clean_input.init_app(app)
    access.init_app(app)
    once.init_app(app)
    errors.init_app(app)

    @app.after_request
    def note_click(response: Response) -> Response:
        keep_alive()
        return response

    headers.init_app(app)
