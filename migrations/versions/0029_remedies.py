"""What is promised to put something right: with an owner, a day and evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0029_remedies"
down_revision = "0028_searches"
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
    "alert_settled", "copy_asked", "copy_declined", "copy_withdrawn", "copy_taken", "copy_given",
    "office_allowed", "office_refused", "office_asked", "office_answered",
    "summary_proposed", "summary_agreed", "summary_dropped", "summary_signed",
    "summary_taken_back",
)
MORE_EVENTS = ("remedy_promised", "remedy_done")
KINDS = (
    "apology", "explanation", "payment", "service", "review", "training", "procedure",
    "monitoring", "learning",
)


def upgrade() -> None:
    _allow((*EVENTS, *MORE_EVENTS))
    _make_remedies()


def downgrade() -> None:
    op.drop_index("ix_remedies_case_id", "remedies")
    op.drop_table("remedies")
    op.execute("DELETE FROM case_events WHERE kind IN ('remedy_promised', 'remedy_done')")
    _allow(EVENTS)


def _make_remedies() -> None:
    op.create_table(
        "remedies",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS, name="remedykind", native_enum=False, create_constraint=True, length=60
            ),
            nullable=False,
            comment="clear: one of a short list, counted",
        ),
        sa.Column(
            "promised_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"
        ),
        sa.Column(
            "promised_by_id", sa.Uuid(), nullable=False, comment="clear: the minutes name them"
        ),
        sa.Column(
            "due_on", sa.Date(), nullable=False,
            comment="clear: so that an overdue promise is noticed",
        ),
        sa.Column("done_on", sa.Date(), comment="clear: the day, never the hour"),
        sa.Column("what", sa.LargeBinary(), nullable=False, comment="sealed: what is promised"),
        sa.Column("owner", sa.LargeBinary(), nullable=False, comment="sealed: who sees to it"),
        sa.Column("evidence", sa.LargeBinary(), comment="sealed: what shows that it was done"),
        sa.CheckConstraint("due_on >= promised_on", name=op.f("ck_remedies_due_after_promise")),
        sa.CheckConstraint(
            "(done_on IS NULL) = (evidence IS NULL)", name=op.f("ck_remedies_done_with_evidence")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remedies_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["promised_by_id"], ["accounts.id"], name=op.f("fk_remedies_promised_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )
    op.create_index("ix_remedies_case_id", "remedies", ["case_id"])


def _allow(values: tuple[str, ...]) -> None:
    """Let an event be of these kinds and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f("ck_case_events_eventkind")
    with op.batch_alter_table("case_events") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
