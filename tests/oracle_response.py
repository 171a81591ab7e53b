"""What a response gives away, by brute force over made-up units: the requirement, read off all worlds that agree.

Independent of the engine: figures are predicates made from the spec's values, and counts are counts of records.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, Predicate, fields_of
from fanlight.tables.spec.table import PublicFigure, Unit
from fanlight.tables.stages import ProtectedTable
from tests.oracle_reading import Marks, Statement, in_several, nothing_else, repeated_fields, told_by, true_figures
from tests.oracle_requirement import Secret, asked_by, given_but_flagged, secrets
from tests.oracle_worlds import Fact, Figure, ranges


@dataclass(frozen=True)
class Answer:
    """`verdict`: safe, exposed, or contradiction. `found`: the range of each figure that is not given, by id."""

    verdict: str
    found: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """How the careful reading is taken. `repeated`: the fields in which a unit's records may differ (None: those whose
    breakdown sums to more than its total, and as few of an earlier table's fields as agree with its figures). `loose`: fields that no figure of crimes
    reads, in which a crime's disposals may differ. `linked`: crimes are counted by their disposals, each with one to `most`
    (None: as the earlier releases are). `strays`: there may be disposals of no crime."""

    repeated: frozenset[str] | None = None
    loose: frozenset[str] = frozenset()
    linked: bool | None = None
    most: int = 4
    strays: bool = False


def attack(
    tables: Sequence[ProtectedTable],
    *,
    rules: DisclosureRules | Mapping[str, DisclosureRules],
    public: Sequence[PublicFigure] = (),
    marks: Marks | None = None,
    earlier: Earlier = NOTHING_EARLIER,
    reading: Reading | None = None,
) -> Answer:
    """The exact range of each figure that is not given, and the verdict. `rules`: of all tables, or by table."""
    reading = reading or Reading()
    each = [(one, rules if isinstance(rules, DisclosureRules) else rules[one.raw.spec.id]) for one in tables]
    exposed = {name for table, asked in each for name in given_but_flagged(table, asked)}
    heard = _heard(each, public, marks or {}, earlier)
    found: dict[str, tuple[int, int | None]] = {}
    for units in _together(heard, earlier, reading):
        seen_repeated, most = _units_of(units, tables, earlier, reading)
        own = [one for one in heard.hidden if one.unit in units]
        asked = [_figure(one.unit, one.predicate, units) for one in own]
        facts, assumed, true = (
            [Fact(_figure(unit, p, units), relation, value) for unit, p, relation, value in group if unit in units]
            for group in (heard.known, heard.assumed, heard.true)
        )
        # Records are told apart alike, whatever of it is taken to be known.
        alike = [*asked, *(fact.figure for fact in (*assumed, *true))]
        maybe = _may_repeat(units, earlier, reading) - seen_repeated
        for told, more in itertools.product((facts + assumed, facts), _few(sorted(maybe))):
            how = seen_repeated | more, most, reading.strays and len(units) > 1
            if ranges(alike, [*told, *true], [], *how) is not None:
                facts = told
                break
        else:
            return Answer("contradiction")
        seen = ranges(alike, facts, asked, *how)
        assert seen is not None
        found |= {one.id: ends for one, ends in zip(own, zip(seen.least, seen.most, strict=True), strict=True)}
        exposed |= {one.id for one in own if not one.kept(*found[one.id])}
    return Answer("exposed" if exposed else "safe", found, frozenset(exposed))


@dataclass(frozen=True)
class _Heard:
    """What is not given, what is known, what is only assumed, and what is true."""

    hidden: list[Secret]
    known: list[Statement]
    assumed: list[Statement]
    true: list[Statement]


def _heard(
    each: Sequence[tuple[ProtectedTable, DisclosureRules]],
    public: Sequence[PublicFigure],
    marks: Marks,
    earlier: Earlier,
) -> _Heard:
    def here(statements: Iterable[Statement]) -> list[Statement]:
        """Of the records of the new response's extract."""
        if earlier.present == EVERY_RECORD:
            return list(statements)
        return [(unit, AllOf((p, earlier.present)), relation, value) for unit, p, relation, value in statements]

    def before(assumed: bool) -> list[Statement]:
        return [(f.unit, f.predicate, f.relation, f.value) for f in earlier.given if f.assumed is assumed]

    own = [one for table, rules in each for one in secrets(table, rules)]
    places = here((one.unit, one.predicate, "=", 0) for one in own)
    hidden = [replace(one, predicate=place[1]) for one, place in zip(own, places, strict=True)]
    hidden += [Secret(f.id, f.unit, f.predicate, *asked_by(f.requirements)) for f in earlier.hidden]
    known = here(one for table, rules in each for one in told_by(table, rules, marks))
    known += here((f.unit, f.predicate, f.relation, f.value) for f in public) + before(False)
    assumed = here(one for table, _ in each for one in nothing_else(table)) + before(True)
    true = here(one for table, _ in each for one in true_figures(table))
    true += [(one.unit, one.predicate, "=", one.value) for one in earlier.hidden if one.value is not None]
    return _Heard([_instead(earlier, one) for one in hidden], known, assumed, true)


