"""What Fanlight keeps for itself nobody else reads, no planted link leads it elsewhere, and a kill leaves nothing for good."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanlight.decisions.store.in_folder import InFolder
from tests.small_case import LOW, records
from tests.unit.cli.test_cells import run

CASE = Path(__file__).parents[3] / "demo" / "case"
LETTER = """release: {reference: L-1, released: 2026-01-05}
figures:
  - {says: ten of them, unit: disposals, where: {offence_code: 3/4}, value: 10}
"""


@pytest.fixture(autouse=True)
def anybody_may_read() -> Iterator[None]:
    before = os.umask(0)
    yield
    assert os.umask(before) == 0  # it is put back


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(CASE, tmp_path / "case")
    records(tmp_path / "records.csv", LOW)
    (tmp_path / "letter.yaml").write_text(LETTER)
    return tmp_path


def imported(place: Path) -> tuple[int, str]:
    return run("records", "import", place / "records.csv", "--store", place / "store")


def answered(place: Path) -> tuple[int, str]:
    return run("answer", place / "case", "--out", place / "out", "--records", place / "store")


def approved(place: Path) -> tuple[int, str]:
    return run("approve", place / "out", "--as", "vane", "--on", "2026-10-30")


def open_to_others(folder: Path) -> list[str]:
    every = [folder, *folder.rglob("*")]
    return [p.name for p in every if stat.S_IMODE(p.stat().st_mode) != (0o700 if p.is_dir() else 0o600)]


def test_stores_ledger_drafts_and_internal_files_are_their_owners_alone(place: Path) -> None:
    assert imported(place)[0] == 0
    with InFolder(place / "store").writing():
        pass
    assert answered(place)[0] == 0
    assert run("ledger", "init", "--ledger", place / "ledger")[0] == 0
    assert run("ledger", "add", place / "letter.yaml", "--ledger", place / "ledger")[0] == 0
    assert run("ledger", "export", "--ledger", place / "ledger", "--out", place / "copy.jsonl")[0] == 0
    for name in ("store", "out", "ledger", "copy.jsonl"):
        assert open_to_others(place / name) == []
    assert (place / "store" / "decisions.sqlite").exists()
    assert (place / "store" / "ledger" / "ledger.jsonl").exists()


def test_a_store_in_a_folder_that_others_may_read_is_private(place: Path) -> None:
    (place / "store").mkdir(mode=0o755)
    assert imported(place)[0] == 0
    assert run("records", "show", "--store", place / "store")[0] == 0
    assert [p for p in (place / "store").iterdir() if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "kept.txt").write_text("as it was")
    return folder


def is_as_it_was(victim: Path) -> bool:
    return [p.name for p in victim.rglob("*")] == ["kept.txt"] and (victim / "kept.txt").read_text() == "as it was"


def planted(place: Path, name: str, target: Path) -> None:
    path = place / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("there", ["", "gone", "kept.txt"])
def test_a_planted_draft_folder_is_not_followed(place: Path, victim: Path, there: str) -> None:
    assert imported(place)[0] == 0
    planted(place, "out", victim / there)
    code, said = answered(place)
    assert code == 2
    assert "is a link, and is not followed" in said
    assert is_as_it_was(victim)
    assert approved(place)[0] == 2
    assert is_as_it_was(victim)


@pytest.mark.parametrize(
    "name",
    [
        "out/.release-unfinished", "out/release", "out/internal", "out/draft", "out/draft/requester",
        "out/internal/trail.unfinished", "out/manifest.unfinished", "out/manifest.json", "out/internal/trail.json",
    ],
)  # fmt: skip
def test_a_link_planted_in_a_draft_stops_its_approval(place: Path, victim: Path, name: str) -> None:
    assert imported(place)[0] == 0
    assert answered(place)[0] == 0
    planted(place, name, victim / "kept.txt" if "." in Path(name).name[1:] else victim)
    code, said = approved(place)
    assert code == 2
    assert "is a link, and is not followed" in said
    assert is_as_it_was(victim)
    assert run("ledger", "list", "--ledger", place / "store" / "ledger")[1] == ""


@pytest.mark.parametrize("name", ["records.duckdb", "records.lock", "records.queue", "records.duckdb.wal", "ledger"])
def test_a_link_planted_in_a_store_is_not_followed(place: Path, victim: Path, name: str) -> None:
    (place / "store").mkdir()
    if name != "records.duckdb":
        assert imported(place)[0] == 0
    planted(place / "store", name, victim / "new")
    code, said = answered(place) if name == "ledger" else imported(place)
    assert code == 2
    assert "is a link, and is not followed" in said
    assert is_as_it_was(victim)


@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.lock", "index.sqlite"])
def test_a_link_planted_in_a_ledger_is_not_followed(place: Path, victim: Path, name: str) -> None:
    (place / "ledger").mkdir()
    planted(place / "ledger", name, victim / "new")
    for command in (("init",), ("add", place / "letter.yaml"), ("list",)):
        code, said = run("ledger", *command, "--ledger", place / "ledger")
        assert code == 2
        assert "is a link, and is not followed" in said
        assert is_as_it_was(victim)


def killed(place: Path, words: list[str], appears: str) -> None:
    """Starts a command and kills it as soon as a file of this pattern is there."""
    child = subprocess.Popen([sys.executable, "-m", "fanlight", *words], cwd=place, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not list(place.glob(appears)) and child.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    child.send_signal(signal.SIGKILL)
    child.wait()


def test_what_a_killed_import_left_goes_at_the_next_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(CASE.parents[1]))
    killed(place, ["records", "import", "records.csv", "--store", "store"], "store/.import-*/*")
    assert list(place.glob("store/.import-*/*"))
    assert imported(place)[0] == 0
    assert list(place.glob("store/.import-*")) == []


def test_what_a_killed_answer_left_goes_at_the_next_one(place: Path) -> None:
    assert imported(place)[0] == 0
    left = place / ".out-abcd1234"
    (left / "internal").mkdir(parents=True)
    (left / "internal" / "audit.json").write_text("7919")
    for name in (".out-settings", ".out-notes123"):  # another's: by its name, by what is in it
        (place / name).mkdir()
        (place / name / "theirs").write_text("x")
    assert answered(place)[0] == 0
    assert sorted(p.name for p in place.glob(".out-*")) == [".out-notes123", ".out-settings"]


def test_a_draft_that_a_killed_answer_had_moved_is_put_back(place: Path) -> None:
    assert imported(place)[0] == 0
    assert answered(place)[0] == 0
    (place / "out").rename(place / ".out-abcd1234-old")
    (place / "case" / "tables.yaml").write_text("nonsense")
    assert answered(place)[0] == 2
    assert (place / "out" / "manifest.json").exists()
    assert list(place.glob(".out-*")) == []
