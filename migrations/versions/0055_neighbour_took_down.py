"""A neighbour's report that it took down itself is not shown, and that is said."""

from alembic import op

revision = "0055_neighbour_took_down"
down_revision = "0054_corrections"
branch_labels = None
depends_on = None

TROUBLES = ("not_fetched", "not_verified", "other_method", "rewritten")
NEW = "taken_down"


def upgrade() -> None:
    _allow((*TROUBLES, NEW))


def downgrade() -> None:
    # It is read anew within a day; until then it counts as not read.
    op.execute(f"UPDATE neighbours SET trouble = 'not_fetched' WHERE trouble = '{NEW}'")  # noqa: S608
    _allow(TROUBLES)


def _allow(troubles: tuple[str, ...]) -> None:
    constraint = op.f("ck_neighbours_trouble")
    listed = ", ".join(f"'{each}'" for each in troubles)
    with op.batch_alter_table("neighbours") as batch:
        batch.drop_constraint(constraint, type_="check")
        batch.create_check_constraint(constraint, f"trouble IN ({listed})")
