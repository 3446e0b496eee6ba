"""The WSGI entry point: ``gunicorn wsgi:app``."""

from tracker.app import create_app

app = create_app()
if len(app.config["SECRET_KEY"]) < 32:
    raise SystemExit("TRACKER_SECRET_KEY 未设置或不足 32 个字符。TRACKER_SECRET_KEY is missing or short.")
