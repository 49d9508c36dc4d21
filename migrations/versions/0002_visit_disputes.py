"""Disputes through cases, written beside visits."""

import sqlalchemy as sa
from alembic import op

revision = "0002_disputes"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_disputes",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "line_ref",
            sa.String(),
            nullable=False,
            comment="clear: a pseudonym; written only with the consent of the home",
        ),
        sa.Column("service_date", sa.Date(), nullable=False, comment="clear: as `line_ref`"),
        sa.Column("position", sa.Integer(), nullable=False, comment="clear: order at one visit"),
        sa.Column(
            "standing",
            sa.Enum(
                "raised",
                "upheld",
                "not_upheld",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=60,
            ),
            nullable=False,
            comment="clear: one of three codes, for figures",
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_visit_disputes_counts_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_disputes")),
        sa.UniqueConstraint(
            "line_ref",
            "service_date",
            "position",
            name=op.f("uq_visit_disputes_line_ref_service_date_position"),
        ),
    )


def downgrade() -> None:
    op.drop_table("visit_disputes")
