"""What was promised is counted also when the case is deleted: late stays late."""

import sqlalchemy as sa
from alembic import op

revision = "0042_counted_promises"
down_revision = "0041_endings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.add_column(
            sa.Column(
                "promises", sa.JSON(), nullable=False, server_default="[]",
                comment="clear: counted; of each promise whose day had come, its day and when it"
                " was done",
            )
        )
    with op.batch_alter_table("counted_cases") as batch:
        batch.alter_column("promises", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.drop_column("promises")
