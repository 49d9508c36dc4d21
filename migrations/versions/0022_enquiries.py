"""Questions to the care office about a visit, hidden among others."""

import sqlalchemy as sa
from alembic import op

revision = "0022_enquiries"
down_revision = "0021_held"
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
)
MORE_EVENTS = ("office_allowed", "office_refused", "office_asked", "office_answered")


def upgrade() -> None:
    _allow((*EVENTS, *MORE_EVENTS))
    op.create_table(
        "enquiries",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "case_id", sa.Uuid(), nullable=False,
            comment="clear: the case; no page of the office shows it",
        ),
        sa.Column(
            "asked_by_id", sa.Uuid(), nullable=False, comment="clear: the minutes name them"
        ),
        sa.Column("asked_on", sa.Date(), nullable=False, comment="clear: the day, never the hour"),
        sa.Column(
            "due_on", sa.Date(), nullable=False,
            comment="clear: shown to the office and to the committee",
        ),
        sa.Column("answered_on", sa.Date(), comment="clear: the day, never the hour"),
        sa.Column("answered_by_id", sa.Uuid(), comment="clear: the coordinator"),
        sa.Column(
            "meant", sa.LargeBinary(), nullable=False,
            comment="sealed: the visits, what is asked of each, and which is meant",
        ),
        sa.Column("answer", sa.LargeBinary(), comment="sealed: what the office says of each"),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer IS NULL)", name=op.f("ck_enquiries_answered_in_words")
        ),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_enquiries_answered_by_one"),
        ),
        sa.CheckConstraint("due_on > asked_on", name=op.f("ck_enquiries_due_after_asked")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_enquiries_answered_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_enquiries_asked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_enquiries_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
    )
    op.create_index(op.f("ix_enquiries_case_id"), "enquiries", ["case_id"])
    op.create_table(
        "enquiry_copies",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False, comment="clear: the question"),
        sa.Column("holder_id", sa.Uuid(), nullable=False, comment="clear: whose key opens it"),
        sa.Column(
            "question", sa.LargeBinary(), nullable=False,
            comment="sealed: the visits and what is asked of each, to that key alone",
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiries.id"], name=op.f("fk_enquiry_copies_enquiry_id_enquiries")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["holders.id"], name=op.f("fk_enquiry_copies_holder_id_holders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_copies")),
        sa.UniqueConstraint(
            "enquiry_id", "holder_id", name=op.f("uq_enquiry_copies_enquiry_id_holder_id")
        ),
    )
    op.create_index(op.f("ix_enquiry_copies_holder_id"), "enquiry_copies", ["holder_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_enquiry_copies_holder_id"), "enquiry_copies")
    op.drop_table("enquiry_copies")
    op.drop_index(op.f("ix_enquiries_case_id"), "enquiries")
    op.drop_table("enquiries")
    listed = ", ".join(f"'{kind}'" for kind in MORE_EVENTS)
    op.execute(f"DELETE FROM case_events WHERE kind IN ({listed})")  # noqa: S608
    _allow(EVENTS)


def _allow(values: tuple[str, ...]) -> None:
    """Let an event be of these kinds and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f("ck_case_events_eventkind")
    with op.batch_alter_table("case_events") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"kind IN ({listed})")
