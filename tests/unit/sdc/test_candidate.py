"""A set of pools as a table of cells: what it loses in any case is what the search was told that it loses at least."""

from __future__ import annotations

import math

import pytest

from fanlight.sdc import flag
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.candidate import Candidates, Task, systems_of
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges
from fanlight.tables.earlier import NOTHING_EARLIER
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, PublicFigure
from tests.unit.sdc.small_losses import losses, raw, spec

RULES = DisclosureRules(threshold=5, group_disclosure=False)
YEARS = (2024, 2025)
INNER: dict[Key, int] = {
    (o, str(y)): n
    for (o, y), n in zip([(o, y) for o in "abcd" for y in YEARS], (2, 40, 3, 30, 60, 70, 80, 0), strict=True)
}
PAIR: Merges = (("offence", ("a", "b")),)


def made(*public: PublicFigure, options: PlanOptions | None = None) -> tuple[Losses, Candidates]:
    table = raw(spec("abcd", YEARS), INNER)
    found = losses(table, options)
    task = Task((table,), (found,), {"x": flag(table, RULES)}, {}, RULES, public, NOTHING_EARLIER)
    (system,) = (Candidates(task, *own) for own in systems_of(task, lambda: 60.0))
    return found, system


@pytest.mark.parametrize("merges", [(), PAIR, (*PAIR, ("period", ("2024", "2025")))])
def test_what_is_lost_in_any_case(merges: Merges) -> None:
    found, system = made()
    candidate = system.of(merges)
    assert candidate is not None
    assert found.at_least(merges) <= candidate.forced <= found.at_least(merges) + found.weights.size


def test_a_low_figure_that_is_public_already_is_lost_all_the_same() -> None:
    table = raw(spec("abcd", YEARS), INNER)
    known = PublicFigure(table.spec.unit, table.spec.predicate(("a", "2024")), "=", 2, "a letter")
    found, system = made(known)
    candidate = system.of(())
    assert candidate is not None
    assert candidate.forced == found.at_least(())
    assert len(system.given_away) == 1


def test_a_pool_is_a_figure_with_a_sum_of_its_own() -> None:
    found, system = made()
    candidate = system.of(PAIR)
    assert candidate is not None
    places = candidate.places["x"]
    assert ("a", "2024") not in places
    (pool,) = {key[0] for key in places} - {"a", "b", "c", "d", "Total"}
    values = candidate.table.values
    assert [values[places[pool, str(year)]] for year in YEARS] == [5, 70]
    assert not (candidate.table.equations.left(values) != candidate.table.equations.values).any()
    part = found.costs.share(2, found.figures)
    pooled = [found.costs.of(INNER[o, str(y)]) for o in "ab" for y in YEARS]
    assert candidate.always == sum(math.ceil(one * part) for one in pooled)
    assert candidate.table.cost[places[pool, "2024"]] == sum(
        one - math.ceil(one * part) for one in (found.costs.of(2), found.costs.of(3))
    )


def test_what_must_be_given_can_be_in_no_pool() -> None:
    _, system = made(options=PlanOptions(publish=frozenset({("a", "2025")})))
    assert system.of(PAIR) is None
    assert system.of((), whole=frozenset({"x"})) is None
    assert system.of(()) is not None


def test_a_table_without_blanks_needs_every_low_figure_pooled() -> None:
    _, system = made(options=PlanOptions(ways=frozenset({"everything", "pool"})))
    assert system.of(()) is None
    assert system.of(PAIR) is not None
