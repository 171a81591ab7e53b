"""What offence codes mean, slips in citing sections, and which rules leave room: each with the cases in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.policy import offences, room
from fanlight.tables.spec.file import parse_specs

CASES = offences.load()["cases"]


@pytest.mark.parametrize("case", [c for c in CASES if "code" in c], ids=lambda c: c["code"])
def test_kinds_of_codes(case: dict[str, object]) -> None:
    assert list(offences.offences().kinds(str(case["code"]))) == case["kinds"]


@pytest.mark.parametrize("case", [c for c in CASES if "asked" in c], ids=lambda c: c["asked"][:30])
def test_slips(case: dict[str, object]) -> None:
    assert len(offences.slips(str(case["asked"]))) == case["slips"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("section 76 Serious Crime Act 2015", {("Serious Crime Act 2015", "76")}),
        ("S.29 Crime & Disorder Act 1998", {("Crime and Disorder Act 1998", "29")}),
        ("ss. 44 to 46 of the Serious Crime Act 2007", {("Serious Crime Act 2007", s) for s in ("44", "45", "46")}),
        ("Section 45/46/47 Serious Crime Act 2007", {("Serious Crime Act 2007", s) for s in ("45", "46", "47")}),
        ("sections 2, 2A and 4 of the Protection from Harassment Act 1997", {("Protection from Harassment Act 1997", s) for s in ("2", "2A", "4")}),
        ("Threats to kill - Section 16 OAPA 1861", {("Offences against the Person Act 1861", "16")}),
        ("shop theft in 2020 and 2021", set()),
    ],
)  # fmt: skip
def test_citations(text: str, found: set[tuple[str, str]]) -> None:
    assert offences.citations(text) == found


def test_the_model_request_s_slips_become_mapping_notes() -> None:
    (spec,) = parse_specs(
        """
tables:
  - id: t
    title: T
    count: {unit: disposals, basis: outcome_date}
    population: {title: P, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2020, to: 2021}
    dimensions:
      - name: offence
        categories:
          - code: s3
            label: Aggravated harassment
            where: {offence_code: ["8/56", "8/58"]}
            asked: Racially aggravated offences of malicious/nuisance communications or harassment S.29 Crime & Disorder Act 1998
          - code: s5
            label: Encouraging
            where: {offence_code: ["98/73"]}
            asked: Intentionally encouraging an offence - Section 45/46/47 Serious Crime Act 2007
            counted: the intentional offence; sections 45 and 46 are believing, section 47 is proof
          - code: s2
            label: Threats
            where: {offence_code: ["8/67"]}
            asked: section 16 Offences against the Person Act 1861
"""
    )
    notes = offences.notes_on(spec)
    assert [note.split(" - ")[0] for note in notes] == ["Aggravated harassment", "Aggravated harassment", "Threats"]
    assert "assaults; aggravated harassment and stalking are section 32" in notes[0]
    assert "no aggravated form of malicious communications" in notes[1]
    assert "not those of the section cited (3/1)" in notes[2]


def test_the_demonstration_s_own_notes_answer_its_slips() -> None:
    from fanlight.tables.spec.file import load_specs

    for spec in load_specs(Path(__file__).parents[2] / "demo" / "case" / "tables.yaml"):
        assert offences.notes_on(spec) == ()


def test_every_code_is_in_the_reference_and_no_sexual_one_is_missing(extracts: Path) -> None:
    import csv
    import gzip

    with gzip.open(extracts / "open" / "ref" / "police-uk-category-mappings_decoded.csv.gz", "rt") as file:
        listed = list(csv.DictReader(file))
    known = {row["ho_code"] for row in listed}
    assert set(offences.offences().kinds_of) <= known
    sexual = {row["ho_code"] for row in listed if row["sub_class"] in {"Rape", "Other sexual offences"}}
    assert {code for code in sexual if "sexual_offence" not in offences.offences().kinds(code)} <= {"99/99"}


@pytest.mark.parametrize("case", room.load()["cases"], ids=lambda c: c["rule"])
def test_room(case: dict[str, object]) -> None:
    assert (case["rule"] in room.rules_with_room()) == case["room"]


def test_rules_with_room_are_rules_of_the_policy() -> None:
    from fanlight.policy import community_resolution as policies

    for version in ("2019", "2023"):
        ids = {rule.id for rule in policies.load(version).rules}
        assert set(room.rules_with_room()) <= ids
    assert all(entry["interpretation"] is True for entry in room.load()["rules"])
