"""How many disputes were written when a month was searched: another one leads to a new search."""

import sqlalchemy as sa
from alembic import op

revision = "0018_pattern_disputes"
down_revision = "0017_home_languages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pattern_months") as batch:
        batch.add_column(
            sa.Column(
                "disputes", sa.Integer(), nullable=False, server_default="0",
                comment="clear: how many disputes were written before it was searched",
            )
        )
    with op.batch_alter_table("pattern_months") as batch:
        batch.alter_column("disputes", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("pattern_months") as batch:
        batch.drop_column("disputes")
