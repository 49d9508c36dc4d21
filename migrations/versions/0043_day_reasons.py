"""Why a report did not come out on its day, for everybody to read."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0043_day_reasons"
down_revision = "0042_counted_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_date_reasons",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "words", sa.String(), nullable=False, comment="clear: what everybody reads beside the day"
        ),
        sa.Column(
            "name", sa.String(), nullable=False, comment="clear: who says so; named in public"
        ),
        sa.Column(
            "written_at", portal.database.UtcDateTime(timezone=True), nullable=False,
            comment="clear: when",
        ),
        sa.Column(
            "date_id", sa.Uuid(), nullable=False, comment="clear: the day that was announced"
        ),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="clear: who says so"),
        sa.ForeignKeyConstraint(
            ["date_id"], ["release_dates.id"],
            name=op.f("fk_release_date_reasons_date_id_release_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"],
            name=op.f("fk_release_date_reasons_account_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_date_reasons")),
    )
    op.create_index("ix_release_date_reasons_date_id", "release_date_reasons", ["date_id"])


def downgrade() -> None:
    op.drop_table("release_date_reasons")
