"""Packages of other co-operatives: malformed, huge, or lying about their totals."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.publication.comparing.packages import MOST_BYTES, PackageRefused, read_bundle
from tests.publication.comparing.releases import described_anew, make_bundle
from tests.publication.offering.test_made import percent, quarter_end
from tests.publication.test_files import figures


def test_reads_its_own_releases() -> None:
    package = read_bundle(make_bundle(quarter_end()))

    assert (package.name, package.coop, package.method) == ("2026-10", "Bryn Teg", "1")
    rates = {(rate.part, rate.indicator): rate for rate in package.rates}
    assert rates["all", "visits_no_access"].status == ""
    assert rates["N2 + N3", "hours_delivered"].value is None
    assert set(package.files) == {"SHA256SUMS", "datapackage.json", "indicators.csv"}


def _in_table(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(bodies: dict[str, bytes]) -> None:
        assert old in bodies["indicators.csv"]
        bodies["indicators.csv"] = bodies["indicators.csv"].replace(old, new)
        described_anew(bodies)

    return change


def _in_package(alter: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, bytes]], None]:
    def change(bodies: dict[str, bytes]) -> None:
        package = json.loads(bodies["datapackage.json"])
        alter(package)
        bodies["datapackage.json"] = json.dumps(package).encode()

    return change


def _of_table(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    return _in_package(lambda package: package["resources"][0].update(changes))


def _with_table(**described: Any) -> Callable[[dict[str, bytes]], None]:
    return _in_package(lambda package: package["resources"].append(described))


def _with_other_levels(bodies: dict[str, bytes]) -> None:
    bodies["levels.csv"] = b"a"
    _with_table(path="levels.csv", bytes=1, hash="sha256:0")(bodies)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_in_table(b"percent,80,76,85", b"percent,20,16,25"), "do not make 100"),
        (_in_table(b"percent,80,76,85", b"percent,80,86,85"), "between its bounds"),
        (_in_table(b"percent,80,76,85", b"percent,180,,"), "more than 100"),
        (_in_table(b"percent,80,76,85", b"percent,-8,,"), "not a whole percent"),
        (_in_table(b"percent,80,76,85", b"percent,8e1,,"), "not a whole percent"),
        (_in_table(b"percent,80,76,85,u", b"percent,,,,"), "mark is not known or is missing"),
        (_in_table(b"period_start,", b"period_begin,"), "other columns"),
        (_in_table(b"2026-10-31,all", b"2026-10-32,all"), "not a day"),
        (_in_table(b"visits_missed", b"hours_delivered"), "twice"),
        (_in_table(b"percent", b"hours"), "unit"),
        (_in_table(b",u,1", b",u,2"), "another method"),
        (_in_table(b",u,1", b",u,1,1"), "cells than columns"),
        (lambda bodies: described_anew(bodies, rows=7), "counts other rows"),
        (lambda bodies: described_anew(bodies, methodology_version=[]), "methodology_version"),
        (lambda bodies: bodies.update({"datapackage.json": b"[]"}), "not a description"),
        (lambda bodies: bodies.update({"datapackage.json": b"[" * 100_000}), "not JSON"),
        (lambda bodies: bodies.update({"datapackage.json": b"{}"}), "does not describe"),
        (lambda bodies: bodies.update({"indicators.csv": b""}), "describes another"),
        (lambda bodies: bodies.pop("indicators.csv") and None, "There is no"),
        # What other programs would read otherwise.
        (_in_table(b"2026-10-31,all", b"20261031,all"), "not a day"),
        (_in_table(b"\r\n", b"\r"), "ends a line"),
        (
            _in_table(b"status,methodology_version\r\n", b"status,methodology_version\r\n\r\n"),
            "cells",
        ),
        (_in_package(lambda package: package["candour"].pop("rows")), "counts other rows"),
        (_in_package(lambda package: package.update(version="2026-10\u200b")), "version"),
        (_in_package(lambda package: package.update(size=float("nan"))), "not JSON"),
        (_in_package(lambda package: package.update(resources=[7])), "not there"),
        (_with_table(path="levels.csv"), "not there"),
        (_with_table(path="indicators.csv", bytes=1), "another indicators.csv"),
        (_with_other_levels, "another levels.csv"),
        (_in_package(lambda package: package.update(contributors=[None])), "who publishes"),
        (_of_table(schema=None), "other columns"),
        (_of_table(schema={"fields": [None]}), "other columns"),
        (_of_table(schema={"fields": [{"name": "value"}]}), "other columns"),
    ],
)
def test_what_cannot_be_true_is_refused(
    change: Callable[[dict[str, bytes]], None], says: str
) -> None:
    with pytest.raises(PackageRefused, match=says):
        read_bundle(make_bundle(figures(), change=change))


def test_a_whole_that_no_parts_can_make_is_refused() -> None:
    lying = quarter_end()
    lying["quarter"]["figures"] |= {"missed": percent(60)}

    with pytest.raises(PackageRefused, match="visits_missed"):
        read_bundle(make_bundle(lying))


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("indicators.csv", bytes(5 * MOST_BYTES))
    bomb = packed.getvalue()
    assert len(bomb) < MOST_BYTES

    tracemalloc.start()
    with pytest.raises(PackageRefused, match="larger"):
        read_bundle(bomb)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 * MOST_BYTES


def test_too_many_files_and_too_large_a_file_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for number in range(61):
            target.writestr(str(number), b"")

    for content in (packed.getvalue(), bytes(MOST_BYTES + 1)):
        with pytest.raises(PackageRefused):
            read_bundle(content)


def _packed(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, body in files.items():
            target.writestr(zipfile.ZipInfo(name), body)
    return packed.getvalue()


def _unpacked(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize(
    "name", ["../a", "/etc/a", "a/b", "a\\b", "C:a", "a\n", " a", ".a", "-a", "tŷ"]
)
def test_a_name_that_could_lead_somewhere_else_is_refused(name: str) -> None:
    with pytest.raises(PackageRefused, match="lead somewhere else"):
        read_bundle(make_bundle(figures(), change=lambda bodies: bodies.update({name: b""})))


@pytest.mark.parametrize(
    "alter",
    [
        lambda sums: sums.replace(b"\n", b"\r\n"),
        lambda sums: sums.replace(b"\n", "\u2028".encode()),
        lambda sums: sums.rstrip(b"\n"),
        lambda sums: sums + b"\n",
        lambda sums: sums * 2,
        lambda sums: sums.replace(sums[:64], b"0" * 64) + sums,
        lambda sums: sums.upper(),
        lambda sums: sums.replace(b"  ", b" *"),
    ],
)
def test_checksums_are_read_as_sha256sum_writes_them(alter: Callable[[bytes], bytes]) -> None:
    files = _unpacked(WHOLE)
    assert read_bundle(_packed(files)).coop == "Bryn Teg"

    with pytest.raises(PackageRefused, match="SHA256SUMS"):
        read_bundle(_packed(files | {"SHA256SUMS": alter(files["SHA256SUMS"])}))


def test_a_zip_that_begins_as_something_else_is_refused() -> None:
    with pytest.raises(PackageRefused, match="stands before"):
        read_bundle(b"<script>" + WHOLE)


def test_a_zip_that_says_another_size_is_refused() -> None:
    listed = WHOLE.index(b"PK\x01\x02") + 24

    with pytest.raises(PackageRefused, match="another size"):
        read_bundle(WHOLE[:listed] + b"\x00\x00\x10\x00" + WHOLE[listed + 4 :])


WHOLE = make_bundle(figures())


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=6), st.integers(0, 8))
def test_whatever_is_sent_is_read_or_refused(place: int, noise: bytes, gone: int) -> None:
    with suppress(PackageRefused):
        assert read_bundle(WHOLE[:place] + noise + WHOLE[place + gone :]).coop == "Bryn Teg"
