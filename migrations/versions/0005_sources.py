"""Sources: profiles, undoing, tokens of machines, what a correction changed."""

import sqlalchemy as sa
from alembic import op

import portal.database


revision = '0005_sources'
down_revision = '0004_noted_settings'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OLD = ('receiving', 'waiting', 'checked', 'accepting', 'accepted', 'abandoned', 'refused')
NEW = ('receiving', 'unmapped', 'waiting', 'checked', 'accepting', 'accepted', 'undone', 'abandoned', 'refused')


def states(names):
    return sa.Enum(*names, name='importstate', native_enum=False, create_constraint=True, length=60)


def imports(names, *more):
    """The table as SQLite is to copy it: it reads no checks back by itself."""
    return sa.Table('imports', sa.MetaData(naming_convention=portal.database.Model.metadata.naming_convention),
    sa.Column('id', KEY, nullable=False, comment='clear: counted'),
    sa.Column('state', states(names), nullable=False, comment='clear: where it stands'),
    sa.Column('open_slot', sa.Integer(), nullable=True, comment='clear: 1 until it has ended, so that only one can be open'),
    sa.Column('tz', sa.String(), nullable=False, comment='clear: the time zone of the files'),
    sa.Column('exported_on', sa.Date(), nullable=True, comment='clear: the day the files were made'),
    sa.Column('provider', sa.String(), nullable=True, comment='clear: who made them'),
    sa.Column('rows_done', sa.Integer(), nullable=False, comment='clear: progress'),
    sa.Column('rows_total', sa.Integer(), nullable=False, comment='clear: progress'),
    sa.Column('begun_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when the files came'),
    sa.Column('checked_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when they were read'),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: accepted or abandoned'),
    sa.Column('begun_by_id', sa.Uuid(), nullable=True, comment='clear: who brought them; nobody from the command'),
    sa.Column('ended_by_id', sa.Uuid(), nullable=True, comment='clear: who accepted or abandoned them'),
    sa.CheckConstraint('(ended_at IS NULL) = (open_slot IS NOT NULL)', name=op.f('ck_imports_open_until_ended')),
    sa.CheckConstraint('open_slot = 1', name=op.f('ck_imports_one_slot')),
    sa.CheckConstraint('rows_done <= rows_total', name=op.f('ck_imports_no_more_than_all')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['accounts.id'], name=op.f('fk_imports_begun_by_id_accounts')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['accounts.id'], name=op.f('fk_imports_ended_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports')),
    sa.UniqueConstraint('open_slot', name=op.f('uq_imports_open_slot')),
    *more)


ADDED = (
    lambda: sa.Column('profile', sa.JSON(none_as_null=True), nullable=True, comment='clear: how its files of another shape are read'),
    lambda: sa.Column('undone_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when it was taken back'),
    lambda: sa.Column('undone_by_id', sa.Uuid(), nullable=True, comment='clear: who took it back'),
    lambda: sa.Column('token_id', KEY, nullable=True, comment='clear: the machine that sent it'),
    lambda: sa.Column('idempotency_key', sa.String(), nullable=True, comment='clear: what the machine calls it, so that it is taken once'),
    lambda: sa.Column('body_sha256', sa.String(), nullable=True, comment='clear: digest of what it sent'),
)
UNDONE = ("undone_at", "(state = 'undone') = (undone_at IS NOT NULL)")


def is_sqlite():
    return op.get_bind().dialect.name == 'sqlite'


def change_states(names):
    """What may stand in the column; SQLite has it in the table that is copied."""
    if not is_sqlite():
        op.drop_constraint(op.f('ck_imports_importstate'), 'imports', type_='check')
        listed = ', '.join(f"'{name}'" for name in names)
        op.create_check_constraint(op.f('ck_imports_importstate'), 'imports', f'state IN ({listed})')


def name_means(old, new):
    """Only PostgreSQL keeps what is said of a column."""
    if not is_sqlite():
        op.alter_column('import_files', 'name', comment=new, existing_comment=old, existing_type=sa.String(), existing_nullable=False)


