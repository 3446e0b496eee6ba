"""Pages of the audit administrator: reading the log, checking its chain, taking it out."""

from dataclasses import replace
from datetime import date

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from tracker.domain.audit import AuditKind
from tracker.queries.administration import PAGE, AuditFilter, audit_page
from tracker.services import audit_book
from tracker.web import current
from tracker.web.addresses import asked_id
from tracker.web.administration import blueprint
from tracker.web.forms import FIRST_DAY, LAST_DAY
from tracker.web.labels_of_audit import AUDIT_KINDS, OBJECTS, RESULTS


@blueprint.get("/administration/audit")
def list_audit() -> str:
    """Show one page of the log, the latest first."""
    wanted = _filter()
    rows = audit_page(wanted)
    more = rows[PAGE - 1].sequence if len(rows) > PAGE else None
    return render_template(
        "administration/list_audit.html",
        rows=rows[:PAGE],
        wanted=wanted,
        kinds=AUDIT_KINDS,
        results=RESULTS,
        objects=OBJECTS,
        latest=_address(replace(wanted, before=None)) if wanted.before else None,
        older=_address(replace(wanted, before=more)) if more else None,
    )


def _address(wanted: AuditFilter) -> str:
    found: str = url_for(
        "administration.list_audit",
        kind=wanted.kind,
        person=wanted.person or None,
        day=wanted.day.isoformat() if wanted.day else None,
        before=wanted.before,
    )
    return found


def _filter() -> AuditFilter:
    kind = request.args.get("kind", "")
    return AuditFilter(
        kind=kind if kind in set(AuditKind) else None,
        person=request.args.get("person", "").strip()[:80],
        day=_day(request.args.get("day", "")),
        before=asked_id("before"),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


@blueprint.post("/administration/audit/verify")
def verify_audit() -> Answer:
    """Recompute every hash and say what came of it."""
    verdict = audit_book.verify(current.actor(), now=current.now())
    if verdict.first_bad is None:
        flash(_("%(rows)s行日志的编号和哈希都连续，没有改动。", rows=verdict.rows), "done")
    else:
        flash(_("日志从第%(row)s行起对不上，请立即保全数据库并报告。", row=verdict.first_bad), "late")
    return redirect(url_for("administration.list_audit"))


@blueprint.post("/administration/audit/export")
def export_audit() -> Response:
    """Send the whole log as lines of JSON."""
    lines = audit_book.export(current.actor(), now=current.now())
    name = f"audit-{current.today().isoformat()}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines), mimetype="application/x-ndjson", headers=headers)
