"""Questions to the members: what is asked, what a yes needs, and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0026_questions"
down_revision = "0025_co_options"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("elections") as batch:
        batch.add_column(sa.Column("is_question", sa.Boolean(), nullable=False, server_default=sa.false(), comment="clear: public, whether members answer a question or fill seats"))
    with op.batch_alter_table("elections") as batch:
        batch.alter_column("is_question", server_default=None)
    op.create_table(
        "election_questions",
        sa.Column("election_id", sa.Uuid(), nullable=False, comment="clear: which"),
        sa.Column("wording", sa.String(), nullable=False, comment="clear: public, what is asked"),
        sa.Column("explanation", sa.String(), nullable=False, comment="clear: public, what would follow from it"),
        sa.Column("majority", sa.Enum("simple", "two_thirds", "three_quarters", name="majority", native_enum=False, create_constraint=True, length=60), nullable=False, comment="clear: public, what a yes needs"),
        sa.Column("quorum_least", sa.Integer(), nullable=False, comment="clear: public, how many have to take part"),
        sa.Column("quorum_percent", sa.Integer(), nullable=False, comment="clear: public, which part of the roll"),
        sa.Column("weighing", sa.String(), nullable=True, comment="clear: public, by which pack votes are weighed by class"),
        sa.Column("result", sa.JSON(), nullable=True, comment="clear: votes by group; shown only where ten or more voted in each"),
        sa.CheckConstraint("quorum_least >= 0", name=op.f("ck_election_questions_quorum_counted")),
        sa.CheckConstraint("quorum_percent BETWEEN 0 AND 100", name=op.f("ck_election_questions_quorum_is_a_part")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_election_questions_election_id_elections")),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_election_questions")),
    )


def downgrade() -> None:
    # Without the column a question would be an election without candidates.
    asked = "(SELECT election_id FROM election_questions)"
    for table in ("election_urn", "election_roll"):
        op.execute(f"DELETE FROM {table} WHERE election_id IN {asked}")  # noqa: S608
    op.drop_table("election_questions")
    op.execute("DELETE FROM elections WHERE is_question")
    with op.batch_alter_table("elections") as batch:
        batch.drop_column("is_question")
