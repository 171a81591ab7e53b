"""Certificates of version 2, which wrote every witness out as a table of made-up units, are still checked."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from fanlight.certificate import check
from fanlight.errors import BadInput, FanlightError, NotProvedSafe
from tests.certificates import alterations, sealed

Paper = dict[str, Any]
OFFENCES, YEARS = ("A", "B"), ("1", "2")
TRUE = {("A", "1"): 3, ("A", "2"): 20, ("B", "1"): 12, ("B", "2"): 8}
MOVED = {
    "up": {("A", "1"): 5, ("A", "2"): 18, ("B", "1"): 10, ("B", "2"): 10},
    "down": {("A", "1"): 2, ("A", "2"): 21, ("B", "1"): 13, ("B", "2"): 7},
}


def records(offence: str, year: str) -> Paper:
    parts = [{"in": [field, [code]]} for field, code in (("offence", offence), ("year", year)) if code != "Total"]
    return {"all": parts}


def table(counts: dict[tuple[str, str], int]) -> list[Paper]:
    return [{"records": [{"offence": o, "year": y}], "count": n} for (o, y), n in counts.items()]


def published() -> Paper:
    sums = {("A", "Total"): 23, ("B", "Total"): 20, ("Total", "1"): 15, ("Total", "2"): 28, ("Total", "Total"): 43}
    given = [
        {"id": f"t:{o}|{y}", "records": records(o, y), "relation": "=", "value": n, "source": f"{o}, {y}", "kind": "published"}
        for (o, y), n in sums.items()
    ]  # fmt: skip
    withheld = [
        {"id": f"t:{o}|{y}", "name": f"{o}; {y}", "records": records(o, y), "mark": "[c]", "inner": True, "group": False}
        for o, y in TRUE
    ]  # fmt: skip
    system = {"unit": "disposals", "additive": True, "given": given, "withheld": withheld}
    return {"format": "fanlight-published", "version": 2, "knowledge": "K0", "systems": [system]}


def certificate(about: Paper) -> Paper:
    low = {"rule": "low_count", "reach_up_to": 5, "reach_down_to": 2, "width": None}
    claims = [
        {
            "id": f"t:{o}|{y}",
            "value": n,
            "requirements": [low] if n < 5 else [],
            "up": 1 if n < 5 else None,
            "down": 2 if n < 5 else None,
        }
        for (o, y), n in TRUE.items()
    ]
    system = {
        "unit": "disposals",
        "truth": 0,
        "withheld": claims,
        "witnesses": [table(TRUE), table(MOVED["up"]), table(MOVED["down"])],
        "bounds": [],
        "cleared": [],
        "sensitive": ["t:A|1"],
    }
    paper = {
        "format": "fanlight-certificate",
        "version": 2,
        "verdict": "safe",
        "knowledge": "K0",
        "threshold": 5,
        "flag_zeros": False,
        "systems": [system],
        "published_sha256": sealed(about | {"sha256": ""})["sha256"],
    }
    return sealed(paper)


def pair() -> tuple[Paper, Paper]:
    about = published()
    return certificate(about), about


def test_a_certificate_of_version_2_is_accepted() -> None:
    check(*pair())


def test_whatever_is_altered_in_it_is_refused() -> None:
    paper, about = pair()
    pairs = [(other, about) for *_, other in alterations(paper)] + [(paper, other) for *_, other in alterations(about)]
    accepted = []
    for one in pairs:
        if one != (paper, about):
            try:
                check(*one)
            except FanlightError:
                continue
            accepted.append(one)
    assert len(pairs) > 1_000
    assert not accepted


def one_more(system: Paper) -> None:
    system["witnesses"][1][0]["count"] += 1


def below_zero(system: Paper) -> None:
    entries = system["witnesses"][1]
    for entry, step in zip(entries, (20, -20, -20, 20), strict=True):
        entry["count"] += step


def too_near(system: Paper) -> None:
    system["witnesses"][1] = table(MOVED["down"])


def no_truth(system: Paper) -> None:
    system["truth"] = 3


def other_truth(system: Paper) -> None:
    system["truth"] = 1


def forgotten(system: Paper) -> None:
    system["witnesses"][2].pop()


@pytest.mark.parametrize("fault", [one_more, below_zero, too_near, no_truth, other_truth, forgotten])
def test_a_fault_that_is_sealed_again_is_refused(fault: Callable[[Paper], None]) -> None:
    paper, about = copy.deepcopy(pair())
    fault(paper["systems"][0])
    with pytest.raises(NotProvedSafe):
        check(sealed(paper), about)


def test_parts_of_the_other_version_are_refused() -> None:
    paper, about = pair()
    with pytest.raises(BadInput, match="different versions"):
        check(sealed(paper | {"version": 3}), about)
    newer = about | {"version": 3}
    sealed_newer = sealed(paper | {"version": 3, "published_sha256": sealed(newer | {"sha256": ""})["sha256"]})
    with pytest.raises(BadInput):
        check(sealed_newer, newer)
