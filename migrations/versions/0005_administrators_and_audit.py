"""Administrators with one duty each, the security administrator's settings, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DUTIES = ("business", "system_admin", "security_admin", "audit_admin")
ADMINS = "('system_admin', 'security_admin', 'audit_admin')"
DUTY_OF_ROLE = f"CASE WHEN role IN {ADMINS} THEN role ELSE 'business' END"
REFUSALS = {
    "sqlite": [
        """CREATE TRIGGER audit_entry_keeps_rows BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_entry_keeps_words BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
        """CREATE TRIGGER audit_entry_keeps_rows BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
        """CREATE TRIGGER audit_entry_keeps_all BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    ],
}


def upgrade() -> None:
    add_duties()
    add_settings()
    add_audit_log()


def add_duties() -> None:
    duty = sa.Enum(*DUTIES, name="user_account_duty", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.add_column(sa.Column("duty", duty, nullable=True))
        batch_op.add_column(sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        f"UPDATE user_account SET duty = (SELECT MAX({DUTY_OF_ROLE}) FROM role_grant WHERE user_id = user_account.id)"  # noqa: S608 - fixed text
    )
    op.execute(
        "UPDATE user_account SET disabled_at = created_at WHERE NOT is_active AND password_hash IS NOT NULL"
    )
    op.execute("UPDATE user_account SET is_active = true WHERE password_hash IS NULL AND duty IS NOT NULL")
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_user_account_id_duty"), ["id", "duty"])
    add_duty_of_grants()
    op.create_table(
        "password_used",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_password_used_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_used")),
    )
    op.create_index(op.f("ix_password_used_user_id"), "password_used", ["user_id"])


def add_duty_of_grants() -> None:
    """Bind each role to its account's duty; an account that ever had two is refused by the foreign key."""
    duty = sa.Enum(*DUTIES, name="role_grant_duty", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.add_column(sa.Column("duty", duty, nullable=True))
    op.execute(f"UPDATE role_grant SET duty = {DUTY_OF_ROLE}")  # noqa: S608 - fixed text
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.alter_column("duty", existing_type=duty, nullable=False)
        batch_op.drop_constraint(batch_op.f("fk_role_grant_user_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_user_id"), "user_account", ["user_id", "duty"], ["id", "duty"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_role_grant_duty_of_role"), f"duty = {DUTY_OF_ROLE}")


def add_settings() -> None:
    profile = sa.Enum(
        "standard",
        "classified",
        name="installation_password_profile",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    with op.batch_alter_table("installation") as batch_op:
        batch_op.add_column(sa.Column("password_profile", profile, nullable=False, server_default="standard"))
        batch_op.add_column(sa.Column("parallel_sessions", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("address_limit", sa.Integer(), nullable=False, server_default="30"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def add_audit_log() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("object_kind", sa.String(length=60), nullable=True),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
    )
    for name in ("actor_id", "at", "kind"):
        op.create_index(op.f(f"ix_audit_entry_{name}"), "audit_entry", [name])
    op.create_index("ix_audit_entry_session", "audit_entry", ["session_id", "at"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    for statement in REFUSALS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
    with op.batch_alter_table("installation") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_installation_password_profile"), type_="check")
        for name in ("version", "address_limit", "parallel_sessions", "password_profile"):
            batch_op.drop_column(name)
    op.drop_table("password_used")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_role_grant_duty_of_role"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_role_grant_duty"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_user_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_role_grant_user_id"), "user_account", ["user_id"], ["id"])
        batch_op.drop_column("duty")
    with op.batch_alter_table("user_account") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_user_account_id_duty"), type_="unique")
        batch_op.drop_constraint(batch_op.f("ck_user_account_duty"), type_="check")
        for name in ("disabled_at", "password_changed_at", "duty"):
            batch_op.drop_column(name)
