"""Hand-overs of a person's or an office's open work, and what became of each piece."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "declined",
                "taken_back",
                name="hand_over_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("is_for_receiver", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (answered_at IS NULL)", name=op.f("ck_hand_over_answered_has_time")
        ),
        sa.CheckConstraint(
            "(giver_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_hand_over_of_person_or_unit")
        ),
        sa.CheckConstraint(
            "(unit_id IS NULL) = (to_unit_id IS NULL)", name=op.f("ck_hand_over_unit_goes_somewhere")
        ),
        sa.CheckConstraint(
            "giver_id IS NULL OR giver_id <> receiver_id", name=op.f("ck_hand_over_to_another")
        ),
        sa.CheckConstraint(
            "unit_id IS NULL OR unit_id <> to_unit_id", name=op.f("ck_hand_over_to_another_unit")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_hand_over_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["user_account.id"], name=op.f("fk_hand_over_giver_id")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["user_account.id"], name=op.f("fk_hand_over_offered_by_id")
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["user_account.id"], name=op.f("fk_hand_over_receiver_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_hand_over_to_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hand_over_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index("ix_hand_over_giver", "hand_over", ["giver_id", "id"], unique=False)
    op.create_index(
        "ix_hand_over_open_giver",
        "hand_over",
        ["giver_id"],
        unique=False,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "ix_hand_over_open_receiver",
        "hand_over",
        ["receiver_id"],
        unique=False,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "uq_hand_over_open_unit",
        "hand_over",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered' AND unit_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'offered' AND unit_id IS NOT NULL"),
    )


def _line() -> None:
    op.create_table(
        "hand_over_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "part",
                "promise",
                "step",
                name="hand_over_line_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "moved",
                "gone",
                "stayed",
                name="hand_over_line_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_hand_over_line_hand_over_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_hand_over_line_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_line")),
    )
    op.create_index(
        "ix_hand_over_line_hand_over", "hand_over_line", ["hand_over_id", "kind", "id"], unique=False
    )
    op.create_index("ix_hand_over_line_proposal_id", "hand_over_line", ["proposal_id"], unique=False)
    op.create_index(
        "uq_hand_over_line_open",
        "hand_over_line",
        ["kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )


def upgrade() -> None:
    _hand_over()
    _line()
    open_rows = sa.text("is_open")
    op.create_index(
        "ix_commitment_open_owner",
        "commitment",
        ["owner_user_id"],
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=open_rows,
    )


def downgrade() -> None:
    """Go back; who has what by now stays, who offered it is forgotten."""
    op.drop_index("ix_commitment_open_owner", "commitment")
    op.drop_table("hand_over_line")
    op.drop_table("hand_over")
