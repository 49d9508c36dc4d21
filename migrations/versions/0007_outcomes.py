"""Outcomes of contracted visits that are stored, and what is still to be renewed of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007_outcomes"
down_revision = "0006_eyes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('extra_attendances',
    sa.Column('service_date', sa.Date(), nullable=False, comment='clear: a day'),
    sa.Column('visit_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('person_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('attendances', sa.Integer(), nullable=False, comment='clear: always 1'),
    sa.Column('closed', sa.Integer(), nullable=False, comment='clear: whether both ends are known'),
    sa.Column('overlapping', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('recorded', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('ev2', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('ev1', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('evm', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('edited', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('daytime_carers', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.PrimaryKeyConstraint('service_date', 'visit_ref', name=op.f('pk_extra_attendances')),
    sqlite_with_rowid=False
    )
    op.create_table('outcome_marks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('person_ref', sa.String(), nullable=True, comment='clear: a pseudonym; none is everybody'),
    sa.Column('first_on', sa.Date(), nullable=False, comment='clear: a day'),
    sa.Column('last_on', sa.Date(), nullable=False, comment='clear: a day'),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_outcome_marks_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_marks'))
    )
    with op.batch_alter_table('outcome_marks', schema=None) as batch_op:
        batch_op.create_index('ix_outcome_marks_first_on', ['first_on'], unique=False)

    op.create_table('outcome_spans',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='clear: always 1'),
    sa.Column('first_on', sa.Date(), nullable=False, comment='clear: a day'),
    sa.Column('last_on', sa.Date(), nullable=False, comment='clear: a day'),
    sa.Column('tz', sa.String(), nullable=False, comment='clear: the time zone that agreed times are meant in'),
    sa.Column('changes', sa.Integer(), nullable=False, comment='clear: counts what was touched, so that late work is thrown away'),
    sa.CheckConstraint('id = 1', name=op.f('ck_outcome_spans_one_row')),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_outcome_spans_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_spans'))
    )
    op.create_table('visit_outcomes',
    sa.Column('service_date', sa.Date(), nullable=False, comment='clear: a day'),
    sa.Column('line_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('person_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('slot', sa.String(), nullable=False, comment='clear: what was agreed'),
    sa.Column('agreed_start', sa.BigInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('agreed_minute', sa.SmallInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('duration', sa.Integer(), nullable=False, comment='clear: what was agreed'),
    sa.Column('carers_required', sa.SmallInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('window_before', sa.Integer(), nullable=False, comment='clear: what was agreed'),
    sa.Column('window_after', sa.Integer(), nullable=False, comment='clear: what was agreed'),
    sa.Column('is_time_critical', sa.Boolean(), nullable=False, comment='clear: what was agreed'),
    sa.Column('is_short_agreed', sa.Boolean(), nullable=False, comment='clear: what was agreed'),
    sa.Column('status', sa.String(), nullable=False, comment='clear: one of fourteen codes'),
    sa.Column('anyone', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('together', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('capped', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('contribution', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('effective_start', sa.BigInteger(), nullable=True, comment='clear: an instant'),
    sa.Column('evidence', sa.String(), nullable=True, comment='clear: a code'),
    sa.Column('has_open', sa.Boolean(), nullable=False, comment='clear: a record lacks an end'),
    sa.Column('is_planned', sa.Boolean(), nullable=False, comment='clear: it was on the rota'),
    sa.Column('planned_length', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('is_start_recorded', sa.Boolean(), nullable=False, comment='clear: how it was recorded'),
    sa.Column('no_access', sa.String(), nullable=True, comment='clear: a code'),
    sa.Column('is_procedure_followed', sa.Boolean(), nullable=False, comment='clear: of no access'),
    sa.Column('is_disputed', sa.Boolean(), nullable=False, comment='clear: of no access'),
    sa.Column('is_upheld', sa.Boolean(), nullable=False, comment='clear: of no access'),
    sa.Column('seconds_to_welfare', sa.Integer(), nullable=True, comment='clear: of no access'),
    sa.Column('is_short_notice', sa.Boolean(), nullable=False, comment='clear: of a cancellation'),
    sa.Column('is_replaced', sa.Boolean(), nullable=False, comment='clear: of a cancellation'),
    sa.Column('unlogged', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('attendances', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('closed', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('overlapping', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('recorded', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('ev2', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('ev1', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('evm', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('edited', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('other_slot', sa.Integer(), nullable=False, comment='clear: a count of records'),
    sa.Column('other_slot_recorded', sa.Integer(), nullable=False, comment='clear: seconds'),
    sa.Column('carers', sa.String(), nullable=False, comment='clear: pseudonyms'),
    sa.Column('daytime_carers', sa.String(), nullable=False, comment='clear: pseudonyms'),
    sa.Column('workers', sa.String(), nullable=False, comment='clear: pseudonyms'),
    sa.Column('visit_refs', sa.String(), nullable=False, comment='clear: pseudonyms'),
    sa.PrimaryKeyConstraint('service_date', 'line_ref', name=op.f('pk_visit_outcomes')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('visit_versions', schema=None) as batch_op:
        batch_op.create_index('ix_visit_versions_replaced_in_id', ['replaced_in_id'], unique=False, sqlite_where=sa.text('replaced_in_id IS NOT NULL'), postgresql_where=sa.text('replaced_in_id IS NOT NULL'))
        batch_op.create_index('ix_visit_versions_replacement_visit_ref', ['replacement_visit_ref'], unique=False, sqlite_where=sa.text('replacement_visit_ref IS NOT NULL'), postgresql_where=sa.text('replacement_visit_ref IS NOT NULL'))



def downgrade() -> None:
    with op.batch_alter_table('visit_versions', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_versions_replacement_visit_ref', sqlite_where=sa.text('replacement_visit_ref IS NOT NULL'), postgresql_where=sa.text('replacement_visit_ref IS NOT NULL'))
        batch_op.drop_index('ix_visit_versions_replaced_in_id', sqlite_where=sa.text('replaced_in_id IS NOT NULL'), postgresql_where=sa.text('replaced_in_id IS NOT NULL'))

    op.drop_table('visit_outcomes')
    op.drop_table('outcome_spans')
    with op.batch_alter_table('outcome_marks', schema=None) as batch_op:
        batch_op.drop_index('ix_outcome_marks_first_on')

    op.drop_table('outcome_marks')
    op.drop_table('extra_attendances')
