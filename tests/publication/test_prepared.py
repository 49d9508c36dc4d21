"""Files are made before the step that publishes takes the store for itself, and once."""

from datetime import timedelta
from typing import Any

import pytest

from portal.database import reading, transaction
from portal.publication import queries
from portal.publication.services import (
    Prepared,
    prepare_files,
    prepare_release,
    publish_due,
    sign_release,
)
from tests.accounts.factories import make_account
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_calendar import DUE, OUT, announced


def signed_once() -> tuple[Any, Any]:
    """A draft that one has signed, and who may sign it as well."""
    first, second = make_account(name="Mair Lloyd").account, make_account(name="Huw").account
    with transaction():
        make_attacked(prepare_release(make_headline(), source="1", by=first, at=NOW))
        sign_release(queries.get_draft("2026-10"), source="1", by=first, at=NOW)
    return first, second


def bodies(name: str = "2026-10") -> dict[str, bytes]:
    with reading():
        return {file.name: file.body for file in queries.get_release(name).files}


def test_files_made_before_are_those_that_come_out(database: Any) -> None:
    _first, second = signed_once()
    with reading():
        files = prepare_files(queries.get_draft("2026-10"), by=second, at=NOW)
    assert files is not None

    with transaction():
        sign_release(queries.get_draft("2026-10"), source="1", by=second, at=NOW, files=files)

    assert bodies() == {file.name: file.body for file in files.files}
    assert len(bodies()) > 10


def test_files_of_another_release_or_moment_are_made_anew(database: Any) -> None:
    _first, second = signed_once()
    with reading():
        early = prepare_files(
            queries.get_draft("2026-10"), by=second, at=NOW - timedelta(minutes=1)
        )
    assert early is not None
    forged = Prepared(early.of, (early.files[0]._replace(body=b"forged"), *early.files[1:]))

    with transaction():
        sign_release(queries.get_draft("2026-10"), source="1", by=second, at=NOW, files=forged)

    assert b"forged" not in bodies().values()


def test_nothing_is_made_where_nothing_comes_out(database: Any) -> None:
    first, second = signed_once()
    with reading():
        draft = queries.get_draft("2026-10")
        # The same person again is no second signature.
        assert prepare_files(draft, by=first, at=NOW) is None
    announced()
    with reading():
        # It will wait for its day: the files are made then.
        assert prepare_files(queries.get_draft("2026-10"), by=second, at=NOW) is None


def test_the_worker_makes_files_before_it_takes_the_store(database: Any) -> None:
    announced()
    _first, second = signed_once()
    with transaction():
        sign_release(queries.get_draft("2026-10"), source="1", by=second, at=NOW)

    # Within a step that writes nothing can be made beforehand: there it refuses to begin.
    with pytest.raises(RuntimeError), transaction():
        queries.find_draft("2026-10")
        publish_due(OUT)
    with reading():
        assert queries.published_releases() == []
    publish_due(OUT)

    assert len(bodies()) > 10
    assert queries.get_release("2026-10").out_on == DUE
