"""What the words of a mail were made from, so that only a digest whose matters changed is composed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_message", sa.Column("made_of", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("mail_message", "made_of")
