"""Who has which case first: types, severity, suspension for safeguarding, and the routing table."""

import sqlalchemy as sa
from alembic import op

revision = "0035_triage"
down_revision = "0034_neighbours"
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
    "challenged", "challenge_upheld", "challenge_declined", "challenge_withdrawn",
    "asked_again", "followed_up", "alert_settled", "copy_asked", "copy_declined",
    "copy_withdrawn", "copy_taken", "copy_given", "summary_proposed", "summary_agreed",
    "summary_dropped", "summary_signed", "summary_taken_back", "office_allowed",
    "office_refused", "office_asked", "office_answered", "remedy_promised", "remedy_done",
)
ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "cases_searched", "summary_published", "summary_taken_back", "receipt_reissued",
    "member_recused", "grant_given", "grant_taken", "grant_woken", "import_accepted",
    "import_corrected", "import_undone", "pattern_opened", "release_published",
    "release_corrected", "release_withdrawn", "election_opened", "election_step",
    "roll_changed", "urn_closed", "election_declared", "term_began", "term_ended",
    "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
)
MORE_ENTRIES = ("case_suspended", "case_given_back", "routing_changed")
MORE_EVENTS = ("suspended", "given_back", "screened")
TYPES = (
    "praise", "comment", "service_request", "concern", "complaint", "safeguarding",
    "whistleblowing",
)
ROUTES = ("committee", "two_members", "safeguarding_lead", "outside_person")
STATES = ("draft", "proposed", "in_force", "replaced", "dropped")
RESULTS = ("no_concern", "looked_into", "reported")
OPEN, IN_FORCE = sa.text("state IN ('draft', 'proposed')"), sa.text("state = 'in_force'")
RUNS = sa.text("ended_on IS NULL")


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE_ENTRIES))
    _add_columns()
    _make_suspensions()
    _make_tables()


def downgrade() -> None:
    op.drop_table("routing_rows")
    op.drop_table("routing_tables")
    op.drop_table("suspensions")
    with op.batch_alter_table("cases") as batch:
        batch.drop_index("ix_cases_kept_with")
        batch.drop_constraint(op.f("ck_cases_kept_since_a_day"), type_="check")
        batch.drop_constraint(op.f("ck_cases_severity_of_five"), type_="check")
        batch.drop_constraint(op.f("ck_cases_route"), type_="check")
        batch.drop_constraint(op.f("ck_cases_casetype"), type_="check")
        for name in ("kept_on", "kept_with", "severity", "case_type"):
            batch.drop_column(name)
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow("case_events", "kind", "eventkind", EVENTS)
    listed = ", ".join(f"'{kind}'" for kind in MORE_ENTRIES)
    # An entry stays in the chain as a commitment; what it says goes, as where a case is erased.
    op.execute(f"DELETE FROM ledger_facts WHERE kind IN ({listed})")  # noqa: S608
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)


def _add_columns() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(
            sa.Column(
                "case_type", _code("casetype", TYPES), nullable=False, server_default="concern",
                comment="clear: decides who reads it; counted",
            )
        )
        batch.add_column(
            sa.Column(
                "severity", sa.Integer(), nullable=False, server_default="2",
                comment="clear: 0 to 4, presumed from the subjects until judged; "
                "decides who reads it",
            )
        )
        batch.add_column(
            sa.Column(
                "kept_with", _code("route", ROUTES), nullable=True,
                comment="clear: who has it alone; the committee is shown that it is suspended",
            )
        )
        batch.add_column(
            sa.Column(
                "kept_on", sa.Date(), nullable=True,
                comment="clear: since which day it is suspended",
            )
        )
    op.execute("UPDATE cases SET case_type = 'praise', severity = 0 WHERE kind = 'praise'")
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("case_type", server_default=None)
        batch.alter_column("severity", server_default=None)
        batch.create_check_constraint(
            op.f("ck_cases_severity_of_five"), "severity BETWEEN 0 AND 4"
        )
        batch.create_check_constraint(
            op.f("ck_cases_kept_since_a_day"), "(kept_with IS NULL) = (kept_on IS NULL)"
        )
        batch.create_check_constraint(op.f("ck_cases_casetype"), f"case_type IN ({_listed(TYPES)})")
        batch.create_check_constraint(op.f("ck_cases_route"), f"kept_with IN ({_listed(ROUTES)})")
        batch.create_index("ix_cases_kept_with", ["kept_with"])


