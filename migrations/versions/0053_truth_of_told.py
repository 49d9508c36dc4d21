"""What was true of each figure that a release told, to hold it against records that change."""

import sqlalchemy as sa
from alembic import op

revision = "0053_truth_of_told"
down_revision = "0052_attack_tries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release_attacks") as batch:
        batch.add_column(
            sa.Column(
                "truth", sa.JSON(), nullable=False, server_default="{}",
                comment="clear: what was true of each figure that is shown; the records say it as well",
            )
        )
    with op.batch_alter_table("release_attacks") as batch:
        batch.alter_column("truth", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("release_attacks") as batch:
        batch.drop_column("truth")
