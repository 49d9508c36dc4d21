"""Which edition of its rules sets the clocks of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0049_editions"
down_revision = "0048_outside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "rules_on",
                sa.Date(),
                nullable=True,
                comment="clear: the first day of later rules that took it over; else those of its"
                " receipt",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("rules_on")
