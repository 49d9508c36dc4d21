"""Every page is looked at as a whole in a browser, or excused by name."""

from flask import Flask

from tests.journeys.every_page import EXCUSED, LOOKED_AT


def test_every_page_is_looked_at_or_excused_by_name(plain_app: Flask) -> None:
    rules = [each for each in plain_app.url_map.iter_rules() if each.endpoint != "static"]
    pages = {each.endpoint for each in rules if "GET" in (each.methods or ())}
    looked_at = [endpoint for pages_of in LOOKED_AT for endpoint in pages_of]

    assert len(set(looked_at)) == len(looked_at)
    assert not set(looked_at) & set(EXCUSED)
    assert pages == set(looked_at) | set(EXCUSED)


def test_every_address_that_is_looked_at_is_that_of_its_page(plain_app: Flask) -> None:
    adapter = plain_app.url_map.bind("localhost")
    values = {
        "day": "2026-11-02", "case": "AAAA-AAAA", "import": "1",
        "draft": "00000000-0000-4000-8000-000000000000",
        "member": "00000000-0000-4000-8000-000000000000",
        "election": "00000000-0000-4000-8000-000000000000",
    }  # fmt: skip

    for pages in LOOKED_AT:
        for endpoint, path in pages.items():
            assert adapter.match(path.format(**values))[0] == endpoint
