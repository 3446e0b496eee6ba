"""Requests not to publish a letter; due dates that fall away; indexes for the desk's new tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DISSATISFIED = "(attitude = 'dissatisfied' OR result = 'dissatisfied') AND state = 'confirmed'"
# publishing was ticked off where it had been decided against: it fell away, nobody did it
DROPPED = """
UPDATE milestone SET dropped_on = done_on, done_on = NULL
WHERE code = 'publish' AND done_on IS NOT NULL
AND assignment_id IN (SELECT assignment_id FROM reply WHERE publicity <> 'proactive' AND state = 'sent')
AND assignment_id NOT IN (
    SELECT reply.assignment_id FROM reply JOIN public_copy ON public_copy.reply_id = reply.id
    WHERE public_copy.published_on IS NOT NULL
)
"""
TICKED = "UPDATE milestone SET done_on = dropped_on WHERE dropped_on IS NOT NULL AND done_on IS NULL"


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "publicity_request",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "publicity",
            _choice("publicity_request_publicity", "proactive", "on_request", "withheld"),
            nullable=False,
        ),
        sa.Column("form", _choice("publicity_request_form", "full", "summary"), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(publicity = 'proactive') = (form IS NOT NULL)",
            name=op.f("ck_publicity_request_form_is_of_public"),
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_publicity_request_reply_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["side_request.id"], name=op.f("fk_publicity_request_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_publicity_request")),
    )
    op.create_index("ix_publicity_request_reply_id", "publicity_request", ["reply_id"])
    op.create_index("ix_publicity_decision_review", "publicity_decision", ["review_on"])
    op.create_index(
        "ix_evaluation_dissatisfied",
        "evaluation",
        ["proposal_id"],
        sqlite_where=sa.text(DISSATISFIED),
        postgresql_where=sa.text(DISSATISFIED),
    )
    with op.batch_alter_table("milestone") as batch:
        batch.add_column(sa.Column("dropped_on", sa.Date(), nullable=True))
    op.execute(DROPPED)


def downgrade() -> None:
    """Go back; what fell away counts as done again, and the requests lose what they asked for."""
    op.execute(TICKED)
    with op.batch_alter_table("milestone") as batch:
        batch.drop_column("dropped_on")
    op.drop_index("ix_evaluation_dissatisfied", "evaluation")
    op.drop_index("ix_publicity_decision_review", "publicity_decision")
    op.drop_table("publicity_request")
