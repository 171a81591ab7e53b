"""Releases one after the other through the ledger, made from records, against every world of made-up units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.errors import NotProvedSafe
from fanlight.ledger import Ledger
from fanlight.ledger.entries import release_json
from fanlight.ledger.recording import About, release_of
from fanlight.ledger.weigh import Memory
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.spec.table import Dimension, Unit
from fanlight.tables.stages import ProtectedTable
from tests.oracle_reading import Units
from tests.oracle_response import Reading, attack
from tests.properties.test_releases_oracle import Asked, released
from tests.response_cases import FINANCIAL, SEX, TWO, YEAR, counting, people, records, tabulated

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
T = 2


@dataclass(frozen=True)
class Sequence:
    """Tables of the same units, asked for one after the other, each with its own knowledge of zeros."""

    units: Units
    tables: tuple[tuple[Unit, tuple[Dimension, ...], Knowledge], ...]

    def asked(self, number: int) -> Asked:
        unit, dimensions, knowledge = self.tables[number]
        rules = DisclosureRules(T, group_disclosure=False, knowledge=knowledge)
        return Asked((tabulated(f"t{number}", dimensions, counting(unit, self.units), unit).spec,), self.units, rules)


def went_out(sequence: Sequence) -> tuple[list[ProtectedTable], dict[str, DisclosureRules], Earlier]:
    """The tables that went out, the rules of each, and what was lost before it was asked for."""
    out: list[ProtectedTable] = []
    rules: dict[str, DisclosureRules] = {}
    lost: dict[str, tuple[Requirement, ...]] = {}
    with TemporaryDirectory() as folder:
        place = Path(folder) / "ledger"
        Ledger.create(place)
        for number in range(len(sequence.tables)):
            asked = sequence.asked(number)
            with Ledger.open(place) as ledger:
                try:
                    tables, weighed = released(asked, Memory(ledger))
                except NotProvedSafe:
                    # Nothing of this table goes out.
                    continue
                assert weighed is not None
                # What a release withheld is never given away by those that the ledger let follow it.
                assert not any(one.earlier for one in weighed.lost)
                lost |= {one.id: one.requirements for one in weighed.lost}
                about = About(f"R{number}", date(2024, 1, 1 + number), extract="2024-01-01")
                ledger.add(release_json(release_of(about, tables, rules=asked.rules)))
            out += tables
            rules |= {table.raw.spec.id: asked.rules for table in tables}
    return out, rules, Earlier(join_units=True, lost=lost)


def verdict(sequence: Sequence, reading: Reading) -> str:
    out, rules, earlier = went_out(sequence)
    return attack(out, rules=rules, earlier=earlier, reading=reading).verdict


Ask = Callable[[st.DrawFn], Sequence]
ZEROS = st.sampled_from([Knowledge.K0, Knowledge.K0, Knowledge.K1])


def people_twice(draw: st.DrawFn) -> Sequence:
    """People in several categories, by offence and by offence and sex. Nobody is in none of the categories: both tables
    show that people are in several."""
    everybody = people(draw, ("offence", "sex"), 6, ("offence",))
    units = [one for one in everybody if all(record["offence"] != "C" for record in one)]
    orders = [((TWO,), (TWO, SEX)), ((TWO, SEX), (TWO,))]
    first, second = draw(st.sampled_from(orders))
    return Sequence(units, ((Unit.OFFENDERS, first, Knowledge.K0), (Unit.OFFENDERS, second, Knowledge.K0)))


def zeros_shown_or_not(draw: st.DrawFn) -> Sequence:
    """Each release with its own knowledge of zeros."""
    units = records(draw, ("offence", "day"), 3)
    first, second = draw(st.permutations([(TWO,), (YEAR,), (FINANCIAL,)]))[:2]
    return Sequence(units, ((Unit.DISPOSALS, first, draw(ZEROS)), (Unit.DISPOSALS, second, draw(ZEROS))))


def crimes_and_disposals(draw: st.DrawFn) -> Sequence:
    one, other = {"offence": "A"}, {"offence": "B"}
    units = draw(st.lists(st.sampled_from([[one], [other], [one, one], [other, other]]), min_size=1, max_size=6))
    first, second = draw(st.permutations([Unit.CRIMES, Unit.DISPOSALS]))
    return Sequence(units, ((first, (TWO,), Knowledge.K0), (second, (TWO,), Knowledge.K0)))


@pytest.mark.parametrize("ask", [people_twice, zeros_shown_or_not, crimes_and_disposals], ids=lambda ask: ask.__name__)
def test_no_release_gives_away_what_it_or_an_earlier_one_withheld(ask: Ask) -> None:
    @FEW
    @given(st.composite(ask)())
    def held(sequence: Sequence) -> None:
        assert verdict(sequence, Reading(most=6)) == "safe"

    held()


def test_disposals_given_do_not_tell_that_a_withheld_count_of_crimes_is_not_zero() -> None:
    """One crime with two disposals: the crime is withheld and may be none; two disposals then tell that it is not."""
    crime = [{"offence": "A"}, {"offence": "A"}]
    asked = tuple((unit, (TWO,), Knowledge.K0) for unit in (Unit.CRIMES, Unit.DISPOSALS))
    assert verdict(Sequence([crime], asked), Reading()) == "safe"
