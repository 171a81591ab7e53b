"""Responses made whole, counted from records to what may go out, against every world of made-up units."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.errors import NotProvedSafe
from fanlight.ledger.weigh import Memory, Weighed
from fanlight.pipeline import make_releasable
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import EVERY_RECORD
from fanlight.tables.spec.table import Dimension, Key, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import CONFIDENTIAL, Flag, ProtectedTable, Shown
from fanlight.tabulation import Source
from tests.oracle_reading import Units, figure_of
from tests.oracle_response import Answer, attack
from tests.response_cases import (
    FINANCIAL,
    GROUPED,
    OFFENCE,
    SEX,
    TWO,
    YEAR,
    counted,
    counting,
    people,
    records,
    rules,
    statements,
    tabulated,
)

SOME = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FIELDS = {"offence": pa.string(), "sex": pa.string(), "day": pa.date32()}


Decided = dict[str, tuple[tuple[Flag, ...], frozenset[Key]]]
"""By table, the flags that a person found identifying, and the flagged figures that identify nobody."""


@dataclass(frozen=True)
class Asked:
    """Tables asked for, the units that are counted, and what a person decides of each flagged figure: whether it is
    cleared. `decided` fills as the person is asked."""

    specs: tuple[TableSpec, ...]
    units: Units
    rules: DisclosureRules
    said: tuple[PublicFigure, ...] = ()
    cleared: tuple[bool, ...] = (False,)
    decided: Decided = field(default_factory=dict, compare=False)

    def assess(self, spec: TableSpec, flags: Sequence[Flag]) -> tuple[tuple[Flag, ...], frozenset[Key]]:
        keys = dict.fromkeys(flag.key for flag in flags)
        free = frozenset(key for key, cleared in zip(keys, itertools.cycle(self.cleared), strict=False) if cleared)
        self.decided[spec.id] = tuple(flag for flag in flags if flag.key not in free), free
        return self.decided[spec.id]

    def table(self, spec: TableSpec) -> ProtectedTable:
        """The true counts, by this test, with what was decided; all given."""
        units = counting(spec.unit, self.units)
        raw = tabulated(spec.id, spec.dimensions, units, spec.unit, spec.population)
        cells = {key: Shown(count) for key, count in raw.counts.items()}
        return ProtectedTable(raw, spec.dimensions, cells, (), *self.decided[spec.id])


COUNTED = frozenset({Unit.CRIMES, Unit.OFFENDERS, Unit.DISPOSALS})


def source_of(units: Units) -> Source:
    """Records in an embedded database: of each unit (a crime, a person) one or more disposals, numbered."""
    rows = [
        {**dict.fromkeys(FIELDS), **record, "crime_ref": str(n), "offender_ref": str(n), "disposal_id": f"{n}/{at}"}
        for n, unit in enumerate(units)
        for at, record in enumerate(unit)
    ]
    schema = pa.schema([*FIELDS.items(), *((unit.id_field, pa.string()) for unit in COUNTED)])
    connection = ibis.duckdb.connect()
    connection.con.register("held", pa.Table.from_pylist(rows, schema=schema))
    connection.raw_sql("CREATE TABLE disposals AS SELECT * FROM held")
    return Source({"disposals": connection.table("disposals")}, COUNTED, "made-up records", "2024-01-01")


def released(asked: Asked, memory: Memory | None = None) -> tuple[list[ProtectedTable], Weighed | None]:
    """What may go out, beside the true counts; and what the ledger said of it."""
    source = source_of(asked.units)
    made = make_releasable(
        asked.specs, source, rules=asked.rules, assess=asked.assess, said=lambda _: asked.said, memory=memory
    )
    tables = [
        replace(asked.table(spec), dimensions=table.dimensions, cells=table.cells, pools=table.pools)
        for spec, table in zip(asked.specs, made.tables, strict=True)
    ]
    return tables, made.weighed


def attacked(asked: Asked, tables: Sequence[ProtectedTable]) -> Answer:
    return attack(tables, rules=asked.rules, public=asked.said)


def showing(table: ProtectedTable, shown: Callable[[Key], bool]) -> ProtectedTable:
    """The table as asked for, without pools: some figures given, all others withheld."""
    cells = {key: Shown(n) if shown(key) else Shown(None, CONFIDENTIAL) for key, n in table.raw.counts.items()}
    return replace(table, dimensions=table.raw.spec.dimensions, cells=cells, pools=())


def is_best(asked: Asked, tables: Sequence[ProtectedTable]) -> None:
    """Nothing is withheld or pooled where all may be given, and no figure more may be given as things stand."""
    if attacked(asked, [asked.table(spec) for spec in asked.specs]).verdict == "safe":
        assert not any(cell.value is None for table in tables for cell in table.cells.values())
        assert not any(table.pools for table in tables)
        return
    for place, table in enumerate(tables):
        if table.pools or asked.rules.knowledge is Knowledge.K1:
            # A category in a pool may have no row of its own; and under K1 what is withheld tells something itself.
            continue
        given_now = {key for key, cell in table.cells.items() if cell.value is not None}
        for key in table.raw.counts.keys() - given_now:
            more = showing(table, (given_now | {key}).__contains__)
            assert attacked(asked, [*tables[:place], more, *tables[place + 1 :]]).verdict == "exposed", key


def answered(asked: Asked) -> str:
    try:
        tables, _ = released(asked)
    except NotProvedSafe:
        # Where nothing at all is given, a reader knows least; under K1 what is withheld tells something itself.
        nothing = [showing(asked.table(spec), lambda _: False) for spec in asked.specs]
        assert asked.rules.knowledge is Knowledge.K1 or attacked(asked, nothing).verdict == "exposed"
        return "refused"
    for table in tables:
        for key, cell in table.cells.items():
            figure = figure_of(table.raw.spec, table.dimensions, key)
            true = counted(figure, counting(table.raw.spec.unit, asked.units))
            assert cell.value is None or cell.value == true
    assert attacked(asked, tables).verdict == "safe"
    is_best(asked, tables)
    return "safe"


Ask = Callable[[st.DrawFn], Asked]
NAMES = {"offence": OFFENCE, "sex": SEX, "day": YEAR}


def of(
    draw: st.DrawFn, units: Units, *tables: Sequence[Dimension], unit: Unit = Unit.DISPOSALS, words: bool = False
) -> Asked:
    specs = tuple(tabulated(f"t{n}", dimensions, units, unit).spec for n, dimensions in enumerate(tables))
    said = draw(statements(units, [EVERY_RECORD, *map(specs[0].predicate, specs[0].keys())], unit)) if words else ()
    cleared = tuple(draw(st.lists(st.sampled_from([False, False, True]), min_size=1, max_size=5)))
    return Asked(specs, units, replace(draw(rules()), knowledge=Knowledge.K0), said, cleared)


def one_table(draw: st.DrawFn) -> Asked:
    names = draw(st.sampled_from([("offence",), ("offence", "sex"), ("offence", "day")]))
    return of(draw, records(draw, names, 4), [NAMES[name] for name in names])


def zeros_shown(draw: st.DrawFn) -> Asked:
    asked = of(draw, records(draw, ("offence",), 4), (OFFENCE,))
    # Who shows every zero protects none.
    return replace(asked, rules=replace(asked.rules, knowledge=Knowledge.K1, flag_zeros=False))


def with_words(draw: st.DrawFn) -> Asked:
    names = draw(st.sampled_from([("offence",), ("offence", "sex")]))
    return of(draw, records(draw, names, 4), [NAMES[name] for name in names], words=True)


def overlapping_categories(draw: st.DrawFn) -> Asked:
    return of(draw, records(draw, ("offence",), 6), (OFFENCE,), (GROUPED,))


def shared_margins(draw: st.DrawFn) -> Asked:
    return of(draw, records(draw, ("offence", "sex"), 3), (OFFENCE, SEX), draw(st.sampled_from([(OFFENCE,), (SEX,)])))


def periods_that_overlap(draw: st.DrawFn) -> Asked:
    return of(draw, records(draw, ("offence", "day"), 2), (YEAR,), (TWO, FINANCIAL))


def people_in_several_categories(draw: st.DrawFn) -> Asked:
    names, repeated = draw(st.sampled_from([(("offence",), ("offence",)), (("offence", "sex"), ("offence",))]))
    return of(draw, people(draw, names, 6, repeated), [NAMES[name] for name in names], unit=Unit.OFFENDERS)


ASKS: tuple[Ask, ...] = (
    one_table,
    zeros_shown,
    with_words,
    overlapping_categories,
    shared_margins,
    periods_that_overlap,
    people_in_several_categories,
)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.__name__)
def test_what_goes_out_is_true_safe_and_as_much_as_may(ask: Ask) -> None:
    @SOME
    @given(st.composite(ask)())
    def held(asked: Asked) -> None:
        answered(asked)

    held()


def test_one_person_who_is_all_of_a_row_and_of_a_column_is_protected_in_both() -> None:
    specs = (tabulated("t0", (OFFENCE, SEX), []).spec,)
    assert answered(Asked(specs, [[{"offence": "A", "sex": "F"}]], DisclosureRules(2))) == "safe"
