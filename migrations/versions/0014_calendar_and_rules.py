"""Holiday notices as they were entered, and the rule sets of an office."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_calendar_change_by_id")),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["calendar_change.id"], name=op.f("fk_calendar_change_undoes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_calendar_change_undoes_id")),
    )
    op.create_table(
        "office_rule_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", instant, nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(valid_from IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_office_rule_set_in_force_is_approved"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_office_rule_set_unit_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_office_rule_set_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_office_rule_set_approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_rule_set")),
        sa.UniqueConstraint("name", "label", name=op.f("uq_office_rule_set_name_label")),
    )
    op.create_index("ix_office_rule_set_unit", "office_rule_set", ["unit_id", "valid_from"])


def downgrade() -> None:
    op.drop_index("ix_office_rule_set_unit", "office_rule_set")
    op.drop_table("office_rule_set")
    op.drop_table("calendar_change")
