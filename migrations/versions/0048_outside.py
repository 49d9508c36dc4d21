"""That the body outside looks into a case."""

from alembic import op

revision = "0048_outside"
down_revision = "0047_issues"
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
    "standing_recorded", "no_worker_concerned", "worker_asked", "worker_answered", "sealed",
    "unsealed", "reports_matched", "reports_differ", "reports_agree", "settled", "late_accepted",
    "out_of_time", "told_twice", "ending_asked", "ending_declined", "ending_withdrawn",
    "office_openly", "office_asked_openly", "openly_asked", "openly_agreed", "openly_declined",
    "openly_withdrawn", "said_to_member",
    "issues_changed",
)
MORE_EVENTS = ("outside_took_it",)


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))


def downgrade() -> None:
    op.execute(f"DELETE FROM case_events WHERE kind IN ({_listed(MORE_EVENTS)})")  # noqa: S608
    _allow("case_events", "kind", "eventkind", EVENTS)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
