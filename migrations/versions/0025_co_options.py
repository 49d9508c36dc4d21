"""Co-options, meetings, and what is public of a seat: the class by consent, the vote, the contact."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0025_co_options"
down_revision = "0024_summaries"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'proposed'")


def upgrade() -> None:
    with op.batch_alter_table("committee_terms") as batch:
        batch.add_column(sa.Column("shows_class", sa.Boolean(), nullable=False, server_default=sa.true(), comment="clear: whether its holder agreed that the class is said in public"))
        batch.add_column(sa.Column("contact", sa.String(), nullable=True, comment="clear: public, how its holder wants to be reached, in their words"))
        batch.add_column(sa.Column("voters", sa.Integer(), nullable=True, comment="clear: public, how many members voted"))
        batch.add_column(sa.Column("roll", sa.Integer(), nullable=True, comment="clear: public, of how many on the roll"))
        batch.create_check_constraint(op.f("ck_committee_terms_voters_of_a_roll"), "(voters IS NULL) = (roll IS NULL)")
        batch.create_check_constraint(op.f("ck_committee_terms_voters_on_the_roll"), "voters BETWEEN 0 AND roll")
    with op.batch_alter_table("committee_terms") as batch:
        batch.alter_column("shows_class", server_default=None)
    op.create_table(
        "committee_co_options",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("state", sa.Enum("proposed", "made", "withdrawn", name="appointmentstate", native_enum=False, create_constraint=True, length=60), nullable=False, comment="clear: proposed, made, withdrawn"),
        sa.Column("shows_class", sa.Boolean(), nullable=False, comment="clear: whether they agreed that the class is said in public"),
        sa.Column("consented_on", sa.Date(), nullable=False, comment="clear: the day on which they agreed"),
        sa.Column("proposed_at", portal.database.UtcDateTime(timezone=True), nullable=False, comment="clear: when it was proposed"),
        sa.Column("member_id", sa.Uuid(), nullable=False, comment="clear: who"),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False, comment="clear: a sitting member"),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True, comment="clear: another sitting member"),
        sa.CheckConstraint("(state = 'made') = (confirmed_by_id IS NOT NULL)", name=op.f("ck_committee_co_options_made_by_another")),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name=op.f("ck_committee_co_options_two_people")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["accounts.id"], name=op.f("fk_committee_co_options_confirmed_by_id_accounts")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_committee_co_options_member_id_members")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["accounts.id"], name=op.f("fk_committee_co_options_proposed_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_co_options")),
    )
    op.create_index("ux_committee_co_options_member_id", "committee_co_options", ["member_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "committee_meetings",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column("held_on", sa.Date(), nullable=False, comment="clear: public"),
        sa.Column("noted_at", portal.database.UtcDateTime(timezone=True), nullable=False, comment="clear: when it was noted"),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False, comment="clear: a sitting member"),
        sa.ForeignKeyConstraint(["noted_by_id"], ["accounts.id"], name=op.f("fk_committee_meetings_noted_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_meetings")),
    )
    op.create_index("ix_committee_meetings_held_on", "committee_meetings", ["held_on"])
    op.create_table(
        "committee_attendances",
        sa.Column("meeting_id", sa.Uuid(), nullable=False, comment="clear: which"),
        sa.Column("member_id", sa.Uuid(), nullable=False, comment="clear: who came"),
        sa.ForeignKeyConstraint(["meeting_id"], ["committee_meetings.id"], name=op.f("fk_committee_attendances_meeting_id_committee_meetings")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_committee_attendances_member_id_members")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_committee_attendances")),
    )
    op.create_index("ix_committee_attendances_member_id", "committee_attendances", ["member_id"])


def downgrade() -> None:
    op.drop_table("committee_attendances")
    op.drop_table("committee_meetings")
    op.drop_table("committee_co_options")
    with op.batch_alter_table("committee_terms") as batch:
        batch.drop_constraint(op.f("ck_committee_terms_voters_on_the_roll"), type_="check")
        batch.drop_constraint(op.f("ck_committee_terms_voters_of_a_roll"), type_="check")
        batch.drop_column("roll")
        batch.drop_column("voters")
        batch.drop_column("contact")
        batch.drop_column("shows_class")
