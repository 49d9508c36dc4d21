"""Merges of areas: nested, sticky, and large enough."""

from hypothesis import given
from hypothesis import strategies as st

from portal.publication.disclosure.merging import Behind, breaks_of, propose_merges
from portal.publication.disclosure.primary import Protection

RULES = Protection()


def behind(**people: int) -> dict[str, Behind]:
    """So many people in each area, served by as many workers."""
    found = {}
    for name, count in people.items():
        path = name.replace("_", "/")
        who = frozenset(f"{name} {number}" for number in range(count))
        found[path] = Behind(who, frozenset(f"w {each}" for each in who))
    return found


def test_large_areas_stay_by_themselves() -> None:
    merge = propose_merges(behind(north=15, south=20), RULES)

    assert merge.group_of == {"north": "north", "south": "south"}
    assert merge.breaks == ()


def test_a_small_area_joins_its_neighbour_in_the_nest_and_not_the_smallest_of_all() -> None:
    merge = propose_merges(behind(north_harbour=4, north_hill=30, south_mill=12), RULES)

    assert merge.group_of["north/harbour"] == "north/harbour + north/hill"
    assert merge.group_of["south/mill"] == "south/mill"


def test_what_was_merged_stays_merged_although_it_would_be_large_enough_now() -> None:
    in_force = {"north": "north + south", "south": "north + south"}

    merge = propose_merges(behind(north=40, south=40), RULES, in_force=in_force)

    assert merge.group_of == in_force
    assert merge.breaks == ()


def test_an_area_that_empties_is_merged_and_the_break_is_named() -> None:
    in_force = {"north": "north", "south": "south", "west": "west"}

    merge = propose_merges(behind(north=3, south=15, west=20), RULES, in_force=in_force)

    assert merge.group_of == {"north": "north + south", "south": "north + south", "west": "west"}
    assert merge.breaks == ("north + south",)


def test_everyone_in_one_small_area_is_one_group() -> None:
    assert propose_merges(behind(north=6), RULES).group_of == {"north": "north"}


def test_an_area_with_few_workers_is_not_large_enough() -> None:
    crowded = {"north": Behind(frozenset(map(str, range(30))), frozenset("ab"))}

    merge = propose_merges(crowded | behind(south=30), RULES)

    assert set(merge.group_of.values()) == {"north + south"}


@given(
    st.dictionaries(
        st.sampled_from(["n/a", "n/b", "n/c", "s/a", "s/b", "w"]), st.integers(0, 25), min_size=1
    ),
    st.dictionaries(
        st.sampled_from(["n/a", "n/b", "n/c", "s/a", "s/b", "w"]), st.integers(0, 25), min_size=1
    ),
)
def test_merges_only_ever_grow_and_are_large_enough_or_all(
    first: dict[str, int], second: dict[str, int]
) -> None:
    def people(counts: dict[str, int]) -> dict[str, Behind]:
        return {
            name: Behind(
                frozenset(f"{name}{number}" for number in range(count)),
                frozenset(f"w{name}{number}" for number in range(count)),
            )
            for name, count in counts.items()
        }

    before = propose_merges(people(first), RULES)
    after = propose_merges(people(second), RULES, in_force=before.group_of)

    groups = set(after.group_of.values())
    for name in set(before.group_of.values()):
        together = {v for v, group in before.group_of.items() if group == name}
        assert len({after.group_of[value] for value in together}) == 1
    sizes = [
        sum(second.get(value, 0) for value, group in after.group_of.items() if group == name)
        for name in groups
    ]
    assert len(groups) == 1 or min(sizes) >= RULES.people
    assert after == propose_merges(people(second), RULES, in_force=before.group_of)


def test_a_break_is_marked_where_groups_were_not_published_so_before() -> None:
    before = {"area": {"a": "a", "b": "b", "c": "c"}, "service": {}}
    now = {"area": {"a": "a + b", "b": "a + b", "c": "c"}, "service": {"s": "s"}}

    assert breaks_of(now, before) == {"area": ["a + b"]}
    assert breaks_of(now, now) == breaks_of(now, {}) == {}
