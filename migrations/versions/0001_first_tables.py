"""First tables: the coupled machines, people, access and the append-only event log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "progress_note",
    "evaluation",
    "review",
    "recipient",
    "promise_mark",
    "point_answer",
    "draft_version",
    "document_number",
    "commitment",
    "class_change",
    "sponsor_contact",
    "side_request",
    "reply",
    "opinion",
    "milestone",
    "contact_record",
    "sponsor",
    "proposal_text",
    "proposal_point",
    "proposal_link",
    "mail_message",
    "event",
    "attachment",
    "assignment",
    "user_session",
    "unit_name",
    "role_grant",
    "proposal",
    "one_time_link",
    "user_account",
    "unit",
    "sign_in_attempt",
    "installation",
    "heartbeat",
    "calendar_day",
)
REFUSALS = {
    "sqlite": [
        """CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
        """CREATE TRIGGER event_keeps_words BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
        """CREATE TRIGGER event_keeps_rows BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.CheckConstraint("kind IN ('holiday', 'workday', 'local')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_account", ["account", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_address", ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_at"), ["at"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "department",
                "office",
                "external",
                name="unit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("document_prefix", sa.String(length=40), nullable=True),
        sa.Column("co_document_prefix", sa.String(length=40), nullable=True),
        sa.Column("class_scheme", sa.String(length=40), nullable=True),
        sa.Column("rule_set", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_path"), ["path"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_one_time_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered",
                "handling",
                "replied",
                "evaluating",
                "tracking",
                "closed",
                "archived",
                "noted",
                "withdrawn",
                "voided",
                "merged",
                name="proposal_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "npc_suggestion",
                "cppcc_proposal",
                "opinion",
                name="proposal_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column(
            "body_level",
            sa.Enum(
                "national",
                "province",
                "city",
                "county",
                "town",
                name="proposal_body_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("term", sa.Integer(), nullable=True),
        sa.Column("session_no", sa.Integer(), nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "session",
                "off_session",
                "in_session",
                name="proposal_phase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number_raw", sa.String(length=80), nullable=True),
        sa.Column("number_norm", sa.String(length=80), nullable=True),
        sa.Column("identity_key", sa.String(length=300), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=80), nullable=True),
        sa.Column("category_number", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=True),
        sa.Column("keywords", sa.String(length=200), nullable=True),
        sa.Column("policy_area", sa.String(length=80), nullable=True),
        sa.Column(
            "sponsor_kind",
            sa.Enum(
                "deputy",
                "member",
                "party",
                "group",
                "sector",
                "committee",
                "delegation",
                name="proposal_sponsor_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sponsor_text", sa.String(length=300), nullable=False),
        sa.Column(
            "publication_wish",
            sa.Enum(
                "full",
                "title_only",
                "none",
                name="proposal_wish",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("wants_contact", sa.Boolean(), nullable=False),
        sa.Column("is_reference_only", sa.Boolean(), nullable=False),
        sa.Column("is_express", sa.Boolean(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("is_key", sa.Boolean(), nullable=False),
        sa.Column("is_leader_led", sa.Boolean(), nullable=False),
        sa.Column("leader_name", sa.String(length=80), nullable=True),
        sa.Column("topic", sa.String(length=120), nullable=True),
        sa.Column("raised_before", sa.Integer(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "paper",
                "npc_system",
                "cppcc_system",
                "relay",
                "letter",
                name="proposal_origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("external_ids", sa.String(length=300), nullable=True),
        sa.Column("assigner", sa.String(length=120), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "to_assign",
                "to_sign",
                "to_distribute",
                "collecting",
                "handling",
                "returning",
                "paused",
                "drafting",
                "dept_review",
                "office_check",
                "countersign",
                "sign_off",
                "to_number",
                "to_send",
                "co_drafting",
                "co_signing",
                "co_returned",
                "replied",
                "evaluating",
                "tracking",
                "closed",
                "archived",
                "noted",
                "withdrawn",
                "voided",
                "merged",
                name="proposal_stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("lead_office_id", sa.Integer(), nullable=True),
        sa.Column("lead_officer_id", sa.Integer(), nullable=True),
        sa.Column("host_is_co", sa.Boolean(), nullable=False),
        sa.Column("co_total", sa.Integer(), nullable=False),
        sa.Column("co_in", sa.Integer(), nullable=False),
        sa.Column("co_due_on", sa.Date(), nullable=True),
        sa.Column("promise_total", sa.Integer(), nullable=False),
        sa.Column("class_mark", sa.String(length=8), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "solved",
                "in_progress",
                "planned",
                "deferred",
                "reference",
                "beyond_power",
                "not_feasible",
                name="proposal_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('replied', 'evaluating', 'tracking') OR replied_on IS NOT NULL",
            name=op.f("ck_proposal_replied_has_date"),
        ),
        sa.CheckConstraint("round_no >= 1", name=op.f("ck_proposal_round_positive")),
        sa.CheckConstraint(
            "session_no IS NULL OR session_no BETWEEN 0 AND 99", name=op.f("ck_proposal_session_range")
        ),
        sa.CheckConstraint("term IS NULL OR term BETWEEN 1 AND 99", name=op.f("ck_proposal_term_range")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_proposal_created_by_id")
        ),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_proposal_host_unit_id")),
        sa.ForeignKeyConstraint(["lead_office_id"], ["unit.id"], name=op.f("fk_proposal_lead_office_id")),
        sa.ForeignKeyConstraint(
            ["lead_officer_id"], ["user_account.id"], name=op.f("fk_proposal_lead_officer_id")
        ),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_proposal_lead_unit_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("identity_key", name=op.f("uq_proposal_identity_key")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_host_due", ["host_unit_id", "due_on", "id"], unique=False)
        batch_op.create_index("ix_proposal_host_registered", ["host_unit_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_proposal_number", ["number_norm"], unique=False)
        batch_op.create_index(
            "ix_proposal_open_due",
            ["host_unit_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_proposal_open_office_due",
            ["lead_office_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_proposal_open_officer_due",
            ["lead_officer_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_proposal_open_stage_due",
            ["host_unit_id", "stage", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_proposal_unanswered_due",
            ["host_unit_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("replied_on IS NULL AND closed_on IS NULL"),
            postgresql_where=sa.text("replied_on IS NULL AND closed_on IS NULL"),
        )
        batch_op.create_index(
            "ix_proposal_unanswered_office_due",
            ["lead_office_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("replied_on IS NULL AND closed_on IS NULL"),
            postgresql_where=sa.text("replied_on IS NULL AND closed_on IS NULL"),
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
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
                name="role_grant_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "user_id",
            "unit_id",
            "role",
            "valid_from",
            name=op.f("uq_role_grant_user_id_unit_id_role_valid_from"),
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "unit_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_unit_name_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_name_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_name")),
    )
    with op.batch_alter_table("unit_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_name_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_unit_name_present",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "sole",
                "lead",
                "joint_lead",
                "split",
                "co",
                "reference",
                "relay",
                name="assignment_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "signed",
                "handling",
                "return_requested",
                "paused",
                "answered",
                "done",
                "returned",
                "recalled",
                "archived",
                name="assignment_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=500), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("role <> 'split' OR part IS NOT NULL", name=op.f("ck_assignment_split_has_part")),
        sa.CheckConstraint(
            "state <> 'answered' OR answered_at IS NOT NULL", name=op.f("ck_assignment_answered_has_time")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["unit.id"], name=op.f("fk_assignment_office_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["user_account.id"], name=op.f("fk_assignment_officer_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assignment_proposal_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["assignment.id"], name=op.f("fk_assignment_replaces_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_office_state", ["office_id", "state"], unique=False)
        batch_op.create_index("ix_assignment_officer_state", ["officer_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_assignment_unit_state", ["unit_id", "state"], unique=False)
        batch_op.create_index(
            "uq_assignment_live",
            ["proposal_id", "unit_id", "round_no"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('returned', 'recalled')"),
            postgresql_where=sa.text("state NOT IN ('returned', 'recalled')"),
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_attachment_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_attachment_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column(
            "machine",
            sa.Enum(
                "case",
                "assignment",
                "opinion",
                "reply",
                "evaluation",
                "commitment",
                "request",
                name="event_machine",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("old_state", sa.String(length=32), nullable=True),
        sa.Column("new_state", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_event_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_proposal", ["proposal_id", "id"], unique=False)

    op.create_table(
        "mail_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_mail_message_proposal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mail_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_message_key")),
    )
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_message_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "ix_mail_message_unsent",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_mail_message_user_id"), ["user_id"], unique=False)

    op.create_table(
        "proposal_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("proposal_id <> other_id", name=op.f("ck_proposal_link_not_itself")),
        sa.ForeignKeyConstraint(["other_id"], ["proposal.id"], name=op.f("fk_proposal_link_other_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_link_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_link")),
        sa.UniqueConstraint("proposal_id", "other_id", name=op.f("uq_proposal_link_proposal_id_other_id")),
    )
    with op.batch_alter_table("proposal_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_link_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_link_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_point_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_point")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_proposal_point_proposal_id_position")),
    )
    with op.batch_alter_table("proposal_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_point_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_text",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_text_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_text")),
    )
    op.create_table(
        "sponsor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deputy",
                "member",
                "party",
                "group",
                "sector",
                "committee",
                "delegation",
                name="sponsor_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("delegation", sa.String(length=80), nullable=True),
        sa.Column("deputy_number", sa.String(length=40), nullable=True),
        sa.Column("gets_reply", sa.Boolean(), nullable=False),
        sa.Column("evaluates", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_sponsor_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_sponsor_proposal_id_position")),
    )
    with op.batch_alter_table("sponsor", schema=None) as batch_op:
        batch_op.create_index("ix_sponsor_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsor_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "uq_sponsor_lead",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text("is_lead = 1"),
            postgresql_where=sa.text("is_lead"),
        )

    op.create_table(
        "contact_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "meeting",
                "visit",
                "survey",
                "symposium",
                "phone",
                "email",
                "wechat",
                name="contact_record_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("people", sa.String(length=300), nullable=True),
        sa.Column("leader_present", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("attitude", sa.String(length=300), nullable=True),
        sa.Column("evidence", sa.String(length=300), nullable=True),
        sa.Column("confirmed_by_sponsor", sa.Boolean(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_contact_record_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_contact_record_created_by_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_contact_record_proposal_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_contact_record_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_record")),
    )
    with op.batch_alter_table("contact_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_record_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index("ix_contact_record_proposal", ["proposal_id", "on_day"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("rule_set", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_milestone_assignment_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_milestone_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("assignment_id", "code", name=op.f("uq_milestone_assignment_id_code")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_proposal", ["proposal_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "to_sign",
                "submitted",
                "adopted",
                "partly_adopted",
                "not_adopted",
                "overridden",
                name="opinion_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=True),
        sa.Column("contact_person", sa.String(length=80), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("may_be_published", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_count", sa.Integer(), nullable=False),
        sa.Column("weighed_by_id", sa.Integer(), nullable=True),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("weighing", sa.String(length=1000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'adopted', 'partly_adopted', 'not_adopted') OR signed_at IS NOT NULL",
            name=op.f("ck_opinion_submitted_is_signed"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_opinion_assignment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_opinion_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_opinion_proposal_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"], name=op.f("fk_opinion_signed_by_id")),
        sa.ForeignKeyConstraint(
            ["weighed_by_id"], ["user_account.id"], name=op.f("fk_opinion_weighed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_opinion_assignment_id")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index("ix_opinion_proposal", ["proposal_id"], unique=False)
        batch_op.create_index("ix_opinion_state", ["state"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column(
            "state",
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
                name="reply_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("addressee", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("sent_back_count", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("class_scheme", sa.String(length=40), nullable=False),
        sa.Column("class_mark", sa.String(length=8), nullable=True),
        sa.Column(
            "publicity",
            sa.Enum(
                "proactive",
                "on_request",
                "withheld",
                name="reply_publicity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("publicity_reason", sa.String(length=500), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_number", sa.String(length=80), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("contact_person", sa.String(length=80), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('sent', 'published')) = (sent_on IS NOT NULL)", name=op.f("ck_reply_sent_has_date")
        ),
        sa.CheckConstraint(
            "publicity IS NULL OR publicity = 'proactive' OR publicity_reason IS NOT NULL",
            name=op.f("ck_reply_withheld_has_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('signed', 'numbered', 'sent', 'published') OR (signed_at IS NOT NULL AND class_mark IS NOT NULL AND publicity IS NOT NULL)",
            name=op.f("ck_reply_signed_is_whole"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_reply_assignment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_reply_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_reply_proposal_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["user_account.id"], name=op.f("fk_reply_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_proposal", ["proposal_id"], unique=False)
        batch_op.create_index("ix_reply_state", ["state"], unique=False)
        batch_op.create_index(
            "uq_reply_live",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled'"),
            postgresql_where=sa.text("state <> 'cancelled'"),
        )

    op.create_table(
        "side_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "return",
                "extension",
                "withdrawal",
                "not_public",
                name="side_request_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "endorsed",
                "accepted",
                "refused",
                "cancelled",
                name="side_request_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested_unit", sa.String(length=200), nullable=True),
        sa.Column("asked_until", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('asked', 'endorsed'))", name=op.f("ck_side_request_decided")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_side_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_side_request_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_side_request_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_side_request_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_request")),
    )
    with op.batch_alter_table("side_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_side_request_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_side_request_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "uq_side_request_open",
            ["proposal_id", "assignment_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'endorsed')"),
            postgresql_where=sa.text("state IN ('asked', 'endorsed')"),
        )

    op.create_table(
        "sponsor_contact",
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=80), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("postcode", sa.String(length=12), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_sponsor_contact_sponsor_id")),
        sa.PrimaryKeyConstraint("sponsor_id", name=op.f("pk_sponsor_contact")),
    )
    op.create_table(
        "class_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "solved",
                "in_progress",
                "planned",
                "deferred",
                "reference",
                "beyond_power",
                "not_feasible",
                name="class_change_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_class_change_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_class_change_proposal_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_class_change_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_change")),
    )
    with op.batch_alter_table("class_change", schema=None) as batch_op:
        batch_op.create_index("ix_class_change_proposal", ["proposal_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_change_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "to_start",
                "under_way",
                "reported_done",
                "postponed",
                "kept",
                "kept_late",
                "changed",
                "dropped",
                "broken",
                name="commitment_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("owner_unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=120), nullable=True),
        sa.Column("target_number", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("target_unit", sa.String(length=20), nullable=True),
        sa.Column("due_text", sa.String(length=80), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=True),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('kept', 'kept_late', 'changed', 'dropped', 'broken')) = (closed_on IS NOT NULL)",
            name=op.f("ck_commitment_closed_has_date"),
        ),
        sa.CheckConstraint(
            "closed_by_id IS NULL OR reported_by_id IS NULL OR closed_by_id <> reported_by_id OR state NOT IN ('kept', 'kept_late')",
            name=op.f("ck_commitment_closed_by_another"),
        ),
        sa.CheckConstraint("due_on IS NOT NULL OR review_on IS NOT NULL", name=op.f("ck_commitment_ages")),
        sa.CheckConstraint(
            "percent IS NULL OR percent BETWEEN 0 AND 100", name=op.f("ck_commitment_percent_range")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user_account.id"], name=op.f("fk_commitment_closed_by_id")
        ),
        sa.ForeignKeyConstraint(["host_unit_id"], ["unit.id"], name=op.f("fk_commitment_host_unit_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_commitment_owner_unit_id")),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["user_account.id"], name=op.f("fk_commitment_owner_user_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_commitment_proposal_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_commitment_reply_id")),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_commitment_reported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_commitment_open_host_due",
            ["host_unit_id", "next_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_commitment_open_unit_due",
            ["owner_unit_id", "next_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_open = 1"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index("ix_commitment_proposal", ["proposal_id", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "document_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.String(length=500), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_void OR void_reason IS NOT NULL", name=op.f("ck_document_number_void_has_reason")
        ),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_document_number_serial_positive")),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_document_number_opinion_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_document_number_reply_id")),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user_account.id"], name=op.f("fk_document_number_taken_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_number_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_number")),
        sa.UniqueConstraint(
            "unit_id", "prefix", "year", "serial", name=op.f("uq_document_number_unit_id_prefix_year_serial")
        ),
    )
    with op.batch_alter_table("document_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_number_opinion_id"), ["opinion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_number_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "draft_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_draft_version_reply_id")),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_draft_version_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("reply_id", "number", name=op.f("uq_draft_version_reply_id_number")),
    )
    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_version_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "point_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["proposal_point.id"], name=op.f("fk_point_answer_point_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_point_answer_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_answer")),
        sa.UniqueConstraint("reply_id", "point_id", name=op.f("uq_point_answer_reply_id_point_id")),
    )
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_answer_point_id"), ["point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_answer_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "promise_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "undecided",
                "promise",
                "not_promise",
                name="promise_mark_verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("is_placed", sa.Boolean(), nullable=False),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=120), nullable=True),
        sa.Column("due_text", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict <> 'promise' OR (owner_unit_id IS NOT NULL AND (due_on IS NOT NULL OR review_on IS NOT NULL))",
            name=op.f("ck_promise_mark_has_owner_and_day"),
        ),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name=op.f("ck_promise_mark_span")),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user_account.id"], name=op.f("fk_promise_mark_judged_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_promise_mark_owner_unit_id")),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["user_account.id"], name=op.f("fk_promise_mark_owner_user_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_promise_mark_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_mark")),
    )
    with op.batch_alter_table("promise_mark", schema=None) as batch_op:
        batch_op.create_index("ix_promise_mark_reply", ["reply_id", "start_at"], unique=False)

    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_recipient_reply_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_recipient_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("reply_id", "position", name=op.f("uq_recipient_reply_id_position")),
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
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
                name="review_step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_review_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_review_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_reply", ["reply_id", "id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting",
                "entered",
                "confirmed",
                "superseded",
                "unreturned",
                name="evaluation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "attitude",
            sa.Enum(
                "satisfied",
                "basically",
                "dissatisfied",
                "not_stated",
                name="evaluation_attitude",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "satisfied",
                "basically",
                "dissatisfied",
                "not_stated",
                name="evaluation_result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT (attitude = 'dissatisfied' OR result = 'dissatisfied') OR text IS NOT NULL",
            name=op.f("ck_evaluation_dissatisfied_has_text"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('entered', 'confirmed') OR (attitude IS NOT NULL AND result IS NOT NULL)",
            name=op.f("ck_evaluation_entered_is_whole"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id",
            name=op.f("ck_evaluation_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_evaluation_commitment_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_evaluation_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_evaluation_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_evaluation_opinion_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_evaluation_proposal_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["evaluation.id"], name=op.f("fk_evaluation_replaces_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_evaluation_reply_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_evaluation_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_opinion_id"), ["opinion_id"], unique=False)
        batch_op.create_index("ix_evaluation_proposal", ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_reply_id"), ["reply_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_sponsor_id"), ["sponsor_id"], unique=False)

    op.create_table(
        "progress_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(length=500), nullable=True),
        sa.Column("says_done", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_progress_note_by_id")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_progress_note_commitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_note")),
    )
    with op.batch_alter_table("progress_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progress_note_commitment_id"), ["commitment_id"], unique=False)
    for statement in REFUSALS.get(op.get_bind().dialect.name, []):
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_event_change()")
