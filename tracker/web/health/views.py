"""Two answers for programs: no name of an item or of a person is in either."""

from hmac import compare_digest

from flask import Response, current_app, jsonify, request

from tracker.domain.errors import NotFound
from tracker.queries.calendar import working_calendar
from tracker.queries.outbox_state import (
    Health,
    OutboxState,
    clockwork_health,
    outbox_health,
    outbox_state,
    read_or_nothing,
)
from tracker.web import current
from tracker.web.health import blueprint

FINE = frozenset({Health.WELL, Health.PAUSED})


@blueprint.get("/healthz")
def show_health() -> tuple[Response, int]:
    """Say how database, clockwork and outbox are: 200 where all is well or was paused, else 503."""
    state = read_or_nothing(current.now())
    if state is None:
        return jsonify(status="down", database="down"), 503
    parts = _parts(state)
    is_fine = set(parts.values()) <= FINE
    return jsonify(status="ok" if is_fine else "late", database="ok", **parts), 200 if is_fine else 503


def _parts(state: OutboxState) -> dict[str, Health]:
    now, is_paused = current.now(), current_app.config["MAIL_PAUSED"]
    return {
        "clockwork": clockwork_health(state, now),
        "outbox": outbox_health(state, working_calendar(), now, is_paused=is_paused),
    }


@blueprint.get("/metrics")
def show_metrics() -> Response:
    """Give figures in Prometheus' text format to this machine, or to who knows the token; others find nothing."""
    if not (current.is_loopback() or _knows_token()):
        raise NotFound
    state = outbox_state(current.now())
    lines = [
        f"# TYPE tracker_{name} gauge\ntracker_{name} {value}" for name, value in _figures(state).items()
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def _knows_token() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(given.encode(), token.encode())


def _figures(state: OutboxState) -> dict[str, float]:
    now, parts = current.now(), _parts(state)
    beat, sent, oldest = state.beat_at, state.last_sent_at, state.oldest_due_at
    return {
        "clockwork_up": int(parts["clockwork"] is Health.WELL),
        "clockwork_last_beat_timestamp_seconds": beat.timestamp() if beat else 0,
        "mail_silent": int(parts["outbox"] is Health.SILENT),
        "mail_paused": int(bool(state.paused_at) or current_app.config["MAIL_PAUSED"]),
        "mail_open": state.waiting,
        "mail_due": state.due,
        "mail_in_doubt": state.in_doubt,
        "mail_failed": state.failed,
        "mail_last_sent_timestamp_seconds": sent.timestamp() if sent else 0,
        "mail_oldest_due_seconds": (now - oldest).total_seconds() if oldest else 0,
    }
