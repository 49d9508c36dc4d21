"""What an import does to published reports, kept beside what it changes."""

import sqlalchemy as sa
from alembic import op

revision = "0010_import_effects"
down_revision = "0009_handovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_effects',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('release', sa.String(), nullable=False, comment='clear: the name of the published report'),
    sa.Column('figure', sa.String(), nullable=False, comment='clear: what the figure is called'),
    sa.Column('old_value', sa.String(), nullable=False, comment='clear: as it is published'),
    sa.Column('new_value', sa.String(), nullable=False, comment='clear: as it would be published, made safe in the same way'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_effects_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_effects'))
    )
    with op.batch_alter_table('import_effects', schema=None) as batch_op:
        batch_op.create_index('ix_import_effects_import_id', ['import_id', 'id'], unique=False)

    op.add_column('imports', sa.Column('releases_compared', sa.Integer(), nullable=True, comment='clear: how many published reports it touches; unknown before it is read'))


def downgrade() -> None:
    op.drop_column('imports', 'releases_compared')
    with op.batch_alter_table('import_effects', schema=None) as batch_op:
        batch_op.drop_index('ix_import_effects_import_id')

    op.drop_table('import_effects')
