"""Two members of the committee may name a substitute."""

import sqlalchemy as sa
from alembic import op

revision = "0039_substitutes"
down_revision = "0038_days_moved"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("committee_co_options") as batch:
        batch.add_column(
            sa.Column(
                "stands_by", sa.Boolean(), nullable=False, server_default=sa.false(),
                comment="clear: whether as a substitute, and not for a vacant seat",
            )
        )
    with op.batch_alter_table("committee_co_options") as batch:
        batch.alter_column("stands_by", server_default=None)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM committee_co_options WHERE stands_by"))
    with op.batch_alter_table("committee_co_options") as batch:
        batch.drop_column("stands_by")
