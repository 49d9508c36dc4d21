"""A correction of few people is known as one, so that it does not come out alone."""

import sqlalchemy as sa
from alembic import op

revision = "0054_small_corrections"
down_revision = "0053_truth_of_told"
branch_labels = None
depends_on = None

_CONSTRAINT = "ck_releases_small_ones_correct"


def upgrade() -> None:
    with op.batch_alter_table("releases") as batch:
        batch.add_column(
            sa.Column(
                "is_small",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="clear: a correction of few people, which does not come out alone",
            )
        )
        batch.create_check_constraint(op.f(_CONSTRAINT), "NOT is_small OR corrects_id IS NOT NULL")
    with op.batch_alter_table("releases") as batch:
        batch.alter_column("is_small", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("releases") as batch:
        batch.drop_constraint(op.f(_CONSTRAINT), type_="check")
        batch.drop_column("is_small")
