"""An index of the items that wait for opinions, by the day of the earliest: the board and its lists read no others."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OWED = sa.text("replied_on IS NULL AND closed_on IS NULL AND co_in < co_total")


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_proposal_opinions_owed",
        "proposal",
        ["host_unit_id", "co_due_on", "id"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_proposal_opinions_owed", "proposal")
