"""Certificates as version 0.2 wrote them, each kind in a form of its own, are still checked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.certificate import check
from fanlight.cli import build_app

EVIDENCE = Path(__file__).parents[2] / "data" / "evidence-99e27cf"
CERTIFICATES = EVIDENCE / "certificates"


def test_the_evidence_is_the_evidence() -> None:
    files = sorted(path for path in CERTIFICATES.iterdir())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    assert (
        hashlib.sha256("".join(lines).encode()).hexdigest()
        == "ec3c21578e6837966010287650a4db6b3b32c05681ba7176b94223f3d03cc29f"
    )


@pytest.mark.parametrize(
    ("certificate", "files", "options"),
    [
        ("safe.json", ["safe.csv"], ["--cells", CERTIFICATES / "cells.csv"]),
        ("groups.json", ["groups.csv"], ["--cells", CERTIFICATES / "group-cells.csv", "--groups", "district"]),
        ("small.json", ["small.jj", "small-public.csv"], []),
        (
            "more.json",
            ["more-public.csv"],
            ["--hierarchy", f"offence={CERTIFICATES / 'tree.csv'}", "--pools", CERTIFICATES / "more-pools.csv", "--zeros-shown",
             "--threshold", 5, "--cells", CERTIFICATES / "more.csv"],
        ),
    ],
)  # fmt: skip
def test_a_certificate_of_cells_verifies(certificate: str, files: list[str], options: list[object]) -> None:
    arguments = [CERTIFICATES / certificate, *(CERTIFICATES / name for name in files), *options]
    done = CliRunner().invoke(build_app(), ["verify-certificate", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    assert "proves: safe" in done.output


@pytest.mark.parametrize("name", ["disposals", "exposed", "linked", "offenders"])
def test_a_certificate_of_a_response_verifies(name: str) -> None:
    papers = json.loads((CERTIFICATES / f"answer-{name}.json").read_text(encoding="utf-8"))
    assert (papers["certificate"]["version"], papers["published"]["version"]) == (3, 3)
    check(papers["certificate"], papers["published"])
