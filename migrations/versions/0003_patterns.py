"""Patterns: months searched, alerts found, who may open one, and its entry in the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0003_patterns"
down_revision = "0002_disputes"
branch_labels = None
depends_on = None

PERMISSIONS = (
    "read_cases", "handle_cases", "decide_cases", "grant_keys", "escalated_cases", "import_visits",
    "read_figures", "prepare_releases", "sign_releases", "keep_register", "keep_committee",
    "sign_founding", "declare_interests", "hand_over", "read_ledger", "see_alerts", "take_intake",
)
ENTRY_KINDS = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "member_recused", "grant_given", "grant_taken", "grant_woken",
    "import_accepted", "import_corrected", "import_undone", "release_published",
    "release_corrected", "release_withdrawn", "election_opened", "urn_closed",
    "election_declared", "term_began", "term_ended", "appointment_made", "appointment_ended",
    "settings_changed", "recovery_used",
)


def upgrade() -> None:
    _allow("authorities", "permission", "permission", (*PERMISSIONS, "open_patterns"))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRY_KINDS, "pattern_opened"))
    op.create_table(
        "pattern_months",
        sa.Column("first_on", sa.Date(), nullable=False, comment="clear: which month"),
        sa.Column(
            "tests", sa.Integer(), nullable=False, comment="clear: how many subjects were looked at"
        ),
        sa.Column(
            "silent", sa.JSON(), nullable=False, comment="clear: kinds with too little history"
        ),
        sa.Column(
            "import_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="clear: the newest import it was searched after",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_pattern_months_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("first_on", name=op.f("pk_pattern_months")),
    )
    op.create_table(
        "pattern_alerts",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("month_on", sa.Date(), nullable=False, comment="clear: which month"),
        sa.Column(
            "kind",
            sa.Enum(
                "runs", "clipped", "contradicted", "overlaps", "edited", "late",
                name="patternkind", native_enum=False, create_constraint=True, length=60,
            ),
            nullable=False,
            comment="clear: one of six codes",
        ),
        sa.Column(
            "subject",
            sa.String(),
            nullable=False,
            comment="clear: a pseudonym of the visit files; shown only to who opened the alert",
        ),
        sa.Column("seen", sa.Integer(), nullable=False, comment="clear: a count"),
        sa.Column("looked_at", sa.Integer(), nullable=False, comment="clear: a count"),
        sa.Column(
            "run", sa.Integer(), nullable=False,
            comment="clear: a count, 0 where it is about no run",
        ),
        sa.Column(
            "seen_before", sa.Integer(), nullable=False,
            comment="clear: a count over the co-operative",
        ),
        sa.Column(
            "looked_at_before", sa.Integer(), nullable=False,
            comment="clear: a count over the co-operative",
        ),
        sa.Column(
            "once_in", sa.BigInteger(), nullable=False,
            comment="clear: how rare it is by chance",
        ),
        sa.Column(
            "sightings", sa.JSON(), nullable=False,
            comment="clear: days, codes and pseudonyms of the visits it was seen at",
        ),
        sa.CheckConstraint(
            "seen <= looked_at AND seen_before <= looked_at_before",
            name=op.f("ck_pattern_alerts_parts"),
        ),
        sa.ForeignKeyConstraint(
            ["month_on"], ["pattern_months.first_on"],
            name=op.f("fk_pattern_alerts_month_on_pattern_months"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_alerts")),
        sa.UniqueConstraint(
            "month_on", "kind", "subject", name=op.f("uq_pattern_alerts_month_on_kind_subject")
        ),
    )


def downgrade() -> None:
    op.drop_table("pattern_alerts")
    op.drop_table("pattern_months")
    # The commitments of these entries stay in the chain.
    op.execute("DELETE FROM ledger_facts WHERE kind = 'pattern_opened'")
    op.execute("DELETE FROM authorities WHERE permission = 'open_patterns'")
    _allow("ledger_facts", "kind", "entrykind", ENTRY_KINDS)
    _allow("authorities", "permission", "permission", PERMISSIONS)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
