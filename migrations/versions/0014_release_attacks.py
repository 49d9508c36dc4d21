"""What came of attacking a release before it could be signed."""

import sqlalchemy as sa
from alembic import op

revision = "0014_release_attacks"
down_revision = "0013_interests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('release_attacks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.Enum('safe', 'found', 'unfinished', name='attackoutcome', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: whether it may be signed'),
    sa.Column('note', sa.Enum('', 'not_solved', 'no_problem', 'hidden_whole', name='attacknote', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: why not, or why all is hidden'),
    sa.Column('figures_sha256', sa.String(), nullable=False, comment='clear: checksum of what was attacked'),
    sa.Column('attackers', sa.Integer(), nullable=False, comment='clear: how many were tried'),
    sa.Column('problems', sa.Integer(), nullable=False, comment='clear: how many were solved'),
    sa.Column('found', sa.Integer(), nullable=False, comment='clear: how many figures somebody could know'),
    sa.Column('narrowest', sa.Integer(), nullable=True, comment='clear: percent; not told in public, where it would tell the true value'),
    sa.Column('shown', sa.Integer(), nullable=False, comment='clear: how many figures are published'),
    sa.Column('units', sa.Integer(), nullable=False, comment='clear: how many there would be'),
    sa.Column('seconds', sa.Integer(), nullable=False, comment='clear: how long it took'),
    sa.Column('assumed', sa.JSON(), nullable=False, comment='clear: codes of what was taken for granted'),
    sa.Column('told', sa.JSON(), nullable=False, comment='clear: what readers know of each figure'),
    sa.Column('hidden', sa.JSON(), nullable=False, comment='clear: names of figures that are hidden'),
    sa.Column('attacked_at', sa.DateTime(timezone=True), nullable=False, comment='clear: when'),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("outcome <> 'safe' OR problems > 0", name=op.f('ck_release_attacks_safe_was_attacked')),
    sa.CheckConstraint("outcome <> 'safe' OR found = 0", name=op.f('ck_release_attacks_safe_found_nothing')),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_attacks_release_id_releases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_attacks')),
    sa.UniqueConstraint('release_id', name=op.f('uq_release_attacks_release_id'))
    )


def downgrade() -> None:
    op.drop_table('release_attacks')
