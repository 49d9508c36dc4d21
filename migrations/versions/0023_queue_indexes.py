"""Two small indexes, so that the queue looks at what waits and never at all that has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0023_queue_indexes"
down_revision = "0022_enquiries"
branch_labels = None
depends_on = None

_KEPT = sa.text("kind = 'kept_long_enough'")
_WAITS = sa.text("sent_on IS NULL AND dropped_on IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_case_events_kept_long_enough", "case_events", ["case_id"],
        sqlite_where=_KEPT, postgresql_where=_KEPT,
    )
    op.create_index(
        "ix_letters_waiting", "letters", ["case_id"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_letters_waiting", "letters")
    op.drop_index("ix_case_events_kept_long_enough", "case_events")
