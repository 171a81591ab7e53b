"""The second checker holds made-up crimes against their made-up disposals."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.certificate.made_up import Links
from fanlight.errors import NotProvedSafe
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import In
from fanlight.tables.spec.table import PublicFigure, Unit
from tests.certificates import sealed
from tests.response_cases import TWO, tabulated, withholding

Paper = dict[str, Any]


def papers(*crimes: str) -> tuple[Paper, Paper]:
    """Crimes by the offences of their disposals, those of A and B withheld; how many disposals there are is out."""
    units = [[{"offence": letter} for letter in crime] for crime in crimes]
    raw = tabulated("crimes", (TWO,), units, Unit.CRIMES)
    told = PublicFigure(Unit.DISPOSALS, In("offence", frozenset("AB")), "=", sum(map(len, crimes)), "R1")
    before = Earlier((told,), join_units=True, additive={Unit.DISPOSALS: True})
    rules = DisclosureRules(5, group_disclosure=False)
    found = audit((withholding(raw, ("A",), ("B",)),), rules=rules, earlier=before)
    assert found.verdict == "safe"
    return json.loads(json.dumps(found.certificate)), json.loads(json.dumps(found.published))


CASES = [("AAA", "AA", *["BB"] * 9), ("AB", "AB", "A", *["BB"] * 9)]


@pytest.mark.parametrize("crimes", CASES, ids=["in one group", "in several"])
def test_a_disposal_without_a_crime_is_refused(crimes: tuple[str, ...]) -> None:
    certificate, published = papers(*crimes)
    check(certificate, published)
    system = certificate["systems"][0]
    assert {one["unit"] for one in system["units"]} == {"crimes", "disposals"}
    altered = copy.deepcopy(certificate)
    # As many disposals as before, and none of them of an offence that any crime is of.
    for one in altered["systems"][0]["units"]:
        if one["unit"] == "disposals":
            for record in one["records"]:
                record["offence"] = "A"
    moved = altered["systems"][0]
    moved["witnesses"] = [[] for _ in moved["witnesses"]]
    base = dict(zip(moved["base"][::2], moved["base"][1::2], strict=True))
    crimes_of_a = [
        at for at, one in enumerate(moved["units"])
        if one["unit"] == "crimes" and any(record["offence"] == "A" for record in one["records"])
    ]  # fmt: skip
    moved["base"] = [number for kind, n in base.items() if kind not in crimes_of_a for number in (kind, n)]
    with pytest.raises(NotProvedSafe):
        check(sealed(altered), published)


def links() -> Links:
    """Crimes are counted by offence, in an extract; disposals by sex besides."""
    offence = {"in": ["offence", ["A"]]}
    return Links(
        "disposals",
        [
            ("crimes", {"all": [offence, {"in": ["in the extract new", ["yes"]]}]}),
            ("disposals", {"in": ["sex", ["F"]]}),
        ],
    )


def kind(unit: str, *records: tuple[str, str, str]) -> tuple[str, list[Paper]]:
    names = ("offence", "sex", "in the extract new")
    return unit, [dict(zip(names, record, strict=True)) for record in records]


FINE = {
    "one each": [(kind("crimes", ("A", "F", "yes")), 1), (kind("disposals", ("A", "M", "yes")), 1)],
    "a second one, left out of the extract": [
        (kind("crimes", ("A", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "no")), 1),
    ],
    "in two groups": [
        (kind("crimes", ("A", "F", "yes"), ("B", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "yes")), 2),
        (kind("disposals", ("B", "F", "yes")), 1),
    ],
}  # fmt: skip
WRONG = {
    "two crimes of one disposal": [(kind("crimes", ("A", "F", "yes")), 2), (kind("disposals", ("A", "F", "yes")), 1)],
    "a disposal of no crime": [
        (kind("crimes", ("A", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "yes")), 1),
        (kind("disposals", ("B", "F", "yes")), 1),
    ],
    "no disposal in the second group": [
        (kind("crimes", ("A", "F", "yes"), ("B", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "yes")), 2),
    ],
    "a crime of an extract that has none of its disposals": [
        (kind("crimes", ("A", "F", "yes")), 1),
        (kind("disposals", ("A", "F", "no")), 1),
    ],
    "a unit that nothing counts": [(kind("offenders", ("A", "F", "yes")), 1)],
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_units_that_can_be_one_anothers_are_taken(name: str) -> None:
    links().check([one for one, _ in FINE[name]], dict(enumerate(n for _, n in FINE[name])), "here")


@pytest.mark.parametrize("name", WRONG)
def test_units_that_cannot_are_refused(name: str) -> None:
    with pytest.raises(NotProvedSafe):
        links().check([one for one, _ in WRONG[name]], dict(enumerate(n for _, n in WRONG[name])), "here")
