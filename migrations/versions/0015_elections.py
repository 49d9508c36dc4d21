"""Elections: days and steps, who stands, the roll, the sealed urn; who may run one."""

import sqlalchemy as sa
from alembic import op

import portal.database


revision = '0015_elections'
down_revision = "0014_release_attacks"
branch_labels = None
depends_on = None

PERMISSIONS = (
    "read_cases", "handle_cases", "decide_cases", "grant_keys", "escalated_cases", "import_visits",
    "read_figures", "open_patterns", "prepare_releases", "sign_releases", "keep_register",
    "keep_committee", "sign_founding", "declare_interests", "hand_over", "read_ledger",
    "see_alerts", "take_intake",
)
ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "receipt_reissued", "member_recused", "grant_given", "grant_taken",
    "grant_woken", "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "urn_closed", "election_declared", "term_began", "term_ended", "appointment_made",
    "appointment_ended", "settings_changed", "recovery_used",
)
MORE = ("election_step", "roll_changed")


def upgrade() -> None:
    _allow("authorities", "permission", "permission", (*PERMISSIONS, "run_elections"))
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE))
    op.create_table('elections',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('title', sa.String(), nullable=False, comment='clear: public'),
    sa.Column('membership_days', sa.Integer(), nullable=False, comment='clear: public, how long before a vote'),
    sa.Column('countback', sa.Boolean(), nullable=False, comment='clear: public, adopted before the poll'),
    sa.Column('public_key', sa.LargeBinary(), nullable=True, comment='clear: only seals; opens nothing'),
    sa.Column('key_holders', sa.JSON(), nullable=False, comment='clear: public, who holds the parts'),
    sa.Column('stake', sa.JSON(), nullable=True, comment='clear: public, seats and limits by class, fixed when nominations close'),
    sa.Column('leaves_empty', sa.Boolean(), nullable=False, comment='clear: public, whether seats nobody stands for stay empty'),
    sa.Column('order_seed', sa.String(), nullable=True, comment='clear: public, the lot of the order'),
    sa.Column('unopposed', sa.Boolean(), nullable=False, comment='clear: public, as many candidates as seats'),
    sa.Column('counts', sa.JSON(), nullable=True, comment='clear: how many were on the roll and voted, by way and by class; never who'),
    sa.Column('keys_hash', sa.String(), nullable=True, comment='clear: public, hash of the box numbers'),
    sa.Column('ballots', sa.String(), nullable=True, comment='clear: ballots added up by ranking, as they came out of the urn; not shown'),
    sa.Column('broken_boxes', sa.Integer(), nullable=False, comment='clear: public, boxes that did not open'),
    sa.Column('lots', sa.String(), nullable=True, comment='clear: public, lots with who drew and saw'),
    sa.Column('sheet', sa.String(), nullable=True, comment='clear: public from ten votes on'),
    sa.Column('stop_reason', sa.String(), nullable=True, comment="clear: public, in the officer's words"),
    sa.Column('nominations_from_on', sa.Date(), nullable=False, comment='clear: public'),
    sa.Column('nominations_last_on', sa.Date(), nullable=False, comment='clear: public'),
    sa.Column('poll_from_on', sa.Date(), nullable=False, comment='clear: public'),
    sa.Column('poll_last_on', sa.Date(), nullable=False, comment='clear: public'),
    sa.Column('terms_start_on', sa.Date(), nullable=False, comment='clear: public'),
    sa.Column('terms_end_on', sa.Date(), nullable=False, comment='clear: public, the first day without'),
    sa.Column('announced_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('nominations_closed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('poll_noted_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public, the opening'),
    sa.Column('reminded_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when reminders went out'),
    sa.Column('urn_closed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('opened_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('declared_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('challenged_on', sa.Date(), nullable=True, comment='clear: public, a challenge is open: nothing is destroyed'),
    sa.Column('destroyed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('stopped_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.CheckConstraint('(stopped_at IS NULL) = (stop_reason IS NULL)', name=op.f('ck_elections_stopped_with_reason')),
    sa.CheckConstraint('announced_at IS NULL OR public_key IS NOT NULL', name=op.f('ck_elections_key_before_the_notice')),
    sa.CheckConstraint('membership_days >= 0', name=op.f('ck_elections_membership_counted')),
    sa.CheckConstraint('poll_from_on > nominations_last_on', name=op.f('ck_elections_poll_after_nominations')),
    sa.CheckConstraint('poll_last_on >= poll_from_on', name=op.f('ck_elections_poll_in_order')),
    sa.CheckConstraint('terms_end_on > terms_start_on', name=op.f('ck_elections_terms_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_elections'))
    )
    op.create_table('election_urn',
    sa.Column('election_id', sa.Uuid(), nullable=False, comment='clear: which'),
    sa.Column('key', sa.LargeBinary(), nullable=False, comment="clear: an HMAC by the voter's receipt code"),
    sa.Column('box', sa.LargeBinary(), nullable=False, comment='sealed: the ranking, to the key of the election'),
    sa.ForeignKeyConstraint(['election_id'], ['elections.id'], name=op.f('fk_election_urn_election_id_elections')),
    sa.PrimaryKeyConstraint('election_id', 'key', name=op.f('pk_election_urn')),
    sqlite_with_rowid=False
    )
    op.create_table('election_roll',
    sa.Column('election_id', sa.Uuid(), nullable=False, comment='clear: which'),
    sa.Column('member_id', sa.Uuid(), nullable=False, comment='clear: who may vote'),
    sa.Column('member_class', sa.Enum('user', 'family_carer', 'worker', 'volunteer', 'supporter_community', 'public_body', name='memberclass', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: fixed with the roll'),
    sa.Column('code_lookup', sa.LargeBinary(), nullable=True, comment='clear: a hash of the code to vote with, which has 80 random bits'),
    sa.Column('told', sa.Enum('mail', 'letter', name='told', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: how the code went out'),
    sa.Column('channel', sa.Enum('online', 'paper', 'phone', name='channel', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: that somebody voted and which way; never how, never when'),
    sa.ForeignKeyConstraint(['election_id'], ['elections.id'], name=op.f('fk_election_roll_election_id_elections')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_election_roll_member_id_members')),
    sa.PrimaryKeyConstraint('election_id', 'member_id', name=op.f('pk_election_roll'))
    )
    with op.batch_alter_table('election_roll', schema=None) as batch_op:
        batch_op.create_index('ix_election_roll_member_id', ['member_id'], unique=False)
        batch_op.create_index('ux_election_roll_code_lookup', ['code_lookup'], unique=True)

    op.create_table('nominations',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: public, as it stands on the paper'),
    sa.Column('seat_class', sa.Enum('user', 'family_carer', 'worker', 'volunteer', 'supporter_community', 'public_body', name='memberclass', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: public, with their consent'),
    sa.Column('statement', sa.String(), nullable=False, comment='clear: public, in their own words'),
    sa.Column('interests', sa.String(), nullable=False, comment='clear: public, in their own words'),
    sa.Column('position', sa.Integer(), nullable=True, comment='clear: public, place on the paper'),
    sa.Column('consented_on', sa.Date(), nullable=False, comment='clear: the day of their signed consent'),
    sa.Column('withdrawal', sa.Enum('withdrew', 'died', 'not_eligible', name='withdrawal', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: public, one of three'),
    sa.Column('withdrawn_on', sa.Date(), nullable=True, comment='clear: public'),
    sa.Column('election_id', sa.Uuid(), nullable=False, comment='clear: which'),
    sa.Column('member_id', sa.Uuid(), nullable=False, comment='clear: who stands'),
    sa.Column('first_nominator_id', sa.Uuid(), nullable=False, comment='clear: who nominated'),
    sa.Column('second_nominator_id', sa.Uuid(), nullable=False, comment='clear: who nominated'),
    sa.Column('term_id', sa.Uuid(), nullable=True, comment='clear: public, the seat that came of it'),
    sa.CheckConstraint('(withdrawn_on IS NULL) = (withdrawal IS NULL)', name=op.f('ck_nominations_withdrawn_with_why')),
    sa.CheckConstraint('first_nominator_id <> second_nominator_id AND first_nominator_id <> member_id AND second_nominator_id <> member_id', name=op.f('ck_nominations_two_others')),
    sa.ForeignKeyConstraint(['election_id'], ['elections.id'], name=op.f('fk_nominations_election_id_elections')),
    sa.ForeignKeyConstraint(['first_nominator_id'], ['members.id'], name=op.f('fk_nominations_first_nominator_id_members')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_nominations_member_id_members')),
    sa.ForeignKeyConstraint(['second_nominator_id'], ['members.id'], name=op.f('fk_nominations_second_nominator_id_members')),
    sa.ForeignKeyConstraint(['term_id'], ['committee_terms.id'], name=op.f('fk_nominations_term_id_committee_terms')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nominations')),
    sa.UniqueConstraint('election_id', 'member_id', name=op.f('uq_nominations_election_id_member_id')),
    sa.UniqueConstraint('election_id', 'position', name=op.f('uq_nominations_election_id_position'))
    )
    op.create_table('election_countbacks',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('lots', sa.String(), nullable=True, comment='clear: public, with who drew and who saw'),
    sa.Column('sheet', sa.String(), nullable=True, comment='clear: public from ten votes on'),
    sa.Column('begun_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: public'),
    sa.Column('declared_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: public'),
    sa.Column('election_id', sa.Uuid(), nullable=False, comment='clear: which'),
    sa.CheckConstraint('(declared_at IS NULL) = (sheet IS NULL)', name=op.f('ck_election_countbacks_declared_with_sheet')),
    sa.ForeignKeyConstraint(['election_id'], ['elections.id'], name=op.f('fk_election_countbacks_election_id_elections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_election_countbacks'))
    )
    with op.batch_alter_table('election_countbacks', schema=None) as batch_op:
        batch_op.create_index('ux_election_countbacks_election_id', ['election_id'], unique=True, sqlite_where=sa.text('declared_at IS NULL'), postgresql_where=sa.text('declared_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('election_countbacks', schema=None) as batch_op:
        batch_op.drop_index('ux_election_countbacks_election_id', sqlite_where=sa.text('declared_at IS NULL'), postgresql_where=sa.text('declared_at IS NULL'))

    op.drop_table('election_countbacks')
    op.drop_table('nominations')
    with op.batch_alter_table('election_roll', schema=None) as batch_op:
        batch_op.drop_index('ux_election_roll_code_lookup')
        batch_op.drop_index('ix_election_roll_member_id')

    op.drop_table('election_roll')
    op.drop_table('election_urn')
    op.drop_table('elections')
    # The commitments of these entries stay in the chain.
    op.execute("DELETE FROM ledger_facts WHERE kind IN ('election_step', 'roll_changed')")
    op.execute("DELETE FROM authorities WHERE permission = 'run_elections'")
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)
    _allow("authorities", "permission", "permission", PERMISSIONS)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    listed = ", ".join(f"'{value}'" for value in values)
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({listed})")
