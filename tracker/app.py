"""The application factory: reads settings, starts extensions, registers pages and commands. It changes nothing."""

from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import models, paths, web
from tracker.extensions import babel, csrf, db, login_manager
from tracker.web.known_addresses import Tracker

__all__ = ["create_app", "load_settings", "models"]


def load_settings() -> ModuleType:
    """Load config.py by its path, so that no top-level module called ``config`` is needed."""
    spec = spec_from_file_location("tracker_settings", paths.find("config.py"))
    if spec is None or spec.loader is None:
        raise FileNotFoundError("config.py")
    settings = module_from_spec(spec)
    spec.loader.exec_module(settings)
    return settings


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the application with its settings, each of which ``overrides`` may replace."""
    app = Tracker(
        "tracker",
        template_folder=str(paths.find("templates")),
        static_folder=str(paths.find("static")),
        static_url_path="/static",
    )
    app.config.from_object(load_settings())
    app.config.update(overrides or {})
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]  # Flask's own recipe
    db.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    web.init_app(app, babel)
    return app
