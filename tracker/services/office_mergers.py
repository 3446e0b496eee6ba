"""An office goes into another one of its department (并处), and a unit is closed once nothing hangs on it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.clock import local_day
from tracker.domain import hand_overs as rules
from tracker.domain.audit import AuditKind
from tracker.domain.errors import N_, Forbidden, InvalidInput, NotFound, Refused, StalePage
from tracker.domain.permissions import Actor, Permission
from tracker.domain.phrases import phrase
from tracker.domain.vocabulary import ADMIN_ROLES, Role, UnitKind
from tracker.extensions import db
from tracker.models.hand_over import HandOver
from tracker.models.people import RoleGrant, Unit, User, grant
from tracker.queries.directory import in_force
from tracker.queries.held_work import held_in, is_waiting, piles
from tracker.queries.leaving import remains_in
from tracker.queries.people import holders, unit_tree
from tracker.services.audit import by, note
from tracker.services.hand_overs import asked_reason, file_offer
from tracker.services.people import demand_anywhere, may_keep_unit
from tracker.services.unit_of_work import unit_of_work

NOT_OFFICES = N_("只有同一单位的内设机构可以合并。外单位改名用“更名”，撤销后新交的件直接交给新单位。")
NOT_HEAD = N_("请选择并入处室的负责人来接收。")
NOT_EMPTY = N_("%(name)s还有没移交的工作、人员或下级机构，暂时不能停用。要先办的事列在这个单位的页面上。")
CLOSED = N_("这个单位已经停用。")


def offer_office(
    actor: Actor,
    unit_id: int,
    *,
    to_unit_id: int | None,
    receiver_id: int | None,
    reason: str | None,
    now: datetime,
) -> HandOver:
    """Offer all that lies in an office to another office of the department; a head there receives it (W40, the office).

    The officers keep their items where they hold the role in the other office by then. Raises InvalidInput for offices
    of two departments, and for somebody who is not head there; Refused where nothing lies in the office.
    """
    with unit_of_work():
        unit = db.session.get(Unit, unit_id)
        if unit is None:
            raise NotFound
        if not actor.holds(Role.COORDINATOR, unit_id):
            raise Forbidden
        target = db.session.get(Unit, to_unit_id) if to_unit_id else None
        _check_offices(unit, target)
        heads = {user.id for user in holders(Role.HEAD, [to_unit_id or 0], local_day(now))}
        if receiver_id not in heads:
            raise InvalidInput(field="receiver", reason=NOT_HEAD)
        held = held_in([unit_id])
        free = ~is_waiting(held)
        if not piles(held, free):
            raise Refused(reason=rules.NOTHING)
        offer = HandOver(
            unit_id=unit_id, to_unit_id=to_unit_id, receiver_id=receiver_id, reason=asked_reason(reason)
        )
        return file_offer(actor, offer, held, [free], now)


def _check_offices(unit: Unit, target: Unit | None) -> Unit:
    if target is None or target.id == unit.id or not target.is_active:
        raise InvalidInput(field="to_unit", reason=N_("请选择并入哪个处室。"))
    tree = unit_tree()
    is_inside = unit.kind is target.kind is UnitKind.OFFICE and tree.root(unit.id) is tree.root(target.id)
    if not is_inside:
        raise InvalidInput(field="to_unit", reason=NOT_OFFICES)
    return target


def move_roles(actor: Actor, unit_id: int, *, to_unit_id: int | None, now: datetime) -> int:
    """Give everybody of an office the same roles in the one that it goes into (A2, freshly proved); returns how many.

    The old roles end yesterday, and their history stays.
    """
    with unit_of_work():
        demand_anywhere(Permission.GRANT_ROLE, actor, now)
        unit, target = db.session.get(Unit, unit_id), db.session.get(Unit, to_unit_id or 0)
        if unit is None:
            raise NotFound
        successor = _check_offices(unit, target)
        today = local_day(now)
        wanted = select(RoleGrant).where(RoleGrant.unit_id == unit_id, in_force(today))
        moved = [one for one in db.session.scalars(wanted) if one.role not in ADMIN_ROLES]
        for held in moved:
            _move_role(actor, held, successor, now)
        return len(moved)


def _move_role(actor: Actor, held: RoleGrant, target: Unit, now: datetime) -> None:
    today, user = local_day(now), db.session.get_one(User, held.user_id)
    has = select(RoleGrant.id).where(RoleGrant.user_id == user.id, RoleGrant.role == held.role)
    there = has.where(RoleGrant.unit_id == target.id, in_force(today))
    if db.session.scalar(there) is None:
        db.session.add(grant(user, target, held.role, today))
    held.valid_to = max(today - timedelta(days=1), held.valid_from)
    user.session_version += 1
    data = {"role": held.role.value, "unit_id": target.id}
    note(by(actor, AuditKind.ROLE_GRANTED, now, ("user", user.id), **data))


def close_unit(actor: Actor, unit_id: int, *, version: int | None, now: datetime) -> Unit:
    """Close a unit from today on: it can be given nothing any more; its names and all that it did stay."""
    with unit_of_work():
        unit = db.session.get(Unit, unit_id, with_for_update=True)
        if unit is None:
            raise NotFound
        if not may_keep_unit(actor, unit.kind, now):
            raise Forbidden
        if version is not None and unit.version != version:
            raise StalePage
        if not unit.is_active:
            raise Refused(reason=CLOSED)
        if remains_in(unit_id, unit_tree(), local_day(now)):
            raise Refused(reason=phrase(NOT_EMPTY, name=unit.name))
        unit.is_active = False
        for name in unit.names:
            name.valid_to = name.valid_to or max(local_day(now), name.valid_from)
        note(by(actor, AuditKind.UNIT_CLOSED, now, ("unit", unit.id)))
        return unit
