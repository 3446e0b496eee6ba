"""The texts that the search reads, their grams, and the words of files; filled from the rows that exist."""

import sqlalchemy as sa
from alembic import op

from tracker.services.search_index import rebuild

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = ("number", "title", "sponsor", "text", "reply", "letter", "opinion", "promise", "file")
REACHES = ("item", "text", "draft", "inside", "opinion", "own", "promise")
# Each pair of characters that stand together as one number, and each character alone. 21 bits hold a code point.
GRAMS = """
CREATE FUNCTION search_grams(body text) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20000 AS $$
  SELECT array_agg((ascii(sign)::bigint << 21) + coalesce(ascii(next), 0)) || array_agg(ascii(sign)::bigint)
  FROM string_to_array(body, NULL) AS found (signs), unnest(signs, signs[2:]) AS pairs (sign, next)
  WHERE sign IS NOT NULL
$$
"""


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("reach", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_search_document_kind")),
        sa.CheckConstraint(f"reach IN {REACHES}", name=op.f("ck_search_document_reach")),
        sa.CheckConstraint(
            "is_head = (kind IN ('number', 'title', 'sponsor'))",
            name=op.f("ck_search_document_head_is_of_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_search_document_proposal_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["assignment.id"], name=op.f("fk_search_document_seat_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_search_document_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "source_id", name=op.f("uq_search_document_kind_source_id")),
    )
    op.create_index("ix_search_document_proposal", "search_document", ["proposal_id", "id"])
    op.create_table(
        "file_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_text")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_gram USING fts5(head, body, content='')")
    else:
        op.execute(GRAMS)
        op.execute(
            "ALTER TABLE search_document ALTER body SET STORAGE EXTERNAL"
        )  # looked through, not unpacked
    rebuild(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        for name, where in (("ix_search_gram", ""), ("ix_search_gram_head", " WHERE is_head")):
            op.execute(f"CREATE INDEX {name} ON search_document USING gin (search_grams(body)){where}")
            op.execute(f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_gram")
    op.drop_table("search_document")
    op.drop_table("file_text")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION search_grams(text)")
