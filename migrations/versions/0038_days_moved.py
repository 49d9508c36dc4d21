"""Why days that everybody knew were moved."""

import sqlalchemy as sa
from alembic import op

revision = "0038_days_moved"
down_revision = "0037_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("elections") as batch:
        batch.add_column(
            sa.Column(
                "days_moved_on", sa.Date(), nullable=True,
                comment="clear: public, when the days above were last moved after the notice",
            )
        )
        batch.add_column(
            sa.Column(
                "days_moved_why", sa.String(), nullable=True,
                comment="clear: public, in the officer's words",
            )
        )
        batch.create_check_constraint(
            op.f("ck_elections_moved_with_reason"),
            "(days_moved_on IS NULL) = (days_moved_why IS NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("elections") as batch:
        batch.drop_constraint(op.f("ck_elections_moved_with_reason"), type_="check")
        batch.drop_column("days_moved_why")
        batch.drop_column("days_moved_on")
