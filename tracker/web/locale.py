"""Which language a page speaks: the person's, else the one chosen before signing in, else the browser's."""

from flask import request, session

from tracker.web import current

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
DEFAULT = "zh"
CHOICE = "locale"


def chosen() -> str:
    """Return ``zh`` or ``en`` for this request."""
    wanted = session.get(CHOICE)
    if current.is_signed_in():
        wanted = current.actor().locale
    if wanted in LOCALES:
        return str(wanted)
    return request.accept_languages.best_match(list(LOCALES), DEFAULT) or DEFAULT


def other() -> str:
    """Return the language that the switch offers."""
    return "en" if chosen() == "zh" else "zh"


def select_locale() -> str:
    """Return Babel's name of the language of this request."""
    return LOCALES[chosen()]


def html_lang() -> str:
    """Return the language for the page's ``lang`` attribute."""
    return HTML_LANG[chosen()]
