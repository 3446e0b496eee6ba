"""Saved views of the register, each person's layout of it, and a department's own labels on items."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

DENSITIES = ("comfortable", "compact")


def _density(table: str, *, nullable: bool) -> sa.Column[str]:
    kind = sa.Enum(*DENSITIES, name=f"{table}_density", native_enum=False, create_constraint=True, length=32)
    return sa.Column("density", kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("columns", sa.String(length=300), nullable=False),
        _density("saved_view", nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(owner_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_saved_view_has_one_owner")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_saved_view_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_saved_view_unit_id")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user_account.id"], name=op.f("fk_saved_view_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    for name, column in (("uq_saved_view_own_name", "owner_id"), ("uq_saved_view_unit_name", "unit_id")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            name, "saved_view", [column, "name"], unique=True, sqlite_where=there, postgresql_where=there
        )
    op.create_table(
        "register_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.String(length=300), nullable=False),
        _density("register_choice", nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_register_choice_user_id")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name=op.f("fk_register_choice_view_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_register_choice")),
    )
    op.create_index(op.f("ix_register_choice_view_id"), "register_choice", ["view_id"])
    _create_tags()
    columns = ["host_unit_id", "is_confidential", "sponsor_text", "id"]
    op.create_index("ix_proposal_host_sponsor", "proposal", columns)


def _create_tags() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_tag_host_unit_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_tag_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("host_unit_id", "name", name=op.f("uq_tag_host_unit_id_name")),
    )
    op.create_table(
        "proposal_tag",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_tag_proposal_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_proposal_tag_tag_id")),
        sa.PrimaryKeyConstraint("proposal_id", "tag_id", name=op.f("pk_proposal_tag")),
    )
    op.create_index("ix_proposal_tag_tag", "proposal_tag", ["tag_id", "proposal_id"])


def downgrade() -> None:
    op.drop_index("ix_proposal_host_sponsor", "proposal")
    op.drop_table("proposal_tag")
    op.drop_table("tag")
    op.drop_table("register_choice")
    op.drop_table("saved_view")
