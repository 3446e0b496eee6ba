"""Keeping sign-off chains: a draft is copied, edited, and put in force from a day; what is in force is never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import local_day
from tracker.domain.chains import LONGEST_NAME, StepPlan, faults_of
from tracker.domain.errors import N_, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.permissions import Actor, Permission
from tracker.domain.step_words import Importance
from tracker.domain.vocabulary import Kind, Role
from tracker.extensions import db
from tracker.models.people import Unit
from tracker.models.sign_off import SignOffChain, SignOffChainStep
from tracker.queries.chains import chain_with_steps, plans_of
from tracker.services.people import demand_anywhere
from tracker.services.unit_of_work import unit_of_work

KEEPERS = (Role.COORDINATOR, Role.SECURITY_ADMIN)


@dataclass(frozen=True)
class ChainEntry:
    """A chain as it is entered: for which items it is, any where None, and its steps."""

    name: str
    kind: Kind | None
    importance: Importance | None
    steps: Sequence[StepPlan]


def kept_units(actor: Actor) -> frozenset[int]:
    """Return the units whose chains a person keeps (A12): where they coordinate, or keep the security policy."""
    return frozenset[int]().union(*(actor.scopes.get(role, frozenset()) for role in KEEPERS))


def copy_chain(actor: Actor, unit_id: int, *, source_id: int | None, now: datetime) -> SignOffChain:
    """Make a draft with the steps of another chain of the unit, or with those of the built-in one."""
    with unit_of_work():
        _demand(actor, unit_id, now)
        source = _opened(actor, source_id, now) if source_id is not None else None
        unit = db.session.get(Unit, unit_id)
        if unit is None or (source is not None and source.unit_id != unit_id):
            raise NotFound
        made = SignOffChain(
            unit_id=unit_id,
            name=source.name if source else N_("新流程"),
            kind=source.kind if source else None,
            importance=source.importance if source else None,
            created_at=now,
            created_by_id=actor.user_id,
            steps=[SignOffChainStep(**vars(plan)) for plan in plans_of(source)],
        )
        db.session.add(made)
        db.session.flush()
        return made


def save_chain(
    actor: Actor, chain_id: int, *, entry: ChainEntry, version: int | None, now: datetime
) -> SignOffChain:
    """Write a draft anew; raises Refused for a chain in force, of which a copy is edited instead."""
    with unit_of_work():
        chain = _opened(actor, chain_id, now, version)
        if chain.valid_from is not None:
            raise Refused(reason=N_("已经定下生效日期的流程不能改，请复制一份再改。"))
        name = entry.name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise InvalidInput(field="name", reason=N_("请填写流程名称，最多60个字。"))
        chain.name, chain.kind, chain.importance = name, entry.kind, entry.importance
        chain.steps = [SignOffChainStep(**vars(plan)) for plan in entry.steps]
        return chain


def put_in_force(
    actor: Actor, chain_id: int, *, valid_from: date | None, version: int | None, now: datetime
) -> SignOffChain:
    """Put a sound draft in force from a day on, today or later; replies submitted before keep their own steps."""
    with unit_of_work():
        chain = _opened(actor, chain_id, now, version)
        if chain.valid_from is not None:
            raise Refused(reason=N_("这个流程已经定下生效日期。"))
        faults = faults_of(plans_of(chain))
        if faults:
            raise Refused(reason=faults[0])
        if valid_from is None or valid_from < local_day(now):
            raise InvalidInput(field="valid_from", reason=N_("生效日期不能早于今天。"))
        chain.valid_from, chain.approved_at, chain.approved_by_id = valid_from, now, actor.user_id
        return chain


def end_chain(actor: Actor, chain_id: int, *, version: int | None, now: datetime) -> SignOffChain:
    """End a chain after today, so that a more general one, or the built-in one, applies again; it stays on record."""
    with unit_of_work():
        chain = _opened(actor, chain_id, now, version)
        today = local_day(now)
        if chain.valid_from is None or (chain.valid_to is not None and chain.valid_to <= today):
            raise Refused(reason=N_("这个流程现在没有生效，不用停用。"))
        chain.valid_to = max(today, chain.valid_from)
        return chain


def _demand(actor: Actor, unit_id: int, now: datetime) -> None:
    demand_anywhere(Permission.CHANGE_RULES, actor, now)
    if unit_id not in kept_units(actor):
        raise NotFound


def _opened(actor: Actor, chain_id: int, now: datetime, version: int | None = None) -> SignOffChain:
    """Return a chain that the person keeps; raises NotFound for another unit's, as for none at all."""
    demand_anywhere(Permission.CHANGE_RULES, actor, now)
    chain = chain_with_steps(chain_id)
    if chain is None or chain.unit_id not in kept_units(actor):
        raise NotFound
    if version is not None and chain.version != version:
        raise StalePage
    return chain
