"""What witnesses signed of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0033_witnessed_heads"
down_revision = "0032_subscriptions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('witnessed_heads',
    sa.Column('day', sa.Date(), nullable=False, comment='clear: public, the closed day'),
    sa.Column('public_key', sa.LargeBinary(), nullable=False, comment='clear: public, the witness'),
    sa.Column('signature', sa.LargeBinary(), nullable=False, comment='clear: public, Ed25519'),
    sa.Column('received_on', sa.Date(), nullable=False, comment='clear: public, the day it came'),
    sa.ForeignKeyConstraint(['day'], ['ledger_heads.day'], name=op.f('fk_witnessed_heads_day_ledger_heads')),
    sa.PrimaryKeyConstraint('day', 'public_key', name=op.f('pk_witnessed_heads'))
    )


def downgrade() -> None:
    op.drop_table('witnessed_heads')
