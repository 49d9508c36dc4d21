"""Attacks on a draft that were begun and are not done."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0052_attack_tries"
down_revision = "0051_signed_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attack_tries",
        sa.Column("id", sa.Uuid(), nullable=False, comment="clear: random"),
        sa.Column(
            "began_at", portal.database.UtcDateTime(timezone=True), nullable=False,
            comment="clear: when it was begun",
        ),
        sa.Column(
            "stopped_at", portal.database.UtcDateTime(timezone=True), nullable=True,
            comment="clear: when it was seen to have stopped; none while it goes on",
        ),
        sa.Column("release_id", sa.Uuid(), nullable=False, comment="clear: the draft"),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_attack_tries_release_id_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attack_tries")),
    )
    op.create_index("ix_attack_tries_release_id", "attack_tries", ["release_id"])


def downgrade() -> None:
    op.drop_table("attack_tries")
