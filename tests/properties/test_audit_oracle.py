"""The audit against brute force, on small tables of every kind."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.audit import Audit, audit
from fanlight.certificate import check
from fanlight.errors import BadInput
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import EVERY_RECORD, AnyOf, In, Within, holds
from fanlight.tables.spec.table import Category, Dimension, Key, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import CONFIDENTIAL, Flag, Pool, ProtectedTable, RawTable, Shown, pool_predicate
from tests.oracles import consistent_tables, counted, values_of

UNIT = Unit.DISPOSALS
DAYS = {"2022": date(2022, 6, 1), "2023": date(2023, 6, 1)}
VALUES = {"offence": ("A", "B", "C"), "sex": ("F", "M"), "day": tuple(DAYS.values())}

OFFENCE = Dimension(
    "offence", "Offence", tuple(Category(c, c, In("offence", frozenset(c))) for c in "ABC"), "All offences"
)
# Groupings that cut across the others: AB and BC count B twice.
GROUPED = Dimension(
    "grouped",
    "Grouped",
    (
        Category("AB", "A or B", In("offence", frozenset("AB"))),
        Category("BC", "B or C", In("offence", frozenset("BC"))),
    ),
    "All",
)
SEX = Dimension("sex", "Sex", tuple(Category(c, c, In("sex", frozenset(c))) for c in "FM"), "All")
YEAR = Dimension(
    "year",
    "Year",
    tuple(Category(y, y, Within("day", date(int(y), 1, 1), date(int(y) + 1, 1, 1))) for y in DAYS),
    "Both years",
    is_period=True,
)


@dataclass
class Response:
    tables: list[ProtectedTable]
    public: list[PublicFigure]
    rules: DisclosureRules
    kinds: list[list[dict[str, object]]]


def tabulate(
    table_id: str, dimensions: tuple[Dimension, ...], records: list[tuple[dict[str, object], int]]
) -> RawTable:
    spec = TableSpec(table_id, table_id, UNIT, "day", EVERY_RECORD, dimensions, overlaps=(("grouped", "AB", "BC"),))
    counts = {key: sum(n for record, n in records if holds(spec.predicate(key), record)) for key in spec.keys()}
    return RawTable(spec, counts)


@st.composite
def protected(draw: st.DrawFn, table: RawTable) -> ProtectedTable:
    """Some cells withheld, or some categories pooled (offences, or the years), with decisions of every sort."""
    dimensions = table.spec.dimensions
    pools: tuple[Pool, ...] = ()
    position = draw(st.sampled_from([None, *range(len(dimensions))]))
    if position is not None and dimensions[position].name != "grouped":
        dimension = dimensions[position]
        codes = [category.code for category in dimension.categories]
        members = tuple(draw(st.lists(st.sampled_from(codes), min_size=2, max_size=len(codes), unique=True)))
        pool = Category("P", "Pool", pool_predicate(dimension, members))
        rest = tuple(category for category in dimension.categories if category.code not in members)
        shown = replace(dimension, categories=(pool, *rest))
        dimensions = (*dimensions[:position], shown, *dimensions[position + 1 :])
        pools = (Pool(dimension.name, "P", "Pool", members),)
    cells: dict[Key, Shown] = {}
    for key in itertools.product(*(dimension.codes for dimension in dimensions)):
        value = table.counts.get(key)
        if value is None:
            choices = [pools[0].members if code == "P" else (code,) for code in key]
            value = sum(table.counts[one] for one in itertools.product(*choices))
        hide = draw(st.integers(0, 9)) < (6 if value < 3 else 2)
        cells[key] = Shown(None, CONFIDENTIAL, "assessed") if hide else Shown(value)
    flags = []
    first = table.spec.dimensions[0]
    for key in table.counts:
        others = [(code, *key[1:]) for code in first.codes if code not in (key[0], "Total")]
        empty = key[0] != "Total" and table.counts[key] and not any(table.counts[other] for other in others)
        if first.name != "grouped" and empty and draw(st.booleans()):
            flags.append(Flag(key, "group", tuple(others)))
        elif table.counts[key] == 0 and draw(st.integers(0, 5)) == 0:
            flags.append(Flag(key, "zero"))
    everything = sorted({*table.counts, *cells})
    cleared = draw(st.sets(st.sampled_from(everything), max_size=len(everything)))
    taken = {flag.key for flag in flags}
    return ProtectedTable(table, dimensions, cells, pools, tuple(flags), frozenset(cleared - taken))


@st.composite
def responses(draw: st.DrawFn) -> Response:
    names = draw(st.sampled_from([("offence",), ("offence", "day"), ("offence", "sex"), ("sex", "day")]))
    kinds: list[list[dict[str, object]]] = [
        [dict(zip(names, values, strict=True))] for values in itertools.product(*(VALUES[name] for name in names))
    ]
    counts = draw(st.lists(st.integers(0, 3), min_size=len(kinds), max_size=len(kinds)))
    records = [(kind[0], n) for kind, n in zip(kinds, counts, strict=True)]
    available = {"offence": OFFENCE, "sex": SEX, "day": YEAR}
    tables = [draw(protected(tabulate("first", tuple(available[name] for name in names), records)))]
    if draw(st.booleans()):
        linked = draw(st.sampled_from([(available[name],) for name in names] + [(GROUPED,)] * ("offence" in names)))
        tables.append(draw(protected(tabulate("second", linked, records))))
    total = sum(counts)
    public = [PublicFigure(UNIT, EVERY_RECORD, "<=", total + draw(st.integers(0, 1)), "annual report")]
    if "offence" in names and draw(st.booleans()):
        predicate = AnyOf((In("offence", frozenset("A")), In("offence", frozenset("C"))))
        true = sum(n for record, n in records if holds(predicate, record))
        relation = draw(st.sampled_from(["<=", ">="]))
        public.append(PublicFigure(UNIT, predicate, relation, true + (1 if relation == "<=" else 0), "letter"))
    rules = DisclosureRules(
        draw(st.integers(2, 3)), flag_zeros=draw(st.booleans()), knowledge=draw(st.sampled_from(Knowledge))
    )
    return Response(tables, public, rules, kinds)


def facts(response: Response, result: Audit | None = None) -> list[tuple[object, str, int]]:
    known: list[tuple[object, str, int]] = [(one.predicate, one.relation, one.value) for one in response.public]
    for table in response.tables:
        known += [
            (table.predicate(key), "=", cell.value) for key, cell in table.cells.items() if cell.value is not None
        ]
        if response.rules.knowledge is Knowledge.K1:
            known += [(table.predicate(key), ">=", 1) for key in withheld_inner(table)]
    return known


def withheld_inner(table: ProtectedTable) -> list[Key]:
    """Withheld figures of the finest breakdown that has rows: where every zero is shown, none of them is seen to be one. Pools
    say so only where no withheld one is a zero; what they hold has no row, and says nothing."""
    rows = [key for key, shown in table.cells.items() if shown.value is None and "Total" not in key]
    pools = [key for key in rows if "P" in key]
    silent = any(true_value(table, key) == 0 for key in pools)
    return [key for key in rows if not (silent and key in pools)]


def true_value(table: ProtectedTable, key: Key) -> int:
    choices = [table.pools[0].members if code == "P" else (code,) for code in key]
    return sum(table.raw.counts[one] for one in itertools.product(*choices))


def groups_to_protect(table: ProtectedTable) -> list[tuple[Key, ...]]:
    """Marked by a person, or all in one category (years apart) and not cleared."""
    found = [flag.others for flag in table.sensitive if flag.rule == "group"]
    for place, dimension in enumerate(table.raw.spec.dimensions):
        if dimension.is_period:
            continue
        codes = [category.code for category in dimension.categories]
        rest = [d.codes for i, d in enumerate(table.raw.spec.dimensions) if i != place]
        for around in itertools.product(*rest):
            line = [(*around[:place], code, *around[place:]) for code in codes]
            filled = [key for key in line if table.raw.counts[key] > 0]
            if len(filled) == 1 and filled[0] not in table.cleared:
                found.append(tuple(key for key in line if key not in filled))
    return found


def oracle_verdict(response: Response, worlds: list[tuple[int, ...]]) -> str:
    """The requirement, (a) to (c), read off all the tables that agree with everything known."""
    rules = response.rules
    t = rules.threshold
    for table in response.tables:
        zeros = {flag.key for flag in table.sensitive if flag.rule == "zero"}
        for key, cell in table.cells.items():
            low = cell.value is not None and (0 < cell.value < t or (cell.value == 0 and rules.flag_zeros))
            if key not in table.cleared and (low or (cell.value is not None and key in zeros)):
                return "exposed"
        for others in groups_to_protect(table):
            parts = [values_of(table.raw.spec.predicate(other), response.kinds, worlds) for other in others]
            if all(max(part) == 0 for part in parts):
                return "exposed"
        figures = {key: (count, table.raw.spec.predicate(key)) for key, count in table.raw.counts.items()}
        for key, cell in table.cells.items():
            if "P" in key and cell.value is None:
                figures[key] = (true_value(table, key), table.predicate(key))
        for key, (true, predicate) in figures.items():
            if key in table.cleared or (key in table.cells and table.cells[key].value is not None):
                continue
            possible = values_of(predicate, response.kinds, worlds)
            if 0 < true < t:
                no_lower_side = true == 1 and rules.knowledge is Knowledge.K1
                if max(possible) < t or (min(possible) > true - 1 and not no_lower_side):
                    return "exposed"
            if true == 0 and (rules.flag_zeros or key in zeros) and max(possible) < t:
                return "exposed"
    return "safe"


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(responses())
def test_intervals_and_verdict_are_those_of_brute_force(response: Response) -> None:
    contradictory = response.rules.knowledge is Knowledge.K1 and any(
        true_value(table, key) == 0 for table in response.tables for key in withheld_inner(table)
    )
    if contradictory:
        try:
            audit(response.tables, rules=response.rules, public=response.public)
        except BadInput:
            return
        raise AssertionError("a withheld zero contradicts that every zero is shown")
    result = audit(response.tables, rules=response.rules, public=response.public)
    cap = max(one.value for one in response.public if one.predicate == EVERY_RECORD)
    worlds = list(consistent_tables(response.kinds, facts(response), cap))  # type: ignore[arg-type]
    predicates = {}
    for table in response.tables:
        for key in {*table.raw.counts, *table.cells}:
            predicates[table.raw.spec.id, key] = (
                table.predicate(key) if key in table.cells else table.raw.spec.predicate(key)
            )
    for finding in result.findings:
        if finding.key:
            possible = values_of(predicates[finding.table, finding.key], response.kinds, worlds)
            assert (finding.lo, finding.hi) == (min(possible), max(possible)), finding.name
            assert finding.lo_kind == finding.hi_kind == "whole-number"
            true = next(
                c["value"] for s in result.certificate["systems"] for c in s["withheld"] if c["id"] == finding.id
            )
            assert true is None or finding.lo <= true <= (finding.hi or 0)
    assert result.verdict == oracle_verdict(response, worlds)
    failed = [finding for finding in result.findings if finding.state == "failed"]
    if result.verdict == "safe" or result.problems or any(finding.proof == "multipliers" for finding in failed):
        check(result.certificate, result.published)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(responses(), st.data())
def test_withholding_one_more_figure_never_narrows_another(response: Response, data: st.DataObject) -> None:
    rules = replace(response.rules, knowledge=Knowledge.K0)
    before = audit(response.tables, rules=rules, public=response.public)
    shown = [key for key, cell in response.tables[0].cells.items() if cell.value is not None]
    if not shown:
        return
    key = data.draw(st.sampled_from(shown))
    first = response.tables[0]
    hidden = replace(first, cells={**first.cells, key: Shown(None, CONFIDENTIAL, "complementary")})
    after = audit([hidden, *response.tables[1:]], rules=rules, public=response.public)
    wider = {finding.id: finding for finding in after.findings}
    for finding in before.findings:
        assert wider[finding.id].lo <= finding.lo
        assert finding.hi is None or (wider[finding.id].hi or 0) >= finding.hi


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.lists(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True), min_size=1, max_size=7), st.data()
)
def test_units_in_several_categories_agree_with_brute_force(units: list[list[str]], data: st.DataObject) -> None:
    """Offenders, each with crimes in one or more of three categories, counted once by every figure."""
    kinds = [
        [{"offence": code} for code in codes] for size in (1, 2, 3) for codes in itertools.combinations("ABC", size)
    ]
    world = [[{"offence": code} for code in sorted(codes)] for codes in units]
    spec = TableSpec("t", "t", Unit.OFFENDERS, "day", EVERY_RECORD, (OFFENCE,))
    counts = {key: sum(counted(spec.predicate(key), world)) for key in spec.keys()}
    additive = counts[("Total",)] == sum(counts[(code,)] for code in "ABC")
    table = RawTable(spec, counts, additive=additive)
    cells = {
        key: Shown(None, CONFIDENTIAL) if key != ("Total",) and data.draw(st.booleans()) else Shown(value)
        for key, value in counts.items()
    }
    shown = ProtectedTable(table, spec.dimensions, cells, cleared=frozenset(counts))
    result = audit([shown], rules=DisclosureRules(3))
    facts = [(spec.predicate(key), "=", cell.value) for key, cell in cells.items() if cell.value is not None]
    possible = kinds[:3] if additive else kinds
    worlds = list(consistent_tables(possible, facts, len(units)))
    for finding in result.findings:
        values = values_of(spec.predicate(finding.key), possible, worlds)
        assert (finding.lo, finding.hi) == (min(values), max(values))
    check(result.certificate, result.published)
