"""What a department takes the heads of its spreadsheets for."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_register_head_host_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_head")),
        sa.UniqueConstraint("host_unit_id", "head", name=op.f("uq_register_head_host_unit_id_head")),
    )


def downgrade() -> None:
    op.drop_table("register_head")
