"""That a report which two had signed was discarded before it came out."""

from alembic import op

revision = "0051_signed_reports"
down_revision = "0050_counted_outside"
branch_labels = None
depends_on = None

ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "cases_searched", "summary_published", "summary_taken_back",
    "receipt_reissued", "member_recused", "grant_given", "grant_taken", "grant_woken",
    "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "election_step", "roll_changed", "urn_closed", "election_declared", "term_began",
    "term_ended", "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
    "case_suspended", "case_given_back", "routing_changed", "case_sealed", "case_unsealed",
    "reports_compared",
)
MORE_ENTRIES = ("release_discarded",)


def upgrade() -> None:
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE_ENTRIES))


def downgrade() -> None:
    # An entry stays in the chain as a commitment; what it says goes, as where a case is erased.
    op.execute(f"DELETE FROM ledger_facts WHERE kind IN ({_listed(MORE_ENTRIES)})")  # noqa: S608
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
