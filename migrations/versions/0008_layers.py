"""Layers beside the records: who changed one by hand, and what was claimed for it."""

import sqlalchemy as sa
from alembic import op

revision = "0008_layers"
down_revision = "0007_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit_changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('visit_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('seq', sa.Integer(), nullable=False, comment='clear: the place that its source gives it'),
    sa.Column('changed_at', sa.BigInteger(), nullable=True, comment='clear: when'),
    sa.Column('changed_by_role', sa.String(), nullable=False, comment='clear: a role, never a name'),
    sa.Column('field', sa.String(), nullable=True, comment='clear: what was changed'),
    sa.Column('old', sa.String(), nullable=True, comment='clear: what stood there, as a row does'),
    sa.Column('new', sa.String(), nullable=True, comment='clear: what stands there since'),
    sa.Column('reason_code', sa.String(), nullable=True, comment='clear: a code of the source'),
    sa.Column('memo', sa.String(), nullable=True, comment="clear: the care office's own note"),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_visit_changes_import_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_changes'))
    )
    with op.batch_alter_table('visit_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_changes_import_id'), ['import_id'], unique=False)
        batch_op.create_index('ix_visit_changes_visit_ref', ['visit_ref', 'seq'], unique=False)

    op.create_table('visit_claims',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('visit_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('begins', sa.BigInteger(), nullable=True, comment='clear: the start claimed, an instant'),
    sa.Column('length', sa.Integer(), nullable=False, comment='clear: seconds claimed'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.Column('replaced_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='clear: the import that ended it'),
    sa.CheckConstraint('length >= 0', name=op.f('ck_visit_claims_not_less_than_nothing')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_visit_claims_import_id_imports')),
    sa.ForeignKeyConstraint(['replaced_in_id'], ['imports.id'], name=op.f('fk_visit_claims_replaced_in_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_claims'))
    )
    with op.batch_alter_table('visit_claims', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_claims_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_claims_replaced_in_id'), ['replaced_in_id'], unique=False)
        batch_op.create_index('ux_visit_claims_visit_ref', ['visit_ref'], unique=True, sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('visit_claims', schema=None) as batch_op:
        batch_op.drop_index('ux_visit_claims_visit_ref', sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_visit_claims_replaced_in_id'))
        batch_op.drop_index(batch_op.f('ix_visit_claims_import_id'))

    op.drop_table('visit_claims')
    with op.batch_alter_table('visit_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_changes_visit_ref')
        batch_op.drop_index(batch_op.f('ix_visit_changes_import_id'))

    op.drop_table('visit_changes')
