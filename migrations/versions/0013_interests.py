"""Interests that are found, named by the person, or said by one member of another."""

import sqlalchemy as sa
from alembic import op

revision = "0013_interests"
down_revision = "0012_retention"
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
    "clock_renewed",
    "kept_long_enough",
)
MORE_EVENTS = (
    "interest_found", "kept_away", "challenged", "challenge_upheld", "challenge_declined",
    "challenge_withdrawn",
)
STEPS = ("identity", "deletion")
CODE = "clear: the ground of a deletion, one of a short list"
CODE_NOW = "clear: the ground of a deletion or a challenge, one of a short list"


def upgrade() -> None:
    _allow("case_events", "kind", "eventkind", (*EVENTS, *MORE_EVENTS))
    _allow("seconded_requests", "step", "step", (*STEPS, "challenge"))
    with op.batch_alter_table("seconded_requests") as batch:
        batch.add_column(
            sa.Column(
                "about_id", sa.Uuid(), nullable=True,
                comment="clear: the member whose interest is challenged",
            )
        )
        batch.alter_column("code", comment=CODE_NOW, existing_type=sa.String())
        batch.create_foreign_key(
            op.f("fk_seconded_requests_about_id_accounts"), "accounts", ["about_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_seconded_requests_about_a_member"),
            "(step = 'challenge') = (about_id IS NOT NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_seconded_requests_not_about_the_second"), "about_id <> answered_by_id"
        )


def downgrade() -> None:
    op.execute("DELETE FROM seconded_requests WHERE step = 'challenge'")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    with op.batch_alter_table("seconded_requests") as batch:
        batch.drop_constraint(
            op.f("ck_seconded_requests_not_about_the_second"), type_="check"
        )
        batch.drop_constraint(op.f("ck_seconded_requests_about_a_member"), type_="check")
        batch.drop_constraint(op.f("fk_seconded_requests_about_id_accounts"), type_="foreignkey")
        batch.alter_column("code", comment=CODE, existing_type=sa.String())
        batch.drop_column("about_id")
    _allow("seconded_requests", "step", "step", STEPS)
    _allow("case_events", "kind", "eventkind", EVENTS)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
