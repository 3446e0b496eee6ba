"""Reminders with their policy, people's own choices and absences, and urging by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _policy() -> None:
    op.create_table(
        "reminder_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("swept_on", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reminder_sweep_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sweep")),
    )
    op.create_table(
        "reminder_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_reminder_policy_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_policy")),
    )


def _people() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "substitute_id IS NULL OR substitute_id <> user_id", name=op.f("ck_absence_by_another")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["user_account.id"], name=op.f("fk_absence_substitute_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_absence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_until", "absence", ["until_on"], unique=False)
    op.create_index("ix_absence_user", "absence", ["user_id", "until_on"], unique=False)
    op.create_table(
        "reminder_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("wants_immediate", sa.Boolean(), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("feed_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days_ahead BETWEEN 3 AND 60", name=op.f("ck_reminder_choice_ahead")),
        sa.CheckConstraint("digest_hour BETWEEN 8 AND 11", name=op.f("ck_reminder_choice_hour")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reminder_choice_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_choice")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_reminder_choice_feed_hash")),
    )


def _reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "watched",
            sa.Enum(
                "sign",
                "return",
                "first_contact",
                "co_opinion",
                "draft",
                "reply",
                "publish",
                "evaluation",
                "promise",
                name="reminder_watched",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("step_on", sa.Date(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["absent_id"], ["user_account.id"], name=op.f("fk_reminder_absent_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_reminder_proposal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "user_id",
            "watched",
            "subject_id",
            "due_on",
            "step",
            name=op.f("uq_reminder_user_id_watched_subject_id_due_on_step"),
        ),
    )
    op.create_index("ix_reminder_digest", "reminder", ["user_id", "digest_on"], unique=False)
    op.create_index("ix_reminder_proposal", "reminder", ["proposal_id"], unique=False)
    op.create_index(
        "ix_reminder_waiting",
        "reminder",
        ["user_id", "id"],
        unique=False,
        sqlite_where=sa.text("digest_on IS NULL"),
        postgresql_where=sa.text("digest_on IS NULL"),
    )


def _urging() -> None:
    op.create_table(
        "urging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "urge",
                "slip",
                "supervision",
                name="urging_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("people", sa.String(length=300), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'urge' OR (document_number IS NOT NULL AND answer_due_on IS NOT NULL)",
            name=op.f("ck_urging_slip_is_numbered"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_urging_answered_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_urging_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_urging_assignment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_urging_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_urging_proposal_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_urging_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging")),
        sa.UniqueConstraint("document_number", name=op.f("uq_urging_document_number")),
    )
    op.create_index(op.f("ix_urging_assignment_id"), "urging", ["assignment_id"], unique=False)
    op.create_index("ix_urging_proposal", "urging", ["proposal_id", "id"], unique=False)
    op.create_index(
        "ix_urging_unanswered",
        "urging",
        ["unit_id", "answer_due_on"],
        unique=False,
        sqlite_where=sa.text("kind <> 'urge' AND answered_at IS NULL"),
        postgresql_where=sa.text("kind <> 'urge' AND answered_at IS NULL"),
    )


def _due() -> None:
    op.create_index(
        "ix_commitment_open_next",
        "commitment",
        ["next_on"],
        unique=False,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "ix_milestone_open_due",
        "milestone",
        ["code", "due_on"],
        unique=False,
        sqlite_where=sa.text("done_on IS NULL"),
        postgresql_where=sa.text("done_on IS NULL"),
    )


def upgrade() -> None:
    _policy()
    _people()
    _reminders()
    _urging()
    _due()


def downgrade() -> None:
    op.drop_index("ix_milestone_open_due", table_name="milestone")
    op.drop_index("ix_commitment_open_next", table_name="commitment")
    for name in ("urging", "reminder", "reminder_policy", "reminder_choice", "absence", "reminder_sweep"):
        op.drop_table(name)
