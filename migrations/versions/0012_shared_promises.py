"""Promises that several letters of one merged group make: one record, tied to every further letter."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_shared_promise_commitment_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_shared_promise_proposal_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_shared_promise_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_promise")),
        sa.UniqueConstraint(
            "commitment_id", "reply_id", name=op.f("uq_shared_promise_commitment_id_reply_id")
        ),
    )
    op.create_index("ix_shared_promise_proposal", "shared_promise", ["proposal_id", "commitment_id"])
    op.create_index("ix_shared_promise_reply", "shared_promise", ["reply_id"])


def downgrade() -> None:
    """Go back; every promise stays with the item that holds it."""
    op.drop_table("shared_promise")
