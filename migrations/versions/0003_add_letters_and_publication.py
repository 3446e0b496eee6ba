"""Later letters, each sending, publication with its masked copy, the archive; letters as a machine of the events."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = ("case", "assignment", "opinion", "reply", "evaluation", "commitment", "request")
REFUSALS = {
    "sqlite": (
        """CREATE TRIGGER event_keeps_rows BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
        """CREATE TRIGGER event_keeps_words BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    ),
    "postgresql": (
        """CREATE TRIGGER event_keeps_rows BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    ),
}
BEIJING = timedelta(hours=8)


def allow_machines(names: tuple[str, ...]) -> None:
    """Rebuild the check of the machines that an event may name; SQLite makes the table anew, without its triggers."""
    rule = "machine IN ({})".format(", ".join(f"'{name}'" for name in names))
    with op.batch_alter_table("event", recreate="auto") as batch_op:
        batch_op.drop_constraint(op.f("ck_event_machine"), type_="check")
        batch_op.create_check_constraint(op.f("ck_event_machine"), sa.text(rule))
    if op.get_bind().dialect.name == "sqlite":
        for refusal in REFUSALS["sqlite"]:
            op.execute(refusal)


def forget_letters() -> None:
    """Let the events of later letters stand without their machine, which the older tables do not know."""
    kind = op.get_bind().dialect.name
    names = ("event_keeps_rows", "event_keeps_words") if kind == "sqlite" else ("event_keeps_rows ON event",)
    for name in names:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("UPDATE event SET machine = NULL WHERE machine = 'letter'")
    for refusal in REFUSALS[kind]:
        op.execute(refusal)


def keep_first_sendings() -> None:
    """Write a first sending for every recipient of a letter that went out."""
    op.execute(
        """INSERT INTO dispatch (reply_id, name, is_copy, sponsor_id, method, copies, sent_on, is_first, at, by_id)
        SELECT r.reply_id, r.name, r.is_copy, r.sponsor_id, r.method, r.copies, r.sent_on, TRUE, reply.signed_at,
        COALESCE(reply.signer_id, reply.author_id)
        FROM recipient r JOIN reply ON reply.id = r.reply_id
        WHERE r.sent_on IS NOT NULL AND reply.sent_on IS NOT NULL ORDER BY r.reply_id, r.position"""
    )


def keep_first_decisions() -> None:
    """Write what each signature decided about publishing; what is kept back is assessed a year on."""
    columns = ("id", "publicity", "publicity_reason", "signed_at", "signer_id", "author_id")
    at = sa.DateTime(timezone=True)
    reply = sa.table("reply", *(sa.column(name, at if name == "signed_at" else None) for name in columns))
    fields = ("reply_id", "publicity", "form", "reason", "review_on", "at", "by_id")
    made = sa.table(
        "publicity_decision",
        *(sa.column(n, at if n == "at" else sa.Date() if n == "review_on" else None) for n in fields),
    )
    for row in op.get_bind().execute(sa.select(reply).where(reply.c.signed_at.is_not(None))).all():
        is_public = row.publicity == "proactive"
        values = {
            "reply_id": row.id,
            "publicity": row.publicity,
            "form": "full" if is_public else None,
            "reason": None if is_public else row.publicity_reason,
            "review_on": None if is_public else a_year_on((row.signed_at + BEIJING).date()),
            "at": row.signed_at,
            "by_id": row.signer_id or row.author_id,
        }
        op.get_bind().execute(sa.insert(made).values(**values))


