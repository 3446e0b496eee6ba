"""Requests to return, withdraw or void: who endorsed them, what is late, and co-signers' agreements."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = "state IN ('asked', 'endorsed')"
KINDS = ("return", "extension", "withdrawal", "not_public")
BY_TWO = "kind <> 'void' OR state <> 'accepted' OR decided_by_id <> asked_by_id"
OPEN_ITEM = f"{OPEN} AND assignment_id IS NULL"


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_by_office", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("endorsed_by_id", sa.Integer(), nullable=True),
        sa.Column("endorsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorsement", sa.String(length=500), nullable=True),
    ]


def _values(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _open_index() -> None:
    op.create_index(
        "uq_side_request_open",
        "side_request",
        ["proposal_id", "assignment_id", "kind"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def upgrade() -> None:
    op.drop_index("uq_side_request_open", "side_request")
    kinds = (*KINDS, "void")
    with op.batch_alter_table("side_request") as batch:
        for column in _columns():
            batch.add_column(column)
        batch.create_foreign_key(
            op.f("fk_side_request_endorsed_by_id"), "user_account", ["endorsed_by_id"], ["id"]
        )
        batch.drop_constraint(op.f("ck_side_request_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_side_request_kind"), sa.text(_values("kind", kinds)))
        batch.create_check_constraint(op.f("ck_side_request_void_by_two"), sa.text(BY_TWO))
    with op.batch_alter_table("side_request") as batch:
        batch.alter_column("is_late", server_default=None)
        batch.alter_column("is_by_office", server_default=None)
    _open_index()
    op.create_index(
        "uq_side_request_open_item",
        "side_request",
        ["proposal_id", "kind"],
        unique=True,
        sqlite_where=sa.text(OPEN_ITEM),
        postgresql_where=sa.text(OPEN_ITEM),
    )
    op.create_index(
        "ix_side_request_waiting",
        "side_request",
        ["kind", "proposal_id"],
        unique=False,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "withdrawal_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_withdrawal_consent_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_withdrawal_consent_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["side_request.id"], name=op.f("fk_withdrawal_consent_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_withdrawal_consent_sponsor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_consent")),
        sa.UniqueConstraint(
            "request_id", "sponsor_id", name=op.f("uq_withdrawal_consent_request_id_sponsor_id")
        ),
    )
    with op.batch_alter_table("withdrawal_consent", schema=None) as batch:
        batch.create_index(batch.f("ix_withdrawal_consent_attachment_id"), ["attachment_id"], unique=False)
        batch.create_index(batch.f("ix_withdrawal_consent_sponsor_id"), ["sponsor_id"], unique=False)


def downgrade() -> None:
    """Go back; a request to void is kept as one to withdraw, the nearest kind that the older tables know."""
    op.drop_table("withdrawal_consent")
    for name in ("ix_side_request_waiting", "uq_side_request_open_item", "uq_side_request_open"):
        op.drop_index(name, "side_request")
    op.execute("UPDATE side_request SET kind = 'withdrawal' WHERE kind = 'void'")
    with op.batch_alter_table("side_request") as batch:
        batch.drop_constraint(op.f("ck_side_request_void_by_two"), type_="check")
        batch.drop_constraint(op.f("ck_side_request_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_side_request_kind"), sa.text(_values("kind", KINDS)))
        batch.drop_constraint(op.f("fk_side_request_endorsed_by_id"), type_="foreignkey")
        for column in _columns():
            batch.drop_column(column.name)
    _open_index()
