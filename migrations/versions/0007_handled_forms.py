"""Keep which sent form was handled, so that a lost answer is found again and nothing is done twice."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handled_form",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_handled_form_proposal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_handled_form_user_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_handled_form")),
    )
    with op.batch_alter_table("handled_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handled_form_at"), ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("handled_form")
