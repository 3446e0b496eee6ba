"""Sign-off chains: which one an item gets on a day, and the lists that their keepers see."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.chains import BUILT_IN, StepPlan, choose, weights_of
from tracker.domain.step_words import Importance
from tracker.domain.vocabulary import Kind
from tracker.extensions import db
from tracker.models.proposal import Proposal
from tracker.models.sign_off import SignOffChain, SignOffChainStep


def chain_for(unit_id: int, item: Proposal, on: date) -> SignOffChain | None:
    """Return the chain that a unit's reply to an item gets on a day in Beijing; None for the built-in one."""
    weights = weights_of(is_key=item.is_key, is_leader_led=item.is_leader_led)
    return tried(unit_id, item.kind, weights, on)


def tried(unit_id: int, kind: Kind, weights: Sequence[Importance], on: date) -> SignOffChain | None:
    """Return the chain that such an item would get on a day."""
    statement = (
        select(SignOffChain)
        .options(selectinload(SignOffChain.steps))
        .where(SignOffChain.unit_id == unit_id, SignOffChain.valid_from <= on)
        .where(or_(SignOffChain.valid_to.is_(None), SignOffChain.valid_to >= on))
        .order_by(SignOffChain.valid_from, SignOffChain.id)
    )
    return choose(db.session.scalars(statement).all(), kind, weights)


def plans_of(chain: SignOffChain | None) -> list[StepPlan]:
    """Return a chain's steps as they are written down; the built-in ones for None."""
    return list(BUILT_IN) if chain is None else [plan_of(step) for step in chain.steps]


def plan_of(step: SignOffChainStep) -> StepPlan:
    """Return one kept step as the rules see it."""
    return StepPlan(
        position=step.position,
        stage=step.stage,
        name=step.name,
        place=step.place,
        role=step.role,
        unit_id=step.unit_id,
        user_id=step.user_id,
        demands_meeting=step.demands_meeting,
    )


def chains_of(unit_ids: Iterable[int]) -> Sequence[SignOffChain]:
    """Return every chain of these units, those in force or to come first, then the drafts and the past ones."""
    statement = (
        select(SignOffChain)
        .options(joinedload(SignOffChain.created_by), joinedload(SignOffChain.approved_by))
        .options(selectinload(SignOffChain.steps))
        .where(SignOffChain.unit_id.in_(sorted(unit_ids)))
        .order_by(SignOffChain.unit_id, SignOffChain.valid_from.desc(), SignOffChain.id.desc())
    )
    return db.session.scalars(statement).all()


def chain_with_steps(chain_id: int) -> SignOffChain | None:
    """Return one chain with its steps, whom they name, and who made it."""
    statement = (
        select(SignOffChain)
        .options(joinedload(SignOffChain.created_by), joinedload(SignOffChain.approved_by))
        .options(
            selectinload(SignOffChain.steps).options(
                joinedload(SignOffChainStep.unit), joinedload(SignOffChainStep.user)
            )
        )
        .where(SignOffChain.id == chain_id)
    )
    return db.session.scalars(statement).one_or_none()