def a_year_on(day: date) -> date:
    """Return the same day of the next year, 28 February for a leap day."""
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def upgrade() -> None:
    op.create_table(
        "archive_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=True),
        sa.Column(
            "retention",
            sa.Enum(
                "permanent",
                "thirty_years",
                name="archive_record_retention",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_archive_record_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_archive_record_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_record")),
    )
    with op.batch_alter_table("archive_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_record_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "later_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "correction",
                "supplement",
                name="later_letter_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "to_sign",
                "signed",
                "numbered",
                "sent",
                "cancelled",
                name="later_letter_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("wrong_words", sa.Text(), nullable=False),
        sa.Column("right_words", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_number", sa.String(length=80), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_on IS NOT NULL)", name=op.f("ck_later_letter_sent_has_date")
        ),
        sa.CheckConstraint(
            "state NOT IN ('signed', 'numbered', 'sent') OR signed_at IS NOT NULL",
            name=op.f("ck_later_letter_signed_has_time"),
        ),
        sa.CheckConstraint(
            "signer_id IS NULL OR signer_id <> author_id", name=op.f("ck_later_letter_signed_by_another")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_later_letter_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_later_letter_proposal_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_later_letter_reply_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["user_account.id"], name=op.f("fk_later_letter_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_letter")),
    )
    with op.batch_alter_table("later_letter", schema=None) as batch_op:
        batch_op.create_index("ix_later_letter_proposal", ["proposal_id"], unique=False)
        batch_op.create_index("ix_later_letter_reply", ["reply_id", "id"], unique=False)

    op.create_table(
        "public_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "full",
                "summary",
                name="public_copy_form",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR end_reason IS NOT NULL", name=op.f("ck_public_copy_end_has_reason")
        ),
        sa.CheckConstraint(
            "published_on IS NULL OR (body IS NOT NULL AND sha256 IS NOT NULL AND published_by_id IS NOT NULL)",
            name=op.f("ck_public_copy_published_is_frozen"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user_account.id"], name=op.f("fk_public_copy_ended_by_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_public_copy_made_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_public_copy_proposal_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_public_copy_published_by_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_public_copy_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_copy")),
    )
    with op.batch_alter_table("public_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_copy_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_copy_reply_id"), ["reply_id"], unique=False)
        batch_op.create_index(
            "uq_public_copy_live",
            ["reply_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "public_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_public_summary_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_public_summary_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_summary")),
        sa.UniqueConstraint("reply_id", "number", name=op.f("uq_public_summary_reply_id_number")),
    )
    with op.batch_alter_table("public_summary", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_summary_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "publication_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "asked",
                "consented",
                "refused",
                name="publication_consent_consent",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_publication_consent_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_publication_consent_reply_id")),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_publication_consent_sponsor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_consent")),
    )
    with op.batch_alter_table("publication_consent", schema=None) as batch_op:
        batch_op.create_index("ix_publication_consent_reply", ["reply_id", "id"], unique=False)

    op.create_table(
        "publicity_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column(
            "publicity",
            sa.Enum(
                "proactive",
                "on_request",
                "withheld",
                name="publicity_decision_publicity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum(
                "full",
                "summary",
                name="publicity_decision_form",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(publicity = 'proactive') = (review_on IS NULL)",
            name=op.f("ck_publicity_decision_withheld_has_review"),
        ),
        sa.CheckConstraint(
            "publicity = 'proactive' OR reason IS NOT NULL",
            name=op.f("ck_publicity_decision_withheld_has_reason"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_publicity_decision_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_publicity_decision_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_decision")),
    )
    with op.batch_alter_table("publicity_decision", schema=None) as batch_op:
        batch_op.create_index("ix_publicity_decision_reply", ["reply_id", "id"], unique=False)

    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "received",
                "undelivered",
                "returned",
                name="dispatch_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_note", sa.String(length=300), nullable=True),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (outcome_on IS NULL)", name=op.f("ck_dispatch_outcome_has_day")
        ),
        sa.CheckConstraint("is_first OR reason IS NOT NULL", name=op.f("ck_dispatch_again_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_dispatch_by_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["later_letter.id"], name=op.f("fk_dispatch_letter_id")),
        sa.ForeignKeyConstraint(
            ["outcome_by_id"], ["user_account.id"], name=op.f("fk_dispatch_outcome_by_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_dispatch_reply_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_dispatch_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "letter_fate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "keeps",
                "changes",
                "drops",
                name="letter_fate_fate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_letter_fate_commitment_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["later_letter.id"], name=op.f("fk_letter_fate_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_fate")),
    )
    with op.batch_alter_table("letter_fate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_fate_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("uq_letter_fate_promise", ["letter_id", "commitment_id"], unique=True)

    op.create_table(
        "letter_number",
        sa.Column("number_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["later_letter.id"], name=op.f("fk_letter_number_letter_id")),
        sa.ForeignKeyConstraint(
            ["number_id"], ["document_number.id"], name=op.f("fk_letter_number_number_id")
        ),
        sa.PrimaryKeyConstraint("number_id", name=op.f("pk_letter_number")),
    )
    with op.batch_alter_table("letter_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_number_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "letter_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "undecided",
                "promise",
                "not_promise",
                name="letter_promise_verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.Column("due_text", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=True),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "verdict <> 'promise' OR (owner_unit_id IS NOT NULL AND (due_on IS NOT NULL OR review_on IS NOT NULL))",
            name=op.f("ck_letter_promise_has_owner_and_day"),
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_letter_promise_commitment_id")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["later_letter.id"], name=op.f("fk_letter_promise_letter_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_letter_promise_owner_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_promise")),
    )
    with op.batch_alter_table("letter_promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_promise_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_promise_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "public_mask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column(
            "private",
            sa.Enum(
                "sponsor",
                "identity",
                "mobile",
                "landline",
                "email",
                "bank_card",
                "plate",
                "address",
                "contact",
                "by_hand",
                name="public_mask_private",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_masked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("is_masked OR reason IS NOT NULL", name=op.f("ck_public_mask_shown_has_reason")),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name=op.f("ck_public_mask_span")),
        sa.ForeignKeyConstraint(["copy_id"], ["public_copy.id"], name=op.f("fk_public_mask_copy_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_public_mask_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_mask")),
    )
    with op.batch_alter_table("public_mask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_mask_copy_id"), ["copy_id"], unique=False)

    op.add_column("class_change", sa.Column("evidence", sa.String(length=300), nullable=True))
    allow_machines((*BEFORE, "letter"))
    keep_first_sendings()
    keep_first_decisions()


def downgrade() -> None:
    forget_letters()
    allow_machines(BEFORE)
    op.drop_column("class_change", "evidence")

    with op.batch_alter_table("public_mask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_mask_copy_id"))

    op.drop_table("public_mask")
    with op.batch_alter_table("letter_promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_promise_letter_id"))
        batch_op.drop_index(batch_op.f("ix_letter_promise_commitment_id"))

    op.drop_table("letter_promise")
    with op.batch_alter_table("letter_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_number_letter_id"))

    op.drop_table("letter_number")
    with op.batch_alter_table("letter_fate", schema=None) as batch_op:
        batch_op.drop_index("uq_letter_fate_promise")
        batch_op.drop_index(batch_op.f("ix_letter_fate_commitment_id"))

    op.drop_table("letter_fate")
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_reply_id"))
        batch_op.drop_index(batch_op.f("ix_dispatch_letter_id"))

    op.drop_table("dispatch")
    with op.batch_alter_table("publicity_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_publicity_decision_reply")

    op.drop_table("publicity_decision")
    with op.batch_alter_table("publication_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_publication_consent_reply")

    op.drop_table("publication_consent")
    with op.batch_alter_table("public_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_summary_reply_id"))

    op.drop_table("public_summary")
    with op.batch_alter_table("public_copy", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_public_copy_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_public_copy_reply_id"))
        batch_op.drop_index(batch_op.f("ix_public_copy_proposal_id"))

    op.drop_table("public_copy")
    with op.batch_alter_table("later_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_later_letter_reply")
        batch_op.drop_index("ix_later_letter_proposal")

    op.drop_table("later_letter")
    with op.batch_alter_table("archive_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_archive_record_proposal_id"))

    op.drop_table("archive_record")
