"""Groups of items: one handling with separate replies, and topics, which take over the free text of the items."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("merged_handling", "topic")


def _kind(name: str) -> sa.Enum:
    return sa.Enum(*KINDS, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "handling_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("handling_group_kind"), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("leading_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("leader_name", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'merged_handling' AND ended_at IS NULL) = (leading_id IS NOT NULL)",
            name=op.f("ck_handling_group_leading"),
        ),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_handling_group_host_unit_id")),
        sa.ForeignKeyConstraint(["leading_id"], ["proposal.id"], name=op.f("fk_handling_group_leading_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_handling_group_owner_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_handling_group_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_group")),
    )
    op.create_index("ix_handling_group_host", "handling_group", ["host_unit_id", "kind", "id"])
    op.create_index(
        "uq_handling_group_topic",
        "handling_group",
        ["host_unit_id", "title"],
        unique=True,
        sqlite_where=sa.text("kind = 'topic'"),
        postgresql_where=sa.text("kind = 'topic'"),
    )
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("group_member_kind"), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("settled_text", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["handling_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_group_member_proposal_id")),
        sa.ForeignKeyConstraint(
            ["joined_by_id"], ["user_account.id"], name=op.f("fk_group_member_joined_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("proposal_id", "kind", name="uq_group_member_item"),
    )
    op.create_index("ix_group_member_group", "group_member", ["group_id", "proposal_id"])
    _topics_of_items()
    op.drop_column("proposal", "topic")


def downgrade() -> None:
    op.add_column("proposal", sa.Column("topic", sa.String(length=120), nullable=True))
    op.execute(
        "UPDATE proposal SET topic = (SELECT SUBSTR(g.title, 1, 120) FROM handling_group g "
        "JOIN group_member m ON m.group_id = g.id WHERE m.proposal_id = proposal.id AND m.kind = 'topic')"
    )
    op.drop_table("group_member")
    op.drop_table("handling_group")


def _topics_of_items() -> None:
    """Make one topic of every text that a department's items name, led by whom one of them names."""
    connection = op.get_bind()
    item = sa.table(
        "proposal",
        *(sa.column(name) for name in ("id", "host_unit_id", "topic", "leader_name", "created_at")),
    )
    group = sa.table(
        "handling_group",
        *(sa.column(name) for name in ("id", "host_unit_id", "title", "leader_name")),
        sa.column("kind"),
        sa.column("version"),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "changed_at")),
    )
    member = sa.table(
        "group_member",
        *(sa.column(name) for name in ("group_id", "kind", "proposal_id")),
        sa.column("joined_at", sa.DateTime(timezone=True)),
    )
    named = sa.func.trim(item.c.topic)
    now = datetime.now(UTC)
    topics = connection.execute(
        sa.select(item.c.host_unit_id, named, sa.func.max(item.c.leader_name))
        .where(named != "")
        .group_by(item.c.host_unit_id, named)
    ).all()
    for host_unit_id, title, leader_name in topics:
        values = {"host_unit_id": host_unit_id, "title": title, "leader_name": leader_name, "kind": "topic"}
        connection.execute(group.insert().values(**values, version=1, created_at=now, changed_at=now))
    made = connection.execute(sa.select(group.c.id, group.c.host_unit_id, group.c.title)).all()
    for group_id, host_unit_id, title in made:
        inside = sa.select(
            sa.literal(group_id), sa.literal("topic"), item.c.id, sa.literal(now, sa.DateTime(timezone=True))
        ).where(item.c.host_unit_id == host_unit_id, named == title)
        connection.execute(
            member.insert().from_select(["group_id", "kind", "proposal_id", "joined_at"], inside)
        )
