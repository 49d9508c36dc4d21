"""Every address for programs, asked in every way: what is described is answered, and no more."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.publication.asking.test_answers import API, resolved
from tests.publication.test_pages import published
from tests.publication.test_taken_down import taken_down

NAMES = ("2026-10", "2026-09", "2020-01", "latest")
"""One that is out, one that was taken down, one that there never was, and the newest."""


def test_every_way_to_ask_is_described_and_every_description_is_answered(
    app: Flask, browser: Browser
) -> None:
    """Each address, with each word that it knows and one that it does not, in each method."""
    published(app, month=9, delivered=75)
    published(app)
    taken_down(app, "2026-09")

    for path, item in API["paths"].items():
        described = item["get"]["responses"]
        parameters = [resolved(one) for one in item["get"].get("parameters", ())]
        words = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        seen = set()
        for name in NAMES if "{name}" in path else ("",):
            for answer in asked_in_every_way(browser, path.replace("{name}", name), words):
                seen.add(str(answer.status_code))
                told = resolved(described[str(answer.status_code)])
                assert set(told.get("headers", {})) <= {key for key, _ in answer.headers}, path
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert list(told.get("content", {answer.mimetype: {}})) == [answer.mimetype]
        assert seen == set(described), path
        # What it says that it can be asked with is what is described.
        refused = browser.client.get(f"/reports/api{path.replace('{name}', NAMES[0])}?x=1").json
        known = re.search(r"can be asked with (.*), and not with 'x'", refused["detail"])
        assert set(known[1].split(", ") if known else ()) == set(words), path


def asked_in_every_way(
    browser: Browser, path: str, words: dict[str, dict[str, Any]]
) -> Iterator[TestResponse]:
    """What is answered: an unchanged page, each word with each value, and what is refused."""
    client, path = browser.client, f"/reports/api{path}"
    plain = client.get(path)
    yield plain
    if tag := plain.headers.get("ETag"):
        for same in (tag, f"W/{tag}"):
            again = client.get(path, headers={"If-None-Match": same})
            assert (again.status_code, again.data) == (304, b"")
            yield again
        assert client.head(path).headers["ETag"] == tag
    asked = client.options(path)
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    for word, schema in words.items():
        right = schema.get("enum") or [schema["minimum"], schema["maximum"]]
        for value in right:
            answer = client.get(path, query_string={word: value})
            assert answer.status_code == plain.status_code, f"{path}?{word}={value}"
            yield answer
        for value in ("", "nope", "0", "9" * 9):
            answer = client.get(path, query_string={word: value})
            assert answer.status_code in {400, plain.status_code} - {200}
            yield answer
    unknown = client.get(path, query_string={"x": 1})
    assert unknown.status_code in {400, plain.status_code} - {200}
    yield unknown
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        yield answer
