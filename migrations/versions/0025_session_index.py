"""An index by session, for the register's checks."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_proposal_session", "proposal", ["host_unit_id", "kind", "term", "session_no"])


def downgrade() -> None:
    op.drop_index("ix_proposal_session", "proposal")
