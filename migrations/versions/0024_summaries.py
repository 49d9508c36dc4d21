"""Summaries of cases that everybody may read: written by one, read by the person, signed by two."""

import sqlalchemy as sa
from alembic import op

revision = "0024_summaries"
down_revision = "0023_queue_indexes"
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
)
MORE_EVENTS = (
    "summary_proposed", "summary_agreed", "summary_dropped", "summary_signed",
    "summary_taken_back",
)
ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "receipt_reissued", "member_recused", "grant_given", "grant_taken",
    "grant_woken", "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "election_step", "roll_changed", "urn_closed", "election_declared", "term_began", "term_ended",
    "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
)
MORE_ENTRIES = ("summary_published", "summary_taken_back")
STATES = ("proposed", "published", "replaced", "dropped", "taken_back")
FINDINGS = ("upheld", "partially_upheld", "not_upheld", "no_finding")
KINDS = ("missed_visit", "concern", "praise", "held")


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE_ENTRIES))
    op.create_table(
        "case_summaries",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column("state", _codes("summarystate", STATES), nullable=False,
                  comment="clear: what waits for a second member"),
        sa.Column("person_agrees", sa.Boolean(), nullable=False,
                  comment="clear: whether the person said yes to these words"),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False,
                  comment="clear: who may not also sign"),
        sa.Column("proposed_on", sa.Date(), nullable=False,
                  comment="clear: the day; a preview counts from it"),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True,
                  comment="clear: the second member; the minutes name them"),
        sa.Column("signed_on", sa.Date(), nullable=True,
                  comment="clear: the day, never the hour"),
        sa.Column("draft", sa.LargeBinary(), nullable=False,
                  comment="sealed: the words, until they are signed"),
        sa.Column("kind", _codes("casekind", KINDS), nullable=False, comment="clear: published"),
        sa.Column("quarter", sa.String(), nullable=False,
                  comment="clear: published; the quarter it came in"),
        sa.Column("subjects", sa.JSON(), nullable=False,
                  comment="clear: published; codes alone"),
        sa.Column("outcome", _codes("finding", FINDINGS), nullable=True,
                  comment="clear: published"),
        sa.Column("done", sa.String(), nullable=True,
                  comment="clear: published, with consent"),
        sa.Column("promised", sa.String(), nullable=True,
                  comment="clear: published, with consent"),
        sa.Column("due_in", sa.String(), nullable=True,
                  comment="clear: published; a quarter, never a day"),
        sa.Column("shown_from", sa.Date(), nullable=True,
                  comment="clear: first day of a quarter, so that the page tells no day of signing"),
        sa.CheckConstraint("signed_by_id <> proposed_by_id",
                           name=op.f("ck_case_summaries_two_people")),
        sa.CheckConstraint("(signed_by_id IS NULL) = (signed_on IS NULL)",
                           name=op.f("ck_case_summaries_signed_on_a_day")),
        sa.CheckConstraint("state <> 'published' OR shown_from IS NOT NULL",
                           name=op.f("ck_case_summaries_shown_from_a_day")),
        sa.CheckConstraint("state = 'published' OR (done IS NULL AND promised IS NULL)",
                           name=op.f("ck_case_summaries_clear_if_published")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"],
                                name=op.f("fk_case_summaries_case_id_cases")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["accounts.id"],
                                name=op.f("fk_case_summaries_proposed_by_id_accounts")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["accounts.id"],
                                name=op.f("fk_case_summaries_signed_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_summaries")),
    )
    for state in ("proposed", "published"):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"ux_case_summaries_{state}", "case_summaries", ["case_id"], unique=True,
            sqlite_where=only, postgresql_where=only,
        )


def downgrade() -> None:
    op.drop_table("case_summaries")
    _drop("case_events", MORE_EVENTS)
    _drop("ledger_facts", MORE_ENTRIES)
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _drop(table: str, kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"DELETE FROM {table} WHERE kind IN ({listed})")  # noqa: S608


def _codes(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=60)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
