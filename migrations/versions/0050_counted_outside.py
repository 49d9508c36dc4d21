"""Who went to the body outside is counted also when the case is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0050_counted_outside"
down_revision = "0049_editions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.add_column(
            sa.Column(
                "outside_on", sa.JSON(), nullable=False, server_default="[]",
                comment="clear: counted; the days on which it was known that the body outside has"
                " it",
            )
        )
    with op.batch_alter_table("counted_cases") as batch:
        batch.alter_column("outside_on", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.drop_column("outside_on")
