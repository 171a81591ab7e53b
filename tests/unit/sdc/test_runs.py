"""Withheld periods of one row, given in one figure where that is safe and worth a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanlight.audit import audit
from fanlight.sdc import flag
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.candidate import Candidates, Task, systems_of
from fanlight.sdc.planning.published import Run, protected
from fanlight.sdc.planning.runs import runs_of
from fanlight.sdc.planning.search import Work, evaluate
from fanlight.tables.earlier import NOTHING_EARLIER
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.spec.table import Key
from fanlight.tables.stages import ProtectedTable
from tests.unit.sdc.small_losses import losses, raw, spec

RULES = DisclosureRules(threshold=5, group_disclosure=False)
SHOWN = DisclosureRules(threshold=5, group_disclosure=False, knowledge=Knowledge.K1)
YEARS = (2024, 2025, 2026)
BOTH = ("2024", "2025")


def runs(
    rows: Mapping[str, Sequence[int]],
    *,
    years_total: str = "",
    options: PlanOptions | None = None,
    rules: DisclosureRules = RULES,
) -> tuple[tuple[Run, ...], ProtectedTable]:
    """The runs beside the cheapest pattern without pools, and the table with them."""
    inner: dict[Key, int] = {
        (code, str(year)): count for code, counts in rows.items() for year, count in zip(YEARS, counts, strict=True)
    }
    table = raw(spec("".join(rows), YEARS, total=False, years_total=years_total), inner)
    found = losses(table, options)
    task = Task((table,), (found,), {"x": flag(table, rules)}, {}, rules, (), NOTHING_EARLIER)
    systems = [Candidates(task, *own) for own in systems_of(task, lambda: 60.0)]
    best, _ = evaluate(systems, (), Work(), 30.0)
    assert best is not None
    _, by_table, _ = runs_of(task, best, 30.0)
    given = by_table.get("x", ())
    (candidate,), (withheld,) = best.candidates, best.withheld
    values = {
        key: None if withheld[cell] else int(candidate.table.values[cell])
        for key, cell in candidate.places["x"].items()
    }
    return given, protected(found, (), values, flag(table, rules), frozenset(), given)


def test_two_withheld_years_are_given_in_one_figure() -> None:
    given, table = runs({"a": (3, 4, 50), "b": (2, 4, 60), "c": (70, 80, 90)})
    assert given == (Run(BOTH, ("a",), 7), Run(BOTH, ("b",), 6))
    assert audit([table], rules=RULES).verdict == "safe"
    (pool,) = table.pools
    assert pool.label == "2024 to 2025 combined"
    assert pool.within == {"offence": frozenset("ab")}
    assert table.cells["a", pool.code].value == 7
    assert table.cells["a", "2024"].reason == "pooled"
    assert table.cells["c", pool.code].value is None


def test_a_column_that_most_rows_leave_empty_is_not_drawn() -> None:
    given, _ = runs({"a": (3, 4, 50), "b": (20, 24, 60), "c": (70, 80, 90)})
    assert given == ()


def test_a_sum_that_is_low_itself_is_not_given() -> None:
    given, _ = runs({"a": (1, 2, 50), "b": (2, 1, 60)})
    assert given == ()


def test_never_beside_an_equal_total() -> None:
    """Of two rows whose years are all low the total over the years is the run."""
    given, table = runs({"a": (3, 4, 2), "b": (4, 3, 3)}, years_total="All years")
    assert given == ()
    assert table.cells["a", "Total"].value == 9
    assert not table.pools


def test_without_such_a_total_all_years_are_a_run() -> None:
    given, _ = runs({"a": (3, 4, 2), "b": (4, 3, 3)})
    assert [(run.members, run.value) for run in given] == [
        (("2024", "2025", "2026"), 9),
        (("2024", "2025", "2026"), 10),
    ]


def test_what_would_give_a_part_away_is_not_given() -> None:
    """Where every zero is shown, of two years that make up 5 neither can be 5."""
    given, table = runs({"a": (1, 4, 50), "b": (3, 4, 60)}, rules=SHOWN)
    assert given == (Run(BOTH, ("b",), 7),)
    assert audit([table], rules=SHOWN).verdict == "safe"


def test_pins_hold_for_runs_too() -> None:
    rows = {"a": (3, 4, 50), "b": (2, 4, 60)}
    assert runs(rows, options=PlanOptions(never_pool=frozenset({"2024"})))[0] == ()
    assert runs(rows, options=PlanOptions(pool_over=frozenset({"offence"})))[0] == ()
    assert runs(rows, options=PlanOptions(ways=frozenset({"everything", "suppress"})))[0] == ()
