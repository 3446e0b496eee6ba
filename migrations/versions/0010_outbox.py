"""Let a mail be claimed, sent once and followed: its state, its lease, its tries and what the server said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("waiting", "claimed", "sent", "unknown", "failed", "cancelled")
WHOLE = {
    "mail_message_claim_has_lease": "(state = 'claimed') = (lease_until IS NOT NULL)",
    "mail_message_sent_has_instant": "(state = 'sent') = (sent_at IS NOT NULL)",
    "mail_message_next_where_open": (
        "CASE WHEN state = 'waiting' THEN next_at IS NOT NULL ELSE state = 'unknown' OR next_at IS NULL END"
    ),
}
INDEXES = {
    "ix_mail_message_due": ("next_at IS NOT NULL", "next_at"),
    "ix_mail_message_claimed": ("lease_until IS NOT NULL", "lease_until"),
    "ix_mail_message_sent": ("sent_at IS NOT NULL", "sent_at"),
    "ix_mail_message_open": ("state IN ('waiting', 'claimed', 'unknown')", "due_at"),
    "ix_mail_message_failed": ("state = 'failed'", "id"),
}


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    state = sa.Enum(*STATES, name="mail_message_state", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("mail_message") as batch_op:
        batch_op.drop_index("ix_mail_message_unsent")
        batch_op.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="notice"))
        batch_op.add_column(sa.Column("html", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("calendar", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.String(320), nullable=True))
        batch_op.add_column(sa.Column("state", state, nullable=False, server_default="waiting"))
        for name in ("due_at", "next_at", "lease_until", "begun_at"):
            batch_op.add_column(sa.Column(name, instant, nullable=True))
        for name in ("fence", "attempts", "doubts"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("answer", sa.String(500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("history", sa.JSON(), nullable=False, server_default="[]"))
    op.execute("UPDATE mail_message SET due_at = created_at, message_id = '<mail-' || id || '@localhost>'")
    op.execute("UPDATE mail_message SET state = 'sent' WHERE sent_at IS NOT NULL")
    op.execute("UPDATE mail_message SET next_at = created_at WHERE sent_at IS NULL")
    with op.batch_alter_table("mail_message") as batch_op:
        batch_op.alter_column("due_at", existing_type=instant, nullable=False)
        batch_op.alter_column("message_id", existing_type=sa.String(320), nullable=False)
        for name in ("kind", "state", "fence", "attempts", "doubts", "answer", "history"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_mail_message_message_id"), ["message_id"])
        for name, condition in WHOLE.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_{name}"), condition)
    for name, (condition, column) in INDEXES.items():
        where = sa.text(condition)
        op.create_index(name, "mail_message", [column], sqlite_where=where, postgresql_where=where)
    with op.batch_alter_table("installation") as batch_op:
        batch_op.add_column(sa.Column("mail_paused_at", instant, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("installation") as batch_op:
        batch_op.drop_column("mail_paused_at")
    for name in INDEXES:
        op.drop_index(name, table_name="mail_message")
    with op.batch_alter_table("mail_message") as batch_op:
        for name in WHOLE:
            batch_op.drop_constraint(batch_op.f(f"ck_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_mail_message_state"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_mail_message_message_id"), type_="unique")
        for name in (
            "kind", "html", "calendar", "message_id", "state", "due_at", "next_at", "lease_until", "begun_at",
            "fence", "attempts", "doubts", "answer", "history",
        ):  # fmt: skip
            batch_op.drop_column(name)
    where = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_mail_message_unsent", "mail_message", ["created_at"], sqlite_where=where, postgresql_where=where
    )
