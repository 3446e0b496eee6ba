"""The office's policy with what it brings tomorrow, and how each mail looks."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.errors import InvalidInput
from tracker.domain.promise_checks import Occasion, field_of, next_days
from tracker.domain.quiet_hours import Hours
from tracker.domain.reminders import Rung, Watched
from tracker.mail.sheet import Line, Section, Sheet, as_text, said, subject_of
from tracker.queries.calendar import working_calendar
from tracker.queries.promises import names_of
from tracker.queries.reminder_choices import PolicyRow, policy_history
from tracker.queries.reminders import policy, policy_of
from tracker.queries.ties import named_items
from tracker.services import notices, urging
from tracker.services.reminder_policy import change_policy, steps_text
from tracker.services.reminders import foreseen
from tracker.web.current import actor, now, today, units
from tracker.web.labels import label
from tracker.web.reminders import blueprint
from tracker.web.reminders.forms import PolicyForm, typed_check

Answer = str | Response | tuple[str, int]
MOST_FORESEEN = 200


def _kept(newest: PolicyRow | None) -> dict[str, Any]:
    """Return the policy in force as the form shows it."""
    found = policy_of(newest)
    data: dict[str, Any] = {}
    for (watched, rung), rule in found.rules.items():
        name = f"{watched.value}_{rung.value}"
        data |= {name: steps_text(rule), f"{name}_every": rule.every}
    for occasion, check in found.checks.items():
        data |= {f"{field_of(occasion)}_{key}": entry for key, entry in check.to_json().items()}
    return {**data, **found.hours.to_json(), "newest_id": newest.id if newest else 0}


def _page(form: Any, history: Sequence[PolicyRow], status: int = 200) -> tuple[str, int]:
    page = render_template(
        "reminders/edit_policy.html",
        form=form,
        days=[_rungs(form, watched) for watched in Watched],
        occasions={occasion: field_of(occasion) for occasion in Occasion},
        coming=_coming(),
        history=history,
    )
    return page, status


def _coming() -> dict[Occasion, date]:
    """Return the working day on which each check of promises comes next."""
    return next_days(policy().checks, today(), working_calendar())


def _rungs(form: Any, watched: Watched) -> tuple[Watched, list[Rung], list[Rung], str]:
    """Return a due day, the levels that are reminded of it or were refused as typed, the others, and their names."""
    fields = {rung: form[f"{watched.value}_{rung.value}"] for rung in Rung}
    used = [rung for rung, field in fields.items() if field.data or field.errors]
    spare = [rung for rung in Rung if rung not in used]
    return watched, used, spare, _("、").join(str(label(rung)) for rung in spare)


@blueprint.get("/reminders/policy")
def edit_policy() -> Answer:
    """Show the policy and its history."""
    history = policy_history()
    return _page(PolicyForm(formdata=None, data=_kept(next(iter(history), None))), history)


@blueprint.get("/reminders/foreseen")
def view_foreseen() -> str:
    """Show who would be reminded of what on the next working day, or on the day of a check of promises."""
    coming, next_day = _coming(), working_calendar().add_working_days(today(), 1)
    day = next((one for one in coming.values() if one.isoformat() == request.args.get("day")), next_day)
    found = foreseen(day, MOST_FORESEEN)
    return render_template(
        "reminders/view_foreseen.html",
        found=found,
        day=day,
        next_day=next_day,
        coming=sorted(coming.items(), key=itemgetter(1)),
        names=names_of(sorted({one.user_id for one in found})),
        items=named_items(actor(), units(), {one.proposal_id for one in found}),
    )


@blueprint.post("/reminders/policy")
def save_policy() -> Answer:
    """Put what was typed in force."""
    form: Any = PolicyForm()
    if form.validate():
        try:
            change_policy(actor(), **_typed(form), now=now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("新的提醒办法已经生效。"), "done")
            return redirect(url_for("reminders.edit_policy"))
    return _page(form, policy_history(), 422)


def _typed(form: Any) -> dict[str, Any]:
    """Return what was typed, as the service takes it."""
    names = {(watched, rung): f"{watched.value}_{rung.value}" for watched in Watched for rung in Rung}
    return {
        "rules": {
            key: (form[name].data or "", form[f"{name}_every"].data or 0) for key, name in names.items()
        },
        "checks": {occasion: typed_check(form, occasion) for occasion in Occasion},
        "hours": Hours(form.digest_hour.data, form.quiet_from.data, form.quiet_to.data),
        "newest_id": form.newest_id.data or 0,
    }


@blueprint.get("/reminders/messages")
def view_messages() -> str:
    """Show every mail as it is written, with an invented item."""
    return render_template("reminders/view_messages.html", messages=list(_messages()))


def _messages() -> list[tuple[str, str]]:
    """Return subject and text of each mail that an event or an urging brings."""
    sheets = [
        _sample(said(one.what), said(one.lead) % {"actor": _("韦丽华")}, said(notices.WHY))
        for one in _kinds()
    ]
    lead = _("%(actor)s催办这一件，现在等您办理。", actor=_("黄志强"))
    sheets.append(_sample(_("催办"), lead, said(urging.WHY)))
    return [(sheet.subject, as_text(sheet)) for sheet in sheets]


def _kinds() -> list[notices.Notice]:
    return list({one.what: one for one in notices.NOTICES.values()}.values())


def _sample(what: str, lead: str, why: str) -> Sheet:
    line = Line(
        _("第20260001号"), _("关于补齐工业链短板的提案（样例）"), what, _("限%(day)s", day="…"), "/items/1"
    )
    subject = subject_of(what, line.number, line.title)
    return Sheet(subject, _("李文静"), lead, (Section(what, (line,)),), why, lang=str(get_locale() or "zh"))
