"""Which language a page speaks: the person's, else the one chosen before signing in, else the browser's."""

from babel.support import NullTranslations
from flask import g, has_app_context, request, session
from flask_babel import Domain

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


class KeptDomain(Domain):
    """Looks for the catalogue once a request and not at each word, which would be a fifth of a page's time."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the present language; ``force_locale`` forgets the kept one."""
        if not has_app_context():
            return NullTranslations()
        kept = g.get("_flask_babel")
        found: NullTranslations | None = getattr(kept, "babel_translations", None)
        if found is None:
            found = super().get_translations()
            g._flask_babel.babel_translations = found  # noqa: SLF001 - flask_babel's own name, which it resets
        return found
