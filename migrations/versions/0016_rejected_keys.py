"""What a rejected row of a file is about: its place among records, its reference, its day."""

import sqlalchemy as sa
from alembic import op

revision = "0016_rejected_keys"
down_revision = "0015_elections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('import_rejections', sa.Column('record', sa.Integer(), nullable=True, comment='clear: place among the records of a file whose lines say nothing'))
    op.add_column('import_rejections', sa.Column('row_key', sa.String(), nullable=True, comment='clear: a pseudonym: the reference of the visit, as it would be stored'))
    op.add_column('import_rejections', sa.Column('service_date', sa.Date(), nullable=True, comment='clear: the day of the visit; who was visited is not said'))


def downgrade() -> None:
    op.drop_column('import_rejections', 'service_date')
    op.drop_column('import_rejections', 'row_key')
    op.drop_column('import_rejections', 'record')
