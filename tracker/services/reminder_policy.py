"""The office's own reminder policy: changed as a whole, kept with who and when; what it would bring is shown first."""

from collections.abc import Mapping
from datetime import datetime

from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, InvalidInput, StalePage
from tracker.domain.permissions import Actor, Permission
from tracker.domain.promise_checks import Check, Occasion, checked, field_of
from tracker.domain.quiet_hours import Hours
from tracker.domain.reminder_policy import Policy, policy_from
from tracker.domain.reminders import Rule, Rung, Watched, checked_rule
from tracker.models.reminder import ReminderPolicy
from tracker.queries.reminder_choices import policy_history
from tracker.queries.reminders import forget_hours, policy
from tracker.services.audit import by, note
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

Typed = Mapping[tuple[Watched, Rung], tuple[str, int]]
Checks = Mapping[Occasion, Check]


def change_policy(
    actor: Actor, *, rules: Typed, checks: Checks, hours: Hours, newest_id: int | None, now: datetime
) -> ReminderPolicy:
    """Put a policy in force from now on (A12, freshly proved); what was already brought to mind stays.

    ``newest_id`` is the policy that the page was made from, 0 for the default. Raises InvalidInput naming the rule or
    the check of promises.
    """
    with unit_of_work() as session:
        demand_anywhere(Permission.CHANGE_RULES, actor, now)
        newest = next((row.id for row in policy_history()), 0)
        if newest_id is not None and newest_id != newest:
            raise StalePage
        before, after = policy(), typed_policy(rules, checks, hours)
        row = ReminderPolicy(data=after.to_json(), at=now, by_id=actor.user_id)
        session.add(row)
        session.flush()
        changed = {key: told for key, told in _told(after).items() if _told(before).get(key, "") != told}
        gone = dict.fromkeys(_told(before).keys() - _told(after).keys(), "")
        about = ("reminder_policy", row.id)
        told = {**after.hours.to_json(), **changed, **gone}
        note(by(actor, AuditKind.SETTINGS_CHANGED, now, about, before={}, after=told))
    forget_hours()
    return row


def _told(found: Policy) -> dict[str, str]:
    """Return every rule and check of promises in the words of the audit log."""
    rules = {
        f"{watched.value}/{rung.value}": f"{steps_text(rule)} / {rule.every}"
        for (watched, rung), rule in found.rules.items()
    }
    checks = {
        f"promises/{occasion.value}": f"{check.month}-{check.day} {' '.join(check.who)} / {check.within}"
        for occasion, check in found.checks.items()
        if check.on
    }
    return {**rules, **checks}


def typed_policy(rules: Typed, checks: Checks, hours: Hours) -> Policy:
    """Return the policy that a form's texts mean; an empty text takes the rung out."""
    made = {
        (watched, rung): _rule(text, every, f"{watched.value}_{rung.value}")
        for (watched, rung), (text, every) in rules.items()
        if text.strip()
    }
    days = {occasion: checked(check, field_of(occasion)) for occasion, check in checks.items()}
    return policy_from(Policy(made, hours, days).to_json())


def _rule(text: str, every: int, field: str) -> Rule:
    """Read steps such as ``-7 -3 0 +1``; raises InvalidInput naming the field."""
    words = text.replace("，", " ").replace(",", " ").replace("、", " ").replace("－", "-").split()
    try:
        steps = [int(word) for word in words]
    except ValueError as error:
        raise InvalidInput(field=field, reason=N_("请填工作日数，用空格分开，例如：-7 -3 0 1。")) from error
    return checked_rule(steps, every, field)


def steps_text(rule: Rule) -> str:
    """Return a rule's steps as they are typed."""
    return " ".join(str(step) for step in rule.steps)
