"""What the first version wrote down still holds, unchanged: certificates, ledger, trail, manifest, decisions, stores."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fanlight.certificate import check
from fanlight.cli import build_app
from fanlight.errors import NotProvedSafe

EVIDENCE = Path(__file__).parents[2] / "data" / "evidence-d23bafd"
CERTIFICATES = EVIDENCE / "certificates"
DECISIONS_HEAD = "23:c8a1cb567fb149865a411b6b1217dc148a545ca90feca8af4b18a558594a6c95"
LEDGER_HEAD = "117cda2cdafdefaa307346c7845036910d09a53d98ffac8a9c1bf470435040b0"
TRAIL_HEAD = "ea09674c013a584e27d2f44c200f97f34a43357f1f65eda87de2d6c1782e1cb6"


def test_the_evidence_is_the_evidence() -> None:
    """Nothing here is ever written anew, whatever a later version would write instead."""
    files = sorted(path for path in EVIDENCE.rglob("*") if path.is_file() and path.name != "README.md")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(EVIDENCE).as_posix()}\n" for path in files
    ]
    assert len(files) == 20
    assert (
        hashlib.sha256("".join(lines).encode()).hexdigest()
        == "b5995b39b0627a89d385a2ef0e953716c9e17454f787499615a1a090095b9869"
    )


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build_app(), [str(argument) for argument in arguments])


def unpacked(name: str, tmp_path: Path) -> Path:
    with tarfile.open(EVIDENCE / f"{name}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / name


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    return unpacked("answered", tmp_path)


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    return unpacked("decided", tmp_path)


@pytest.mark.parametrize(
    ("certificate", "files", "options", "code"),
    [
        ("safe.json", ["safe.csv"], ["--cells", CERTIFICATES / "cells.csv"], 0),
        ("exposed.json", ["exposed.csv"], [], 1),
        ("small.json", ["small.jj", "small-public.csv"], [], 0),
        (
            "more.json",
            ["more-public.csv"],
            ["--hierarchy", f"offence={CERTIFICATES / 'tree.csv'}", "--pools", CERTIFICATES / "more-pools.csv", "--zeros-shown",
             "--threshold", 5, "--cells", CERTIFICATES / "more.csv"],
            0,
        ),
    ],
)  # fmt: skip
def test_a_certificate_verifies(certificate: str, files: list[str], options: list[object], code: int) -> None:
    done = run("verify-certificate", CERTIFICATES / certificate, *(CERTIFICATES / name for name in files), *options)
    assert done.exit_code == code, done.output
    assert f"proves: {'not safe' if code else 'safe'}" in done.output


def test_a_certificate_of_another_table_does_not(tmp_path: Path) -> None:
    text = (CERTIFICATES / "safe.csv").read_text()
    assert "theft,north,,c" in text
    (tmp_path / "safe.csv").write_text(text.replace("theft,north,,c", "theft,north,12,"))
    done = run("verify-certificate", CERTIFICATES / "safe.json", tmp_path / "safe.csv")
    assert isinstance(done.exception, NotProvedSafe)


def test_the_certificate_of_an_answer_verifies(answered: Path) -> None:
    audit = json.loads((answered / "out" / "internal" / "audit.json").read_text(encoding="utf-8"))["audit"]
    assert audit["certificate"]["verdict"] == "safe"
    check(audit["certificate"], audit["published"])


@pytest.mark.parametrize(("name", "verdict"), [("exposed", "exposed"), ("offenders", "safe")])
def test_certificates_of_answers_of_other_kinds_verify(name: str, verdict: str) -> None:
    papers = json.loads((CERTIFICATES / f"answer-{name}.json").read_text(encoding="utf-8"))
    assert papers["certificate"]["verdict"] == verdict
    check(**papers)


def test_a_ledger_verifies_and_grows(tmp_path: Path) -> None:
    ledger = Path(shutil.copytree(EVIDENCE / "ledger", tmp_path / "ledger"))
    done = run("ledger", "verify", "--ledger", ledger)
    assert done.exit_code == 0, done.output
    assert f"2 entries; the last one's hash is {LEDGER_HEAD}." in done.output
    assert "statistics-2023" in run("ledger", "list", "--ledger", ledger).output
    (ledger / "index.sqlite").unlink()  # the file alone holds all of it
    assert run("ledger", "verify", "--ledger", ledger).exit_code == 0


def test_the_ledger_of_an_answer_verifies(answered: Path) -> None:
    done = run("ledger", "verify", "--ledger", answered / "store" / "ledger", "--json")
    assert done.exit_code == 0, done.output
    approved = json.loads((answered / "out" / "internal" / "trail.json").read_text(encoding="utf-8"))["trail"][-1]
    assert approved["ledger_hash"] in done.output


def test_a_trail_verifies_and_goes_on(answered: Path) -> None:
    from fanlight.answering.output.trail import Trail

    trail = Trail.read(answered / "out" / "internal" / "trail.json")
    assert [entry["event"] for entry in trail.entries][-2:] == ["drafted", "approved"]
    assert trail.entries[-1]["hash"] == TRAIL_HEAD
    trail.add("read again", by="A test", on="2026-12-01")
    (answered / "trail.json").write_text(trail.to_json("INTERNAL"))
    assert Trail.read(answered / "trail.json").entries[-1]["previous"] == TRAIL_HEAD


def test_a_manifest_holds_for_draft_and_release(answered: Path) -> None:
    from fanlight.answering.output import manifest as manifests

    out = answered / "out"
    manifest = manifests.read(out / manifests.NAME)
    assert manifest.approval is not None
    assert manifest.approval["by"] == "Superintendent Idris Vane"
    assert manifests.of_folder(out / "draft") == manifests.of_folder(out / "release") == manifest.files
    assert manifest.to_json() == (out / manifests.NAME).read_text(encoding="utf-8")


def test_a_case_folder_reads(answered: Path) -> None:
    from fanlight.answering.folder import read_case

    case, _ = read_case(answered / "case")
    assert case.file.reference == "01.FOI.26.000482"
    assert list(case.file.questions) == ["1", "2(a)", "3(a)", "3(b)"]


def test_a_record_store_opens_and_counts(answered: Path) -> None:
    from fanlight.tables.spec.file import load_specs
    from fanlight.tabulation import open_source, tabulate

    shown = run("records", "show", "--store", answered / "store").output
    assert "disposals-2024.csv (fanlight): 302 rows = 273 accepted + 25 duplicates + 4 rejected" in shown
    assert "8 rejected rows." in run("records", "rejected", "--store", answered / "store").output
    first, second = load_specs(answered / "case" / "tables.yaml")
    with open_source(str(answered / "store")) as source:
        for number, spec in ((1, first), (2, second)):
            counts = tabulate(source.resolve(spec), source).counts
            held = (answered / "out" / "internal" / f"table-{number}-unprotected.csv").read_text().splitlines()
            told = {value for line in held if line[:1] != "#" for value in line.split(",") if value.isdecimal()}
            assert {str(count) for count in counts.values()} <= told


def test_a_decision_chain_verifies_and_its_cases_open(decided: Path) -> None:
    store = decided / "store"
    done = run("resolution", "verify", "--store", store, "--head", DECISIONS_HEAD)
    assert done.exit_code == 0, (done.output, done.exception)
    assert done.output == (decided / "verified.txt").read_text()
    cases = json.loads(run("resolution", "list", "--store", store, "--json").output)
    assert [(one["case"], one["state"]) for one in cases] == [
        ("CR-2020-000001", "decided"), ("CR-2021-000001", "decided"), ("CR-2022-000001", "cancelled"),
        ("CR-2022-000002", "decided"), ("CR-2022-000003", "open"), ("CR-2022-000004", "withdrawn"),
        ("CR-2022-000005", "decided"),
    ]  # fmt: skip
    for one in cases:
        shown = run("resolution", "show", one["case"], "--store", store)
        assert f"chain head {DECISIONS_HEAD}" in shown.output
    assert run("records", "show", "--store", store).output == (decided / "shown.txt").read_text()


def test_an_exported_record_replays_with_and_without_its_store(decided: Path) -> None:
    for more in ([], ["--store", decided / "store"]):
        done = run("resolution", "replay", decided / "record.json", *more)
        assert done.exit_code == 0, (done.output, done.exception)
        assert "every hash and link holds" in done.output


def test_a_sample_comes_of_its_seed_again(decided: Path) -> None:
    done = run(
        "resolution", "sample-check", "S-2022-001", "--store", decided / "store", "--frame", decided / "frame.txt"
    )
    assert done.exit_code == 0, (done.output, done.exception)
