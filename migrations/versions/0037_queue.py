"""The order of the queue as a column of its own, and rows that say when a kept page is old."""

import sqlalchemy as sa
from alembic import op

revision = "0037_queue"
down_revision = "0036_fairness"
branch_labels = None
depends_on = None

NOTHING_OWED = "9999-12-31"
PARTIAL = {
    "queue": (["due_on", "received_on", "reference"], sa.text("ended_on IS NULL")),
    "ended_on": (["ended_on"], sa.text("ended_on IS NOT NULL")),
    "kept_with": (["kept_with"], sa.text("kept_with IS NOT NULL")),
}
STATES = "clear: 1 for public pages, 2 for the committee"
MORE_STATES = "clear: 1 for public pages, 2 for the committee, from 100 on for pages of cases"


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "due_on", sa.Date(), nullable=False, server_default=NOTHING_OWED,
                comment="clear: the first day of its clocks that run; orders the queue",
            )
        )
    op.execute(
        "UPDATE cases SET due_on = coalesce((SELECT min(deadlines.due_on) FROM deadlines"
        " WHERE deadlines.case_id = cases.id AND deadlines.stage = cases.stage"
        " AND deadlines.superseded_on IS NULL AND deadlines.met_on IS NULL),"
        f" '{NOTHING_OWED}')"  # noqa: S608  ours
    )
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("due_on", server_default=None)
        batch.drop_index("ix_cases_ended_on")
        batch.drop_index("ix_cases_kept_with")
    for name, (columns, where) in PARTIAL.items():
        op.create_index(
            f"ix_cases_{name}", "cases", columns, sqlite_where=where, postgresql_where=where
        )
    _say(MORE_STATES, before=STATES)


def downgrade() -> None:
    op.execute("DELETE FROM public_state WHERE id >= 100")
    _say(STATES, before=MORE_STATES)
    for name in PARTIAL:
        op.drop_index(f"ix_cases_{name}", "cases")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("due_on")
        batch.create_index("ix_cases_ended_on", ["ended_on"])
        batch.create_index("ix_cases_kept_with", ["kept_with"])


def _say(comment: str, *, before: str) -> None:
    with op.batch_alter_table("public_state") as batch:
        batch.alter_column(
            "id", existing_type=sa.Integer(), comment=comment, existing_comment=before
        )
