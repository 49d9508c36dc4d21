"""Instances and patterns as files: what is refused, and in which words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.publication.disclosure.instances import (
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Need,
    Relation,
    figure_of,
    told_by,
)
from portal.publication.disclosure.reading import (
    InstanceRefused,
    read_instance,
    read_pattern,
    written,
)

GOOD: dict[str, Any] = {
    "format": "candour-instance/1",
    "cells": [
        {"id": "north", "value": 12, "upper": 60, "primary": True, "below": 3, "above": 3},
        {"id": "south", "value": 30, "weight": 30, "upper": None},
        {"id": "all", "value": 42, "base": 5, "integer": True},
    ],
    "relations": [{"terms": {"all": -1, "north": 1, "south": 1}}],
    "history": [{"cell": "north", "lower": 5, "upper": 40, "release": "2026-01"}],
    "insiders": [
        {
            "id": "P1",
            "knows": [{"cell": "north", "lower": 4}],
            "needs": [{"cell": "north", "below": 2, "above": 1}],
            "learns": True,
        }
    ],
}


def changed(*path: str | int, to: Any) -> str:
    """The good instance with one thing replaced."""
    top = json.loads(json.dumps(GOOD))
    place = top
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(top)


def test_everything_that_is_written_is_read() -> None:
    instance = read_instance(json.dumps(GOOD))

    assert instance == Instance(
        (
            Cell("north", 12, upper=60, primary=True, below=3, above=3),
            Cell("south", 30, weight=30),
            Cell("all", 42, base=5, integer=True),
        ),
        (Relation({"all": -1, "north": 1, "south": 1}, 0),),
        (Known("north", Interval(5, 40), "2026-01"),),
        (
            Insider(
                "P1",
                (Known("north", Interval(4, float("inf"))),),
                {"north": Need(2, 1)},
                learns=True,
            ),
        ),
    )
    assert read_instance(written(instance)) == instance


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "the file: an object is needed"),
        ('{"format": 1, "format": 2}', "'format' is there twice"),
        ('{"cells": NaN}', "NaN is not a number"),
        (changed("format", to="candour-instance/2"), "format: 'candour-instance/1' is needed"),
        (changed("sells", to=[]), "the file: 'sells' is not known here"),
        (changed("cells", to={}), "cells: a list is needed"),
        (changed("cells", to=[]), "cells: there is none"),
        (changed("cells", 1, to=7), "cells[1]: an object is needed"),
        (changed("cells", 1, to={"id": "south"}), "cells[1]: 'value' is missing"),
        (changed("cells", 1, "id", to="north"), "cells[1]: 'north' is there twice"),
        (changed("cells", 1, "id", to=""), "cells[1].id: a text is needed"),
        (changed("cells", 1, "wait", to=1), "cells[1]: 'wait' is not known here"),
        (changed("cells", 1, "value", to="30"), "cells[1].value: a number is needed"),
        (changed("cells", 1, "value", to=True), "cells[1].value: a number is needed"),
        (changed("cells", 1, "value", to=10**400), "cells[1].value: a number is needed"),
        (changed("cells", 1, "primary", to=1), "cells[1].primary: true or false is needed"),
        (changed("cells", 1, "run", to=1.5), "cells[1].run: a whole number is needed"),
        (changed("cells", 1, "weight", to=-1), "cells[1].weight: less than nothing"),
        (changed("cells", 0, "upper", to=11), "cells[0]: the value 12 of 'north' lies outside"),
        (changed("cells", 0, "primary", to=False), "'north' needs protection, so it has to be"),
        (changed("cells", 0, "never_shown", to=True), "'north' is never shown, so it cannot be"),
        (changed("cells", 1, "run", to=5), "'run' and 'small' are for counts"),
        (changed("cells", 2, "small", to=50), "'all' is as small as is always hidden"),
        (changed("cells", 2, "base", to=2.5), "'all' is a count, so its numbers are whole"),
        (changed("relations", 0, "terms", to={}), "relations[0].terms: there is none"),
        (changed("relations", 0, "terms", "east", to=1), "there is no cell 'east'"),
        (changed("relations", 0, "terms", "all", to=0), "a factor of 0 says nothing"),
        (changed("relations", 0, "equals", to=1), "add up to 0 and not to 1"),
        (changed("cells", 1, "value", to=31), "relations[0]: the values add up to 1 and not to 0"),
        (changed("history", 0, "upper", to=11), "history[0]: the value 12 of 'north' lies outside"),
        (changed("history", 0, "cell", to="east"), "history[0].cell: there is no cell 'east'"),
        (changed("insiders", 0, "knows", 0, "lower", to=13), "lies outside what is known of it"),
        (changed("insiders", 0, "needs", 0, "below", to=-1), "needs[0]: less than nothing"),
        (changed("insiders", 0, "learns", to=1), "insiders[0].learns: true or false is needed"),
        (changed("insiders", to=[{"id": "P"}, {"id": "P"}]), "insiders: 'P' is there twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_where(text: str, said: str) -> None:
    with pytest.raises(InstanceRefused) as refusal:
        read_instance(text)

    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ({"format": "candour-pattern/1"}, "'hidden' is missing"),
        ({"format": "candour-pattern/2", "hidden": []}, "'candour-pattern/1' is needed"),
        ({"format": "candour-pattern/1", "hidden": "north"}, "a list of the cells' ids is needed"),
        ({"format": "candour-pattern/1", "hidden": ["east"]}, "the instance has no cell 'east'"),
        ({"format": "candour-pattern/1", "hidden": [["north"]]}, "the instance has no cell"),
    ],
)
def test_a_pattern_that_does_not_fit_is_refused(pattern: object, said: str) -> None:
    with pytest.raises(InstanceRefused) as refusal:
        read_pattern(json.dumps(pattern), read_instance(json.dumps(GOOD)))

    assert said in str(refusal.value)


@given(st.integers(0, 60), st.sampled_from([0, 3, 4, 5]), st.sampled_from([0, 4]))
def test_a_printed_count_tells_exactly_the_counts_that_are_printed_so(
    value: int, base: int, small: int
) -> None:
    cell = Cell("n", value, integer=True, base=base, small=small)
    if 1 <= value <= small:
        return
    shown_so = [
        other
        for other in range(80)
        if not 1 <= other <= small and figure_of(cell._replace(value=other)) == figure_of(cell)
    ]

    assert told_by(figure_of(cell), cell) == (min(shown_so), max(shown_so))
