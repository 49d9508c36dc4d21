"""The worked examples in the rules' own words are true."""

import doctest
from types import ModuleType

import pytest

from portal.cases import deadlines, findings, working_days


@pytest.mark.parametrize(
    "rule", [working_days, deadlines, findings], ids=lambda rule: rule.__name__
)
def test_worked_examples_are_true(rule: ModuleType) -> None:
    result = doctest.testmod(rule)

    assert result.attempted > 0
    assert result.failed == 0
