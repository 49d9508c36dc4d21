"""The judge of pages finds faults, or no journey would show anything."""

from collections.abc import Callable

import pytest

from tests.journeys.people import JOURNEY, Person

pytestmark = JOURNEY

# 5 to 1: enough for AA and not for AAA. A target of 12 pixels. A picture without words.
FAULTY = """<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
<p style="color:#707070;background:#fff">Pale words</p><img src="data:,">
<p><button style="width:12px;height:12px;padding:0">x</button><button
style="width:12px;height:12px;padding:0">y</button></p></main></html>"""


@pytest.mark.parametrize("scripts", [False, True])
def test_faults_are_found(person: Callable[..., Person], scripts: bool) -> None:
    someone = person(scripts=scripts)
    someone.page.set_content(FAULTY)

    with pytest.raises(AssertionError) as found:
        someone.look()

    for rule in ("color-contrast-enhanced", "target-size", "image-alt"):
        assert rule in str(found.value)


def test_a_page_that_is_too_wide_is_found(person: Callable[..., Person]) -> None:
    someone = person()
    someone.page.set_content(
        '<html lang="en"><main><h1>Wide</h1><p style="width:400px">Wide</p></main></html>'
    )

    with pytest.raises(AssertionError, match=r"40\d wide"):
        someone.look()
