"""Standing accepted by two, and a care worker's code to answer."""

import sqlalchemy as sa
from alembic import op

revision = "0036_fairness"
down_revision = "0035_triage"
branch_labels = None
depends_on = None

EVENTS = (
    "received", "acknowledged", "triaged", "assigned", "investigated", "wrote", "heard",
    "evidence_came", "worse", "noted", "recused", "widened", "woken", "home_confirmed",
    "compared", "voted", "issue_decided", "tied", "decided", "answered", "agreed_day",
    "extended", "escalated", "closed", "reopened", "withdrawn", "referred", "identity_asked",
    "identity_agreed", "identity_declined", "identity_withdrawn", "identity_read",
    "deletion_asked", "deletion_declined", "deletion_withdrawn", "held", "hold_lifted",
    "taken_down", "handed_over", "reissued", "reached", "not_reached", "reminded", "chair_told",
    "outside_named", "clock_renewed", "kept_long_enough", "interest_found", "kept_away",
    "challenged", "challenge_upheld", "challenge_declined", "challenge_withdrawn", "suspended",
    "given_back", "screened", "asked_again", "followed_up", "alert_settled", "copy_asked",
    "copy_declined", "copy_withdrawn", "copy_taken", "copy_given", "summary_proposed",
    "summary_agreed", "summary_dropped", "summary_signed", "summary_taken_back",
    "office_allowed", "office_refused", "office_asked", "office_answered",
    "remedy_promised", "remedy_done",
)
MORE_EVENTS = (
    "standing_asked", "standing_declined", "standing_withdrawn", "standing_recorded",
    "no_worker_concerned", "worker_asked", "worker_answered",
)
STEPS = ("identity", "deletion", "challenge", "redaction")
STANDINGS = (
    "eligible_pending", "eligible_complainant", "representative_consent_pending",
    "representative_accepted", "representative_refused", "concern_raiser_only",
    "worker_disclosure",
)


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("seconded_requests", "step", "step", (*STEPS, "standing"))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "standing",
                sa.Enum(*STANDINGS, name="standing", native_enum=False, length=60),
                nullable=False, server_default="concern_raiser_only",
                comment="clear: as what the person may be answered; two members record it",
            )
        )
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("standing", server_default=None)
        batch.create_check_constraint(
            op.f("ck_cases_standing"), f"standing IN ({_listed(STANDINGS)})"
        )
    _make_replies()


def downgrade() -> None:
    op.drop_table("worker_replies")
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("ck_cases_standing"), type_="check")
        batch.drop_column("standing")
    op.execute("DELETE FROM seconded_requests WHERE step = 'standing'")
    op.execute(f"DELETE FROM case_events WHERE kind IN ({_listed(MORE_EVENTS)})")  # noqa: S608
    _allow("seconded_requests", "step", "step", STEPS)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _make_replies() -> None:
    op.create_table(
        "worker_replies",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column("stage", sa.Integer(), nullable=False, comment="clear: in which round"),
        sa.Column(
            "lookup", sa.LargeBinary(), nullable=False, comment="clear: an HMAC of the code"
        ),
        sa.Column(
            "secret_version", sa.String(), nullable=False,
            comment="clear: which secret; says nothing of it",
        ),
        sa.Column("given_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="clear: last day to answer"),
        sa.Column(
            "answered_on", sa.Date(), nullable=True, comment="clear: the day, never the hour"
        ),
        sa.Column(
            "given_by_id", sa.Uuid(), nullable=False,
            comment="clear: which member; the minutes name them",
        ),
        sa.Column(
            "code", sa.LargeBinary(), nullable=False,
            comment="sealed: the code, and whom it was given to",
        ),
        sa.Column(
            "substance", sa.LargeBinary(), nullable=False,
            comment="sealed: to a code; what they are told, and no more",
        ),
        sa.Column(
            "reply", sa.LargeBinary(), nullable=True,
            comment="sealed: to a code; what they answer",
        ),
        sa.CheckConstraint("due_on >= given_on", name=op.f("ck_worker_replies_due_after_given")),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (reply IS NULL)",
            name=op.f("ck_worker_replies_answered_in_words"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_worker_replies_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["accounts.id"], name=op.f("fk_worker_replies_given_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_replies")),
        sa.UniqueConstraint("lookup", name=op.f("uq_worker_replies_lookup")),
    )
    op.create_index("ix_worker_replies_case_id", "worker_replies", ["case_id"])


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
