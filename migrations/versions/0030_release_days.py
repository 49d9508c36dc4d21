"""Announced days, reports that wait for theirs, errors that were found, and withdrawals."""

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0030_release_days"
down_revision = "0029_remedies"
branch_labels = None
depends_on = None

STATUS = "ck_releases_releasestatus"
DRAFT = "ck_releases_draft_has_no_day"
SIGNED = "ck_releases_signed_waits_for_a_day"


def upgrade() -> None:
    with op.batch_alter_table("releases") as batch:
        batch.add_column(
            sa.Column(
                "out_on", sa.Date(), nullable=True,
                comment="clear: the announced day it waited for, if it was signed before",
            )
        )
        batch.drop_constraint(op.f(STATUS), type_="check")
        batch.create_check_constraint(op.f(STATUS), "status IN ('draft', 'signed', 'published')")
        batch.create_check_constraint(op.f(DRAFT), "status <> 'draft' OR out_on IS NULL")
        batch.create_check_constraint(op.f(SIGNED), "status <> 'signed' OR out_on IS NOT NULL")
    op.create_table('release_dates',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('period', sa.String(), nullable=False, comment='clear: the month, 2026-10'),
    sa.Column('due_on', sa.Date(), nullable=False, comment='clear: the day that was announced'),
    sa.Column('announced_on', sa.Date(), nullable=False, comment='clear: since when it is known'),
    sa.CheckConstraint('due_on > announced_on', name=op.f('ck_release_dates_announced_beforehand')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_dates')),
    sa.UniqueConstraint('period', name=op.f('uq_release_dates_period'))
    )
    op.create_table('release_notices',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('words', sa.String(), nullable=False, comment='clear: what everybody reads above the figures'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: who says so; named in public'),
    sa.Column('written_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when'),
    sa.Column('release_id', sa.Uuid(), nullable=False, comment='clear: the report'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who says so'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_release_notices_account_id_accounts')),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_notices_release_id_releases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_notices'))
    )
    with op.batch_alter_table('release_notices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_notices_release_id'), ['release_id'], unique=False)
    op.create_table('release_withdrawals',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('reason', sa.String(), nullable=False, comment='clear: why, for everybody to read'),
    sa.Column('asked_by', sa.String(), nullable=False, comment='clear: who asked; named in public'),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when'),
    sa.Column('agreed_by', sa.String(), nullable=False, comment='clear: the second; named in public'),
    sa.Column('withdrawn_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: since when it is gone'),
    sa.Column('commitment', sa.String(), nullable=True, comment='clear: its entry in the public ledger'),
    sa.Column('release_id', sa.Uuid(), nullable=False, comment='clear: the report'),
    sa.Column('asked_by_id', sa.Uuid(), nullable=False, comment='clear: who may not also agree'),
    sa.Column('agreed_by_id', sa.Uuid(), nullable=True, comment='clear: the second'),
    sa.CheckConstraint('agreed_by_id <> asked_by_id', name=op.f('ck_release_withdrawals_two_people')),
    sa.CheckConstraint('(agreed_by_id IS NULL) = (withdrawn_at IS NULL)', name=op.f('ck_release_withdrawals_withdrawn_by_a_second')),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (commitment IS NULL)', name=op.f('ck_release_withdrawals_withdrawn_in_the_ledger')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['accounts.id'], name=op.f('fk_release_withdrawals_agreed_by_id_accounts')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_release_withdrawals_asked_by_id_accounts')),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_withdrawals_release_id_releases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_withdrawals')),
    sa.UniqueConstraint('release_id', name=op.f('uq_release_withdrawals_release_id'))
    )


def downgrade() -> None:
    op.drop_table('release_withdrawals')
    op.drop_table('release_notices')
    op.drop_table('release_dates')
    op.execute("UPDATE releases SET status = 'draft', out_on = NULL WHERE status = 'signed'")
    with op.batch_alter_table("releases") as batch:
        batch.drop_constraint(op.f(SIGNED), type_="check")
        batch.drop_constraint(op.f(DRAFT), type_="check")
        batch.drop_constraint(op.f(STATUS), type_="check")
        batch.create_check_constraint(op.f(STATUS), "status IN ('draft', 'published')")
        batch.drop_column("out_on")
