"""A correction of few people is known as one, and what is said to be wrong can be taken back."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0054_corrections"
down_revision = "0053_truth_of_told"
branch_labels = None
depends_on = None

ENTRIES = (
    "case_received",
    "case_acknowledged",
    "case_answered",
    "case_outcome",
    "case_reopened",
    "case_closed",
    "case_withdrawn",
    "case_escalated",
    "case_deleted",
    "case_opened",
    "identity_read",
    "cases_searched",
    "summary_published",
    "summary_taken_back",
    "receipt_reissued",
    "member_recused",
    "grant_given",
    "grant_taken",
    "grant_woken",
    "import_accepted",
    "import_corrected",
    "import_undone",
    "pattern_opened",
    "release_published",
    "release_corrected",
    "release_withdrawn",
    "election_opened",
    "election_step",
    "roll_changed",
    "urn_closed",
    "election_declared",
    "term_began",
    "term_ended",
    "appointment_made",
    "appointment_ended",
    "settings_changed",
    "recovery_used",
    "case_suspended",
    "case_given_back",
    "routing_changed",
    "case_sealed",
    "case_unsealed",
    "reports_compared",
    "release_discarded",
)
MORE_ENTRIES = ("release_notice_taken_back",)
FAULTS = ("names_somebody", "tells_hidden", "worded_better", "no_error")
SMALL = "ck_releases_small_ones_correct"
NOTICES = {
    "words_or_taken_back": "(taken_back_at IS NULL) = (words <> '')",
    "taken_back_for_a_reason": "(taken_back_at IS NULL) = (taken_back_for IS NULL)",
    "taken_back_by_somebody": "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
    "taken_back_in_the_ledger": "(taken_back_at IS NULL) = (commitment IS NULL)",
    "noticefault": "taken_back_for IN ('" + "', '".join(FAULTS) + "')",
}


def upgrade() -> None:
    _allow((*ENTRIES, *MORE_ENTRIES))
    with op.batch_alter_table("releases") as batch:
        batch.add_column(
            sa.Column(
                "is_small",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="clear: a correction of few people, which does not come out alone",
            )
        )
        batch.create_check_constraint(op.f(SMALL), "NOT is_small OR corrects_id IS NOT NULL")
    with op.batch_alter_table("releases") as batch:
        batch.alter_column("is_small", server_default=None)
    with op.batch_alter_table("release_notices") as batch:
        batch.add_column(
            sa.Column(
                "taken_back_at",
                portal.database.UtcDateTime(timezone=True),
                nullable=True,
                comment="clear: when its words were taken back",
            )
        )
        batch.add_column(
            sa.Column(
                "taken_back_by",
                sa.String(),
                nullable=False,
                server_default="",
                comment="clear: by whom, in public",
            )
        )
        batch.add_column(
            sa.Column(
                "taken_back_for",
                sa.Enum(*FAULTS, name="noticefault", native_enum=False, length=60),
                nullable=True,
                comment="clear: a code of why",
            )
        )
        batch.add_column(
            sa.Column(
                "commitment",
                sa.String(),
                nullable=True,
                comment="clear: its entry in the public ledger",
            )
        )
        batch.add_column(
            sa.Column(
                "taken_back_by_id", sa.Uuid(), nullable=True, comment="clear: who took it back"
            )
        )
        batch.create_foreign_key(
            op.f("fk_release_notices_taken_back_by_id_accounts"),
            "accounts",
            ["taken_back_by_id"],
            ["id"],
        )
        for name, rule in NOTICES.items():
            batch.create_check_constraint(op.f(f"ck_release_notices_{name}"), rule)
    with op.batch_alter_table("release_notices") as batch:
        batch.alter_column("taken_back_by", server_default=None)


def downgrade() -> None:
    # What has no words any more was never there for a portal that cannot take words back.
    op.execute("DELETE FROM release_notices WHERE taken_back_at IS NOT NULL")
    with op.batch_alter_table("release_notices") as batch:
        for name in NOTICES:
            batch.drop_constraint(op.f(f"ck_release_notices_{name}"), type_="check")
        batch.drop_constraint(
            op.f("fk_release_notices_taken_back_by_id_accounts"), type_="foreignkey"
        )
        for column in (
            "taken_back_by_id", "commitment", "taken_back_for", "taken_back_by", "taken_back_at",
        ):  # fmt: skip
            batch.drop_column(column)
    with op.batch_alter_table("releases") as batch:
        batch.drop_constraint(op.f(SMALL), type_="check")
        batch.drop_column("is_small")
    # An entry stays in the chain as a commitment; what it says goes, as where a case is erased.
    op.execute(f"DELETE FROM ledger_facts WHERE kind IN ({_listed(MORE_ENTRIES)})")  # noqa: S608
    _allow(ENTRIES)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(kinds: tuple[str, ...]) -> None:
    """Let the ledger hold these kinds of entry and no others."""
    constraint = op.f("ck_ledger_facts_entrykind")
    with op.batch_alter_table("ledger_facts") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({_listed(kinds)})")
