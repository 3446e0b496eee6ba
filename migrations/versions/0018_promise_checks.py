"""Reminders name the check of promises that brought them; an index over open promises."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STEP = ["user_id", "watched", "subject_id", "due_on", "step"]
STEP_IS_UNIQUE = "uq_reminder_user_id_watched_subject_id_due_on_step"


def _only_where(name: str, condition: str, columns: list[str]) -> None:
    where = sa.text(condition)
    op.create_index(name, "reminder", columns, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    with op.batch_alter_table("reminder") as batch:
        batch.drop_constraint(op.f(STEP_IS_UNIQUE), type_="unique")
        batch.add_column(sa.Column("occasion", sa.String(length=20), nullable=True))
    _only_where("ix_reminder_step", "occasion IS NULL", STEP)
    _only_where("ix_reminder_occasion", "occasion IS NOT NULL", ["user_id", "subject_id", "occasion"])
    op.create_index(
        "ix_commitment_open",
        "commitment",
        ["id"],
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )


def downgrade() -> None:
    op.drop_index("ix_commitment_open", table_name="commitment")
    op.execute(
        "DELETE FROM reminder WHERE occasion IS NOT NULL"
    )  # an earlier version would take them for steps
    op.drop_index("ix_reminder_occasion", table_name="reminder")
    op.drop_index("ix_reminder_step", table_name="reminder")
    with op.batch_alter_table("reminder") as batch:
        batch.drop_column("occasion")
        batch.create_unique_constraint(op.f(STEP_IS_UNIQUE), STEP)