def _instead(earlier: Earlier, secret: Secret) -> Secret:
    """What stands in the place of a figure's requirement where what is out already breaks that."""
    if secret.id not in earlier.lost:
        return secret
    return Secret(secret.id, secret.unit, secret.predicate, *asked_by(earlier.lost[secret.id]))


def _figure(unit: Unit, predicate: Predicate, units: Sequence[Unit]) -> Figure:
    return Figure(predicate, whole=unit is Unit.DISPOSALS and len(units) > 1)


def _together(heard: _Heard, earlier: Earlier, reading: Reading) -> Iterator[tuple[Unit, ...]]:
    """The units whose worlds are one: a crime (an offender) with its disposals, or each unit alone."""
    of = [one.unit for one in heard.hidden] + [unit for unit, *_ in (*heard.known, *heard.true)]
    units = tuple(dict.fromkeys(of))
    linked = earlier.join_units if reading.linked is None else reading.linked
    several = [unit for unit in units if unit in (Unit.CRIMES, Unit.OFFENDERS)]
    if not (linked and several and Unit.DISPOSALS in units):
        yield from ((unit,) for unit in units)
        return
    if len(several) > 1:
        raise ValueError("Crimes and offenders with the same disposals are too much for brute force.")
    yield from ((unit,) for unit in units if unit not in (*several, Unit.DISPOSALS))
    yield several[0], Unit.DISPOSALS


def _may_repeat(units: Sequence[Unit], earlier: Earlier, reading: Reading) -> frozenset[str]:
    """Fields that can have several values for one unit of an earlier table, where units were in several of its figures."""
    if reading.repeated is not None or earlier.additive.get(units[0], True):
        return frozenset()
    figures = [one.predicate for one in earlier.given if one.unit is units[0]]
    figures += [one.predicate for one in earlier.hidden if one.unit is units[0]]
    return frozenset[str]().union(*map(fields_of, figures))


def _few(names: Sequence[str]) -> Iterator[frozenset[str]]:
    """None, each, each two."""
    for size in range(3):
        yield from map(frozenset, itertools.combinations(names, size))


def _units_of(
    units: Sequence[Unit], tables: Sequence[ProtectedTable], earlier: Earlier, reading: Reading
) -> tuple[frozenset[str], int | None]:
    """The fields in which one unit's records may differ, and how many records it has at the most."""
    most = reading.most if len(units) > 1 else None
    unit = units[0]
    own = [table for table in tables if table.raw.spec.unit is unit]
    if all(not in_several(table) for table in own) and earlier.additive.get(unit, True):
        return reading.loose, most or 1
    if reading.repeated is not None:
        return reading.repeated | reading.loose, most
    return reading.loose.union(*map(repeated_fields, own)), most
