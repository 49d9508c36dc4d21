"""Clocks that say what their day comes from, who was told of it, and when to look at them next."""

import sqlalchemy as sa
from alembic import op

revision = "0011_clocks"
down_revision = "0010_import_effects"
branch_labels = None
depends_on = None

EVENTS = (
    "received", "acknowledged", "triaged", "assigned", "investigated", "wrote", "heard",
    "evidence_came", "worse", "noted", "recused", "widened", "woken", "home_confirmed", "compared",
    "voted", "issue_decided", "tied", "decided", "answered", "agreed_day", "extended", "escalated",
    "closed", "reopened", "withdrawn", "referred", "identity_asked", "identity_agreed",
    "identity_declined", "identity_withdrawn", "identity_read", "deletion_asked",
    "deletion_declined", "deletion_withdrawn", "held", "hold_lifted", "taken_down", "handed_over",
    "reissued", "reached", "not_reached",
)
MORE_EVENTS = ("reminded", "chair_told", "outside_named", "clock_renewed")


def upgrade() -> None:
    with op.batch_alter_table("deadlines") as batch:
        batch.add_column(
            sa.Column(
                "set_by",
                sa.Enum(
                    "rule", "agreed", "extended", "renewed",
                    name="setby", native_enum=False, create_constraint=True, length=60,
                ),
                nullable=False,
                server_default="rule",
                comment="clear: what the day comes from",
            )
        )
        batch.add_column(
            sa.Column(
                "before_on", sa.Date(), nullable=True,
                comment="clear: the day that was told before, where this one came later or"
                " changed",
            )
        )
        batch.add_column(
            sa.Column(
                "last_call",
                sa.Enum(
                    "reminder", "chair", "committee", "outside",
                    name="call", native_enum=False, create_constraint=True, length=60,
                ),
                nullable=True,
                comment="clear: who was told last that it is near, or overdue",
            )
        )
        batch.add_column(
            sa.Column(
                "call_on", sa.Date(), nullable=True,
                comment="clear: the day on which the portal looks at it next; none once it is"
                " over",
            )
        )
        batch.drop_index("ix_deadlines_due_on")
    # What was agreed or given more time stands in the minutes. Whoever escalated told everybody.
    op.execute(
        "UPDATE deadlines SET set_by = 'agreed' WHERE kind = 'answer' AND EXISTS (SELECT 1 FROM"
        " case_events e WHERE e.case_id = deadlines.case_id AND e.stage = deadlines.stage AND"
        " e.kind = 'agreed_day')"
    )
    op.execute(
        "UPDATE deadlines SET set_by = 'extended' WHERE kind = 'answer' AND EXISTS (SELECT 1 FROM"
        " case_events e WHERE e.case_id = deadlines.case_id AND e.stage = deadlines.stage AND"
        " e.kind = 'extended')"
    )
    op.execute("UPDATE deadlines SET last_call = 'committee' WHERE escalated_on IS NOT NULL")
    op.execute(
        "UPDATE deadlines SET call_on = starts_on WHERE met_on IS NULL AND superseded_on IS NULL"
    )
    with op.batch_alter_table("deadlines") as batch:
        batch.alter_column("set_by", server_default=None)
        batch.create_check_constraint(
            op.f("ck_deadlines_nobody_called_when_over"),
            "call_on IS NULL OR (met_on IS NULL AND superseded_on IS NULL)",
        )
        batch.create_index("ix_deadlines_call_on", ["call_on"])
    op.create_table(
        "clock_rules",
        sa.Column(
            "id", sa.Integer(), autoincrement=False, nullable=False, comment="clear: always 1"
        ),
        sa.Column(
            "fingerprint", sa.String(), nullable=False,
            comment="clear: a hash of rules and days off",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_rules_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_rules")),
    )
    _allow((*EVENTS, *MORE_EVENTS))


def downgrade() -> None:
    op.drop_table("clock_rules")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow(EVENTS)
    with op.batch_alter_table("deadlines") as batch:
        batch.drop_index("ix_deadlines_call_on")
        batch.drop_constraint(op.f("ck_deadlines_nobody_called_when_over"), type_="check")
        batch.drop_constraint(op.f("ck_deadlines_setby"), type_="check")
        batch.drop_constraint(op.f("ck_deadlines_call"), type_="check")
        batch.drop_column("call_on")
        batch.drop_column("last_call")
        batch.drop_column("before_on")
        batch.drop_column("set_by")
        batch.create_index("ix_deadlines_due_on", ["due_on"])


def _allow(values: tuple[str, ...]) -> None:
    """Let an event be of these kinds and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f("ck_case_events_eventkind")
    with op.batch_alter_table("case_events") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
