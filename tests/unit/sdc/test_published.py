"""A way of publishing as the public sees it: the order of rows, labels, and why a figure is not there."""

from __future__ import annotations

from dataclasses import replace

from fanlight.sdc.planning.merges import Merges
from fanlight.sdc.planning.published import Run, pool_label, protected
from fanlight.tables.predicate.predicate import AnyOf
from fanlight.tables.spec.table import Key
from fanlight.tables.stages import NOT_SHOWN, Flag, ProtectedTable, RawTable, Shown
from tests.unit.sdc.small_losses import losses, raw, spec

YEARS = (2024, 2025, 2026)
ROWS = {"a": (3, 40, 50), "b": (60, 70, 80), "c": (2, 4, 90), "d": (30, 31, 32)}


def table(*, total: bool = True) -> RawTable:
    inner: dict[Key, int] = {(code, str(y)): n for code, row in ROWS.items() for y, n in zip(YEARS, row, strict=True)}
    return raw(spec("abcd", YEARS, total=total), inner)


def seen(
    made: RawTable, merges: Merges = (), withheld: frozenset[Key] = frozenset(), runs: tuple[Run, ...] = ()
) -> ProtectedTable:
    """Pools are taken to give the sums of their parts."""
    groups = {code: codes for name, codes in merges if name == "offence" for code in codes}
    values: dict[Key, int | None] = {}
    for (code, year), count in made.counts.items():
        codes = groups.get(code)
        if codes is None:
            values[code, year] = None if (code, year) in withheld else count
        else:
            pool = protected(losses(made), merges, {}, (), frozenset()).pools[0].code
            values[pool, year] = sum(made.counts[one, year] for one in codes)
    flags = (Flag(("a", "2024"), "low_count"),)
    return protected(losses(made), merges, values, flags, frozenset(), runs)


def rows(found: ProtectedTable) -> list[str]:
    return [found.dimensions[0].label(code) for code in found.dimensions[0].codes]


PAIR: Merges = (("offence", ("a", "c")),)


def test_a_pool_stands_where_its_first_category_stood() -> None:
    found = seen(table(), PAIR)
    assert rows(found) == ["Combined: A; C", "B", "D", "All"]
    (pool,) = found.pools
    assert pool.members == ("a", "c")
    assert [found.cells[pool.code, str(year)].value for year in YEARS] == [5, 44, 140]
    assert not {key for key in found.cells if key[0] in pool.members}


def test_below_the_others_where_no_total_holds_it_in_place() -> None:
    assert rows(seen(table(total=False), PAIR)) == ["B", "D", "Combined: A; C"]


def test_a_pool_of_one_parent_stays_under_it() -> None:
    made = table()
    offence, period = made.spec.dimensions
    group = replace(
        offence.categories[0], code="g", label="G", predicate=AnyOf(tuple(o.predicate for o in offence.categories))
    )
    under = tuple(replace(one, parent="g") for one in offence.categories)
    tree = replace(made.spec, dimensions=(replace(offence, categories=(group, *under)), period))
    groups: dict[Key, int] = {("g", str(year)): made.counts["Total", str(year)] for year in YEARS}
    counts = {**made.counts, **groups}
    found = seen(RawTable(tree, {key: counts[key] for key in tree.keys()}), PAIR)
    assert rows(found) == ["G", "Combined: A; C", "B", "D", "All"]
    assert found.dimensions[0].categories[1].parent == "g"


def test_a_pool_of_periods_is_named_by_its_ends() -> None:
    period = table().spec.dimensions[1]
    assert pool_label(period, ("2024", "2025")) == "2024 to 2025 combined"
    assert pool_label(table().spec.dimensions[0], ("a", "c")) == "Combined: A; C"


def test_a_run_of_periods_stands_after_its_last_and_in_its_rows_alone() -> None:
    withheld = frozenset({("c", "2024"), ("c", "2025")})
    found = seen(table(), (), withheld, (Run(("2024", "2025"), ("c",), 6),))
    (pool,) = found.pools
    assert found.dimensions[1].codes == ("2024", "2025", pool.code, "2026")
    assert pool.within == {"offence": frozenset("c")}
    assert found.cells["c", pool.code].value == 6
    assert found.cells["b", pool.code] == Shown(None, NOT_SHOWN)
    assert [found.cells["c", year].reason for year in ("2024", "2025")] == ["pooled", "pooled"]


def test_why_a_figure_is_withheld() -> None:
    found = seen(table(), (), frozenset({("a", "2024"), ("b", "2024")}))
    assert found.cells["a", "2024"].reason == "assessed"
    assert found.cells["b", "2024"].reason == "complementary"
    assert {found.cells[key].mark for key in (("a", "2024"), ("b", "2024"))} == {"[c]"}
    made = table()
    nothing = seen(made, (), frozenset(made.counts))
    assert {cell.reason for cell in nothing.cells.values()} == {"table"}
