"""What the audit of a response must handle, a row each: made-up cases of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Not, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit
from tests.oracle_response import Reading
from tests.response_cases import (
    FINANCIAL,
    GROUPED,
    NESTED,
    OFFENCE,
    SEX,
    TWO,
    YEAR,
    Case,
    by,
    people,
    protections,
    records,
    releases,
    rules,
    statements,
    tabulated,
)

Row = Callable[[st.DrawFn], Case]
NAMES = {"offence": OFFENCE, "sex": SEX, "day": YEAR}


def plain(draw: st.DrawFn, pools: str = "") -> Case:
    """One table of one or two dimensions, and perhaps a statement."""
    asked = draw(rules())
    names = draw(st.sampled_from([("offence",), ("offence", "sex"), ("sex", "day"), ("offence", "day")]))
    units = records(draw, names, 3)
    raw = tabulated("first", [NAMES[name] for name in names], units)
    table = draw(protections(raw, units, asked, pools=pools))
    return Case((table,), asked, draw(statements(units, [EVERY_RECORD, *map(raw.spec.predicate, raw.counts)])))


def statements_in_words(draw: st.DrawFn) -> Case:
    return plain(draw)


def pools(draw: st.DrawFn) -> Case:
    return plain(draw, pools="whole")


def pools_within(draw: st.DrawFn) -> Case:
    return plain(draw, pools="within")


def overlapping_categories(draw: st.DrawFn) -> Case:
    """AB and BC count B twice, beside a table of A, B and C."""
    asked, units = draw(rules()), records(draw, ("offence",), 4)
    tables = (
        draw(protections(tabulated("first", (OFFENCE,), units), units, asked)),
        draw(protections(tabulated("second", (GROUPED,), units), units, asked)),
    )
    return Case(tables, asked, draw(statements(units, [EVERY_RECORD])))


def nested_categories(draw: st.DrawFn) -> Case:
    """A and B under AB, beside C; and by sex, perhaps."""
    asked, units = draw(rules()), records(draw, ("offence", "sex"), 2)
    raw = tabulated("nested", draw(st.sampled_from([(NESTED,), (NESTED, SEX)])), units)
    return Case((draw(protections(raw, units, asked)),), asked, draw(statements(units, [EVERY_RECORD])))


def shared_margins(draw: st.DrawFn) -> Case:
    """Several tables of one response over the same records, with margins of one another."""
    asked, units = draw(rules()), records(draw, ("offence", "sex", "day"), 1)
    several = [("offence",), ("sex",), ("day",), ("offence", "sex"), ("sex", "day")]
    chosen = draw(st.lists(st.sampled_from(several), min_size=2, max_size=3, unique=True))
    tables = tuple(
        draw(protections(tabulated(f"t{n}", [NAMES[name] for name in names], units), units, asked))
        for n, names in enumerate(chosen)
    )
    return Case(tables, asked)


def periods_that_overlap(draw: st.DrawFn) -> Case:
    asked, units = draw(rules()), records(draw, ("offence", "day"), 2)
    breakdown = draw(st.sampled_from([(FINANCIAL,), (TWO, FINANCIAL)]))
    tables = (
        draw(protections(tabulated("calendar", (TWO, YEAR), units), units, asked)),
        draw(protections(tabulated("financial", breakdown, units), units, asked)),
    )
    return Case(tables, asked)


def revised_extracts(draw: st.DrawFn) -> Case:
    """An earlier table of an older extract: of what a figure counts, at most one was added and one taken out since."""
    asked = draw(rules())
    old, new = (In(f"in the extract {name}", frozenset({"yes"})) for name in ("old", "new"))
    kept, gone, added = records(draw, ("offence",), 3), draw(st.sampled_from("ABC-")), draw(st.sampled_from("ABC-"))
    then, now = list(kept), list(kept)
    if gone != "-":
        then.append([{"offence": gone}])
    if added != "-":
        now.append([{"offence": added}])
    raw = tabulated("now", (OFFENCE,), now)
    told = draw(releases(tabulated("earlier", (OFFENCE,), then), then, asked))
    given = [replace(one, predicate=AllOf((one.predicate, old))) for one in told.given]
    for figure in map(raw.spec.predicate, raw.counts):
        for one, other in ((old, new), (new, old)):
            changed = AllOf((figure, one, Not(other)))
            given.append(PublicFigure(raw.spec.unit, changed, "<=", 1, "revisions"))
    hidden = tuple(replace(one, predicate=AllOf((one.predicate, old))) for one in told.hidden)
    earlier = replace(told, given=tuple(given), hidden=hidden, present=new)
    return Case((draw(protections(raw, now, asked)),), asked, earlier=earlier)


PEOPLE = (
    (("offence",), ("offence",)),
    (("offence", "sex"), ("offence",)),
    (("sex", "day"), ("day",)),
    (("sex", "day"), ("sex", "day")),
)


def people_in_several_categories(draw: st.DrawFn) -> Case:
    asked = draw(rules())
    names, repeated = draw(st.sampled_from(PEOPLE))
    units = people(draw, names, 6, repeated)
    raw = tabulated("people", [NAMES[name] for name in names], units, Unit.OFFENDERS)
    table = draw(protections(raw, units, asked, pools=draw(st.sampled_from(["", "", "whole"]))))
    told = draw(statements(units, [EVERY_RECORD, *map(raw.spec.predicate, raw.counts)], Unit.OFFENDERS))
    return Case((table,), asked, told, may_refuse=True)


def telling_marks(draw: st.DrawFn) -> Case:
    asked = draw(rules())
    names = draw(st.sampled_from([("offence",), ("offence", "sex")]))
    units = records(draw, names, 4)
    raw = tabulated("first", [NAMES[name] for name in names], units)
    table = draw(protections(raw, units, asked))
    limit = draw(st.integers(2, 3))
    cells = {
        key: replace(cell, mark="<" if raw.counts[key] < limit else ">") if cell.value is None else cell
        for key, cell in table.cells.items()
    }
    return Case((replace(table, cells=cells),), asked, marks={"<": (0, limit - 1), ">": (limit, None)})


def labels_and_predicates(draw: st.DrawFn) -> Case:
    """Equal records under other codes and labels, and equal codes and labels over other records."""
    asked, units = draw(rules()), records(draw, ("offence", "sex"), 2)
    renamed = by("crime", {"B": "A", "A": "B", "Z": "C"}, field_name="offence", total="Every crime")
    populations: list[Predicate] = [EVERY_RECORD, In("sex", frozenset("F"))]
    population = draw(st.sampled_from(populations))
    tables = (
        draw(protections(tabulated("first", (OFFENCE,), units), units, asked)),
        draw(protections(tabulated("second", (renamed,), units, population=population), units, asked)),
    )
    return Case(tables, asked)


def groups(draw: st.DrawFn, earlier: bool = False) -> Case:
    """Groups that fall in one category, with pools of every sort and (`earlier`) with what was given out before."""
    asked = replace(draw(rules()), group_disclosure=True)
    units = [unit for unit in records(draw, ("offence", "sex"), 3) if unit[0]["offence"] != "B" or draw(st.booleans())]
    raw = tabulated("first", (OFFENCE, SEX), units)
    table = draw(protections(raw, units, asked, pools=draw(st.sampled_from(["", "whole", "within"]))))
    if not earlier:
        return Case((table,), asked)
    return Case((table,), asked, earlier=draw(releases(tabulated("before", (TWO,), units), units, asked)))


def groups_after_releases(draw: st.DrawFn) -> Case:
    return groups(draw, earlier=True)


def earlier_releases(draw: st.DrawFn) -> Case:
    """An earlier table over the same records, of which counts are known or not, by other categories or periods."""
    asked, units = draw(rules()), records(draw, ("offence", "day"), 2)
    before = draw(st.sampled_from([(OFFENCE,), (TWO, FINANCIAL), (YEAR,), (GROUPED,)]))
    now = draw(st.sampled_from([(OFFENCE,), (FINANCIAL,), (TWO, YEAR)]))
    table = draw(protections(tabulated("now", now, units), units, asked))
    return Case((table,), asked, earlier=draw(releases(tabulated("before", before, units), units, asked)))


def people_released_before(draw: st.DrawFn) -> Case:
    """People in several categories, of whom an earlier table told the same breakdowns, some of them or others."""
    asked = draw(rules())
    names, repeated = draw(st.sampled_from(PEOPLE))
    units = people(draw, names, 5, repeated)
    dimensions = [NAMES[name] for name in names]
    now = draw(st.sampled_from([dimensions, dimensions[-1:]]))
    table = draw(protections(tabulated("now", now, units, Unit.OFFENDERS), units, asked))
    before = tabulated("earlier", draw(st.sampled_from([dimensions, dimensions[:1]])), units, Unit.OFFENDERS)
    told = draw(releases(before, units, asked))
    return Case((table,), asked, earlier=told, may_refuse=True)


def linked(draw: st.DrawFn, several: bool) -> Case:
    """Crimes, each with one or two disposals (`several`: for different offences, perhaps). One of the two is counted
    now, the other was before."""
    asked = draw(rules())
    one, other = {"offence": "A"}, {"offence": "B"}
    kinds = [[one], [other], [one, one], [other, other], *([[one, other]] if several else [])]
    crimes = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=5))
    disposals = [[record] for crime in crimes for record in crime]
    sides = [
        (tabulated("crimes", (TWO,), crimes, Unit.CRIMES), crimes),
        (tabulated("disposals", (TWO,), disposals), disposals),
    ]
    (now, units), (before, earlier_units) = draw(st.sampled_from([sides, sides[::-1]]))
    reading = Reading(most=11)
    table = draw(protections(now, units, asked))
    return Case((table,), asked, earlier=draw(releases(before, earlier_units, asked)), reading=reading)


def crimes_against_disposals(draw: st.DrawFn) -> Case:
    return linked(draw, several=False)


def crimes_in_several_groups(draw: st.DrawFn) -> Case:
    return linked(draw, several=True)


def crimes_whose_disposals_differ(draw: st.DrawFn) -> Case:
    """Crimes by offence, in one or several, and their disposals by offence and sex, in which those of one crime can differ."""
    asked = draw(rules())
    kinds = [{"offence": offence, "sex": sex} for offence in "AB" for sex in "FM"]
    pairs = [[one, other] for one in kinds for other in kinds if one["offence"] == other["offence"]]
    mixed = [[kinds[0], kinds[2]], [kinds[1], kinds[2]]] if draw(st.booleans()) else []
    crimes = draw(st.lists(st.sampled_from([*([kind] for kind in kinds), *pairs, *mixed]), min_size=1, max_size=3))
    disposals = [[record] for crime in crimes for record in crime]
    sides = [
        (tabulated("crimes", (TWO,), crimes, Unit.CRIMES), crimes),
        (tabulated("disposals", draw(st.sampled_from([(TWO, SEX), (SEX,)])), disposals), disposals),
    ]
    (now, units), (before, earlier_units) = draw(st.sampled_from([sides, sides[::-1]]))
    table = draw(protections(now, units, asked))
    earlier = draw(releases(before, earlier_units, asked))
    return Case((table,), asked, earlier=earlier, reading=Reading(loose=frozenset({"sex"}), most=8))


ROWS: tuple[Row, ...] = (
    statements_in_words,
    pools,
    pools_within,
    overlapping_categories,
    nested_categories,
    shared_margins,
    periods_that_overlap,
    people_in_several_categories,
    people_released_before,
    telling_marks,
    labels_and_predicates,
    groups,
    groups_after_releases,
    earlier_releases,
    revised_extracts,
    crimes_against_disposals,
    crimes_in_several_groups,
)
