"""Imports of registers as work in the background, with what they made, so that one can be undone."""

import sqlalchemy as sa
from alembic import op

import tracker.models.base

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UNDER_WAY = "state IN ('waiting', 'running', 'undo_waiting', 'undoing')"
STATES = ("waiting", "running", "done", "failed", "cancelled", "undo_waiting", "undoing", "undone")


def upgrade() -> None:
    instant = tracker.models.base.UtcDateTime(timezone=True)
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="register_import_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("is_old", sa.Boolean(), nullable=False),
        sa.Column("stash", sa.String(length=64), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows_total", "rows_done", "made", "changed", "left_out", "attempt")
        ),
        sa.Column("lease_until", instant, nullable=True),
        sa.Column("last_event_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", instant, nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_register_import_host_unit_id")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_register_import_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name=op.f("fk_register_import_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_index("ix_register_import_host", "register_import", ["host_unit_id", "id"])
    op.create_index(
        "uq_register_import_under_way",
        "register_import",
        ["host_unit_id"],
        unique=True,
        sqlite_where=sa.text(UNDER_WAY),
        postgresql_where=sa.text(UNDER_WAY),
    )
    op.create_table(
        "imported_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("gave_units", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_imported_row_import_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_imported_row_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
    )
    op.create_index("ix_imported_row_import", "imported_row", ["import_id", "id"])
    op.create_index("ix_imported_row_proposal", "imported_row", ["proposal_id"])


def downgrade() -> None:
    op.drop_table("imported_row")
    op.drop_table("register_import")
