"""Handover codes, wishes of callers, and three more kinds of step, message and entry."""

import sqlalchemy as sa
from alembic import op

revision = "0009_handovers"
down_revision = "0008_layers"
branch_labels = None
depends_on = None

EVENTS = (
    "received", "acknowledged", "triaged", "assigned", "investigated", "wrote", "heard",
    "evidence_came", "worse", "noted", "recused", "widened", "woken", "home_confirmed", "compared",
    "voted", "issue_decided", "tied", "decided", "answered", "agreed_day", "extended", "escalated",
    "closed", "reopened", "withdrawn", "referred", "identity_asked", "identity_agreed",
    "identity_declined", "identity_withdrawn", "identity_read", "deletion_asked",
    "deletion_declined", "deletion_withdrawn", "held", "hold_lifted",
)
MORE_EVENTS = ("taken_down", "handed_over", "reissued", "reached", "not_reached")
MESSAGES = (
    "message", "acknowledgement", "answer", "more_time", "evidence", "not_resolved", "worse",
    "withdrawal",
)
ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "member_recused", "grant_given", "grant_taken", "grant_woken",
    "import_accepted", "import_corrected", "import_undone", "pattern_opened", "release_published",
    "release_corrected", "release_withdrawn", "election_opened", "urn_closed",
    "election_declared", "term_began", "term_ended", "appointment_made", "appointment_ended",
    "settings_changed", "recovery_used",
)


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("messages", "kind", "messagekind", (*MESSAGES, "taken_down"))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, "receipt_reissued"))
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "open_slot", sa.Integer(), nullable=True,
            comment="clear: 1 until it is used or replaced, so that a case has one such code at"
            " most",
        ),
        sa.Column(
            "lookup", sa.LargeBinary(), nullable=False, comment="clear: an HMAC of the code"
        ),
        sa.Column(
            "secret_version", sa.String(), nullable=False,
            comment="clear: which secret; says nothing of it",
        ),
        sa.Column(
            "replaced_lookup", sa.LargeBinary(), nullable=True,
            comment="clear: an HMAC of the receipt that it took the place of",
        ),
        sa.Column(
            "given_by_id", sa.Uuid(), nullable=False,
            comment="clear: who gave it out; the minutes name them",
        ),
        sa.Column(
            "given_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"
        ),
        sa.Column(
            "additions", sa.Integer(), nullable=False,
            comment="clear: how often something was added with it",
        ),
        sa.Column(
            "used_on", sa.Date(), nullable=True, comment="clear: the day of its first use"
        ),
        sa.Column(
            "used_at", sa.LargeBinary(), nullable=True,
            comment="sealed: the moment of its first use, for whoever types the code",
        ),
        sa.Column(
            "replaced_on", sa.Date(), nullable=True,
            comment="clear: the day another one took its place",
        ),
        sa.CheckConstraint("open_slot = 1", name=op.f("ck_handovers_one_slot")),
        sa.CheckConstraint(
            "used_on IS NULL OR replaced_on IS NULL", name=op.f("ck_handovers_used_or_replaced")
        ),
        sa.CheckConstraint(
            "(used_on IS NULL) = (used_at IS NULL)", name=op.f("ck_handovers_used_at_when_used")
        ),
        sa.CheckConstraint(
            "(open_slot IS NULL) = (used_on IS NOT NULL OR replaced_on IS NOT NULL)",
            name=op.f("ck_handovers_open_until_used"),
        ),
        sa.CheckConstraint("additions >= 0", name=op.f("ck_handovers_additions_are_counted")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_handovers_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["accounts.id"], name=op.f("fk_handovers_given_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("case_id", "open_slot", name=op.f("uq_handovers_case_id_open_slot")),
        sa.UniqueConstraint("lookup", name=op.f("uq_handovers_lookup")),
        sa.UniqueConstraint("replaced_lookup", name=op.f("uq_handovers_replaced_lookup")),
    )
    op.create_table(
        "caller_wishes",
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "wish",
            sa.Enum(
                "ring_back", "letter",
                name="wish", native_enum=False, create_constraint=True, length=60,
            ),
            nullable=False,
            comment="clear: what somebody has to do; whom to reach, and where, is sealed",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"],
            name=op.f("fk_caller_wishes_case_id_cases"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_caller_wishes")),
    )
    op.create_table(
        "callers_reached",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="clear: order within the case"
        ),
        sa.Column(
            "upto", sa.Integer(), nullable=False,
            comment="clear: the place of the last message that was passed on",
        ),
        sa.Column(
            "done_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"
        ),
        sa.Column(
            "done_by_id", sa.Uuid(), nullable=False,
            comment="clear: which member; the minutes name them",
        ),
        sa.Column(
            "undone_on", sa.Date(), nullable=True, comment="clear: the day it was taken back"
        ),
        sa.Column(
            "undone_by_id", sa.Uuid(), nullable=True, comment="clear: which member took it back"
        ),
        sa.CheckConstraint(
            "(undone_on IS NULL) = (undone_by_id IS NULL)",
            name=op.f("ck_callers_reached_undone_on_a_day_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"],
            name=op.f("fk_callers_reached_case_id_cases"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["accounts.id"], name=op.f("fk_callers_reached_done_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["accounts.id"],
            name=op.f("fk_callers_reached_undone_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callers_reached")),
    )
    op.create_index("ix_callers_reached_case_id", "callers_reached", ["case_id"])


def downgrade() -> None:
    op.drop_table("callers_reached")
    op.drop_table("caller_wishes")
    op.drop_table("handovers")
    # The commitments of these entries stay in the chain.
    op.execute("DELETE FROM ledger_facts WHERE kind = 'receipt_reissued'")
    op.execute("UPDATE messages SET kind = 'message' WHERE kind = 'taken_down'")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)
    _allow("messages", "kind", "messagekind", MESSAGES)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
