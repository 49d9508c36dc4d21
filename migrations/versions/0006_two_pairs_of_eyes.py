"""Two pairs of eyes: requests that a second member answers, legal holds, deletions."""

import sqlalchemy as sa
from alembic import op

import portal.database


revision = '0006_eyes'
down_revision = '0005_sources'
branch_labels = None
depends_on = None

OLD = ('received', 'acknowledged', 'triaged', 'assigned', 'investigated', 'wrote', 'heard', 'evidence_came', 'worse', 'noted', 'recused', 'widened', 'woken', 'home_confirmed', 'compared', 'voted', 'issue_decided', 'tied', 'decided', 'answered', 'agreed_day', 'extended', 'escalated', 'closed', 'reopened', 'withdrawn', 'referred')
MORE = ('identity_asked', 'identity_agreed', 'identity_declined', 'identity_withdrawn', 'identity_read', 'deletion_asked', 'deletion_declined', 'deletion_withdrawn', 'held', 'hold_lifted')


def events(kinds):
    """The minutes as SQLite is to copy them: it reads no checks back by itself."""
    return sa.Table('case_events', sa.MetaData(naming_convention=portal.database.Model.metadata.naming_convention),
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('kind', sa.Enum(*kinds, name='eventkind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: a step of the procedure, no content'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: in which round'),
    sa.Column('actor', sa.Enum('committee', 'complainant', 'portal', name='actor', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: committee, the person, or the portal'),
    sa.Column('account_id', sa.Uuid(), nullable=True, comment='clear: which member; the minutes name them'),
    sa.Column('subject_id', sa.Uuid(), nullable=True, comment='clear: random identifier of what the step was about (issue, deadline, account)'),
    sa.Column('happened_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.CheckConstraint("(actor = 'committee') = (account_id IS NOT NULL)", name=op.f('ck_case_events_account_when_committee')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_case_events_account_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_events_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_case_events_case_id_position')))


def change_kinds(kinds):
    """What may stand in the minutes."""
    if op.get_bind().dialect.name == 'sqlite':
        with op.batch_alter_table('case_events', copy_from=events(kinds), recreate='always'):
            pass
        return
    op.drop_constraint(op.f('ck_case_events_eventkind'), 'case_events', type_='check')
    listed = ', '.join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f('ck_case_events_eventkind'), 'case_events', f'kind IN ({listed})')


def upgrade() -> None:
    change_kinds(OLD + MORE)
    op.create_table('counted_cases',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('kind', sa.Enum('missed_visit', 'concern', 'praise', name='casekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted'),
    sa.Column('area', sa.String(), nullable=False, comment='clear: counted; never a street'),
    sa.Column('subjects', sa.JSON(), nullable=False, comment='clear: counted; codes alone'),
    sa.Column('status', sa.Enum('received', 'acknowledged', 'triaged', 'assigned', 'investigated', 'decided', 'closed', 'reopened', 'withdrawn', 'referred', name='casestatus', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted; how far it had come'),
    sa.Column('outcome', sa.Enum('upheld', 'partially_upheld', 'not_upheld', 'no_finding', name='finding', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: counted'),
    sa.Column('record_match', sa.Enum('agrees', 'disagrees', 'no_data', name='recordmatch', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: counted'),
    sa.Column('no_access_dispute', sa.Enum('none', 'raised', 'upheld', name='noaccessdispute', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: counted'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: counted; how often it was opened again'),
    sa.Column('received_on', sa.Date(), nullable=False, comment='clear: counted in the period of that day'),
    sa.Column('left_on', sa.Date(), nullable=False, comment='clear: the day it ended, or was deleted while somebody still waited'),
    sa.CheckConstraint('left_on >= received_on', name=op.f('ck_counted_cases_left_after_received')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counted_cases'))
    )
    op.create_table('counted_clocks',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('counted_case_id', sa.Uuid(), nullable=False, comment='clear: the row of counts it goes with'),
    sa.Column('kind', sa.Enum('acknowledge', 'answer', name='deadlinekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: counted'),
    sa.Column('due_on', sa.Date(), nullable=False, comment='clear: counted'),
    sa.Column('met_on', sa.Date(), nullable=True, comment='clear: counted'),
    sa.Column('escalated_on', sa.Date(), nullable=True, comment='clear: counted'),
    sa.ForeignKeyConstraint(['counted_case_id'], ['counted_cases.id'], name=op.f('fk_counted_clocks_counted_case_id_counted_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counted_clocks'))
    )
    with op.batch_alter_table('counted_clocks', schema=None) as batch_op:
        batch_op.create_index('ix_counted_clocks_counted_case_id', ['counted_case_id'], unique=False)

    op.create_table('case_deletions',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('reference', sa.String(), nullable=False, comment='clear: random; to speak of what is gone'),
    sa.Column('ground', sa.Enum('asked_for', 'received_by_mistake', 'retention_over', name='deletionground', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: one of a short list'),
    sa.Column('deleted_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('proposed_by_id', sa.Uuid(), nullable=False, comment='clear: who answers for it'),
    sa.Column('confirmed_by_id', sa.Uuid(), nullable=False, comment='clear: who answers for it'),
    sa.Column('entry_sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: its entry in the ledger'),
    sa.Column('lookup', sa.LargeBinary(), nullable=False, comment="clear: an HMAC of the receipt's code, so that its page can say what became of it"),
    sa.Column('secret_version', sa.String(), nullable=False, comment='clear: which secret; says nothing of it'),
    sa.CheckConstraint('confirmed_by_id <> proposed_by_id', name=op.f('ck_case_deletions_two_people')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['accounts.id'], name=op.f('fk_case_deletions_confirmed_by_id_accounts')),
    sa.ForeignKeyConstraint(['entry_sequence'], ['ledger_entries.sequence'], name=op.f('fk_case_deletions_entry_sequence_ledger_entries')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['accounts.id'], name=op.f('fk_case_deletions_proposed_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_deletions'))
    )
    with op.batch_alter_table('case_deletions', schema=None) as batch_op:
        batch_op.create_index('ix_case_deletions_lookup', ['lookup'], unique=False)

    op.create_table('deletion_witnesses',
    sa.Column('deletion_id', sa.Uuid(), nullable=False, comment='clear: the deletion'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who may see its certificate'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_deletion_witnesses_account_id_accounts')),
    sa.ForeignKeyConstraint(['deletion_id'], ['case_deletions.id'], name=op.f('fk_deletion_witnesses_deletion_id_case_deletions')),
    sa.PrimaryKeyConstraint('deletion_id', 'account_id', name=op.f('pk_deletion_witnesses'))
    )
    op.create_table('legal_holds',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('set_by_id', sa.Uuid(), nullable=False, comment='clear: the minutes name them'),
    sa.Column('set_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('lifted_by_id', sa.Uuid(), nullable=True, comment='clear: the minutes name them'),
    sa.Column('lifted_on', sa.Date(), nullable=True, comment='clear: the day, never the hour'),
    sa.Column('reason', sa.LargeBinary(), nullable=False, comment="sealed: why, in the member's words"),
    sa.CheckConstraint('(lifted_on IS NULL) = (lifted_by_id IS NULL)', name=op.f('ck_legal_holds_lifted_by_somebody')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_legal_holds_case_id_cases')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['accounts.id'], name=op.f('fk_legal_holds_lifted_by_id_accounts')),
    sa.ForeignKeyConstraint(['set_by_id'], ['accounts.id'], name=op.f('fk_legal_holds_set_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_holds'))
    )
    with op.batch_alter_table('legal_holds', schema=None) as batch_op:
        batch_op.create_index('ux_legal_holds_case_id', ['case_id'], unique=True, sqlite_where=sa.text('lifted_on IS NULL'), postgresql_where=sa.text('lifted_on IS NULL'))

    op.create_table('seconded_requests',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('step', sa.Enum('identity', 'deletion', name='step', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: what is asked for'),
    sa.Column('code', sa.String(), nullable=True, comment='clear: the ground of a deletion, one of a short list'),
    sa.Column('state', sa.Enum('waiting', 'agreed', 'declined', 'withdrawn', 'done', 'lapsed', name='askstate', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: the queue shows what waits'),
    sa.Column('asked_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('lapses_on', sa.Date(), nullable=False, comment='clear: first day it is no longer good'),
    sa.Column('answered_on', sa.Date(), nullable=True, comment='clear: the day, never the hour'),
    sa.Column('asked_by_id', sa.Uuid(), nullable=False, comment='clear: who may not also agree'),
    sa.Column('answered_by_id', sa.Uuid(), nullable=True, comment='clear: the second member; the minutes name them'),
    sa.Column('reason', sa.LargeBinary(), nullable=False, comment="sealed: why, in the member's words"),
    sa.Column('answer', sa.LargeBinary(), nullable=True, comment="sealed: why not, in the second's words"),
    sa.CheckConstraint('(answered_by_id IS NULL) = (answered_on IS NULL)', name=op.f('ck_seconded_requests_answered_by_somebody')),
    sa.CheckConstraint('answered_by_id <> asked_by_id', name=op.f('ck_seconded_requests_two_people')),
    sa.CheckConstraint('lapses_on > asked_on', name=op.f('ck_seconded_requests_lapses_after_asked')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['accounts.id'], name=op.f('fk_seconded_requests_answered_by_id_accounts')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_seconded_requests_asked_by_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_seconded_requests_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seconded_requests'))
    )
    with op.batch_alter_table('seconded_requests', schema=None) as batch_op:
        batch_op.create_index('ix_seconded_requests_case_id', ['case_id'], unique=False)
        batch_op.create_index('ix_seconded_requests_state', ['state'], unique=False)
        batch_op.create_index('ux_seconded_requests_waiting', ['case_id', 'step'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))


def downgrade() -> None:
    with op.batch_alter_table('seconded_requests', schema=None) as batch_op:
        batch_op.drop_index('ux_seconded_requests_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_seconded_requests_state')
        batch_op.drop_index('ix_seconded_requests_case_id')

    op.drop_table('seconded_requests')
    with op.batch_alter_table('legal_holds', schema=None) as batch_op:
        batch_op.drop_index('ux_legal_holds_case_id', sqlite_where=sa.text('lifted_on IS NULL'), postgresql_where=sa.text('lifted_on IS NULL'))

    op.drop_table('legal_holds')
    op.drop_table('deletion_witnesses')
    with op.batch_alter_table('case_deletions', schema=None) as batch_op:
        batch_op.drop_index('ix_case_deletions_lookup')

    op.drop_table('case_deletions')
    with op.batch_alter_table('counted_clocks', schema=None) as batch_op:
        batch_op.drop_index('ix_counted_clocks_counted_case_id')

    op.drop_table('counted_clocks')
    op.drop_table('counted_cases')
    listed = ', '.join(f"'{kind}'" for kind in MORE)
    op.execute(f'DELETE FROM case_events WHERE kind IN ({listed})')
    change_kinds(OLD)
