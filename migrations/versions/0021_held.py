"""Requests for what is held about somebody, and copies that two members blacken."""

import sqlalchemy as sa
from alembic import op

revision = "0021_held"
down_revision = "0020_follow_ups"
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
    "challenge_upheld", "challenge_declined", "challenge_withdrawn", "asked_again", "followed_up",
    "alert_settled",
)
MORE_EVENTS = ("copy_asked", "copy_declined", "copy_withdrawn", "copy_taken", "copy_given")
MESSAGES = (
    "message", "acknowledgement", "answer", "more_time", "evidence", "not_resolved", "worse",
    "withdrawal", "taken_down", "follow_up", "after_worse",
)
STEPS = ("identity", "deletion", "challenge")
KINDS = ("missed_visit", "concern", "praise")


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("messages", "kind", "messagekind", (*MESSAGES, "copy"))
    _allow("seconded_requests", "step", "step", (*STEPS, "redaction"))
    _allow("cases", "kind", "casekind", (*KINDS, "held"))
    _allow("counted_cases", "kind", "casekind", (*KINDS, "held"))
    op.create_table(
        "redactions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("request_id", sa.Uuid(), nullable=False, comment="clear: what was asked"),
        sa.Column(
            "case_id", sa.Uuid(), nullable=False, comment="clear: the case that the text lies in"
        ),
        sa.Column(
            "target", sa.LargeBinary(), nullable=False,
            comment="sealed: the reference of the case whose person gets the copy",
        ),
        sa.Column(
            "marked", sa.LargeBinary(), nullable=True,
            comment="sealed: the text with its marks; emptied once it is over",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_redactions_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["seconded_requests.id"],
            name=op.f("fk_redactions_request_id_seconded_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("request_id", name=op.f("uq_redactions_request_id")),
    )
    op.create_index(op.f("ix_redactions_case_id"), "redactions", ["case_id"])


def downgrade() -> None:
    """Refuses by the checks while a request of the kind is kept: it is nothing else."""
    op.drop_index(op.f("ix_redactions_case_id"), "redactions")
    op.drop_table("redactions")
    op.execute("DELETE FROM seconded_requests WHERE step = 'redaction'")
    op.execute("DELETE FROM messages WHERE kind = 'copy'")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow("counted_cases", "kind", "casekind", KINDS)
    _allow("cases", "kind", "casekind", KINDS)
    _allow("seconded_requests", "step", "step", STEPS)
    _allow("messages", "kind", "messagekind", MESSAGES)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
