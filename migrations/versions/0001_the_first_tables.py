"""The first tables."""

import sqlalchemy as sa
from alembic import op

import portal.database


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('allowance_keys',
    sa.Column('hour', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: the hour it is for'),
    sa.Column('key', sa.LargeBinary(), nullable=False, comment='clear: worthless once deleted'),
    sa.PrimaryKeyConstraint('hour', name=op.f('pk_allowance_keys'))
    )
    op.create_table('allowance_uses',
    sa.Column('bucket', sa.LargeBinary(), nullable=False, comment='clear: a keyed hash'),
    sa.Column('hour', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when to delete it'),
    sa.Column('uses', sa.Integer(), nullable=False, comment='clear: a number'),
    sa.PrimaryKeyConstraint('bucket', name=op.f('pk_allowance_uses'))
    )
    with op.batch_alter_table('allowance_uses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allowance_uses_hour'), ['hour'], unique=False)

    op.create_table('committee_book',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False, comment='clear: always 1'),
    sa.Column('refreshed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when permissions were last written from terms'),
    sa.CheckConstraint('id = 1', name=op.f('ck_committee_book_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_book'))
    )
    op.create_table('foundings',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('prepared_on', sa.Date(), nullable=False, comment='clear: the day of the command'),
    sa.Column('lapses_on', sa.Date(), nullable=False, comment='clear: first day it can no more be signed'),
    sa.Column('ends_on', sa.Date(), nullable=False, comment='clear: first day after the founding term'),
    sa.Column('started_on', sa.Date(), nullable=True, comment='clear: day of the second signature'),
    sa.CheckConstraint('lapses_on <= ends_on', name=op.f('ck_foundings_lapses_before_it_ends')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_foundings'))
    )
    op.create_table('holders',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('kind', sa.Enum('account', 'complainant', 'recovery', name='holderkind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: account, complainant or recovery'),
    sa.Column('public_key', sa.LargeBinary(), nullable=False, comment='clear: what anyone may seal to'),
    sa.Column('made_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('retired_on', sa.Date(), nullable=True, comment='clear: first day without this key'),
    sa.CheckConstraint('retired_on IS NULL OR retired_on >= made_on', name=op.f('ck_holders_retired_after_made')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holders'))
    )
    op.create_table('home_codes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('code', sa.String(), nullable=False, comment='clear: random'),
    sa.Column('given_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: no content'),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: since then it is refused'),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= given_at', name=op.f('ck_home_codes_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_codes')),
    sa.UniqueConstraint('code', name=op.f('uq_home_codes_code'))
    )
    with op.batch_alter_table('home_codes', schema=None) as batch_op:
        batch_op.create_index('ux_home_codes_package_ref', ['package_ref'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('intake_drafts',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random, in the address of the page'),
    sa.Column('answers', sa.LargeBinary(), nullable=False, comment='sealed: under a key that lies only in the cookie of the person who writes'),
    sa.Column('touched_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when to delete it; the row is gone an idle hour later'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_drafts'))
    )
    with op.batch_alter_table('intake_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intake_drafts_touched_at'), ['touched_at'], unique=False)

    op.create_table('job_leases',
    sa.Column('name', sa.String(), nullable=False, comment='clear: the job'),
    sa.Column('held_by', sa.String(), nullable=True, comment='clear: a random name of a worker'),
    sa.Column('held_until', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: end of the lease'),
    sa.Column('done_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: last finished'),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_leases'))
    )
    op.create_table('ledger_entries',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: order of writing; never shown'),
    sa.Column('day', sa.Date(), nullable=False, comment="clear: the co-operative's day, never the hour"),
    sa.Column('commitment', sa.LargeBinary(), nullable=False, comment='clear: a salted hash'),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_ledger_entries')),
    sa.UniqueConstraint('commitment', name=op.f('uq_ledger_entries_commitment'))
    )
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_entries_day', ['day'], unique=False)

    op.create_table('ledger_heads',
    sa.Column('day', sa.Date(), nullable=False, comment='clear: public, the closed day'),
    sa.Column('signed_on', sa.Date(), nullable=False, comment='clear: public, the day it was signed'),
    sa.Column('size', sa.Integer(), nullable=False, comment='clear: public, number of links so far'),
    sa.Column('hash', sa.LargeBinary(), nullable=False, comment='clear: public, hash of the last link'),
    sa.Column('public_key', sa.LargeBinary(), nullable=False, comment="clear: public, the signing key's open half"),
    sa.Column('signature', sa.LargeBinary(), nullable=False, comment='clear: public, Ed25519'),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_ledger_heads'))
    )
    op.create_table('ledger_links',
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False, comment='clear: public'),
    sa.Column('day', sa.Date(), nullable=False, comment='clear: public, the day that was closed'),
    sa.Column('commitment', sa.LargeBinary(), nullable=False, comment='clear: public, a salted hash'),
    sa.Column('previous', sa.LargeBinary(), nullable=False, comment='clear: public, hash of the link before'),
    sa.Column('hash', sa.LargeBinary(), nullable=False, comment='clear: public, hash of this link'),
    sa.CheckConstraint('position >= 1', name=op.f('ck_ledger_links_position_counts_from_one')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_ledger_links')),
    sa.UniqueConstraint('commitment', name=op.f('uq_ledger_links_commitment'))
    )
    with op.batch_alter_table('ledger_links', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_links_day', ['day'], unique=False)

    op.create_table('outbox_messages',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('sealed', sa.LargeBinary(), nullable=False, comment='sealed: address, subject and words, by the outbox secret'),
    sa.Column('made_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when to stop trying'),
    sa.Column('due_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when to try next'),
    sa.Column('attempts', sa.Integer(), nullable=False, comment='clear: a number'),
    sa.Column('problem', sa.Enum('no_answer', 'not_let_in', 'not_now', 'address_refused', 'letter_refused', 'not_readable', name='problem', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: why the last try failed'),
    sa.Column('held_by', sa.String(), nullable=True, comment='clear: a random name of a worker'),
    sa.Column('held_until', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: end of its lease'),
    sa.Column('given_up_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when we stopped trying'),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_outbox_messages_attempts_counted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_messages'))
    )
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_messages_due_at', ['due_at'], unique=False)

    op.create_table('public_state',
    sa.Column('id', sa.Integer(), nullable=False, comment='clear: 1 for public pages, 2 for the committee'),
    sa.Column('version', sa.Integer(), nullable=False, comment='clear: a number'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_state'))
    )
    op.create_table('safes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('epoch', sa.Integer(), nullable=False, comment='clear: number of the newest key, says no content'),
    sa.Column('made_on', sa.Date(), nullable=False, comment='clear: the day a case was received is clear'),
    sa.CheckConstraint('epoch >= 1', name=op.f('ck_safes_epoch_counts_from_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safes'))
    )
    op.create_table('accounts',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('email', sa.String(), nullable=False, comment='clear: signing in and letters need it; staff, never complainants'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: who serves is public'),
    sa.Column('holder_id', sa.Uuid(), nullable=True, comment='clear: the public half of their key'),
    sa.Column('sealed_private_key', sa.LargeBinary(), nullable=True, comment='sealed: under the password, with Argon2id'),
    sa.Column('sealed_totp_secret', sa.LargeBinary(), nullable=True, comment="sealed: to this account's own private key"),
    sa.Column('last_totp_step', sa.Integer(), nullable=True, comment='clear: the last half minute whose code was used, so that none works twice'),
    sa.Column('invited_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: an appointment is public'),
    sa.Column('joined_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when the key was made'),
    sa.Column('closed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: an end of office is public'),
    sa.CheckConstraint('(holder_id IS NULL) = (sealed_private_key IS NULL)', name=op.f('ck_accounts_key_with_its_holder')),
    sa.CheckConstraint('closed_at IS NULL OR closed_at >= invited_at', name=op.f('ck_accounts_closed_after')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_accounts_email_in_one_case')),
    sa.ForeignKeyConstraint(['holder_id'], ['holders.id'], name=op.f('fk_accounts_holder_id_holders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('email', name=op.f('uq_accounts_email')),
    sa.UniqueConstraint('holder_id', name=op.f('uq_accounts_holder_id'))
    )
    op.create_table('grants',
    sa.Column('safe_id', sa.Uuid(), nullable=False, comment='clear: which safe; who handles a case must be findable'),
    sa.Column('holder_id', sa.Uuid(), nullable=False, comment='clear: who holds the key'),
    sa.Column('epoch', sa.Integer(), nullable=False, comment="clear: which of the safe's keys"),
    sa.Column('state', sa.Enum('awake', 'dormant', 'hand_over', name='grantstate', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: awake, dormant or hand-over'),
    sa.Column('sealed_key', sa.LargeBinary(), nullable=False, comment='sealed: the case key, to the holder alone'),
    sa.CheckConstraint('epoch >= 1', name=op.f('ck_grants_epoch_counts_from_one')),
    sa.ForeignKeyConstraint(['holder_id'], ['holders.id'], name=op.f('fk_grants_holder_id_holders')),
    sa.ForeignKeyConstraint(['safe_id'], ['safes.id'], name=op.f('fk_grants_safe_id_safes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('safe_id', 'holder_id', 'epoch', name=op.f('pk_grants'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index('ix_grants_holder_id_safe_id', ['holder_id', 'safe_id'], unique=False)

    op.create_table('intake_draft_photographs',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('draft_id', sa.Uuid(), nullable=False, comment='clear: the draft it goes with'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: the order in which they came'),
    sa.Column('name', sa.LargeBinary(), nullable=False, comment='sealed: under the key of the draft'),
    sa.Column('picture', sa.LargeBinary(), nullable=True, comment='sealed: under the key of the draft'),
    sa.ForeignKeyConstraint(['draft_id'], ['intake_drafts.id'], name=op.f('fk_intake_draft_photographs_draft_id_intake_drafts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_draft_photographs'))
    )
    with op.batch_alter_table('intake_draft_photographs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intake_draft_photographs_draft_id'), ['draft_id'], unique=False)

    op.create_table('ledger_facts',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False, comment='clear: the entry'),
    sa.Column('kind', sa.Enum('case_received', 'case_acknowledged', 'case_answered', 'case_outcome', 'case_reopened', 'case_closed', 'case_withdrawn', 'case_escalated', 'case_deleted', 'case_opened', 'identity_read', 'member_recused', 'grant_given', 'grant_taken', 'grant_woken', 'import_accepted', 'import_corrected', 'import_undone', 'release_published', 'release_corrected', 'release_withdrawn', 'election_opened', 'urn_closed', 'election_declared', 'term_began', 'term_ended', 'appointment_made', 'appointment_ended', 'settings_changed', 'recovery_used', name='entrykind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: needed to show public entries; other kinds are for staff'),
    sa.Column('subject_id', sa.Uuid(), nullable=True, comment='clear: random identifier of the case or other thing, to find and erase'),
    sa.Column('salt', sa.LargeBinary(), nullable=False, comment='clear: random; without it nobody can guess'),
    sa.Column('fact', sa.JSON(), nullable=False, comment='clear: references, days and roles; never what anyone wrote'),
    sa.ForeignKeyConstraint(['sequence'], ['ledger_entries.sequence'], name=op.f('fk_ledger_facts_sequence_ledger_entries')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_ledger_facts'))
    )
    with op.batch_alter_table('ledger_facts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_facts_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_facts_subject_id'), ['subject_id'], unique=False)

    op.create_table('alerts',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('home_code', sa.String(), nullable=False, comment='clear: with the separate consent of who raised it; deleted after a week'),
    sa.Column('raised_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: who is on duty must know how long ago; deleted after a week'),
    sa.Column('seen_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when somebody took it up'),
    sa.Column('seen_by_id', sa.Uuid(), nullable=True, comment='clear: which account of the office took it up'),
    sa.CheckConstraint('(seen_at IS NULL) = (seen_by_id IS NULL)', name=op.f('ck_alerts_seen_at_a_time_by_somebody')),
    sa.ForeignKeyConstraint(['seen_by_id'], ['accounts.id'], name=op.f('fk_alerts_seen_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts'))
    )
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alerts_raised_at'), ['raised_at'], unique=False)

    op.create_table('authorities',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('permission', sa.Enum('read_cases', 'handle_cases', 'decide_cases', 'grant_keys', 'escalated_cases', 'import_visits', 'read_figures', 'prepare_releases', 'sign_releases', 'keep_register', 'keep_committee', 'sign_founding', 'declare_interests', 'hand_over', 'read_ledger', 'see_alerts', 'take_intake', name='permission', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: who serves is public'),
    sa.Column('begins_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: terms are public'),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: terms are public'),
    sa.Column('source', sa.String(), nullable=False, comment='clear: the term or appointment it comes from'),
    sa.Column('given_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when the committee wrote it'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who may do it'),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= begins_at', name=op.f('ck_authorities_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_authorities_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authorities'))
    )
    with op.batch_alter_table('authorities', schema=None) as batch_op:
        batch_op.create_index('ix_authorities_account_id_permission', ['account_id', 'permission'], unique=False)
        batch_op.create_index('ix_authorities_source', ['source'], unique=False)

    op.create_table('cases',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('reference', sa.String(), nullable=False, comment='clear: random; gaps tell nothing'),
    sa.Column('kind', sa.Enum('missed_visit', 'concern', 'praise', name='casekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted in reports'),
    sa.Column('area', sa.String(), nullable=False, comment='clear: a part of the district, never a street'),
    sa.Column('language', sa.String(), nullable=False, comment='clear: the language to answer in'),
    sa.Column('rule_pack', sa.String(), nullable=False, comment='clear: which rules set its clocks'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: 1, and one more each reopening'),
    sa.Column('status', sa.Enum('received', 'acknowledged', 'triaged', 'assigned', 'investigated', 'decided', 'closed', 'reopened', 'withdrawn', 'referred', name='casestatus', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: clocks and reports need it'),
    sa.Column('outcome', sa.Enum('upheld', 'partially_upheld', 'not_upheld', 'no_finding', name='finding', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: counted in reports'),
    sa.Column('record_match', sa.Enum('agrees', 'disagrees', 'no_data', name='recordmatch', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: agrees, disagrees or no data; names no visit and no day'),
    sa.Column('no_access_dispute', sa.Enum('none', 'raised', 'upheld', name='noaccessdispute', native_enum=False, create_constraint=True, length=60), nullable=True, comment='clear: none, raised or upheld; names no visit and no day'),
    sa.Column('received_on', sa.Date(), nullable=False, comment='clear: the day; clocks count from it'),
    sa.Column('escalated_on', sa.Date(), nullable=True, comment='clear: the clocks are public'),
    sa.Column('closed_on', sa.Date(), nullable=True, comment='clear: counted in reports'),
    sa.Column('wants_letters', sa.Boolean(), nullable=False, comment='clear: that an address was left, not which; a waiting letter tells it anyway'),
    sa.Column('safe_id', sa.Uuid(), nullable=False, comment='clear: where its keys are'),
    sa.Column('assignee_id', sa.Uuid(), nullable=True, comment='clear: the member who looks into it'),
    sa.Column('telling', sa.LargeBinary(), nullable=False, comment='sealed: what was said, and when it happened'),
    sa.Column('home_code', sa.LargeBinary(), nullable=False, comment='sealed: which home; empty text if unknown'),
    sa.Column('contact', sa.LargeBinary(), nullable=False, comment='sealed: name and addresses, if any were given'),
    sa.Column('exclusions', sa.LargeBinary(), nullable=False, comment='sealed: who should not see it'),
    sa.CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name=op.f('ck_cases_closed_on_when_closed')),
    sa.CheckConstraint('stage >= 1', name=op.f('ck_cases_stage_counts_from_one')),
    sa.ForeignKeyConstraint(['assignee_id'], ['accounts.id'], name=op.f('fk_cases_assignee_id_accounts')),
    sa.ForeignKeyConstraint(['safe_id'], ['safes.id'], name=op.f('fk_cases_safe_id_safes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('reference', name=op.f('uq_cases_reference')),
    sa.UniqueConstraint('safe_id', name=op.f('uq_cases_safe_id'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('ix_cases_status', ['status'], unique=False)

    op.create_table('committee_appointments',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('office', sa.Enum('chair', 'safeguarding_lead', 'outside_person', 'secretary', 'returning_officer', 'coordinator', 'intake_clerk', name='office', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: which office'),
    sa.Column('is_deputy', sa.Boolean(), nullable=False, comment='clear: whether as deputy'),
    sa.Column('state', sa.Enum('proposed', 'made', 'withdrawn', name='appointmentstate', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: proposed, made, withdrawn'),
    sa.Column('starts_on', sa.Date(), nullable=False, comment='clear: first day in office'),
    sa.Column('ends_on', sa.Date(), nullable=False, comment='clear: first day out of it'),
    sa.Column('planned_end_on', sa.Date(), nullable=False, comment='clear: the end as it was first set'),
    sa.Column('proposed_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was proposed'),
    sa.Column('confirmed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when it was confirmed'),
    sa.Column('end_recorded_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when its end went into the ledger'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who'),
    sa.Column('proposed_by_id', sa.Uuid(), nullable=False, comment='clear: a sitting member'),
    sa.Column('confirmed_by_id', sa.Uuid(), nullable=True, comment='clear: another sitting member'),
    sa.CheckConstraint("state <> 'made' OR (confirmed_by_id IS NOT NULL AND confirmed_at IS NOT NULL)", name=op.f('ck_committee_appointments_made_by_two')),
    sa.CheckConstraint('confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id', name=op.f('ck_committee_appointments_two_people')),
    sa.CheckConstraint('ends_on <= planned_end_on', name=op.f('ck_committee_appointments_never_prolonged')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_committee_appointments_ends_after_start')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_committee_appointments_account_id_accounts')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['accounts.id'], name=op.f('fk_committee_appointments_confirmed_by_id_accounts')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['accounts.id'], name=op.f('fk_committee_appointments_proposed_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_appointments'))
    )
    with op.batch_alter_table('committee_appointments', schema=None) as batch_op:
        batch_op.create_index('ix_committee_appointments_account_id', ['account_id'], unique=False)
        batch_op.create_index('ix_committee_appointments_ends_on', ['ends_on'], unique=False)

    op.create_table('declared_interests',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('statement', sa.String(), nullable=True, comment='clear: written to be public'),
    sa.Column('declared_on', sa.Date(), nullable=False, comment='clear: first day of the declaration'),
    sa.Column('ended_on', sa.Date(), nullable=True, comment='clear: first day it no longer holds'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: whose'),
    sa.CheckConstraint('ended_on IS NULL OR ended_on >= declared_on', name=op.f('ck_declared_interests_ended_after')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_declared_interests_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declared_interests'))
    )
    with op.batch_alter_table('declared_interests', schema=None) as batch_op:
        batch_op.create_index('ix_declared_interests_account_id', ['account_id'], unique=False)

    op.create_table('founding_signatures',
    sa.Column('founding_id', sa.Uuid(), nullable=False, comment='clear: what was signed'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: by whom; nobody twice'),
    sa.Column('signed_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_founding_signatures_account_id_accounts')),
    sa.ForeignKeyConstraint(['founding_id'], ['foundings.id'], name=op.f('fk_founding_signatures_founding_id_foundings')),
    sa.PrimaryKeyConstraint('founding_id', 'account_id', name=op.f('pk_founding_signatures'))
    )
    op.create_table('hand_overs',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('began_on', sa.Date(), nullable=False, comment='clear: first day out of the seat or office'),
    sa.Column('ends_on', sa.Date(), nullable=False, comment='clear: first day on which the keys are gone'),
    sa.Column('finished_on', sa.Date(), nullable=True, comment='clear: when the keys went'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who left'),
    sa.CheckConstraint('ends_on > began_on', name=op.f('ck_hand_overs_ends_after_start')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_hand_overs_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_overs'))
    )
    with op.batch_alter_table('hand_overs', schema=None) as batch_op:
        batch_op.create_index('ux_hand_overs_account_id', ['account_id'], unique=True, sqlite_where=sa.text('finished_on IS NULL'), postgresql_where=sa.text('finished_on IS NULL'))

    op.create_table('imports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('state', sa.Enum('receiving', 'waiting', 'checked', 'accepting', 'accepted', 'abandoned', 'refused', name='importstate', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: where it stands'),
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
    sa.UniqueConstraint('open_slot', name=op.f('uq_imports_open_slot'))
    )
    op.create_table('invitations',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('digest', sa.LargeBinary(), nullable=False, comment='clear: of a code of 80 random bits'),
    sa.Column('made_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: no content'),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: no content'),
    sa.Column('used_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: no content'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who is invited'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_invitations_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitations_digest'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_account_id'), ['account_id'], unique=False)

    op.create_table('kept_forms',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('sealed', sa.LargeBinary(), nullable=False, comment='sealed: address and fields, to the account'),
    sa.Column('kept_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when to delete it'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who may open it'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_kept_forms_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_forms'))
    )
    with op.batch_alter_table('kept_forms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_forms_account_id'), ['account_id'], unique=False)

    op.create_table('key_renewals',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was asked'),
    sa.Column('lapses_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: until when it can be agreed to'),
    sa.Column('agreed_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when a second agreed'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who makes a new key'),
    sa.Column('asked_by_id', sa.Uuid(), nullable=False, comment='clear: a sitting member'),
    sa.Column('agreed_by_id', sa.Uuid(), nullable=True, comment='clear: another sitting member'),
    sa.CheckConstraint('(agreed_by_id IS NULL) = (agreed_at IS NULL)', name=op.f('ck_key_renewals_agreed_by_somebody')),
    sa.CheckConstraint('agreed_by_id IS NULL OR agreed_by_id <> asked_by_id', name=op.f('ck_key_renewals_two_people')),
    sa.CheckConstraint('asked_by_id <> account_id', name=op.f('ck_key_renewals_not_asked_for_oneself')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_key_renewals_account_id_accounts')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['accounts.id'], name=op.f('fk_key_renewals_agreed_by_id_accounts')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_key_renewals_asked_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_renewals'))
    )
    with op.batch_alter_table('key_renewals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_key_renewals_account_id'), ['account_id'], unique=False)

    op.create_table('members',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: the register names its members'),
    sa.Column('member_class', sa.Enum('user', 'family_carer', 'worker', 'volunteer', 'supporter_community', 'public_body', name='memberclass', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: decides the vote and seat'),
    sa.Column('care_worker_ref', sa.String(), nullable=True, comment="clear: the rota's own code, to see who was to make a visit"),
    sa.Column('household', sa.String(), nullable=True, comment="clear: a label of the co-operative's own, says only who lives together"),
    sa.Column('reserve_rank', sa.Integer(), nullable=True, comment='clear: place in the class reserve'),
    sa.Column('admitted_on', sa.Date(), nullable=False, comment='clear: first day of membership'),
    sa.Column('ceased_on', sa.Date(), nullable=True, comment='clear: first day without it'),
    sa.Column('line_manager_id', sa.Uuid(), nullable=True, comment='clear: bars a manager from some cases'),
    sa.Column('account_id', sa.Uuid(), nullable=True, comment='clear: the sign-in, where there is one'),
    sa.CheckConstraint('ceased_on IS NULL OR ceased_on >= admitted_on', name=op.f('ck_members_ceased_after')),
    sa.CheckConstraint('line_manager_id IS NULL OR line_manager_id <> id', name=op.f('ck_members_not_own_manager')),
    sa.CheckConstraint('reserve_rank IS NULL OR reserve_rank >= 1', name=op.f('ck_members_rank_counts_from_one')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_members_account_id_accounts')),
    sa.ForeignKeyConstraint(['line_manager_id'], ['members.id'], name=op.f('fk_members_line_manager_id_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members'))
    )
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_members_line_manager_id'), ['line_manager_id'], unique=False)
        batch_op.create_index('ux_members_account_id', ['account_id'], unique=True, sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))
        batch_op.create_index('ux_members_care_worker_ref', ['care_worker_ref'], unique=True, sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))
        batch_op.create_index('ux_members_member_class_reserve_rank', ['member_class', 'reserve_rank'], unique=True, sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))

    op.create_table('one_time_codes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('digest', sa.LargeBinary(), nullable=False, comment="sealed: keyed with the account's own private key, so it cannot be searched for"),
    sa.Column('made_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: no content'),
    sa.Column('used_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: a code works once'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: whose sheet'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_one_time_codes_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_codes'))
    )
    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_codes_account_id'), ['account_id'], unique=False)

    op.create_table('releases',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('period', sa.String(), nullable=False, comment='clear: the month, 2026-10'),
    sa.Column('number', sa.Integer(), nullable=False, comment='clear: 1, then each correction'),
    sa.Column('status', sa.Enum('draft', 'published', name='releasestatus', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: how far it is'),
    sa.Column('as_of', sa.Date(), nullable=False, comment='clear: the day the records were final'),
    sa.Column('figures', sa.JSON(), nullable=False, comment='clear: rounded, protected figures'),
    sa.Column('source', sa.String(), nullable=False, comment='clear: the import it was computed from'),
    sa.Column('reason', sa.String(), nullable=False, comment='clear: why a correction was made'),
    sa.Column('prepared_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was computed'),
    sa.Column('published_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when it came out'),
    sa.Column('commitment', sa.String(), nullable=True, comment='clear: its entry in the public ledger'),
    sa.Column('prepared_by_id', sa.Uuid(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name=op.f('ck_releases_published_has_an_instant')),
    sa.CheckConstraint('(corrects_id IS NULL) = (number = 1)', name=op.f('ck_releases_later_ones_correct')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_releases_number_counts_from_one')),
    sa.ForeignKeyConstraint(['corrects_id'], ['releases.id'], name=op.f('fk_releases_corrects_id_releases')),
    sa.ForeignKeyConstraint(['prepared_by_id'], ['accounts.id'], name=op.f('fk_releases_prepared_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_releases')),
    sa.UniqueConstraint('period', 'number', name=op.f('uq_releases_period_number'))
    )
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_releases_period'), ['period'], unique=False)

    op.create_table('sign_ins',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('browser', sa.String(), nullable=False, comment="clear: 'Firefox on Android', so that a stranger's sign-in can be recognised"),
    sa.Column('began_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: the person must recognise it'),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: no content'),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: signed out, or revoked'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who signed in'),
    sa.CheckConstraint('ends_at > began_at', name=op.f('ck_sign_ins_ends_after_it_began')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sign_ins_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_account_id'), ['account_id'], unique=False)

    op.create_table('case_events',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('kind', sa.Enum('received', 'acknowledged', 'triaged', 'assigned', 'investigated', 'wrote', 'heard', 'evidence_came', 'worse', 'noted', 'recused', 'widened', 'woken', 'home_confirmed', 'compared', 'voted', 'issue_decided', 'tied', 'decided', 'answered', 'agreed_day', 'extended', 'escalated', 'closed', 'reopened', 'withdrawn', 'referred', name='eventkind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: a step of the procedure, no content'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: in which round'),
    sa.Column('actor', sa.Enum('committee', 'complainant', 'portal', name='actor', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: committee, the person, or the portal'),
    sa.Column('account_id', sa.Uuid(), nullable=True, comment='clear: which member; the minutes name them'),
    sa.Column('subject_id', sa.Uuid(), nullable=True, comment='clear: random identifier of what the step was about (issue, deadline, account)'),
    sa.Column('happened_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.CheckConstraint("(actor = 'committee') = (account_id IS NOT NULL)", name=op.f('ck_case_events_account_when_committee')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_case_events_account_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_events_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_case_events_case_id_position'))
    )
    op.create_table('case_issues',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('code', sa.String(), nullable=False, comment='clear: subject code, counted in reports'),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_issues_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_issues')),
    sa.UniqueConstraint('case_id', 'code', name=op.f('uq_case_issues_case_id_code'))
    )
    op.create_table('committee_terms',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('seat_class', sa.Enum('user', 'family_carer', 'worker', 'volunteer', 'supporter_community', 'public_body', name='memberclass', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: the class it speaks for'),
    sa.Column('source', sa.Enum('founding', 'demonstration', 'co_opted', 'elected', name='termsource', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: founding, elected and so on'),
    sa.Column('starts_on', sa.Date(), nullable=False, comment='clear: first day in the seat'),
    sa.Column('ends_on', sa.Date(), nullable=False, comment='clear: first day out of it'),
    sa.Column('planned_end_on', sa.Date(), nullable=False, comment='clear: the end as it was first set'),
    sa.Column('begun_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when it was entered'),
    sa.Column('end_recorded_at', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: when its end went into the ledger'),
    sa.Column('member_id', sa.Uuid(), nullable=False, comment='clear: who sits'),
    sa.CheckConstraint('ends_on <= planned_end_on', name=op.f('ck_committee_terms_never_prolonged')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_committee_terms_ends_after_start')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_committee_terms_member_id_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_terms'))
    )
    with op.batch_alter_table('committee_terms', schema=None) as batch_op:
        batch_op.create_index('ix_committee_terms_ends_on', ['ends_on'], unique=False)
        batch_op.create_index('ix_committee_terms_member_id', ['member_id'], unique=False)

    op.create_table('deadlines',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: in which round'),
    sa.Column('kind', sa.Enum('acknowledge', 'answer', name='deadlinekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: what is due'),
    sa.Column('starts_on', sa.Date(), nullable=False, comment='clear: day 0'),
    sa.Column('due_on', sa.Date(), nullable=False, comment='clear: last day in time; the clock is public'),
    sa.Column('met_on', sa.Date(), nullable=True, comment='clear: counted in reports'),
    sa.Column('superseded_on', sa.Date(), nullable=True, comment='clear: the day another row took its place'),
    sa.Column('escalated_on', sa.Date(), nullable=True, comment='clear: counted in reports'),
    sa.CheckConstraint('due_on >= starts_on', name=op.f('ck_deadlines_due_after_start')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_deadlines_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadlines'))
    )
    with op.batch_alter_table('deadlines', schema=None) as batch_op:
        batch_op.create_index('ix_deadlines_case_id', ['case_id'], unique=False)
        batch_op.create_index('ix_deadlines_due_on', ['due_on'], unique=False)

    op.create_table('founding_seats',
    sa.Column('founding_id', sa.Uuid(), nullable=False, comment='clear: which founding'),
    sa.Column('member_id', sa.Uuid(), nullable=False, comment='clear: who shall sit'),
    sa.Column('seat_class', sa.Enum('user', 'family_carer', 'worker', 'volunteer', 'supporter_community', 'public_body', name='memberclass', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: the class it speaks for'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order in which they were named'),
    sa.ForeignKeyConstraint(['founding_id'], ['foundings.id'], name=op.f('fk_founding_seats_founding_id_foundings')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_founding_seats_member_id_members')),
    sa.PrimaryKeyConstraint('founding_id', 'member_id', name=op.f('pk_founding_seats'))
    )
    op.create_table('import_files',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('name', sa.String(), nullable=False, comment='clear: one of the names of the file format'),
    sa.Column('size', sa.BigInteger(), nullable=False, comment='clear: bytes'),
    sa.Column('sha256', sa.String(), nullable=False, comment='clear: digest of the file'),
    sa.Column('rows_read', sa.Integer(), nullable=False, comment='clear: a count'),
    sa.Column('accepted', sa.Integer(), nullable=False, comment='clear: a count'),
    sa.Column('unchanged', sa.Integer(), nullable=False, comment='clear: a count'),
    sa.Column('corrections', sa.Integer(), nullable=False, comment='clear: a count'),
    sa.Column('rejected', sa.Integer(), nullable=False, comment='clear: a count'),
    sa.Column('doubted', sa.Integer(), nullable=False, comment='clear: a count of warnings'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import'),
    sa.CheckConstraint('rows_read = accepted + unchanged + corrections + rejected', name=op.f('ck_import_files_adds_up')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_files_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_files')),
    sa.UniqueConstraint('import_id', 'name', name=op.f('uq_import_files_import_id_name'))
    )
    op.create_table('import_rejections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('file', sa.String(), nullable=False, comment='clear: name of the file'),
    sa.Column('line', sa.Integer(), nullable=False, comment='clear: place in the file'),
    sa.Column('column_name', sa.String(), nullable=True, comment='clear: name of the column'),
    sa.Column('value', sa.String(), nullable=True, comment="clear: what the coordinator's own file said, to be mended there"),
    sa.Column('kind', sa.String(), nullable=False, comment='clear: a code of the file format'),
    sa.Column('row_text', sa.String(), nullable=False, comment='clear: as `value`'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_rejections_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_rejections'))
    )
    with op.batch_alter_table('import_rejections', schema=None) as batch_op:
        batch_op.create_index('ix_import_rejections_import_id', ['import_id', 'id'], unique=False)

    op.create_table('import_remarks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('file', sa.String(), nullable=False, comment='clear: name of the file'),
    sa.Column('line', sa.Integer(), nullable=False, comment='clear: place in the file'),
    sa.Column('column_name', sa.String(), nullable=False, comment='clear: name of the column'),
    sa.Column('value', sa.String(), nullable=False, comment='clear: a reference or a code'),
    sa.Column('kind', sa.String(), nullable=False, comment='clear: a code'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_remarks_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_remarks'))
    )
    with op.batch_alter_table('import_remarks', schema=None) as batch_op:
        batch_op.create_index('ix_import_remarks_import_id', ['import_id', 'id'], unique=False)

    op.create_table('letters',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('waiting_since', sa.Date(), nullable=False, comment='clear: the day'),
    sa.Column('sent_on', sa.Date(), nullable=True, comment='clear: the day'),
    sa.Column('dropped_on', sa.Date(), nullable=True, comment='clear: no address could be used'),
    sa.CheckConstraint('sent_on IS NULL OR dropped_on IS NULL', name=op.f('ck_letters_sent_or_dropped')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_letters_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters'))
    )
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.create_index('ix_letters_case_id', ['case_id'], unique=False)

    op.create_table('line_versions',
    sa.Column('line_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('valid_from', sa.Date(), nullable=False, comment='clear: what was agreed'),
    sa.Column('valid_to', sa.Date(), nullable=True, comment='clear: what was agreed'),
    sa.Column('weekdays', sa.SmallInteger(), nullable=False, comment='clear: bits, Monday the lowest'),
    sa.Column('week_interval', sa.SmallInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('anchor_date', sa.Date(), nullable=True, comment='clear: what was agreed'),
    sa.Column('slot', sa.Enum('morning', 'lunch', 'tea', 'bed', 'night', 'other', name='slot', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: what was agreed'),
    sa.Column('agreed_start', sa.SmallInteger(), nullable=False, comment='clear: minutes after local midnight'),
    sa.Column('window_before_min', sa.SmallInteger(), nullable=False, comment='clear: punctuality'),
    sa.Column('window_after_min', sa.SmallInteger(), nullable=False, comment='clear: punctuality'),
    sa.Column('duration_min', sa.SmallInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('carers_required', sa.SmallInteger(), nullable=False, comment='clear: what was agreed'),
    sa.Column('time_critical', sa.Boolean(), nullable=False, comment='clear: what was agreed'),
    sa.Column('short_visit_agreed', sa.Boolean(), nullable=False, comment='clear: what was agreed'),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.Column('replaced_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='clear: the import that ended it'),
    sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_line_versions_ends_after_start')),
    sa.CheckConstraint('week_interval = 1 OR anchor_date IS NOT NULL', name=op.f('ck_line_versions_anchored')),
    sa.CheckConstraint('weekdays BETWEEN 1 AND 127', name=op.f('ck_line_versions_some_weekday')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_line_versions_import_id_imports')),
    sa.ForeignKeyConstraint(['replaced_in_id'], ['imports.id'], name=op.f('fk_line_versions_replaced_in_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_versions'))
    )
    with op.batch_alter_table('line_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_line_versions_package_ref'), ['package_ref'], unique=False)
        batch_op.create_index('ux_line_versions_line_ref_valid_from', ['line_ref', 'valid_from'], unique=True, sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))

    op.create_table('member_changes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('kind', sa.Enum('admitted', 'changed', 'ceased', 'sign_in_given', name='changekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: admitted, changed, ceased, sign-in'),
    sa.Column('detail', sa.String(), nullable=True, comment='clear: which detail was changed'),
    sa.Column('before', sa.String(), nullable=True, comment='clear: what the register said before'),
    sa.Column('after', sa.String(), nullable=True, comment='clear: what it says since'),
    sa.Column('changed_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when, about no case'),
    sa.Column('member_id', sa.Uuid(), nullable=False, comment='clear: whose'),
    sa.Column('by_account_id', sa.Uuid(), nullable=True, comment='clear: who did it; none for a command'),
    sa.ForeignKeyConstraint(['by_account_id'], ['accounts.id'], name=op.f('fk_member_changes_by_account_id_accounts')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_member_changes_member_id_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_changes'))
    )
    with op.batch_alter_table('member_changes', schema=None) as batch_op:
        batch_op.create_index('ix_member_changes_member_id', ['member_id', 'changed_at'], unique=False)

    op.create_table('messages',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('kind', sa.Enum('message', 'acknowledgement', 'answer', 'more_time', 'evidence', 'not_resolved', 'worse', 'withdrawal', name='messagekind', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: a step of the procedure'),
    sa.Column('from_complainant', sa.Boolean(), nullable=False, comment='clear: which way it went'),
    sa.Column('author_id', sa.Uuid(), nullable=True, comment='clear: the member who wrote it'),
    sa.Column('written_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('body', sa.LargeBinary(), nullable=False, comment='sealed: the words'),
    sa.CheckConstraint('from_complainant = (author_id IS NULL)', name=op.f('ck_messages_author_unless_complainant')),
    sa.ForeignKeyConstraint(['author_id'], ['accounts.id'], name=op.f('fk_messages_author_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_messages_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_messages_case_id_position'))
    )
    op.create_table('notes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('author_id', sa.Uuid(), nullable=False, comment='clear: the member who wrote it'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('written_on', sa.Date(), nullable=False, comment='clear: the day'),
    sa.Column('body', sa.LargeBinary(), nullable=False, comment='sealed: the words'),
    sa.ForeignKeyConstraint(['author_id'], ['accounts.id'], name=op.f('fk_notes_author_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_notes_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notes'))
    )
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notes_case_id'), ['case_id'], unique=False)

    op.create_table('package_versions',
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('person_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('provider_unit', sa.String(), nullable=False, comment='clear: a branch or round'),
    sa.Column('commissioner', sa.Enum('local_authority', 'health', 'self_funded', 'direct_payment', 'other', name='commissioner', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: figures are split by it'),
    sa.Column('service_type', sa.Enum('personal_care', 'domestic', 'reablement', 'live_in', 'night', 'day_opportunity', 'other', name='servicetype', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: figures are split by it'),
    sa.Column('area_code', sa.String(), nullable=False, comment='clear: figures are split by it'),
    sa.Column('start_date', sa.Date(), nullable=False, comment='clear: bounds the visits contracted'),
    sa.Column('end_date', sa.Date(), nullable=True, comment='clear: bounds the visits contracted'),
    sa.Column('keysafe_on_file', sa.Boolean(), nullable=True, comment='clear: no code, only whether'),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.Column('replaced_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='clear: the import that ended it'),
    sa.CheckConstraint('end_date IS NULL OR end_date >= start_date', name=op.f('ck_package_versions_ends_after_start')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_package_versions_import_id_imports')),
    sa.ForeignKeyConstraint(['replaced_in_id'], ['imports.id'], name=op.f('fk_package_versions_replaced_in_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_package_versions'))
    )
    with op.batch_alter_table('package_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_package_versions_person_ref'), ['person_ref'], unique=False)
        batch_op.create_index('ux_package_versions_package_ref', ['package_ref'], unique=True, sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))

    op.create_table('receipts',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('lookup', sa.LargeBinary(), nullable=False, comment='clear: an HMAC of the code'),
    sa.Column('secret_version', sa.String(), nullable=False, comment='clear: which secret; says nothing of it'),
    sa.Column('holder_id', sa.Uuid(), nullable=False, comment="clear: the person's public key"),
    sa.Column('repeat_until', portal.database.UtcDateTime(timezone=True), nullable=True, comment='clear: emptied within the hour; until then the same form shows the same receipt'),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_receipts_case_id_cases')),
    sa.ForeignKeyConstraint(['holder_id'], ['holders.id'], name=op.f('fk_receipts_holder_id_holders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipts')),
    sa.UniqueConstraint('case_id', name=op.f('uq_receipts_case_id')),
    sa.UniqueConstraint('lookup', name=op.f('uq_receipts_lookup'))
    )
    op.create_table('recusals',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: needed to keep them out'),
    sa.Column('person_id', sa.Uuid(), nullable=False, comment='clear: the member in the register; of an outside person, the account'),
    sa.Column('ground', sa.Enum('named', 'on_the_visit', 'line_manager', 'household', 'party', 'handled_before', 'paid_by_commissioner', 'other', name='recusalground', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: the minutes name it'),
    sa.Column('recused_on', sa.Date(), nullable=False, comment='clear: the minutes name it'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recusals_account_id_accounts')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_recusals_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusals')),
    sa.UniqueConstraint('case_id', 'account_id', name=op.f('uq_recusals_case_id_account_id'))
    )
    op.create_table('release_files',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False, comment='clear: indicators.csv, datapackage.json'),
    sa.Column('mimetype', sa.String(), nullable=False, comment='clear: what kind of file'),
    sa.Column('body', sa.LargeBinary(), nullable=False, comment='clear: its bytes'),
    sa.Column('sha256', sa.String(), nullable=False, comment='clear: their checksum, also its ETag'),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_files_release_id_releases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_files')),
    sa.UniqueConstraint('release_id', 'name', name=op.f('uq_release_files_release_id_name'))
    )
    with op.batch_alter_table('release_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_files_release_id'), ['release_id'], unique=False)

    op.create_table('release_signatures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False, comment="clear: the signatory's name on that day"),
    sa.Column('signed_at', portal.database.UtcDateTime(timezone=True), nullable=False, comment='clear: when'),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_release_signatures_account_id_accounts')),
    sa.ForeignKeyConstraint(['release_id'], ['releases.id'], name=op.f('fk_release_signatures_release_id_releases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_signatures')),
    sa.UniqueConstraint('release_id', 'account_id', name=op.f('uq_release_signatures_release_id_account_id'))
    )
    with op.batch_alter_table('release_signatures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_release_signatures_release_id'), ['release_id'], unique=False)

    op.create_table('suspension_versions',
    sa.Column('package_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('from_at', sa.BigInteger(), nullable=False, comment='clear: takes visits out of figures'),
    sa.Column('to_at', sa.BigInteger(), nullable=True, comment='clear: as `from_at`'),
    sa.Column('reason', sa.Enum('hospital', 'respite', 'holiday', 'other', name='suspensionreason', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: one of four codes'),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.Column('replaced_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='clear: the import that ended it'),
    sa.CheckConstraint('to_at IS NULL OR to_at > from_at', name=op.f('ck_suspension_versions_ends_after_start')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_suspension_versions_import_id_imports')),
    sa.ForeignKeyConstraint(['replaced_in_id'], ['imports.id'], name=op.f('fk_suspension_versions_replaced_in_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension_versions'))
    )
    with op.batch_alter_table('suspension_versions', schema=None) as batch_op:
        batch_op.create_index('ux_suspension_versions_package_ref_from_at', ['package_ref', 'from_at'], unique=True, sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))

    op.create_table('visit_versions',
    sa.Column('visit_ref', sa.String(), nullable=False, comment='clear: a pseudonym'),
    sa.Column('line_ref', sa.String(), nullable=True, comment='clear: a pseudonym'),
    sa.Column('person_ref', sa.String(), nullable=True, comment='clear: a pseudonym'),
    sa.Column('service_date', sa.Date(), nullable=False, comment='clear: the day of the visit'),
    sa.Column('planned_start', sa.BigInteger(), nullable=True, comment='clear: the rota'),
    sa.Column('planned_end', sa.BigInteger(), nullable=True, comment='clear: the rota'),
    sa.Column('carer_ref', sa.String(), nullable=True, comment='clear: a pseudonym'),
    sa.Column('in_at', sa.BigInteger(), nullable=True, comment='clear: check-in as recorded'),
    sa.Column('out_at', sa.BigInteger(), nullable=True, comment='clear: check-out as recorded'),
    sa.Column('in_method', sa.String(), nullable=True, comment='clear: how it was recorded'),
    sa.Column('out_method', sa.String(), nullable=True, comment='clear: how it was recorded'),
    sa.Column('in_location_ok', sa.Boolean(), nullable=True, comment='clear: at the address or not'),
    sa.Column('out_location_ok', sa.Boolean(), nullable=True, comment='clear: at the address or not'),
    sa.Column('adj_in_at', sa.BigInteger(), nullable=True, comment='clear: after an edit'),
    sa.Column('adj_out_at', sa.BigInteger(), nullable=True, comment='clear: after an edit'),
    sa.Column('status', sa.String(), nullable=True, comment='clear: one of four codes'),
    sa.Column('reason_code', sa.String(), nullable=True, comment='clear: a code of the file format'),
    sa.Column('cancelled_at', sa.BigInteger(), nullable=True, comment='clear: notice'),
    sa.Column('cancelled_by', sa.String(), nullable=True, comment='clear: one of four codes'),
    sa.Column('replacement_visit_ref', sa.String(), nullable=True, comment='clear: a pseudonym'),
    sa.Column('slip_time_written', sa.SmallInteger(), nullable=True, comment='clear: minutes after local midnight, from the slip at the door'),
    sa.Column('office_called_at', sa.BigInteger(), nullable=True, comment='clear: part of the no-access procedure'),
    sa.Column('welfare_confirmed_at', sa.BigInteger(), nullable=True, comment='clear: part of the no-access procedure'),
    sa.Column('waited_min', sa.SmallInteger(), nullable=True, comment='clear: at the door'),
    sa.Column('disputed_by', sa.String(), nullable=True, comment='clear: a role, never a name'),
    sa.Column('dispute_result', sa.String(), nullable=True, comment='clear: one of four codes'),
    sa.Column('memo', sa.String(), nullable=True, comment="clear: a note of the care office's own, kept as it came"),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: counted'),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear: the import that brought it'),
    sa.Column('replaced_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True, comment='clear: the import that ended it'),
    sa.CheckConstraint('line_ref IS NOT NULL OR person_ref IS NOT NULL', name=op.f('ck_visit_versions_of_somebody')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_visit_versions_import_id_imports')),
    sa.ForeignKeyConstraint(['replaced_in_id'], ['imports.id'], name=op.f('fk_visit_versions_replaced_in_id_imports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_versions'))
    )
    with op.batch_alter_table('visit_versions', schema=None) as batch_op:
        batch_op.create_index('ix_visit_versions_service_date', ['service_date'], unique=False)
        batch_op.create_index('ux_visit_versions_visit_ref', ['visit_ref'], unique=True, sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))

    op.create_table('attachments',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('case_id', sa.Uuid(), nullable=False, comment='clear: the case'),
    sa.Column('message_id', sa.Uuid(), nullable=True, comment='clear: with which message it came'),
    sa.Column('position', sa.Integer(), nullable=False, comment='clear: order within the case'),
    sa.Column('added_on', sa.Date(), nullable=False, comment='clear: the day, never the hour'),
    sa.Column('name', sa.LargeBinary(), nullable=False, comment='sealed: the name that the file had'),
    sa.Column('content', sa.LargeBinary(), nullable=False, comment='sealed: the photograph'),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_attachments_case_id_cases')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_attachments_message_id_messages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_attachments_case_id_position'))
    )
    op.create_table('case_findings',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('issue_id', sa.Uuid(), nullable=False, comment='clear: the issue'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: in which round'),
    sa.Column('finding', sa.Enum('upheld', 'partially_upheld', 'not_upheld', 'no_finding', name='finding', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted in reports'),
    sa.Column('votes', sa.Integer(), nullable=False, comment='clear: how many took part, for the minutes'),
    sa.Column('decided_on', sa.Date(), nullable=False, comment='clear: the day'),
    sa.ForeignKeyConstraint(['issue_id'], ['case_issues.id'], name=op.f('fk_case_findings_issue_id_case_issues')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_findings')),
    sa.UniqueConstraint('issue_id', 'stage', name=op.f('uq_case_findings_issue_id_stage'))
    )
    op.create_table('import_parts',
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, comment='clear'),
    sa.Column('number', sa.Integer(), nullable=False, comment='clear: place in the file'),
    sa.Column('content', sa.LargeBinary(), nullable=False, comment='clear: what the import would write in the clear too; pseudonyms, never names'),
    sa.ForeignKeyConstraint(['file_id'], ['import_files.id'], name=op.f('fk_import_parts_file_id_import_files'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('file_id', 'number', name=op.f('pk_import_parts'))
    )
    op.create_table('votes',
    sa.Column('id', sa.Uuid(), nullable=False, comment='clear: random'),
    sa.Column('issue_id', sa.Uuid(), nullable=False, comment='clear: the issue'),
    sa.Column('stage', sa.Integer(), nullable=False, comment='clear: in which round'),
    sa.Column('account_id', sa.Uuid(), nullable=False, comment='clear: who voted; nobody votes twice'),
    sa.Column('finding', sa.Enum('upheld', 'partially_upheld', 'not_upheld', 'no_finding', name='finding', native_enum=False, create_constraint=True, length=60), nullable=False, comment='clear: counted without a key'),
    sa.Column('reason', sa.LargeBinary(), nullable=False, comment="sealed: why, in the member's words"),
    sa.Column('voted_on', sa.Date(), nullable=False, comment='clear: the day'),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_votes_account_id_accounts')),
    sa.ForeignKeyConstraint(['issue_id'], ['case_issues.id'], name=op.f('fk_votes_issue_id_case_issues')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_votes')),
    sa.UniqueConstraint('issue_id', 'stage', 'account_id', name=op.f('uq_votes_issue_id_stage_account_id'))
    )


def downgrade() -> None:
    op.drop_table('votes')
    op.drop_table('import_parts')
    op.drop_table('case_findings')
    op.drop_table('attachments')
    with op.batch_alter_table('visit_versions', schema=None) as batch_op:
        batch_op.drop_index('ux_visit_versions_visit_ref', sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))
        batch_op.drop_index('ix_visit_versions_service_date')

    op.drop_table('visit_versions')
    with op.batch_alter_table('suspension_versions', schema=None) as batch_op:
        batch_op.drop_index('ux_suspension_versions_package_ref_from_at', sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))

    op.drop_table('suspension_versions')
    with op.batch_alter_table('release_signatures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_signatures_release_id'))

    op.drop_table('release_signatures')
    with op.batch_alter_table('release_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_release_files_release_id'))

    op.drop_table('release_files')
    op.drop_table('recusals')
    op.drop_table('receipts')
    with op.batch_alter_table('package_versions', schema=None) as batch_op:
        batch_op.drop_index('ux_package_versions_package_ref', sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_package_versions_person_ref'))

    op.drop_table('package_versions')
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notes_case_id'))

    op.drop_table('notes')
    op.drop_table('messages')
    with op.batch_alter_table('member_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_member_changes_member_id')

    op.drop_table('member_changes')
    with op.batch_alter_table('line_versions', schema=None) as batch_op:
        batch_op.drop_index('ux_line_versions_line_ref_valid_from', sqlite_where=sa.text('replaced_in_id IS NULL'), postgresql_where=sa.text('replaced_in_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_line_versions_package_ref'))

    op.drop_table('line_versions')
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.drop_index('ix_letters_case_id')

    op.drop_table('letters')
    with op.batch_alter_table('import_remarks', schema=None) as batch_op:
        batch_op.drop_index('ix_import_remarks_import_id')

    op.drop_table('import_remarks')
    with op.batch_alter_table('import_rejections', schema=None) as batch_op:
        batch_op.drop_index('ix_import_rejections_import_id')

    op.drop_table('import_rejections')
    op.drop_table('import_files')
    op.drop_table('founding_seats')
    with op.batch_alter_table('deadlines', schema=None) as batch_op:
        batch_op.drop_index('ix_deadlines_due_on')
        batch_op.drop_index('ix_deadlines_case_id')

    op.drop_table('deadlines')
    with op.batch_alter_table('committee_terms', schema=None) as batch_op:
        batch_op.drop_index('ix_committee_terms_member_id')
        batch_op.drop_index('ix_committee_terms_ends_on')

    op.drop_table('committee_terms')
    op.drop_table('case_issues')
    op.drop_table('case_events')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_account_id'))

    op.drop_table('sign_ins')
    with op.batch_alter_table('releases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_releases_period'))

    op.drop_table('releases')
    with op.batch_alter_table('one_time_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_codes_account_id'))

    op.drop_table('one_time_codes')
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_index('ux_members_member_class_reserve_rank', sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))
        batch_op.drop_index('ux_members_care_worker_ref', sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))
        batch_op.drop_index('ux_members_account_id', sqlite_where=sa.text('ceased_on IS NULL'), postgresql_where=sa.text('ceased_on IS NULL'))
        batch_op.drop_index(batch_op.f('ix_members_line_manager_id'))

    op.drop_table('members')
    with op.batch_alter_table('key_renewals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_key_renewals_account_id'))

    op.drop_table('key_renewals')
    with op.batch_alter_table('kept_forms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_forms_account_id'))

    op.drop_table('kept_forms')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_account_id'))

    op.drop_table('invitations')
    op.drop_table('imports')
    with op.batch_alter_table('hand_overs', schema=None) as batch_op:
        batch_op.drop_index('ux_hand_overs_account_id', sqlite_where=sa.text('finished_on IS NULL'), postgresql_where=sa.text('finished_on IS NULL'))

    op.drop_table('hand_overs')
    op.drop_table('founding_signatures')
    with op.batch_alter_table('declared_interests', schema=None) as batch_op:
        batch_op.drop_index('ix_declared_interests_account_id')

    op.drop_table('declared_interests')
    with op.batch_alter_table('committee_appointments', schema=None) as batch_op:
        batch_op.drop_index('ix_committee_appointments_ends_on')
        batch_op.drop_index('ix_committee_appointments_account_id')

    op.drop_table('committee_appointments')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_status')

    op.drop_table('cases')
    with op.batch_alter_table('authorities', schema=None) as batch_op:
        batch_op.drop_index('ix_authorities_source')
        batch_op.drop_index('ix_authorities_account_id_permission')

    op.drop_table('authorities')
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alerts_raised_at'))

    op.drop_table('alerts')
    with op.batch_alter_table('ledger_facts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_facts_subject_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_facts_kind'))

    op.drop_table('ledger_facts')
    with op.batch_alter_table('intake_draft_photographs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intake_draft_photographs_draft_id'))

    op.drop_table('intake_draft_photographs')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index('ix_grants_holder_id_safe_id')

    op.drop_table('grants')
    op.drop_table('accounts')
    op.drop_table('safes')
    op.drop_table('public_state')
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_messages_due_at')

    op.drop_table('outbox_messages')
    with op.batch_alter_table('ledger_links', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_links_day')

    op.drop_table('ledger_links')
    op.drop_table('ledger_heads')
    with op.batch_alter_table('ledger_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_entries_day')

    op.drop_table('ledger_entries')
    op.drop_table('job_leases')
    with op.batch_alter_table('intake_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intake_drafts_touched_at'))

    op.drop_table('intake_drafts')
    with op.batch_alter_table('home_codes', schema=None) as batch_op:
        batch_op.drop_index('ux_home_codes_package_ref', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('home_codes')
    op.drop_table('holders')
    op.drop_table('foundings')
    op.drop_table('committee_book')
    with op.batch_alter_table('allowance_uses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_allowance_uses_hour'))

    op.drop_table('allowance_uses')
    op.drop_table('allowance_keys')
