"""Second factors with recovery codes and their reset by two, and a key for the audit log's chain."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

POLICIES = ("off", "leading", "everybody")


def upgrade() -> None:
    policy = sa.Enum(
        *POLICIES, name="installation_second_factor", native_enum=False, create_constraint=True, length=32
    )
    with op.batch_alter_table("installation") as batch:
        batch.add_column(sa.Column("second_factor", policy, nullable=False, server_default="off"))
    # Added and dropped in place, not by copying the table: its triggers refuse to lose a row.
    op.add_column("audit_entry", sa.Column("seal", sa.String(length=40), nullable=True))
    add_second_factor()
    add_codes()
    add_resets()


def add_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("pending", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(secret IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_second_factor_confirmed")
        ),
        sa.CheckConstraint(
            "secret IS NOT NULL OR pending IS NOT NULL", name=op.f("ck_second_factor_has_secret")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )


def add_codes() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_code_user_id_code_hash")),
    )
    op.create_table(
        "code_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_code_attempt_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_attempt")),
    )
    op.create_index("ix_code_attempt_user", "code_attempt", ["user_id", "at"])


def add_resets() -> None:
    people = ("user_id", "asked_by_id", "done_by_id")
    op.create_table(
        "factor_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_by_id <> asked_by_id", name=op.f("ck_factor_reset_by_two")
        ),
        sa.CheckConstraint(
            "asked_by_id <> user_id AND done_by_id <> user_id", name=op.f("ck_factor_reset_by_others")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_factor_reset_{name}"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_reset")),
    )
    op.create_index(op.f("ix_factor_reset_user_id"), "factor_reset", ["user_id"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_factor_reset_open",
        "factor_reset",
        ["user_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """Go back; the chain of sealed rows can then only be checked from an export made before."""
    for name in ("factor_reset", "code_attempt", "recovery_code", "second_factor"):
        op.drop_table(name)
    op.execute("ALTER TABLE audit_entry DROP COLUMN seal")
    with op.batch_alter_table("installation") as batch:
        batch.drop_constraint(batch.f("ck_installation_second_factor"), type_="check")
        batch.drop_column("second_factor")
