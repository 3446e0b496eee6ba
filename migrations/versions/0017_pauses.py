"""Pauses that move due dates: their spells, who asked and approved, and the number of items behind added time."""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEIJING = timezone(timedelta(hours=8))
OPEN = "state IN ('asked', 'endorsed')"
OPEN_ITEM = f"{OPEN} AND assignment_id IS NULL"
KINDS = ("return", "extension", "withdrawal", "not_public", "void")
PARTIAL = (
    ("uq_side_request_open", ["proposal_id", "assignment_id", "kind"], True, OPEN),
    ("uq_side_request_open_item", ["proposal_id", "kind"], True, OPEN_ITEM),
    ("ix_side_request_waiting", ["kind", "proposal_id"], False, OPEN),
)
INSTANT = sa.DateTime(timezone=True)
assignment = sa.table(
    "assignment",
    sa.column("id", sa.Integer),
    sa.column("proposal_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("paused_on", sa.Date),
)
proposal = sa.table(
    "proposal", sa.column("id", sa.Integer), sa.column("stage", sa.String), sa.column("paused_on", sa.Date)
)
event = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("reason", sa.Text),
    sa.column("at", INSTANT),
    sa.column("actor_id", sa.Integer),
)


def _spells() -> None:
    op.create_table(
        "part_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_at", INSTANT, nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= from_on", name=op.f("ck_part_pause_ends_after_start")
        ),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_at IS NULL)", name=op.f("ck_part_pause_ended")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_part_pause_{column}"))
            for column, table in (
                ("proposal_id", "proposal"),
                ("assignment_id", "assignment"),
                ("request_id", "side_request"),
                ("approved_by_id", "user_account"),
                ("ended_by_id", "user_account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_pause")),
    )
    for column in ("proposal_id", "assignment_id", "request_id"):
        op.create_index(op.f(f"ix_part_pause_{column}"), "part_pause", [column], unique=False)
    is_open = sa.text("ended_on IS NULL")
    op.create_index(
        "uq_part_pause_open",
        "part_pause",
        ["assignment_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _kinds(*kinds: str) -> None:
    """Let requests be of these kinds; the partial indexes are written anew, since a rebuilt table loses them."""
    for name, *_ in PARTIAL:
        op.drop_index(name, "side_request")
    allowed = sa.text(f"kind IN ({', '.join(repr(kind) for kind in kinds)})")
    with op.batch_alter_table("side_request") as batch:
        batch.drop_constraint(op.f("ck_side_request_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_side_request_kind"), allowed)
        if "pause" in kinds:
            batch.add_column(sa.Column("asked_items", sa.Integer(), nullable=True))
        else:
            batch.drop_column("asked_items")
    for name, columns, unique, where in PARTIAL:
        condition = sa.text(where)
        op.create_index(
            name,
            "side_request",
            columns,
            unique=unique,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def _take_over() -> None:
    """Give every part that rests already its spell, from the event that says who let it rest and why."""
    bind = op.get_bind()
    resting = bind.execute(
        sa.select(assignment.c.id, assignment.c.proposal_id).where(assignment.c.state == "paused")
    ).all()
    spells = sa.table(
        "part_pause",
        sa.column("proposal_id", sa.Integer),
        sa.column("assignment_id", sa.Integer),
        sa.column("from_on", sa.Date),
        sa.column("reason", sa.Text),
        sa.column("approved_at", INSTANT),
        sa.column("approved_by_id", sa.Integer),
    )
    for part_id, item_id in resting:
        told = bind.execute(
            sa.select(event.c.at, event.c.actor_id, event.c.reason)
            .where(event.c.kind == "assignment.paused", event.c.subject_id == part_id)
            .order_by(event.c.id.desc())
            .limit(1)
        ).one()
        at: datetime = told.at if told.at.tzinfo else told.at.replace(tzinfo=UTC)
        day = at.astimezone(BEIJING).date()
        bind.execute(
            sa.insert(spells).values(
                proposal_id=item_id,
                assignment_id=part_id,
                from_on=day,
                reason=told.reason or "",
                approved_at=told.at,
                approved_by_id=told.actor_id,
            )
        )
        bind.execute(sa.update(assignment).where(assignment.c.id == part_id).values(paused_on=day))
        bind.execute(
            sa.update(proposal)
            .where(proposal.c.id == item_id, proposal.c.stage == "paused")
            .values(paused_on=day)
        )


def upgrade() -> None:
    op.add_column("assignment", sa.Column("paused_on", sa.Date(), nullable=True))
    op.add_column("proposal", sa.Column("paused_on", sa.Date(), nullable=True))
    _kinds(*KINDS, "pause")
    _spells()
    _take_over()


def downgrade() -> None:
    """Go back; a request to pause is kept as one to extend, the nearest kind that the older tables know."""
    op.drop_table("part_pause")
    op.execute("UPDATE side_request SET kind = 'extension' WHERE kind = 'pause' AND decided_at IS NOT NULL")
    op.execute(
        "UPDATE side_request SET kind = 'extension', state = 'cancelled', decided_at = asked_at, "
        "decided_by_id = asked_by_id WHERE kind = 'pause'"
    )
    _kinds(*KINDS)
    op.drop_column("proposal", "paused_on")
    op.drop_column("assignment", "paused_on")
