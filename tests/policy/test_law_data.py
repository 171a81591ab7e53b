"""The law's data: every value has a source and a certainty, and every finding and exemption has its place in the docs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanlight.law import exemptions
from fanlight.law.data import SURE, law_file
from fanlight.law.findings import faults

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", ["clock", "review", "cost_limit", "requests", "environmental", "subject_access"])
def test_values_are_cited(name: str) -> None:
    for key, entry in law_file(name)["values"].items():
        assert set(entry) == {"value", "law", "source", "sure"}, key
        assert entry["sure"] in SURE


def test_what_is_listed_is_cited() -> None:
    listed = [version for entry in law_file("confirm_or_deny")["provisions"] for version in entry["versions"]]
    listed += law_file("confirm_or_deny")["together"] + law_file("environmental")["exceptions"]
    listed += list(law_file("other_acts")["acts"].values()) + list(law_file("subject_access")["laws"].values())
    for entry in listed:
        assert entry["source"], entry
        assert entry["sure"] in SURE, entry


def test_docs_name_every_provision_on_confirming_or_denying() -> None:
    page = (DOCS / "exemptions.md").read_text(encoding="utf-8")
    for entry in law_file("confirm_or_deny")["provisions"]:
        for version in entry["versions"]:
            of = ", ".join(f"`{limb}`" for limb in entry["of"])
            assert f"| {of} | {version['since']} |" in page
            assert f"| {version['type']} | {version['test']} | {version['sure']} |" in page


def test_faults_are_whole() -> None:
    assert not set(law_file("faults")["faults"]) & set(law_file("procedure_faults")["faults"])
    for key, entry in faults().items():
        assert set(entry) == {"severity", "message", "mend", "law", "sure"}, key
        assert entry["severity"] in {"missing", "wrong", "check"}
        assert entry["sure"] in SURE


def test_what_section_17_requires_has_a_finding() -> None:
    contents: dict[str, Any] = law_file("notice_contents")
    faults = law_file("faults")["faults"]
    for must in contents["must"]:
        assert must["findings"]
        assert set(must["findings"]) <= set(faults), must["id"]
    assert {must["section"] for must in contents["must"]} >= {
        "17(1)(a)",
        "17(1)(b)",
        "17(1)(c)",
        "17(7)(a)",
        "17(7)(b)",
    }


def test_docs_name_every_finding_and_limb() -> None:
    checks = (DOCS / "notice-check.md").read_text(encoding="utf-8")
    for name in law_file("faults")["faults"]:
        assert f"`{name}`" in checks, name
    register = (DOCS / "exemptions.md").read_text(encoding="utf-8")
    for name, held in exemptions.versions().items():
        assert f"`{name}`" in register, name
        for version in held:
            assert version.value.section in register


def test_files_are_named_by_their_limb() -> None:
    folder = Path(exemptions.__file__).resolve().parents[1] / "policies" / "exemptions"
    assert {path.stem for path in folder.glob("*.yaml")} == set(exemptions.versions())
