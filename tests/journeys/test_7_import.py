"""The coordinator imports the month: drops the files, sees every rejected row, and decides."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.journeys.people import DESK, JOURNEY, Person

pytestmark = JOURNEY

SETS = Path(__file__).parent.parent / "data" / "bad"


def test_the_coordinator_brings_files_and_decides(member: Callable[..., Person]) -> None:
    coordinator = member("Carys Davies", width=DESK, both=True)

    # Files that are no set at all.
    coordinator.open("/visits/imports/begin")
    coordinator.press("Send and check", status=422)
    coordinator.has("Choose the files to import")

    # A file that cannot be read: nothing of the set is stored.
    _send(coordinator, "02-windows-1252")
    coordinator.has("Refused", "visits.csv, line 9", "The file is not UTF-8 text.")

    # Rows that cannot be right are shown one by one, and handed out as a file.
    _send(coordinator, "15-dates")
    coordinator.has("Waits for your decision", "Rejected rows", "06/10/2026", "2026-02-30")
    handed = coordinator.take("Download them as a file").path().read_text("utf-8-sig")
    for row in _expected("15-dates")["rejections"]:
        assert f"{row['file']},{row['line']},,,{row['column']},{row['value']}," in handed
    coordinator.press("Abandon this import")
    coordinator.has("Nothing of it was stored.")

    # Good files are stored; the same files again change nothing.
    _send(coordinator, "00-good")
    _has_counts(coordinator, "00-good", "accepted")
    coordinator.press("Accept and store")
    wait_for_worker(coordinator)
    coordinator.has("Accepted")
    _send(coordinator, "00-good")
    _has_counts(coordinator, "00-good", "unchanged")
    coordinator.press("Abandon this import")

    # What the coordinator brought is in the figures; cases are none of theirs.
    coordinator.open("/visits/figures?month=2026-10")
    coordinator.page.get_by_label("Split by").select_option(index=1)
    coordinator.press("Show")
    coordinator.has("Figures of October 2026", "Keep these to yourselves")
    coordinator.open("/visits/home-codes")
    coordinator.open("/cases/", status=403)


def _send(coordinator: Person, name: str) -> None:
    coordinator.open("/visits/imports")
    coordinator.follow("Send files")
    coordinator.attach("The files", *SETS.joinpath(name).glob("*.csv"), _fileset(name))
    coordinator.press("Send and check")
    wait_for_worker(coordinator)


def _fileset(name: str) -> Path:
    return SETS / name / "fileset.json"


def wait_for_worker(coordinator: Person) -> None:
    """The worker reads and stores; the page is looked at again until it has."""
    for _look in range(240):
        if not coordinator.page.get_by_role("link", name="Look again").count():
            coordinator.look()
            return
        coordinator.page.wait_for_timeout(500)
        coordinator.page.reload()
    raise AssertionError(coordinator.main)


def _expected(name: str) -> dict:
    return json.loads(SETS.joinpath(name, "expected.json").read_text("utf-8"))


def _has_counts(coordinator: Person, name: str, what: str) -> None:
    order = ("read", "accepted", "unchanged", "corrections", "rejected")
    for file, counts in _expected(name)["counts"].items():
        row = coordinator.page.locator(
            f"#counts tr:has(th:text-is({file!r})), tr:has-text({file!r})"
        )
        shown = row.first.locator("td").all_inner_texts()[:5]
        wanted = dict.fromkeys(order, 0) | {"read": counts["read"], what: counts["read"]}
        assert shown == [str(wanted[each]) for each in order], (file, shown)
