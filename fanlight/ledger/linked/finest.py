"""The finest counts that the figures of a joint system sum: the records of linked units, or each unit's own kinds.

Where every unit is in one category, a crime (an offender) is one of the disposals, so that one set of records has them all.
Where units can be in several, each unit has counts of its own, and what links two units are bounds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.figures.cells.equations import Ints
from fanlight.figures.cliques import Cliques, cliques_of
from fanlight.figures.collect import Given, Withheld
from fanlight.figures.kinds import Kinds
from fanlight.figures.system import MOST_REPEATED, Stated
from fanlight.optimise.base import finest_of
from fanlight.tables.earlier import FIRST, IN_EXTRACT, Earlier
from fanlight.tables.knowledge.statements import Relation, Requirement
from fanlight.tables.predicate.partition import Record
from fanlight.tables.predicate.predicate import AllOf, Predicate, fields_of, holds
from fanlight.tables.spec.table import Unit

Repeated = Mapping[Unit, frozenset[str]]
"""Of each unit that can be in several categories the fields in which one of it can have several values."""


@dataclass(frozen=True, slots=True)
class JointFigure:
    """A count over records. `relation`: what everybody knows of it (None: nothing). `value`: what is known, else the true
    count (None: not known). `new`: of the new table, which may give it."""

    unit: Unit
    predicate: Predicate
    value: int | None
    relation: Relation | None = None
    requirements: tuple[Requirement, ...] = ()
    new: bool = False


@dataclass(frozen=True, eq=False)
class Finest:
    """`cover[i]`: the counts that figure i sums; `ties`: sums that are equal. `bounds`: weighed sums of counts, as (count,
    factor) …, that are not below zero. `linked`: the records of all units together; None where each has its own. `exact`: the
    counts allow for everything that could be true; else a bound proves nothing."""

    cells: int
    cover: tuple[Ints, ...]
    ties: tuple[tuple[Ints, Ints], ...]
    bounds: tuple[tuple[tuple[int, int], ...], ...] = ()
    linked: Cliques | None = None
    exact: bool = True


def several(earlier: Earlier) -> bool:
    """Whether some unit of earlier releases can be in several categories at once."""
    return not all(earlier.additive.values())


def readings(earlier: Earlier) -> Iterator[tuple[Earlier, Repeated]]:
    """How earlier figures of units in several categories can be read, the narrowest reading first: as few fields repeat
    within a unit as may be, and then without what was only assumed."""
    maybe = [
        (unit, name)
        for unit, additive in sorted(earlier.additive.items(), key=lambda one: one[0].value)
        if not additive
        for name in sorted(_fields(unit, earlier))
    ]
    without = replace(earlier, given=tuple(one for one in earlier.given if not one.assumed))
    for told in (earlier, without)[: 1 + (len(without.given) < len(earlier.given))]:
        for size in range(MOST_REPEATED + 1):
            for taken in itertools.combinations(maybe, size):
                yield (
                    told,
                    {unit: frozenset(name for other, name in taken if other is unit) for unit in earlier.additive},
                )


def _fields(unit: Unit, earlier: Earlier) -> frozenset[str]:
    figures = [one.predicate for group in (earlier.given, earlier.hidden) for one in group if one.unit is unit]
    return frozenset(name for figure in figures for name in fields_of(figure) if not name.startswith(IN_EXTRACT))


def together(figures: Sequence[JointFigure], *, linked: bool) -> Finest:
    """Every unit is in one category. Raises `TooLarge`."""
    first = FIRST if linked else {}
    found = cliques_of(
        [AllOf((one.predicate, first[one.unit])) if one.unit in first else one.predicate for one in figures]
    )
    return Finest(found.cells, found.cover, found.ties, linked=found)


def apart(figures: Sequence[JointFigure], repeated: Repeated, *, linked: bool) -> Finest:
    """Units can be in several categories. `linked`: crimes and offenders among some records are no more than the disposals
    among them, whatever categories they are in. Raises `TooLarge`."""
    units = tuple(dict.fromkeys(one.unit for one in figures))
    bounding: tuple[Predicate, ...] = ()
    if linked and Unit.DISPOSALS in units and any(unit in FIRST for unit in units):
        bounding = tuple(
            dict.fromkeys(
                one.predicate
                for one in figures
                if (one.new or one.relation is not None) and (one.unit is Unit.DISPOSALS or one.unit in FIRST)
            )
        )
    cover: list[Ints | None] = [None] * len(figures)
    ties: list[tuple[Ints, Ints]] = []
    sums: dict[Unit, list[list[tuple[int, int]]]] = {}
    cells, exact = 0, True
    for unit in units:
        more = bounding if unit is Unit.DISPOSALS or unit in FIRST else ()
        places = [at for at, one in enumerate(figures) if one.unit is unit]
        order, stated = _stated(unit, figures, places, more, repeated.get(unit, frozenset()))
        finest = finest_of(stated)
        for at, own in zip(order, finest.cover, strict=False):
            cover[at] = own + cells
        ties += [(first + cells, second + cells) for first, second in finest.ties]
        sums[unit] = [
            [(count + cells, times) for count, times in _disposals(unit, finest, predicate, own.tolist())]
            for predicate, own in zip(more, finest.cover[len(order) : len(order) + len(more)], strict=True)
        ]
        exact &= not isinstance(finest, Kinds) or finest.complete
        cells += finest.cells
    bounds = [
        (*base, *((count, -times) for count, times in own))
        for unit in units
        if unit in FIRST and bounding
        for base, own in zip(sums[Unit.DISPOSALS], sums[unit], strict=True)
    ]
    return Finest(
        cells, tuple(one for one in cover if one is not None), tuple(ties), tuple(map(tuple, bounds)), exact=exact
    )


def _stated(
    unit: Unit,
    figures: Sequence[JointFigure],
    places: Sequence[int],
    more: Sequence[Predicate],
    repeated: frozenset[str],
) -> tuple[list[int], Stated]:
    """One unit's figures, and their places in the order in which `Stated` has them; `more` follow."""
    known = [at for at in places if figures[at].relation is not None]
    hidden = [at for at in places if figures[at].relation is None]
    given, withheld, true = [], [], []
    for at in known:
        one = figures[at]
        assert one.relation is not None
        assert one.value is not None
        given.append(Given(str(at), one.predicate, one.relation, one.value, "", "public"))
    for at in hidden:
        one = figures[at]
        withheld.append(Withheld(str(at), "", one.predicate, one.value, one.requirements, "", ()))
        if one.value is not None:
            true.append(Given(str(at), one.predicate, "=", one.value, "", "true"))
    withheld += [Withheld("", "", predicate, None, (), "", ()) for predicate in more]
    return [*known, *hidden], Stated(
        (unit,), tuple(given), tuple(withheld), tuple(true), additive=not repeated, repeated=(repeated,)
    )


def _disposals(
    unit: Unit, finest: Cliques | Kinds, predicate: Predicate, cover: Sequence[int]
) -> list[tuple[int, int]]:
    """How many disposals each count of units has among these records at the least: one in each group that it is in."""
    if unit is Unit.DISPOSALS or isinstance(finest, Cliques):
        return [(count, 1) for count in cover]
    return [(count, _groups(finest.members[count], predicate)) for count in cover]


def _groups(records: Sequence[Record], predicate: Predicate) -> int:
    return sum(holds(predicate, dict(record)) for record in records)
