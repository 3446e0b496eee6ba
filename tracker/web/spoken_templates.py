"""Templates compiled once for each language: a text without places is then a constant and not a look into a catalogue.

A page has some hundred texts, and looking each of them up was a fifth of its time. What a template says is the same
as without this: Jinja's own ``gettext`` still does what is not known when a template is compiled. The indents of the
sources, a fifth of a page's bytes, are left out in the same way; what people typed is no part of a template.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from flask_babel import force_locale, get_locale, gettext
from jinja2 import nodes
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

INDENT = re.compile(r"\s*\n\s*")
NAMES = frozenset({"_", "gettext"})


class SpokenTemplate(Template):
    """A template whose macros are made once: none has globals of its own, which Jinja would look for at each import."""

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class SpokenEnvironment(Environment):
    """Hands every template out in the language of the moment; an overlay of its own keeps those of one language."""

    template_class = SpokenTemplate
    language: str | None = None
    spoken: dict[str, "SpokenEnvironment"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spoken = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002 - jinja2's own name
        if self.language is not None:
            return super()._load_template(name, globals)
        return self._speaking(str(get_locale())).get_template(name, globals=globals)

    def _speaking(self, language: str) -> "SpokenEnvironment":
        if language not in self.spoken:
            made: Any = self.overlay()
            made.language = language
            self.spoken[language] = made
        return self.spoken[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language is None:
            return tree
        is_escaped = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        if is_escaped:
            for data in tree.find_all(nodes.TemplateData):
                data.data = INDENT.sub("\n", data.data)
        with force_locale(self.language):
            _Translated(self, Markup if is_escaped else str).visit(tree)
        return tree


class _Translated(NodeTransformer):
    """Puts the translation in the place of each call of gettext with a text that stands in the template."""

    def __init__(self, environment: Environment, kind: type[str]) -> None:
        self.environment, self.kind = environment, kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja2's own name
        """Translate a call; its places are filled when the page is drawn, escaped as gettext does it."""
        self.generic_visit(node)
        known = isinstance(node.node, nodes.Name) and node.node.name in NAMES and len(node.args) == 1
        if not known or node.dyn_args or node.dyn_kwargs or not isinstance(node.args[0], nodes.Const):
            return node
        text = nodes.Const(self.kind(gettext(node.args[0].value)))
        pairs = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
        return nodes.Mod(text, nodes.Dict(pairs), lineno=node.lineno).set_environment(self.environment)
