"""What became of cases: the person is asked three times after an answer, and alerts if it got worse."""

import sqlalchemy as sa
from alembic import op

revision = "0020_follow_ups"
down_revision = "0019_set_aside"
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
    "clock_renewed", "kept_long_enough", "interest_found", "kept_away", "challenged",
    "challenge_upheld", "challenge_declined", "challenge_withdrawn",
)
MORE_EVENTS = ("asked_again", "followed_up", "alert_settled")
MESSAGES = (
    "message", "acknowledgement", "answer", "more_time", "evidence", "not_resolved", "worse",
    "withdrawal", "taken_down",
)
MORE_MESSAGES = ("follow_up", "after_worse")
UNASKED = "asked_on IS NULL AND lapsed_on IS NULL"
OPEN = "settled_on IS NULL"


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("messages", "kind", "messagekind", (*MESSAGES, *MORE_MESSAGES))
    _make_follow_ups()
    _make_alerts()


def downgrade() -> None:
    op.drop_index(
        "ux_retaliation_alerts_case_id", "retaliation_alerts",
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )
    op.drop_table("retaliation_alerts")
    op.drop_index(
        "ix_follow_ups_unasked", "follow_ups",
        sqlite_where=sa.text(UNASKED), postgresql_where=sa.text(UNASKED),
    )
    op.drop_table("follow_ups")
    op.execute("DELETE FROM messages WHERE kind IN ('follow_up', 'after_worse')")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow("messages", "kind", "messagekind", MESSAGES)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _codes(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=60)


def _make_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "stage", sa.Integer(), nullable=False,
            comment="clear: after the answer of which round",
        ),
        sa.Column(
            "turn", _codes("turn", "two_weeks", "three_months", "six_months"), nullable=False,
            comment="clear: which of the three times",
        ),
        sa.Column("due_on", sa.Date(), nullable=False, comment="clear: the worker looks for it"),
        sa.Column("asked_on", sa.Date(), comment="clear: the day, never the hour"),
        sa.Column(
            "lapsed_on", sa.Date(),
            comment="clear: the day on which it was not to be asked any more",
        ),
        sa.Column("answered_on", sa.Date(), comment="clear: the day, never the hour"),
        sa.Column(
            "put_right", _codes("putright", "yes", "partly", "no"),
            comment="clear: what the person says of it, counted beside what was found",
        ),
        sa.Column(
            "worse", sa.Boolean(), comment="clear: whether anything got worse, counted; not what"
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR asked_on IS NOT NULL",
            name=op.f("ck_follow_ups_asked_before_answer"),
        ),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (put_right IS NULL)",
            name=op.f("ck_follow_ups_answered_in_words"),
        ),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (worse IS NULL)", name=op.f("ck_follow_ups_answered_whole")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint(
            "case_id", "stage", "turn", name=op.f("uq_follow_ups_case_id_stage_turn")
        ),
    )
    op.create_index(
        "ix_follow_ups_unasked", "follow_ups", ["due_on"],
        sqlite_where=sa.text(UNASKED), postgresql_where=sa.text(UNASKED),
    )


def _make_alerts() -> None:
    op.create_table(
        "retaliation_alerts",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column("raised_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.Column("settled_on", sa.Date(), comment="clear: the day, never the hour"),
        sa.Column("settled_by_id", sa.Uuid(), comment="clear: the minutes name them"),
        sa.Column(
            "finding", _codes("alertfinding", "got_worse", "not_shown", "passed_on"),
            comment="clear: counted; names nothing",
        ),
        sa.CheckConstraint(
            "(settled_on IS NULL) = (finding IS NULL)",
            name=op.f("ck_retaliation_alerts_settled_with_a_finding"),
        ),
        sa.CheckConstraint(
            "(settled_on IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_retaliation_alerts_settled_by_one"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_retaliation_alerts_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["accounts.id"],
            name=op.f("fk_retaliation_alerts_settled_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retaliation_alerts")),
    )
    op.create_index(
        "ux_retaliation_alerts_case_id", "retaliation_alerts", ["case_id"], unique=True,
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
