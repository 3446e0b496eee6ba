"""Evaluations with all that the form asks, meetings that conclude a round, and what an item's files are.

Columns are added one by one in SQL that both databases read: rebuilding a table on SQLite would lose its checks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAYS = "'meeting', 'visit', 'survey', 'symposium', 'phone', 'email', 'wechat'"
FILES = "'source', 'contact_proof', 'evaluation_form', 'minutes', 'evidence', 'material', 'other'"
POINTS = "'to_the_point', 'partly', 'beside'"
TO_USER = "REFERENCES user_account (id)"
BOTH = "CHECK ((removed_at IS NULL) = (removed_by_id IS NULL))"
INSTANT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}
COLUMNS = {
    "attachment": (
        (
            "kind",
            f"VARCHAR(32) DEFAULT 'source' NOT NULL CONSTRAINT ck_attachment_kind CHECK (kind IN ({FILES}))",
        ),
        ("round_no", "INTEGER DEFAULT 1 NOT NULL"),
        ("removed_at", "INSTANT"),
        (
            "removed_by_id",
            f"INTEGER CONSTRAINT fk_attachment_removed_by_id {TO_USER} CONSTRAINT ck_attachment_removed_by {BOTH}",
        ),
    ),
    "evaluation": (
        ("heard_by", f"VARCHAR(32) CONSTRAINT ck_evaluation_heard_by CHECK (heard_by IN ({WAYS}))"),
        ("agrees", "BOOLEAN"),
        (
            "pertinence",
            f"VARCHAR(32) CONSTRAINT ck_evaluation_pertinence CHECK (pertinence IN ({POINTS}))",
        ),
        ("leader_replied", "BOOLEAN"),
        ("scan_id", "INTEGER CONSTRAINT fk_evaluation_scan_id REFERENCES attachment (id)"),
        ("remark", "VARCHAR(500)"),
        ("entered_at", "INSTANT"),
        ("confirmed_at", "INSTANT"),
    ),
}
ONE_A_SPONSOR = {"uq_evaluation_reply": "reply_id", "uq_evaluation_opinion": "opinion_id"}


def upgrade() -> None:
    op.create_table(
        "review_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "face_to_face",
                "experts",
                name="review_meeting_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=500), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_review_meeting_created_by_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["attachment.id"], name=op.f("fk_review_meeting_file_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_review_meeting_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_meeting")),
    )
    op.create_index("ix_review_meeting_proposal", "review_meeting", ["proposal_id", "round_no"])
    instant = INSTANT[op.get_bind().dialect.name]
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.replace('INSTANT', instant)}")
    op.create_index("ix_evaluation_state", "evaluation", ["state"])
    for index, subject in ONE_A_SPONSOR.items():
        condition = sa.text(f"state <> 'superseded' AND {subject} IS NOT NULL")
        op.create_index(
            index,
            "evaluation",
            ["sponsor_id", subject],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    for index in (*ONE_A_SPONSOR, "ix_evaluation_state"):
        op.drop_index(index, table_name="evaluation")
    op.drop_table("review_meeting")
    for table, columns in reversed(COLUMNS.items()):
        for name, _ in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
