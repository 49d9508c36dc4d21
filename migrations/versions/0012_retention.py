"""The day on which a case ended: how long it is kept counts from it."""

import sqlalchemy as sa
from alembic import op

revision = "0012_retention"
down_revision = "0011_clocks"
branch_labels = None
depends_on = None

EVENTS = (
    "received", "acknowledged", "triaged", "assigned", "investigated", "wrote", "heard",
    "evidence_came", "worse", "noted", "recused", "widened", "woken", "home_confirmed", "compared",
    "voted", "issue_decided", "tied", "decided", "answered", "agreed_day", "extended", "escalated",
    "closed", "reopened", "withdrawn", "referred", "identity_asked", "identity_agreed",
    "identity_declined", "identity_withdrawn", "identity_read", "deletion_asked",
    "deletion_declined", "deletion_withdrawn", "held", "hold_lifted", "taken_down", "handed_over",
    "reissued", "reached", "not_reached", "reminded", "chair_told", "outside_named",
    "clock_renewed",
)


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "ended_on", sa.Date(), nullable=True,
                comment="clear: how long it is kept counts from it",
            )
        )
    op.execute(
        "UPDATE cases SET ended_on = coalesce(closed_on, (SELECT max(e.happened_on) FROM"
        " case_events e WHERE e.case_id = cases.id AND e.kind IN ('withdrawn', 'referred')),"
        " received_on) WHERE status IN ('closed', 'withdrawn', 'referred')"
    )
    with op.batch_alter_table("cases") as batch:
        batch.create_check_constraint(
            op.f("ck_cases_ended_on_when_ended"),
            "(status IN ('closed', 'withdrawn', 'referred')) = (ended_on IS NOT NULL)",
        )
        batch.create_index("ix_cases_ended_on", ["ended_on"])
    _allow((*EVENTS, "kept_long_enough"))


def downgrade() -> None:
    op.execute("DELETE FROM case_events WHERE kind = 'kept_long_enough'")
    _allow(EVENTS)
    with op.batch_alter_table("cases") as batch:
        batch.drop_index("ix_cases_ended_on")
        batch.drop_constraint(op.f("ck_cases_ended_on_when_ended"), type_="check")
        batch.drop_column("ended_on")


def _allow(values: tuple[str, ...]) -> None:
    """Let an event be of these kinds and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f("ck_case_events_eventkind")
    with op.batch_alter_table("case_events") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
