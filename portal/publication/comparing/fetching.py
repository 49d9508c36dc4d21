"""Rule: which files of another co-operative are read."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from portal.errors import SettingsRefused
from portal.fetching import MOST_LEDGER, NotFetched, fetch
from portal.publication.comparing.packages import MOST_BYTES

_REPORTS: Final = "/reports/"
_NEWEST: Final = "/reports/latest"


class Downloaded(NamedTuple):
    """A bundle of another co-operative, and its ledger."""

    bundle: bytes
    ledger: bytes


def require_reports(addresses: Iterable[str]) -> None:
    """Refuse a setting that names something else than newest reports. Raises SettingsRefused."""
    for address in addresses:
        if not (address.startswith(("https://", "http://")) and address.endswith(_NEWEST)):
            raise SettingsRefused(
                "CANDOUR_NEIGHBOURS: write each as https://coop.example/reports/latest, with "
                "commas between them."
            )


def download_release(address: str) -> Downloaded:
    """The bundle of the release at an address, and the ledger beside it. Raises NotFetched.

    The address is that of the page of a release: https://coop.example/reports/2026-10, or
    …/reports/latest.
    """
    root, reports, name = address.strip().rstrip("/").partition(_REPORTS)
    if not reports or not name or "/" in name or "?" in name or "#" in name:
        raise NotFetched("Give the address of a report, like https://coop.example/reports/latest.")
    return Downloaded(
        fetch(f"{root}{_REPORTS}{name}/release.zip", MOST_BYTES),
        fetch(f"{root}/ledger/ledger.json", MOST_LEDGER),
    )
