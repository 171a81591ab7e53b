"""Made-up responses for tests: units with their records, tables of them, and every sort of protection and knowledge."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from fanlight.tables.earlier import NOTHING_EARLIER, Earlier, HiddenFigure
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.knowledge.statements import Relation, Requirement
from fanlight.tables.predicate.predicate import EVERY_RECORD, AnyOf, In, Predicate, Within, holds
from fanlight.tables.spec.table import TOTAL, Category, Dimension, Key, PublicFigure, TableSpec, Unit
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN, Flag, Pool, ProtectedTable, RawTable, Shown
from tests.oracle_reading import Marks, Units, counts_of, figure_of, inner
from tests.oracle_requirement import required
from tests.oracle_response import Reading

DAYS = (date(2022, 2, 1), date(2022, 8, 1), date(2023, 2, 1))
VALUES: Mapping[str, tuple[object, ...]] = {"offence": ("A", "B", "C"), "sex": ("F", "M"), "day": DAYS}


def by(name: str, groups: Mapping[str, str], *, field_name: str = "", total: str | None = "All") -> Dimension:
    """A dimension whose category `code` is the values written in `groups[code]`, a letter each."""
    categories = tuple(
        Category(code, f"{name} {code}", In(field_name or name, frozenset(letters))) for code, letters in groups.items()
    )
    return Dimension(name, name.title(), categories, total)


def spans(name: str, ends: Mapping[str, tuple[date, date]], *, total: str | None = "All") -> Dimension:
    categories = tuple(Category(code, code, Within("day", *ends[code])) for code in ends)
    return Dimension(name, name.title(), categories, total, is_period=True)


OFFENCE = by("offence", {"A": "A", "B": "B", "C": "C"})
TWO = by("offence", {"A": "A", "B": "B"})
SEX = by("sex", {"F": "F", "M": "M"})
GROUPED = by("grouped", {"AB": "AB", "BC": "BC"}, field_name="offence")
NESTED = Dimension(
    "nested",
    "Nested",
    (
        Category("AB", "A or B", In("offence", frozenset("AB"))),
        *(Category(c, c, In("offence", frozenset(c)), "AB" if c in "AB" else None) for c in "ABC"),
    ),
    "All",
)
YEAR = spans("year", {str(y): (date(y, 1, 1), date(y + 1, 1, 1)) for y in (2022, 2023)})
FINANCIAL = spans("financial", {f"{y}/{y - 1999}": (date(y, 4, 1), date(y + 1, 4, 1)) for y in (2021, 2022)})
OVERLAPS = (("grouped", "AB", "BC"),)


@dataclass(frozen=True)
class Case:
    """What an audit is given, and how the oracle reads it. `may_refuse`: what is not safe may be left unproved."""

    tables: tuple[ProtectedTable, ...]
    rules: DisclosureRules
    public: tuple[PublicFigure, ...] = ()
    marks: Marks | None = None
    earlier: Earlier = NOTHING_EARLIER
    reading: Reading = field(default_factory=Reading)
    may_refuse: bool = False


def counted(predicate: Predicate, units: Units) -> int:
    return sum(any(holds(predicate, record) for record in unit) for unit in units)


def counting(unit: Unit, units: Units) -> Units:
    """What is counted where each of `units` has a disposal in each of its records."""
    return [[record] for one in units for record in one] if unit is Unit.DISPOSALS else units


def tabulated(
    name: str, dimensions: Sequence[Dimension], units: Units, unit: Unit = Unit.DISPOSALS,
    population: Predicate = EVERY_RECORD,
) -> RawTable:  # fmt: skip
    """True counts. The table is additive where no unit is in two of its finest figures."""
    spec = TableSpec(name, name, unit, "day", population, tuple(dimensions), overlaps=OVERLAPS)
    # Categories that overlap say nothing of units in several.
    finest = (
        []
        if GROUPED in dimensions
        else [
            figure_of(spec, spec.dimensions, key)
            for key in itertools.product(*([c.code for c in d.categories] for d in spec.dimensions))
            if inner(spec, key)
        ]
    )
    several = any(
        sum(any(holds(one, record) for record in unit_records) for one in finest) > 1 for unit_records in units
    )
    return RawTable(spec, counts_of(spec, units), additive=not several)


def withholding(raw: RawTable, *hidden: Key) -> ProtectedTable:
    cells = {key: Shown(None, CONFIDENTIAL) if key in hidden else Shown(count) for key, count in raw.counts.items()}
    return ProtectedTable(raw, raw.spec.dimensions, cells)


def all_given(raw: RawTable) -> ProtectedTable:
    return withholding(raw)


def records(draw: st.DrawFn, names: Sequence[str], most: int) -> list[list[Mapping[str, object]]]:
    """Units with one record each."""
    kinds = [dict(zip(names, values, strict=True)) for values in itertools.product(*(VALUES[n] for n in names))]
    counts = draw(st.lists(st.integers(0, most), min_size=len(kinds), max_size=len(kinds)))
    return [[kind] for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]


def people(draw: st.DrawFn, names: Sequence[str], most: int, repeated: Sequence[str]) -> Units:
    """Units with one or two records, which differ in `repeated` fields alone."""
    kinds = [dict(zip(names, values, strict=True)) for values in itertools.product(*(VALUES[n] for n in names))]
    pairs = [
        [one, two]
        for one, two in itertools.combinations(kinds, 2)
        if all(one[name] == two[name] for name in names if name not in repeated)
    ]
    every: list[list[dict[str, object]]] = [*([kind] for kind in kinds), *pairs]
    return draw(st.lists(st.sampled_from(every), min_size=1, max_size=most))


@st.composite
def protections(
    draw: st.DrawFn, raw: RawTable, units: Units, asked: DisclosureRules, *, pools: str = ""
) -> ProtectedTable:
    """Some figures withheld, some categories pooled ("whole": in every row; "within": in some), some decisions."""
    spec = raw.spec
    dimensions = spec.dimensions
    made: tuple[Pool, ...] = ()
    pooled: dict[Key, str] = {}
    if pools:
        place = draw(st.integers(0, len(dimensions) - 1))
        dimension = dimensions[place]
        codes = [category.code for category in dimension.categories]
        members = tuple(draw(st.lists(st.sampled_from(codes), min_size=2, max_size=len(codes), unique=True)))
        parts = AnyOf(tuple(category.predicate for category in dimension.categories if category.code in members))
        rest = tuple(c for c in dimension.categories if pools == "within" or c.code not in members)
        shown = Dimension(
            dimension.name, dimension.title, (*rest, Category("P", "Pool", parts)), dimension.total, dimension.is_period
        )
        dimensions = (*dimensions[:place], shown, *dimensions[place + 1 :])
        others = [one for at, one in enumerate(dimensions) if at != place]
        within = {
            one.name: draw(st.frozensets(st.sampled_from(one.codes), min_size=1)) for one in others if pools == "within"
        }
        made = (Pool(dimension.name, "P", "Pool", members, within),)
        for key in itertools.product(*(one.codes for one in dimensions)):
            held = all(key[at] in within.get(one.name, one.codes) for at, one in enumerate(dimensions) if at != place)
            if pools == "within" and ((key[place] == "P") != held) and (key[place] in (*members, "P")):
                pooled[key] = NOT_SHOWN if key[place] == "P" else ""
            elif pools == "within" and held and key[place] in members:
                pooled[key] = CONFIDENTIAL
    cells: dict[Key, Shown] = {}
    much = draw(st.sampled_from([2, 5, 8]))
    for key in itertools.product(*(one.codes for one in dimensions)):
        value = counted(figure_of(spec, dimensions, key), units)
        if pooled.get(key):
            cells[key] = Shown(None, pooled[key])
            continue
        hide = draw(st.integers(0, 9)) < much + (2 if value < 3 else 0)
        hide = hide and not ("P" in key and not raw.additive)
        hide = hide and (value > 0 or asked.knowledge is Knowledge.K0 or TOTAL in key)
        cells[key] = Shown(None, CONFIDENTIAL) if hide else Shown(value)
    decided = draw(decisions(raw, cells))
    return ProtectedTable(raw, dimensions, cells, made, *decided)


@st.composite
def decisions(draw: st.DrawFn, raw: RawTable, cells: Mapping[Key, Shown]) -> tuple[tuple[Flag, ...], frozenset[Key]]:
    """Flags that a person found identifying, and figures cleared: most of what would be given out although low."""
    flags = []
    first = raw.spec.dimensions[0]
    for key, count in raw.counts.items():
        others = tuple((c.code, *key[1:]) for c in first.categories if c.code != key[0])
        alone = key[0] != TOTAL and count and not any(raw.counts[other] for other in others)
        if alone and not first.is_period and draw(st.booleans()):
            flags.append(Flag(key, "group", others))
        elif draw(st.integers(0, 9)) == 9 and (key not in cells or cells[key].value is None):
            flags.append(Flag(key, "zero" if count == 0 else "low_count"))
    taken = {flag.key for flag in flags}
    every = sorted({*raw.counts, *cells})
    careless = draw(st.integers(0, 3)) == 0
    given = {key for key in every if key in cells and cells[key].value is not None}
    given -= draw(st.sets(st.sampled_from(every), max_size=2)) if careless else set()
    cleared = {*given, *draw(st.sets(st.sampled_from(every), max_size=3))}
    return tuple(flags), frozenset(cleared - taken)


@st.composite
def rules(draw: st.DrawFn) -> DisclosureRules:
    k1 = draw(st.integers(0, 3)) == 0
    return DisclosureRules(
        draw(st.integers(2, 3)), flag_zeros=draw(st.booleans()), group_disclosure=draw(st.booleans()),
        knowledge=Knowledge.K1 if k1 else Knowledge.K0,
    )  # fmt: skip


@st.composite
def statements(
    draw: st.DrawFn, units: Units, predicates: Sequence[Predicate], unit: Unit = Unit.DISPOSALS
) -> tuple[PublicFigure, ...]:
    """Words about some figures: exactly, at least, at the most; true, and not always tight."""
    found = []
    for predicate in draw(st.lists(st.sampled_from(predicates), max_size=2, unique=True)):
        relation: Relation = draw(st.sampled_from(["=", ">=", "<="]))
        slack = draw(st.integers(0, 1)) if relation != "=" else 0
        value = counted(predicate, units) + (slack if relation == "<=" else -slack)
        found.append(PublicFigure(unit, predicate, relation, max(0, value), "a letter"))
    return tuple(found)


@st.composite
def releases(draw: st.DrawFn, raw: RawTable, units: Units, asked: DisclosureRules) -> Earlier:
    """An earlier table: some figures given, some withheld with what they must keep, of which some are not known now."""
    spec = raw.spec
    given, hidden = [], []
    zeros_shown = draw(st.integers(0, 3)) == 3
    for key, count in raw.counts.items():
        name, predicate = f"earlier/1/{'|'.join(key)}", figure_of(spec, spec.dimensions, key)
        if draw(st.integers(0, 9)) > (6 if count < 3 else 3):
            given.append(PublicFigure(spec.unit, predicate, "=", count, "R1"))
            continue
        value = count if draw(st.integers(0, 2)) else None
        up, down, _ = required(value, asked)
        own = (Requirement("low_count", up, down),) if up is not None and draw(st.booleans()) else ()
        if count and TOTAL not in key and zeros_shown:
            given.append(PublicFigure(spec.unit, predicate, ">=", 1, "R1, where every zero is shown"))
        hidden.append(HiddenFigure(name, name, spec.unit, predicate, value, own))
    if draw(st.booleans()):
        given.append(PublicFigure(spec.unit, spec.population, "<=", counted(spec.population, units) + 1, "words of R1"))
    return Earlier(tuple(given), tuple(hidden), join_units=True, additive={spec.unit: raw.additive})
