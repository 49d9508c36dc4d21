"""What another co-operative's site may do to us: send too much, or lead us elsewhere."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.errors import SettingsRefused
from portal.fetching import NotFetched, fetch
from portal.publication.comparing.fetching import download_release, require_reports


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.2:9/reports")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/reports/latest/release.zip":
            self.send_response(302)
            self.send_header("Location", "/reports/2026-10/release.zip")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path in ("/reports/2026-10/release.zip", "/ledger/ledger.json"):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.path.encode())
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(65536))
            except OSError:
                return
        else:
            self.send_error(404)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of another co-operative."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_release_and_its_ledger_are_read_from_one_site(site: str) -> None:
    found = download_release(f"{site}/reports/latest/")

    assert found.bundle == b"/reports/2026-10/release.zip"
    assert found.ledger == b"/ledger/ledger.json"


@pytest.mark.parametrize(
    ("path", "says"),
    [("/elsewhere", "another site"), ("/endless", "larger"), ("/nothing", "did not give it")],
)
def test_what_is_too_large_or_elsewhere_is_not_fetched(site: str, path: str, says: str) -> None:
    with pytest.raises(NotFetched, match=says):
        fetch(site + path, 100_000)


@pytest.mark.parametrize(
    "address", ["aber.example", "ftp://aber.example/reports/latest", "https://aber.example/"]
)
def test_a_setting_that_names_no_report_stops_the_start(address: str) -> None:
    require_reports(["https://aber.example/reports/latest"])
    with pytest.raises(SettingsRefused):
        require_reports([address])


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://coop.example/reports/latest",
        "https://user:word@coop.example/reports/latest",
        "https://coop.example/",
        "https://coop.example/reports/2026-10/indicators.csv",
        "https:///reports/latest",
    ],
)
def test_an_address_that_is_no_report_is_refused(address: str) -> None:
    with pytest.raises(NotFetched):
        download_release(address)
