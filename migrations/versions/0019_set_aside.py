"""What became of a rejected row that no import will ever bring as it stood."""

import sqlalchemy as sa
from alembic import op

from portal.database import UtcDateTime

revision = "0019_set_aside"
down_revision = "0018_pattern_disputes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_rejections") as batch:
        batch.add_column(
            sa.Column(
                "set_aside",
                sa.String(60),
                nullable=True,
                comment="clear: what became of the row, where no import brings it",
            )
        )
        batch.add_column(
            sa.Column(
                "set_aside_at", UtcDateTime(timezone=True), nullable=True,
                comment="clear: when somebody said so",
            )
        )
        batch.add_column(
            sa.Column(
                "set_aside_by_id", sa.Uuid(), nullable=True,
                comment="clear: who works with imports",
            )
        )
        batch.create_check_constraint(
            op.f("ck_import_rejections_setaside"), "set_aside IN ('elsewhere', 'nothing')"
        )
        batch.create_foreign_key(
            op.f("fk_import_rejections_set_aside_by_id_accounts"),
            "accounts", ["set_aside_by_id"], ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("import_rejections") as batch:
        batch.drop_constraint(
            op.f("fk_import_rejections_set_aside_by_id_accounts"), type_="foreignkey"
        )
        batch.drop_constraint(op.f("ck_import_rejections_setaside"), type_="check")
        batch.drop_column("set_aside_by_id")
        batch.drop_column("set_aside_at")
        batch.drop_column("set_aside")
