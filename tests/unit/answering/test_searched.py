"""How the search for the least loss ended: said to whoever drafts and to whoever approves, and a time limit that is one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fanlight import sdc
from fanlight.answering import Draft
from fanlight.answering.approve import advice
from fanlight.answering.counting.searched import BY_TIME, found_words
from fanlight.answering.folder import answer
from fanlight.answering.output import manifest
from fanlight.cli import build_app
from fanlight.cli.answer import summary
from fanlight.errors import BadInput
from fanlight.records import import_files
from tests.small_case import LOW, records

CASE = Path(__file__).parents[3] / "demo" / "case"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    import_files([records(folder / "records.csv", LOW)], folder / "store")
    return folder / "store"


def drafted(store: Path, out: Path, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Draft:
    """A draft whose plan says something else of its search."""
    honest = sdc.plan

    def plan(*given: Any, **more: Any) -> Any:
        return replace(honest(*given, **more), **changes)

    monkeypatch.setattr(sdc, "plan", plan)
    return answer(CASE, [store], out, no_ledger=True)


def test_what_ended_by_time_is_said_to_officer_and_approver(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    made = drafted(store, out, monkeypatch, ended="time", proved_best=False, bound=1)
    assert made.advice[0] == BY_TIME
    assert "the search ended by time" in "\n".join(summary(made, out))
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["ended"] == "time"
    assert "The search ended by time" in (out / "internal" / "audit.html").read_text(encoding="utf-8")
    assert advice(out) == (BY_TIME,)
    shown = CliRunner().invoke(build_app(), ["approve", str(out), "--as", "vane", "--on", "2026-10-29"])
    assert shown.exit_code == 0, shown.output
    assert BY_TIME in shown.output.replace("\n", " ")


def test_what_ended_by_proof_needs_no_word(store: Path, tmp_path: Path) -> None:
    made = answer(CASE, [store], tmp_path / "out", no_ledger=True)
    assert made.manifest.ended == "proof"
    assert BY_TIME not in made.advice
    assert made.found.startswith("Proved safe, and proved to lose least")
    assert advice(tmp_path / "out") == ()


def test_the_manifest_of_an_earlier_version_is_read_as_it_was(store: Path, tmp_path: Path) -> None:
    """Its manifest says nothing of the search, and keeps saying nothing."""
    made = answer(CASE, [store], tmp_path / "out", no_ledger=True)
    old = replace(made.manifest, ended=None).to_json()
    assert "ended" not in old
    (tmp_path / "out" / "manifest.json").write_text(old, encoding="utf-8", newline="\n")
    assert manifest.read(tmp_path / "out" / "manifest.json").to_json() == old
    assert advice(tmp_path / "out") == ()


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_limit_that_is_no_time_is_refused(seconds: float, store: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="time limit"):
        answer(CASE, [store], tmp_path / "out", no_ledger=True, seconds=seconds)
    assert not (tmp_path / "out").exists()


def test_the_bound_is_told_as_a_part_of_the_loss() -> None:
    words = found_words({"proved_best": False, "bound": 970, "measure": {"lost": 1000}, "ended": "work"})
    assert "97.0 %" in words
    assert "by the most work that it does" in words