def _make_suspensions() -> None:
    op.create_table(
        "suspensions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="clear: the case"),
        sa.Column(
            "kept_with", _checked("route", ROUTES), nullable=False,
            comment="clear: who has it alone",
        ),
        sa.Column("began_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="clear: the day, never the hour"),
        sa.Column(
            "begun_by_id", sa.Uuid(), nullable=True,
            comment="clear: which member; none where the portal did",
        ),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True, comment="clear: who gave it back"),
        sa.Column(
            "result", _checked("result", RESULTS), nullable=True,
            comment="clear: one of a short list",
        ),
        sa.Column(
            "why", sa.LargeBinary(), nullable=False,
            comment="sealed: the triggers, and a member's words",
        ),
        sa.Column(
            "words", sa.LargeBinary(), nullable=True, comment="sealed: what came of it, in words"
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (result IS NULL)",
            name=op.f("ck_suspensions_ended_with_a_result"),
        ),
        sa.CheckConstraint("ended_on >= began_on", name=op.f("ck_suspensions_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_suspensions_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["accounts.id"], name=op.f("fk_suspensions_begun_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["accounts.id"], name=op.f("fk_suspensions_ended_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
    )
    op.create_index("ix_suspensions_case_id", "suspensions", ["case_id"])
    op.create_index(
        "ux_suspensions_open", "suspensions", ["case_id"], unique=True,
        sqlite_where=RUNS, postgresql_where=RUNS,
    )


def _make_tables() -> None:
    op.create_table(
        "routing_tables",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "is_current", sa.Boolean(), nullable=False,
            comment="clear: always true; one row of a kind",
        ),
        sa.Column(
            "state", _checked("tablestate", STATES), nullable=False,
            comment="clear: draft, proposed, in force and so on",
        ),
        sa.Column("begun_on", sa.Date(), nullable=False, comment="clear: the day"),
        sa.Column("in_force_on", sa.Date(), nullable=True, comment="clear: first day it counts"),
        sa.Column("replaced_on", sa.Date(), nullable=True, comment="clear: first day it does not"),
        sa.Column(
            "proposed_by_id", sa.Uuid(), nullable=True, comment="clear: who may not also confirm it"
        ),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True, comment="clear: the second member"),
        sa.CheckConstraint(
            "confirmed_by_id <> proposed_by_id", name=op.f("ck_routing_tables_two_people")
        ),
        sa.CheckConstraint(
            "(state IN ('in_force', 'replaced')) = (confirmed_by_id IS NOT NULL)",
            name=op.f("ck_routing_tables_in_force_by_two"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"],
            name=op.f("fk_routing_tables_proposed_by_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"],
            name=op.f("fk_routing_tables_confirmed_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_tables")),
    )
    op.create_index(
        "ux_routing_tables_open", "routing_tables", ["is_current"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )
    op.create_index(
        "ux_routing_tables_in_force", "routing_tables", ["is_current", "state"], unique=True,
        sqlite_where=IN_FORCE, postgresql_where=IN_FORCE,
    )
    op.create_table(
        "routing_rows",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("table_id", sa.Uuid(), nullable=False, comment="clear: which table"),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="clear: the first that fits counts"
        ),
        sa.Column(
            "route", _checked("route", ROUTES), nullable=False,
            comment="clear: who has such a case first",
        ),
        sa.Column(
            "case_type", _checked("casetype", TYPES), nullable=True, comment="clear: what it fits"
        ),
        sa.Column(
            "subject", sa.String(), nullable=False, comment="clear: what it fits; empty for all"
        ),
        sa.Column("least_severity", sa.Integer(), nullable=False, comment="clear: what it fits"),
        sa.Column("least_stage", sa.Integer(), nullable=False, comment="clear: what it fits"),
        sa.CheckConstraint(
            "least_severity BETWEEN 0 AND 4", name=op.f("ck_routing_rows_severity_of_five")
        ),
        sa.CheckConstraint(
            "least_stage >= 1", name=op.f("ck_routing_rows_stage_counts_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["routing_tables.id"],
            name=op.f("fk_routing_rows_table_id_routing_tables"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rows")),
        sa.UniqueConstraint(
            "table_id", "position", name=op.f("uq_routing_rows_table_id_position")
        ),
    )


def _code(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=False, length=60)


def _checked(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=60)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
