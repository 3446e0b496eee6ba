"""Sign-off chains as data, the steps of each submitted reply, meeting records and waivers of the contact."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


# the built-in way: stage, name, role, and the action whose review passed it
WAY = (
    ("dept_review", "部门审核", "head", "approve"),
    ("office_check", "办公室核稿", "coordinator", "pass_check"),
    ("sign_off", "领导签发", "leader", "sign"),
)
AT = {"dept_review": 1, "office_check": 2, "countersign": 2, "sign_off": 3, "signed": 4, "numbered": 4}


def give_steps(bind: sa.Connection) -> None:
    """Give every reply on its way the steps of the built-in chain, those it has behind it as passed."""
    replies = sa.text(
        """
        SELECT reply.id, reply.state, reply.author_id, reply.saved_at, reply.signer_id, reply.draft_number,
               COALESCE(assignment.office_id, assignment.unit_id) AS office_id, assignment.unit_id
        FROM reply JOIN assignment ON assignment.id = reply.assignment_id
        WHERE reply.state IN ('dept_review', 'office_check', 'countersign', 'sign_off', 'signed', 'numbered')
        """
    ).columns(saved_at=sa.DateTime(timezone=True))
    passed = sa.text(
        "SELECT action, by_id, at FROM review WHERE reply_id = :reply AND draft_number = :draft ORDER BY id"
    ).columns(at=sa.DateTime(timezone=True))
    rows = []
    for reply in bind.execute(replies).mappings().all():
        asked = {"reply": reply["id"], "draft": reply["draft_number"]}
        reviews = {row.action: row for row in bind.execute(passed, asked)}
        seen: set[object] = {None}
        for place in range(1, len(WAY) + 1):
            step = _step(reply, place, reviews)
            if step["by_id"] in seen:  # the rule that nobody passes two steps did not stand yet
                step["by_id"] = None
            seen.add(step["by_id"])
            rows.append(step)
    if rows:
        bind.execute(STEPS.insert(), rows)


STEPS = sa.table(
    "reply_step",
    sa.column("reply_id", sa.Integer),
    sa.column("lap", sa.Integer),
    sa.column("position", sa.Integer),
    sa.column("stage", sa.String),
    sa.column("name", sa.String),
    sa.column("role", sa.String),
    sa.column("unit_id", sa.Integer),
    sa.column("demands_meeting", sa.Boolean),
    sa.column("state", sa.String),
    sa.column("author_id", sa.Integer),
    sa.column("submitted_by_id", sa.Integer),
    sa.column("by_id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("version", sa.Integer),
)


def _step(reply: sa.RowMapping, place: int, reviews: dict[str, Any]) -> dict[str, object]:
    stage, name, role, action = WAY[place - 1]
    now, found = AT[reply["state"]], reviews.get(action)
    is_done = place < now
    by = found.by_id if found else None
    return {
        "reply_id": reply["id"],
        "lap": 1,
        "position": place,
        "stage": stage,
        "name": name,
        "role": role,
        "unit_id": reply["office_id" if role == "head" else "unit_id"],
        "demands_meeting": False,
        "state": "done" if is_done else "current" if place == now else "pending",
        "author_id": reply["author_id"],
        "submitted_by_id": reply["author_id"],
        "by_id": by if is_done and by != reply["author_id"] else None,
        "at": (found.at if found else reply["saved_at"]) if is_done else None,
        "version": 1,
    }


def upgrade() -> None:
    op.create_table(
        "sign_off_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "npc_suggestion",
                "cppcc_proposal",
                "opinion",
                name="sign_off_chain_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "importance",
            sa.Enum(
                "ordinary",
                "key",
                "leader_led",
                name="sign_off_chain_importance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_from IS NOT NULL OR (valid_to IS NULL AND approved_by_id IS NULL)",
            name=op.f("ck_sign_off_chain_draft_is_not_ended"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_sign_off_chain_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_sign_off_chain_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_sign_off_chain_created_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sign_off_chain_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_chain")),
    )
    with op.batch_alter_table("sign_off_chain", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_chain_unit", ["unit_id", "valid_from"], unique=False)

    op.create_table(
        "sign_off_chain_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "drafting",
                "dept_review",
                "office_check",
                "countersign",
                "sign_off",
                "signed",
                "numbered",
                "sent",
                "published",
                "cancelled",
                name="sign_off_chain_step_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "handling_office",
                "answering_unit",
                "named_unit",
                "person",
                name="sign_off_chain_step_place",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "head",
                "coordinator",
                "leader",
                "liaison",
                "supervisor",
                "system_admin",
                "security_admin",
                "audit_admin",
                name="sign_off_chain_step_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("demands_meeting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["sign_off_chain.id"], name=op.f("fk_sign_off_chain_step_chain_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sign_off_chain_step_unit_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_off_chain_step_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_chain_step")),
    )
    with op.batch_alter_table("sign_off_chain_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_chain_step_chain_id"), ["chain_id"], unique=False)

    op.create_table(
        "contact_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_contact_waiver_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_contact_waiver_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_waiver")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_contact_waiver_reply_id")),
    )
    op.create_table(
        "meeting_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=1000), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_meeting_record_attachment_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_meeting_record_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_meeting_record_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_record")),
    )
    with op.batch_alter_table("meeting_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_record_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "reply_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("lap", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "drafting",
                "dept_review",
                "office_check",
                "countersign",
                "sign_off",
                "signed",
                "numbered",
                "sent",
                "published",
                "cancelled",
                name="reply_step_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "head",
                "coordinator",
                "leader",
                "liaison",
                "supervisor",
                "system_admin",
                "security_admin",
                "audit_admin",
                name="reply_step_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("demands_meeting", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "current",
                "done",
                "bypassed",
                name="reply_step_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('done', 'bypassed')) = (at IS NOT NULL)", name=op.f("ck_reply_step_done_has_time")
        ),
        sa.CheckConstraint(
            "state <> 'bypassed' OR reason IS NOT NULL", name=op.f("ck_reply_step_bypassed_has_reason")
        ),
        sa.CheckConstraint(
            "by_id IS NULL OR (by_id <> author_id AND by_id <> submitted_by_id)",
            name=op.f("ck_reply_step_two_persons"),
        ),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR role IS NOT NULL", name=op.f("ck_reply_step_asks_somebody")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_reply_step_added_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_reply_step_author_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_reply_step_by_id")),
        sa.ForeignKeyConstraint(["chain_id"], ["sign_off_chain.id"], name=op.f("fk_reply_step_chain_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_step_reply_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user_account.id"], name=op.f("fk_reply_step_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reply_step_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reply_step_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_step")),
    )
    with op.batch_alter_table("reply_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reply_step_current_unit",
            ["unit_id", "role"],
            unique=False,
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.create_index(
            "ix_reply_step_current_user",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.create_index("ix_reply_step_reply", ["reply_id", "lap", "position"], unique=False)
        batch_op.create_index(
            "uq_reply_step_person",
            ["reply_id", "lap", "by_id"],
            unique=True,
            sqlite_where=sa.text("state = 'done' AND by_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'done' AND by_id IS NOT NULL"),
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step_name", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE review DROP COLUMN step_name")
    for table in ("reply_step", "meeting_record", "contact_waiver", "sign_off_chain_step", "sign_off_chain"):
        op.drop_table(table)
    # a reply that others were to countersign goes on as the earlier version knows it
    op.execute("UPDATE reply SET state = 'office_check' WHERE state = 'countersign'")
    op.execute("UPDATE proposal SET stage = 'office_check' WHERE stage = 'countersign'")
