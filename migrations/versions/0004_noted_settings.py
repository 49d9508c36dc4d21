"""What each public setting was when the ledger last spoke of it."""

import sqlalchemy as sa
from alembic import op


revision = '0004_noted_settings'
down_revision = '0003_patterns'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('noted_settings',
    sa.Column('name', sa.String(), nullable=False, comment='clear: public, the setting'),
    sa.Column('value', sa.String(), nullable=False, comment='clear: public, as JSON; never a secret'),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_noted_settings'))
    )


def downgrade():
    op.drop_table('noted_settings')
