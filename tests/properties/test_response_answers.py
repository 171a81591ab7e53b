"""Cases of a response that are easily got wrong, with the right answers by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import In
from fanlight.tables.spec.table import TOTAL, PublicFigure, Unit
from tests.oracle_response import Reading, attack
from tests.response_adapter import verdict_of
from tests.response_cases import SEX, TWO, Case, tabulated, withholding


@dataclass(frozen=True)
class Known:
    """A case that is easily got wrong, with the right verdict and the right range of one figure."""

    name: str
    case: Case
    verdict: str
    figure: str
    right: tuple[int, int | None]


def every_woman() -> Known:
    """Three women, all of offence A; the column of women is given. That men are not told does not hide it."""
    raw = tabulated("t", (TWO, SEX), [[{"offence": "A", "sex": "F"}]] * 3)
    table = withholding(raw, *(key for key in raw.counts if key[1] != "F"))
    return Known("every woman", Case((table,), DisclosureRules(2)), "exposed", "t:A|M", (0, None))


def crimes_of(*crimes: str) -> list[list[Mapping[str, object]]]:
    """Crimes by the offences of their disposals: "AAB" has three."""
    return [[{"offence": letter} for letter in crime] for crime in crimes]


def before(unit: Unit, *told: tuple[str, int], additive: bool = True) -> Earlier:
    """Figures that are out: how many of the offences written ("AB": of A or B)."""
    given = [PublicFigure(unit, In("offence", frozenset(letters)), "=", n, "R1") for letters, n in told]
    return Earlier(tuple(given), join_units=True, additive={unit: additive})


def a_disposal_has_a_crime() -> Known:
    """Three disposals for A are out. So there is a crime of A, and one is the least."""
    raw = tabulated("crimes", (TWO,), crimes_of("AAA", *"BBBB"), Unit.CRIMES)
    case = Case((withholding(raw, *raw.counts),), DisclosureRules(3), earlier=before(Unit.DISPOSALS, ("A", 3)))
    return Known("a disposal has a crime", case, "exposed", "crimes:A", (1, 3))


def no_crime_no_disposal() -> Known:
    """That there is no crime of A is out. So there is no disposal for A."""
    raw = tabulated("disposals", (TWO,), crimes_of(*"BBBB"))
    rules = DisclosureRules(3, flag_zeros=True, group_disclosure=False)
    case = Case((withholding(raw, *raw.counts),), rules, earlier=before(Unit.CRIMES, ("A", 0)))
    return Known("no crime, no disposal", case, "exposed", "disposals:A", (0, 0))


def six_disposals() -> Known:
    """Six disposals in all are out, five crimes have one for B: one is left for A, and no crime of A but one."""
    raw = tabulated("crimes", (TWO,), crimes_of("AB", *"BBBB"), Unit.CRIMES)
    case = Case(
        (withholding(raw, ("A",), (TOTAL,)),),
        DisclosureRules(3, group_disclosure=False),
        earlier=before(Unit.DISPOSALS, ("AB", 6)),
        reading=Reading(strays=True),
    )
    return Known("six disposals", case, "exposed", "crimes:A", (0, 1))


def people_before() -> Known:
    """Of three people, two for A and two for B are out. Now they are asked for by sex."""
    people = [[{"offence": letter, "sex": sex} for letter in letters] for letters, sex in (("AB", "F"), "AF", "BM")]
    raw = tabulated("people", (SEX,), people, Unit.OFFENDERS)
    told = before(Unit.OFFENDERS, ("A", 2), ("B", 2), ("AB", 3), additive=False)
    reading = Reading(repeated=frozenset({"offence"}))
    case = Case((withholding(raw, *raw.counts),), DisclosureRules(2), earlier=told, reading=reading)
    return Known("people in several categories before", case, "safe", "people:M", (0, None))


def one_breakdown_repeats() -> Known:
    """People can have several offences, and one sex: women of A are all of A less the men, and exactly one."""
    people = [[{"offence": letter, "sex": sex} for letter in letters] for letters, sex in (("AB", "F"), "AM", "AM")]
    raw = tabulated("people", (TWO, SEX), people, Unit.OFFENDERS)
    shown = withholding(raw, ("A", "F"))
    case = Case((replace(shown, cleared=frozenset(raw.counts) - {("A", "F")}),), DisclosureRules(2))
    return Known("one breakdown repeats", case, "exposed", "people:A|F", (1, 1))


KNOWN = (
    every_woman(),
    a_disposal_has_a_crime(),
    no_crime_no_disposal(),
    six_disposals(),
    people_before(),
    one_breakdown_repeats(),
)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_the_right_answers_are_those_of_brute_force(known: Known) -> None:
    case = known.case
    right = attack(case.tables, rules=case.rules, earlier=case.earlier, reading=case.reading)
    assert (right.verdict, right.found[known.figure]) == (known.verdict, known.right)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_the_engine_gives_the_right_answers(known: Known) -> None:
    case = known.case
    assert verdict_of(case.tables, case.rules, earlier=case.earlier).verdict == known.verdict
