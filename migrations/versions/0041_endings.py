"""Cases that end without a finding: put right at once, too late, told twice."""

import sqlalchemy as sa
from alembic import op

revision = "0041_endings"
down_revision = "0040_corroborating"
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
    "unsealed", "reports_matched", "reports_differ", "reports_agree",
)
MORE_EVENTS = (
    "settled", "late_accepted", "out_of_time", "told_twice", "ending_asked", "ending_declined",
    "ending_withdrawn",
)
STEPS = ("identity", "deletion", "challenge", "standing", "redaction")
STATUSES = (
    "received", "acknowledged", "triaged", "assigned", "investigated", "decided", "closed",
    "reopened", "withdrawn", "referred",
)
MORE_STATUSES = ("resolved_next_working_day", "out_of_time", "duplicate_of")
ENDED = ("closed", "withdrawn", "referred")
CODE = "clear: the ground of a deletion or a challenge, one of a short list"
MORE_CODE = "clear: the ground of a deletion, a challenge or an end, one of a short list"


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("seconded_requests", "step", "step", (*STEPS, "ending"))
    _comment(CODE, MORE_CODE)
    _end((*STATUSES, *MORE_STATUSES), (*ENDED, *MORE_STATUSES))


def downgrade() -> None:
    # What ended in a way that is not known any more was withdrawn, as far as counts go.
    listed = _listed(MORE_STATUSES)
    for table in ("cases", "counted_cases"):
        op.execute(f"UPDATE {table} SET status = 'withdrawn' WHERE status IN ({listed})")  # noqa: S608
    _end(STATUSES, ENDED)
    op.execute("DELETE FROM seconded_requests WHERE step = 'ending'")
    _comment(MORE_CODE, CODE)
    _allow("seconded_requests", "step", "step", STEPS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({_listed(MORE_EVENTS)})")  # noqa: S608
    _allow("case_events", "kind", "eventkind", EVENTS)


def _end(statuses: tuple[str, ...], ended: tuple[str, ...]) -> None:
    """Let a case, living or counted, be in these states, and be over in those."""
    constraint = op.f("ck_cases_ended_on_when_ended")
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(constraint, type_="check")
    for table in ("cases", "counted_cases"):
        _allow(table, "status", "casestatus", statuses)
    with op.batch_alter_table("cases") as batch:
        batch.create_check_constraint(
            constraint, f"(status IN ({_listed(ended)})) = (ended_on IS NOT NULL)"
        )


def _comment(old: str, new: str) -> None:
    with op.batch_alter_table("seconded_requests") as batch:
        batch.alter_column(
            "code", existing_type=sa.String(), existing_nullable=True, comment=new,
            existing_comment=old,
        )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
