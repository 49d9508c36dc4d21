"""A report that waits sealed until somebody else reports the same, and what two members compare."""

import sqlalchemy as sa
from alembic import op

revision = "0040_corroborating"
down_revision = "0039_substitutes"
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
    "office_allowed", "office_refused", "office_asked", "office_answered", "remedy_promised",
    "remedy_done", "standing_asked", "standing_declined", "standing_withdrawn",
    "standing_recorded", "no_worker_concerned", "worker_asked", "worker_answered",
)
MORE_EVENTS = ("sealed", "unsealed", "reports_matched", "reports_differ", "reports_agree")
ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "cases_searched", "summary_published", "summary_taken_back",
    "receipt_reissued", "member_recused", "grant_given", "grant_taken", "grant_woken",
    "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "election_step", "roll_changed", "urn_closed", "election_declared", "term_began",
    "term_ended", "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
    "case_suspended", "case_given_back", "routing_changed",
)
MORE_ENTRIES = ("case_sealed", "case_unsealed", "reports_compared")
LIKENESSES = ("same", "different")
SEALED, OPEN = sa.text("sealed_until IS NOT NULL"), sa.text("ended_on IS NULL")


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE_ENTRIES))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "sealed_until", sa.Date(), nullable=True,
                comment="clear: the day on which the portal opens it by itself; none where it is"
                " open",
            )
        )
    op.create_index(
        "ix_cases_sealed_until", "cases", ["sealed_until"],
        sqlite_where=SEALED, postgresql_where=SEALED,
    )
    _make_pairings()


def downgrade() -> None:
    # What waited opens once it is overdue, like every case that nobody reads.
    op.drop_table("pairing_findings")
    op.drop_table("pairings")
    op.drop_index("ix_cases_sealed_until", table_name="cases")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("sealed_until")
    # An entry stays in the chain as a commitment; what it says goes, as where a case is erased.
    op.execute(f"DELETE FROM ledger_facts WHERE kind IN ({_listed(MORE_ENTRIES)})")  # noqa: S608
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({_listed(MORE_EVENTS)})")  # noqa: S608
    _allow("case_events", "kind", "eventkind", EVENTS)


def _make_pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "case_id", sa.Uuid(), nullable=False,
            comment="clear: the sealed case; its codes are clear anyway",
        ),
        sa.Column(
            "other_id", sa.Uuid(), nullable=False,
            comment="clear: the other case; its codes are clear anyway",
        ),
        sa.Column("began_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.Column(
            "ended_on", sa.Date(), nullable=True,
            comment="clear: the day on which both found it different; so that it is not asked again",
        ),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_pairings_two_reports")),
        sa.CheckConstraint("ended_on >= began_on", name=op.f("ck_pairings_ends_after_start")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_pairings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["cases.id"], name=op.f("fk_pairings_other_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("case_id", "other_id", name=op.f("uq_pairings_case_id_other_id")),
    )
    op.create_index("ix_pairings_other_id", "pairings", ["other_id"])
    op.create_index(
        "ux_pairings_open", "pairings", ["case_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )
    op.create_table(
        "pairing_findings",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("pairing_id", sa.Uuid(), nullable=False, comment="clear: which two cases"),
        sa.Column(
            "account_id", sa.Uuid(), nullable=False,
            comment="clear: who compared; nobody counts twice",
        ),
        sa.Column(
            "likeness",
            sa.Enum(
                *LIKENESSES, name="likeness", native_enum=False, create_constraint=True, length=60
            ),
            nullable=False,
            comment="clear: same or different",
        ),
        sa.Column("found_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_pairing_findings_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_findings_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_findings")),
        sa.UniqueConstraint(
            "pairing_id", "account_id", name=op.f("uq_pairing_findings_pairing_id_account_id")
        ),
    )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
