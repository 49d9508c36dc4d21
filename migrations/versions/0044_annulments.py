"""A result that was challenged is set aside by two who run elections."""

import sqlalchemy as sa
from alembic import op

revision = "0044_annulments"
down_revision = "0043_day_reasons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election_annulments",
        sa.Column("election_id", sa.Uuid(), nullable=False, comment="clear: which"),
        sa.Column(
            "decided_by", sa.String(), nullable=False,
            comment="clear: public, who decided the challenge",
        ),
        sa.Column(
            "reason", sa.String(), nullable=False, comment="clear: public, in the officer's words"
        ),
        sa.Column(
            "vacant_from", sa.Date(), nullable=False,
            comment="clear: public, the first day on which those who were elected sit no longer",
        ),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), nullable=False,
            comment="clear: when it was noted",
        ),
        sa.Column(
            "confirmed_at", sa.DateTime(timezone=True), nullable=True, comment="clear: public"
        ),
        sa.Column(
            "noted_by_id", sa.Uuid(), nullable=False, comment="clear: who noted it, an officer"
        ),
        sa.Column(
            "confirmed_by_id", sa.Uuid(), nullable=True,
            comment="clear: who confirmed it, another officer",
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_election_annulments_confirmed_by_somebody"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id <> noted_by_id", name=op.f("ck_election_annulments_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"],
            name=op.f("fk_election_annulments_confirmed_by_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"],
            name=op.f("fk_election_annulments_election_id_elections"),
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["accounts.id"],
            name=op.f("fk_election_annulments_noted_by_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_election_annulments")),
    )


def downgrade() -> None:
    op.drop_table("election_annulments")
