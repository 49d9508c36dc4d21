"""The languages in which a home wishes its card."""

import sqlalchemy as sa
from alembic import op

revision = "0017_home_languages"
down_revision = "0016_rejected_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('home_codes', sa.Column('languages', sa.String(), nullable=True, comment='clear: codes of languages of the site, wished for a card that hangs where callers read it'))


def downgrade() -> None:
    op.drop_column('home_codes', 'languages')
