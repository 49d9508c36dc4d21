"""That a member looked for words in the cases they hold is entered in the ledger."""

from alembic import op

revision = "0028_searches"
down_revision = "0027_standing"
branch_labels = None
depends_on = None

ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "receipt_reissued", "member_recused", "grant_given", "grant_taken",
    "grant_woken", "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "election_step", "roll_changed", "urn_closed", "election_declared", "term_began", "term_ended",
    "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
    "summary_published", "summary_taken_back",
)


def upgrade() -> None:
    _allow((*ENTRIES, "cases_searched"))


def downgrade() -> None:
    op.execute("DELETE FROM ledger_facts WHERE kind = 'cases_searched'")
    _allow(ENTRIES)


def _allow(kinds: tuple[str, ...]) -> None:
    """Let an entry have these kinds and no others."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    constraint = op.f("ck_ledger_facts_entrykind")
    with op.batch_alter_table("ledger_facts") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
