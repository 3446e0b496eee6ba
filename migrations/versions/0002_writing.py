"""Keep what is written: snapshots, versions of opinions, private copies, stock phrases, and asks tied to text."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "private_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('reply', 'opinion')", name=op.f("ck_private_copy_kind_is_text")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_private_copy_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_copy")),
    )
    with op.batch_alter_table("private_copy", schema=None) as batch_op:
        batch_op.create_index("ix_private_copy_user", ["user_id", "id"], unique=False)

    op.create_table(
        "stock_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_stock_phrase_saved_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stock_phrase_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_phrase")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_stock_phrase_unit_id_name")),
    )
    with op.batch_alter_table("stock_phrase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_phrase_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "draft_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_draft_snapshot_reply_id")),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_draft_snapshot_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_snapshot")),
        sa.UniqueConstraint("reply_id", "version", name=op.f("uq_draft_snapshot_reply_id_version")),
    )
    with op.batch_alter_table("draft_snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_snapshot_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "opinion_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_version_opinion_id")),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_opinion_version_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_version")),
        sa.UniqueConstraint("opinion_id", "number", name=op.f("uq_opinion_version_opinion_id_number")),
    )
    with op.batch_alter_table("opinion_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_version_opinion_id"), ["opinion_id"], unique=False)

    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asks_open", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("start_at", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("end_at", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quote", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("is_outside", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("reason", sa.String(length=300), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_point_answer_outside_has_reason"), "NOT is_outside OR reason IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_point_answer_outside_has_reason"), type_="check")
        batch_op.drop_column("reason")
        batch_op.drop_column("is_outside")
        batch_op.drop_column("quote")
        batch_op.drop_column("end_at")
        batch_op.drop_column("start_at")

    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.drop_column("asks_open")
        batch_op.drop_column("base_version")

    with op.batch_alter_table("opinion_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_version_opinion_id"))

    op.drop_table("opinion_version")
    with op.batch_alter_table("draft_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_snapshot_reply_id"))

    op.drop_table("draft_snapshot")
    with op.batch_alter_table("stock_phrase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_phrase_unit_id"))

    op.drop_table("stock_phrase")
    with op.batch_alter_table("private_copy", schema=None) as batch_op:
        batch_op.drop_index("ix_private_copy_user")

    op.drop_table("private_copy")
