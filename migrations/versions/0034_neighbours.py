"""What was read of other co-operatives' reports."""

import sqlalchemy as sa
from alembic import op

revision = "0034_neighbours"
down_revision = "0033_witnessed_heads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('neighbours',
    sa.Column('address', sa.String(), nullable=False, comment='clear: public, of its report'),
    sa.Column('coop', sa.String(), nullable=False, comment='clear: public, what it calls itself'),
    sa.Column('release', sa.String(), nullable=False, comment='clear: public, name of its report'),
    sa.Column('figures', sa.JSON(), nullable=False, comment='clear: public, its published figures'),
    sa.Column('trouble', sa.Enum('not_fetched', 'not_verified', 'other_method', 'rewritten', name='trouble', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: why it is not shown'),
    sa.Column('key', sa.LargeBinary(), nullable=True, comment='clear: public, of its ledger'),
    sa.Column('seen_day', sa.Date(), nullable=True, comment='clear: public, how far it was seen'),
    sa.Column('seen_hash', sa.LargeBinary(), nullable=True, comment='clear: public, the end of that day'),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False, comment='clear: when it was last read'),
    sa.CheckConstraint('(key IS NULL) = (seen_day IS NULL)', name=op.f('ck_neighbours_a_key_was_seen_on_a_day')),
    sa.CheckConstraint('(key IS NULL) = (seen_hash IS NULL)', name=op.f('ck_neighbours_a_day_has_an_end')),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_neighbours'))
    )


def downgrade() -> None:
    op.drop_table('neighbours')
