"""Signed reports that were discarded, and what was out when a report was attacked."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import portal.database

revision = "0051_signed_reports"
down_revision = "0050_counted_outside"
branch_labels = None
depends_on = None

ENTRIES = (
    "case_received", "case_acknowledged", "case_answered", "case_outcome", "case_reopened",
    "case_closed", "case_withdrawn", "case_escalated", "case_deleted", "case_opened",
    "identity_read", "cases_searched", "summary_published", "summary_taken_back",
    "receipt_reissued", "member_recused", "grant_given", "grant_taken", "grant_woken",
    "import_accepted", "import_corrected", "import_undone", "pattern_opened",
    "release_published", "release_corrected", "release_withdrawn", "election_opened",
    "election_step", "roll_changed", "urn_closed", "election_declared", "term_began",
    "term_ended", "appointment_made", "appointment_ended", "settings_changed", "recovery_used",
    "case_suspended", "case_given_back", "routing_changed", "case_sealed", "case_unsealed",
    "reports_compared",
)
MORE_ENTRIES = ("release_discarded",)
# What came out so shortly before an attack may not have been seen by it: it is not taken for known.
UNSURE = timedelta(minutes=10)
RELEASES = sa.table(
    "releases",
    sa.column("id", sa.Uuid()),
    sa.column("period", sa.String()),
    sa.column("number", sa.Integer()),
    sa.column("published_at", portal.database.UtcDateTime(timezone=True)),
)
ATTACKS = sa.table(
    "release_attacks",
    sa.column("release_id", sa.Uuid()),
    sa.column("attacked_at", portal.database.UtcDateTime(timezone=True)),
    sa.column("knew", sa.JSON()),
)


def upgrade() -> None:
    _allow("ledger_facts", "kind", "entrykind", (*ENTRIES, *MORE_ENTRIES))
    with op.batch_alter_table("release_attacks") as batch:
        batch.add_column(
            sa.Column(
                "knew", sa.JSON(), nullable=False, server_default="[]",
                comment="clear: the names of the releases that were out when it began",
            )
        )
    with op.batch_alter_table("release_attacks") as batch:
        batch.alter_column("knew", server_default=None)
    _note_what_was_out()


def downgrade() -> None:
    with op.batch_alter_table("release_attacks") as batch:
        batch.drop_column("knew")
    # An entry stays in the chain as a commitment; what it says goes, as where a case is erased.
    op.execute(f"DELETE FROM ledger_facts WHERE kind IN ({_listed(MORE_ENTRIES)})")  # noqa: S608
    _allow("ledger_facts", "kind", "entrykind", ENTRIES)


def _note_what_was_out() -> None:
    """Of each attack the releases that had come out well before it, told by the instants."""
    connection = op.get_bind()
    out = connection.execute(
        sa.select(RELEASES).where(RELEASES.c.published_at.is_not(None)).order_by(RELEASES.c.period)
    ).all()
    attacks = connection.execute(sa.select(ATTACKS.c.release_id, ATTACKS.c.attacked_at)).all()
    for release_id, attacked_at in attacks:
        knew = [
            each.period if each.number == 1 else f"{each.period}-correction-{each.number}"
            for each in out
            if each.published_at < attacked_at - UNSURE
        ]
        connection.execute(
            sa.update(ATTACKS).where(ATTACKS.c.release_id == release_id).values(knew=knew)
        )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these codes and no others."""
    constraint = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"{column} IN ({_listed(values)})")
