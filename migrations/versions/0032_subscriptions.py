"""Who wants news of reports by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0032_subscriptions"
down_revision = "0031_counted_put_right"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('subscriptions',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('sealed', sa.LargeBinary(), nullable=False, comment='sealed: address and the code of its links, by the outbox secret'),
    sa.Column('mailbox', sa.LargeBinary(), nullable=False, comment='clear: a keyed hash of the address, so that nobody is entered twice'),
    sa.Column('code_sha256', sa.LargeBinary(), nullable=False, comment='clear: a hash of the code; the code itself stands in letters alone'),
    sa.Column('topics', sa.JSON(), nullable=False, comment='clear: codes of what it is told of'),
    sa.Column('wanted', sa.JSON(), nullable=False, comment='clear: codes that it has yet to confirm'),
    sa.Column('language', sa.String(), nullable=False, comment='clear: in which language to write'),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False, comment='clear: when the last letter asked it'),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True, comment='clear: when it said yes'),
    sa.Column('told_until', sa.DateTime(timezone=True), nullable=True, comment='clear: what came out until then it was told of'),
    sa.CheckConstraint('(confirmed_at IS NULL) = (told_until IS NULL)', name=op.f('ck_subscriptions_confirmed_are_told_from_then')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions')),
    sa.UniqueConstraint('code_sha256', name=op.f('uq_subscriptions_code_sha256')),
    sa.UniqueConstraint('mailbox', name=op.f('uq_subscriptions_mailbox'))
    )


def downgrade() -> None:
    op.drop_table('subscriptions')
