"""What a person said of it is counted also when their case is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0031_counted_put_right"
down_revision = "0030_release_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.add_column(
            sa.Column(
                "put_right", sa.JSON(), nullable=False, server_default="[]",
                comment="clear: counted; whether the person said it was put right, by day",
            )
        )
    with op.batch_alter_table("counted_cases") as batch:
        batch.alter_column("put_right", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("counted_cases") as batch:
        batch.drop_column("put_right")