def upgrade() -> None:
    op.create_table('import_tokens',
    sa.Column('id', KEY, nullable=False, comment='clear: counted'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: what the machine is called'),
    sa.Column('digest', sa.LargeBinary(), nullable=False, comment='clear: SHA-256 of the token'),
    sa.Column('made_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was made'),
    sa.Column('used_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when it was used last'),
    sa.Column('revoked_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: since then it is refused'),
    sa.Column('made_by_id', sa.Uuid(), nullable=False, comment='clear: by whom'),
    sa.Column('revoked_by_id', sa.Uuid(), nullable=True, comment='clear: by whom'),
    sa.CheckConstraint('revoked_at IS NULL OR revoked_at >= made_at', name=op.f('ck_import_tokens_ends_after_start')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_import_tokens_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['accounts.id'], name=op.f('fk_import_tokens_revoked_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_tokens')),
    sa.UniqueConstraint('digest', name=op.f('uq_import_tokens_digest'))
    )
    op.create_table('import_profiles',
    sa.Column('id', KEY, nullable=False, comment='clear: counted'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: what it is called'),
    sa.Column('title', sa.String(), nullable=False, comment='clear: what it is called on pages'),
    sa.Column('data', sa.JSON(), nullable=False, comment='clear: the profile'),
    sa.Column('made_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was kept'),
    sa.Column('made_by_id', sa.Uuid(), nullable=False, comment='clear: by whom'),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_import_profiles_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_profiles')),
    sa.UniqueConstraint('name', name=op.f('uq_import_profiles_name'))
    )
    with op.batch_alter_table('imports', copy_from=imports(NEW), recreate='always' if is_sqlite() else 'never') as batch_op:
        for column in ADDED:
            batch_op.add_column(column())
        batch_op.create_foreign_key(op.f('fk_imports_undone_by_id_accounts'), 'accounts', ['undone_by_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_imports_token_id_import_tokens'), 'import_tokens', ['token_id'], ['id'])
        batch_op.create_unique_constraint(op.f('uq_imports_token_id_idempotency_key'), ['token_id', 'idempotency_key'])
        batch_op.create_check_constraint(op.f('ck_imports_undone_at'), UNDONE[1])
    change_states(NEW)
    name_means('clear: one of the names of the file format', 'clear: a name of the file format, or what the file was called where it came from')
    op.add_column('import_files', sa.Column('table_name', sa.String(), nullable=True, comment='clear: the file of the format whose rows it brings'))
    op.add_column('import_files', sa.Column('reference', sa.String(), nullable=True, comment='clear: what the file calls itself, so that it is not taken twice'))
    op.execute("UPDATE import_files SET table_name = name WHERE name LIKE '%.csv'")
    op.add_column('import_rejections', sa.Column('meant', sa.String(), nullable=True, comment='clear: the column of the format it is for'))
    op.add_column('import_rejections', sa.Column('example', sa.String(), nullable=True, comment='clear: how such a cell is written'))
    op.create_table('import_differences',
    sa.Column('id', KEY, nullable=False, comment='clear: counted'),
    sa.Column('file', sa.String(), nullable=False, comment='clear: name of the file'),
    sa.Column('row_key', sa.String(), nullable=False, comment='clear: a pseudonym, and a day for a line'),
    sa.Column('column_name', sa.String(), nullable=False, comment='clear: name of the column'),
    sa.Column('old_value', sa.String(), nullable=False, comment='clear: as the version that was replaced'),
    sa.Column('new_value', sa.String(), nullable=False, comment='clear: as the version that replaced it'),
    sa.Column('import_id', KEY, nullable=False, comment='clear: the import'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_differences_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_differences'))
    )
    op.create_index('ix_import_differences_import_id', 'import_differences', ['import_id', 'id'], unique=False)
    op.create_table('import_uses',
    sa.Column('import_id', KEY, nullable=False, comment='clear: the import'),
    sa.Column('release', sa.String(), nullable=False, comment='clear: the name of the published report'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_uses_import_id_imports')),
    sa.PrimaryKeyConstraint('import_id', 'release', name=op.f('pk_import_uses'))
    )


def downgrade() -> None:
    op.drop_table('import_uses')
    op.drop_index('ix_import_differences_import_id', table_name='import_differences')
    op.drop_table('import_differences')
    for column in ('example', 'meant'):
        op.drop_column('import_rejections', column)
    for column in ('reference', 'table_name'):
        op.drop_column('import_files', column)
    name_means('clear: a name of the file format, or what the file was called where it came from', 'clear: one of the names of the file format')
    op.execute("UPDATE imports SET state = 'abandoned', undone_at = NULL WHERE state = 'undone'")
    op.execute("UPDATE imports SET state = 'receiving' WHERE state = 'unmapped'")
    more = [column() for column in ADDED]
    with op.batch_alter_table('imports', copy_from=imports(OLD, *more), recreate='always' if is_sqlite() else 'never') as batch_op:
        if not is_sqlite():
            batch_op.drop_constraint(op.f('ck_imports_undone_at'), type_='check')
            batch_op.drop_constraint(op.f('uq_imports_token_id_idempotency_key'), type_='unique')
            batch_op.drop_constraint(op.f('fk_imports_token_id_import_tokens'), type_='foreignkey')
            batch_op.drop_constraint(op.f('fk_imports_undone_by_id_accounts'), type_='foreignkey')
        for column in more:
            batch_op.drop_column(column.name)
    change_states(OLD)
    op.drop_table('import_profiles')
    op.drop_table('import_tokens')
