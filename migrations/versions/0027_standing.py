"""Standing online, photographs of candidates, votes of who is not on the roll, wishes for letters."""

import sqlalchemy as sa
from alembic import op

revision = "0027_standing"
down_revision = "0026_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("language", sa.String(), nullable=True, comment="clear: in which language of the site letters are written to them"))
        batch.add_column(sa.Column("large_print", sa.Boolean(), nullable=False, server_default=sa.false(), comment="clear: whether letters to them are printed large"))
        batch.add_column(sa.Column("by_post", sa.Boolean(), nullable=False, server_default=sa.false(), comment="clear: whether letters go by post though they have a sign-in"))
    with op.batch_alter_table("members") as batch:
        batch.alter_column("large_print", server_default=None)
        batch.alter_column("by_post", server_default=None)
    op.add_column("nominations", sa.Column("photograph", sa.LargeBinary(), nullable=True, comment="clear: public, of the candidate, with their consent"))
    op.create_table(
        "candidacy_offers",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("statement", sa.String(), nullable=False, comment="clear: to be public, in their own words"),
        sa.Column("interests", sa.String(), nullable=False, comment="clear: to be public, in their own words"),
        sa.Column("photograph", sa.LargeBinary(), nullable=True, comment="clear: to be public, of themselves"),
        sa.Column("consented_on", sa.Date(), nullable=False, comment="clear: the day on which they offered"),
        sa.Column("first_signed_on", sa.Date(), nullable=True, comment="clear: when the first signed"),
        sa.Column("second_signed_on", sa.Date(), nullable=True, comment="clear: when the second signed"),
        sa.Column("election_id", sa.Uuid(), nullable=False, comment="clear: which"),
        sa.Column("member_id", sa.Uuid(), nullable=False, comment="clear: who offers"),
        sa.Column("first_nominator_id", sa.Uuid(), nullable=False, comment="clear: whom they named"),
        sa.Column("second_nominator_id", sa.Uuid(), nullable=False, comment="clear: whom they named"),
        sa.CheckConstraint("first_nominator_id <> second_nominator_id AND first_nominator_id <> member_id AND second_nominator_id <> member_id", name=op.f("ck_candidacy_offers_two_others")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_candidacy_offers_election_id_elections")),
        sa.ForeignKeyConstraint(["first_nominator_id"], ["members.id"], name=op.f("fk_candidacy_offers_first_nominator_id_members")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_candidacy_offers_member_id_members")),
        sa.ForeignKeyConstraint(["second_nominator_id"], ["members.id"], name=op.f("fk_candidacy_offers_second_nominator_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacy_offers")),
        sa.UniqueConstraint("election_id", "member_id", name=op.f("uq_candidacy_offers_election_id_member_id")),
    )
    op.create_table(
        "provisional_votes",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("name", sa.String(), nullable=False, comment="clear: who voted, as they said it"),
        sa.Column("reason", sa.String(), nullable=False, comment="clear: why they say that they may vote"),
        sa.Column("channel", sa.Enum("online", "paper", "phone", name="channel", native_enum=False, create_constraint=True, length=60), nullable=False, comment="clear: on paper or by telephone"),
        sa.Column("noted_on", sa.Date(), nullable=False, comment="clear: when it was handed in"),
        sa.Column("admitted", sa.Boolean(), nullable=True, comment="clear: what was decided"),
        sa.Column("grounds", sa.String(), nullable=True, comment="clear: why"),
        sa.Column("election_id", sa.Uuid(), nullable=False, comment="clear: which"),
        sa.Column("member_id", sa.Uuid(), nullable=True, comment="clear: whose vote it is, where it was admitted"),
        sa.CheckConstraint("(admitted IS NULL) = (grounds IS NULL)", name=op.f("ck_provisional_votes_decided_with_grounds")),
        sa.CheckConstraint("admitted IS NOT TRUE OR member_id IS NOT NULL", name=op.f("ck_provisional_votes_admitted_a_member")),
        sa.CheckConstraint("channel <> 'online'", name=op.f("ck_provisional_votes_on_paper_or_by_telephone")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_provisional_votes_election_id_elections")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_provisional_votes_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisional_votes")),
    )
    op.create_index(op.f("ix_provisional_votes_election_id"), "provisional_votes", ["election_id"])


def downgrade() -> None:
    op.drop_table("provisional_votes")
    op.drop_table("candidacy_offers")
    with op.batch_alter_table("nominations") as batch:
        batch.drop_column("photograph")
    with op.batch_alter_table("members") as batch:
        batch.drop_column("by_post")
        batch.drop_column("large_print")
        batch.drop_column("language")
