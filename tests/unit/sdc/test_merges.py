"""Sets of pools: each once, in the order of what they lose at least, within what the officer allows."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges, MergeSets
from tests.unit.sdc.small_losses import losses, raw, spec

LOW = {(o, "2024"): 2 for o in "abcd"}


def offences(counts: dict[str, int], options: PlanOptions | None = None, *, total: bool = True) -> Losses:
    codes = "".join(counts)
    return losses(raw(spec(codes, [2024], total=total), {(o, "2024"): n for o, n in counts.items()}), options)


def years(counts: list[int], **options: object) -> Losses:
    span = range(2020, 2020 + len(counts))
    inner = {("a", str(y)): n for y, n in zip(span, counts, strict=True)}
    return losses(raw(spec("a", span, years_total="All years"), inner), PlanOptions(**options))  # type: ignore[arg-type]


def drained(*found: Losses) -> list[tuple[float, Merges]]:
    """Every set in the order in which it comes, with what the queue said of it."""
    sets, seen = MergeSets(found), []
    while (loss := sets.next_loss) < float("inf"):
        merges = sets.pop()
        assert merges is not None
        seen.append((loss, merges))
        sets.grow(merges, float("inf"))
    assert sets.whole
    return seen


def pools(*found: Losses) -> set[tuple[tuple[str, ...], ...]]:
    return {tuple(codes for _, codes in merges) for _, merges in drained(*found)}


def partitions(items: str) -> set[tuple[tuple[str, ...], ...]]:
    if not items:
        return {()}
    made = set()
    for rest in partitions(items[1:]):
        made.add(tuple(sorted(((items[0],), *rest))))
        for at, group in enumerate(rest):
            made.add(tuple(sorted((*rest[:at], (items[0], *group), *rest[at + 1 :]))))
    return made


def test_every_set_of_pools_comes_once() -> None:
    came = [merges for _, merges in drained(offences(dict.fromkeys("abcd", 2), total=False))]
    assert len(came) == len(set(came))
    wanted = {tuple(group for group in one if len(group) > 1) for one in partitions("abcd")}
    assert {tuple(codes for _, codes in merges) for merges in came} == wanted


def test_a_pool_that_the_table_gives_as_its_total_is_none() -> None:
    assert tuple("abcd") not in {group for one in pools(offences(dict.fromkeys("abcd", 2))) for group in one}


def test_a_pool_begins_with_a_figure_that_cannot_be_given() -> None:
    every = pools(offences({"a": 2, "b": 40, "c": 50, "d": 60}))
    assert {group for one in every for group in one} == {
        tuple(group) for size in (2, 3) for group in itertools.combinations("abcd", size) if "a" in group
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 3, 6, 40]), min_size=4, max_size=4))
def test_what_comes_never_goes_below_what_came(counts: list[int]) -> None:
    came = [loss for loss, _ in drained(offences(dict(zip("abcd", counts, strict=True))))]
    assert came == sorted(came)


def test_what_loses_the_limit_is_not_made() -> None:
    table = offences(dict.fromkeys("abcd", 2))
    sets = MergeSets([table])
    merges = sets.pop()
    assert merges == ()
    sets.grow(merges, 0.0)
    assert sets.pop() is None


def test_periods_are_pooled_in_runs_alone() -> None:
    every = pools(years([2, 2, 2, 2]))
    runs = {group for one in every for group in one}
    assert runs == {
        ("2020", "2021"), ("2021", "2022"), ("2022", "2023"), ("2020", "2021", "2022"), ("2021", "2022", "2023"),
    }  # fmt: skip
    assert (("2020", "2021"), ("2022", "2023")) in every


def test_pins_are_kept() -> None:
    low = dict.fromkeys("abcd", 2)
    never = pools(offences(low, PlanOptions(never_pool=frozenset({"b"}))))
    assert never == {(), *(((x, y),) for x, y in itertools.combinations("acd", 2)), (("a", "c", "d"),)}
    assert pools(offences(low, PlanOptions(pool_over=frozenset({"period"})))) == {()}
    assert pools(offences(low, PlanOptions(ways=frozenset({"everything", "suppress"})))) == {()}


def test_what_is_pooled_together_is_in_every_set() -> None:
    pinned = PlanOptions(pool_together=(frozenset("ca"), frozenset("cd")))
    assert pools(offences(dict.fromkeys("abcde", 2), pinned)) == {
        (("a", "c", "d"),),
        (("a", "b", "c", "d"),),
        (("a", "c", "d", "e"),),
        (("a", "c", "d"), ("b", "e")),
    }


def test_tables_share_the_pools_of_a_dimension() -> None:
    one = offences({"a": 2, "b": 40, "c": 50}, total=False)
    other = losses(raw(spec("ab", [2024], total=False, name="y"), {("a", "2024"): 30, ("b", "2024"): 40}))
    every = {merges for _, merges in drained(one, other)}
    assert (("offence", ("a", "b")),) in every
    assert (("offence", ("a", "b", "c")),) in every
