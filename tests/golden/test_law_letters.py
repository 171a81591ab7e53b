"""Whole letters: correct ones pass without a finding; each planted fault is found, and nothing that is right is."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.law.casefolder import check_folder
from fanlight.law.letter import check_letter

HERE = Path(__file__).parent / "law"
CORRECT = sorted((HERE / "correct").glob("*.txt"))
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))
MODEL = {
    "repealed-subsection",
    "limb-cited-inconsistently",
    "wrong-gateway",
    "dpa-34-without-article-5",
    "reasons-skipped-class-based",
    "identifiability-not-explained",
    "handling-described-differently",
    "low-figure-as-reason",
    "part-of-request-unaccounted",
    "complaints-procedure-missing",
    "commissioner-right-missing",
}


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_a_correct_letter_raises_no_alarm(path: Path) -> None:
    checked = check_folder(path, latest=date(2026, 4, 7))
    assert checked.findings == ()
    assert checked.on < date(2026, 1, 1)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_a_variant_has_the_findings_that_it_should(fault: dict[str, Any]) -> None:
    text = (HERE / "correct" / f"{fault['base']}.txt").read_text(encoding="utf-8")
    assert fault["old"] in text
    text = text.replace(fault["old"], fault["new"], 1)
    if "old2" in fault:
        assert fault["old2"] in text
        text = text.replace(fault["old2"], "", 1)
    found = check_letter(text, on=date(2023, 3, 1))
    assert [each.id for each in found] == fault["expect"]
    assert all(each.mend and each.law and each.where for each in found)


@pytest.fixture(params=["made", pytest.param("published", marks=pytest.mark.shared)])
def faulty(request: pytest.FixtureRequest) -> str:
    """A letter with all of these faults: one that was made with them, and the published one that the first cases came from."""
    if request.param == "made":
        return (HERE / "faulty" / "low-figures-combined.txt").read_text(encoding="utf-8")
    return (request.getfixturevalue("shared") / "model_case" / "response.txt").read_text(encoding="utf-8")


def test_every_fault_of_a_faulty_letter_is_found(faulty: str) -> None:
    found = check_letter(faulty, on=date(2022, 7, 26))
    assert {each.id for each in found} == MODEL
    limb = next(each for each in found if each.id == "reasons-skipped-class-based")
    assert "limb is absolute" in limb.message
    complaint = next(each for each in found if each.id == "complaints-procedure-missing")
    assert complaint.message.startswith("Not in this text")


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 76, break_on_hyphens=False) for line in text.splitlines())


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_wrapped_lines_change_nothing_in_correct_letters(path: Path) -> None:
    assert check_letter(_wrapped(path.read_text(encoding="utf-8")), on=date(2023, 3, 1)) == ()


def test_wrapped_lines_change_nothing_in_a_faulty_letter(faulty: str) -> None:
    for form in (_wrapped(faulty), faulty.replace("\n", "\r\n")):
        assert {each.id for each in check_letter(form, on=date(2022, 7, 26))} == MODEL


def test_before_the_change_of_2018_the_old_subsections_stood(faulty: str) -> None:
    assert "repealed-subsection" not in {each.id for each in check_letter(faulty, on=date(2017, 7, 26))}


@pytest.mark.parametrize(
    ("asked", "answered", "left"),
    [
        ("1. Offences of stalking or harassment in 2021", "You will see the figures for harassment.", "stalking"),
        (
            "d) harassment and stalking (Protection from Harassment Act 1997)",
            "Offence of Harassment: table 2.",
            "stalking",
        ),
        ("How many burglaries or robberies were recorded?", "There were 20 burglaries.", "robberies"),
        ("4. Stalking or harassment", "Stalking and harassment are in table 2.", ""),
        ("4. Stalking or harassment", "We hold 20 for harassment. No stalking resolutions were given.", ""),
    ],
)
def test_each_half_of_a_pair_that_was_asked_is_looked_for(asked: str, answered: str, left: str) -> None:
    text = f"26 July 2022\nYou asked:\n{asked}\nOur response\n{answered}\n"
    found = [each for each in check_letter(text, on=date(2022, 7, 26)) if each.id == "part-of-request-unaccounted"]
    assert len(found) == bool(left)
    assert all(f"'{left}' is unaccounted for" in each.message for each in found)
