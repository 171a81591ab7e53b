"""What the repository promises of itself: locks, names, sizes, licences, documents."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked(pattern: str = "") -> list[Path]:
    git = ["git", "ls-files", *([pattern] if pattern else [])]
    listed = subprocess.run(git, capture_output=True, text=True, cwd=ROOT) if shutil.which("git") else None
    if listed is None or listed.returncode:
        unkept = re.compile(r"\.venv|\.git|\.\w+_cache|\.hypothesis|site|out|build|dist|\w+\.egg-info|__pycache__")
        found = ROOT.rglob(pattern or "*")
        return [p for p in found if p.is_file() and not any(map(unkept.fullmatch, p.relative_to(ROOT).parts))]
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_locks_carry_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text
    pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) > (20 if name != "requirements-build.lock" else 0)
    assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    entries = re.findall(r'^    "[\w\[\]-]+[^"]*",(.*)$', text, re.MULTILINE)
    own = [entry for entry in entries if not entry.strip().startswith(("#",))]
    listed = [line for line in text.splitlines() if re.match(r'^    "[a-zA-Z][\w.-]*(\[\w+\])?>=', line)]
    assert listed
    assert all("#" in line for line in listed)
    del own


def test_no_machine_path_in_any_file() -> None:
    for path in tracked():
        if path.suffix in {".png", ".pdf", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert str(ROOT) + "/" not in text, path
        assert not re.search(r"/(?:home|root)/\w+/", text), path


def test_files_stay_readable() -> None:
    for path in tracked("*.py"):
        if "tests" not in path.parts:
            assert len(path.read_text().splitlines()) <= 400, path


def test_no_copyleft_that_binds_the_product() -> None:
    names = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==", (ROOT / "requirements.lock").read_text(), re.M | re.I)
    for name in names:
        try:
            meta = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python
        said = " ".join([meta.get("License-Expression") or "", *(meta.get_all("Classifier") or [])])
        assert not re.search(r"\bA?GPL|GNU (?:Affero )?General Public", said), f"{name}: {said}"


def test_every_verb_and_decision_has_its_page() -> None:
    from fanlight.cli import VERBS

    pages = "\n".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
    for verb in VERBS:
        assert f"fanlight {verb.replace('_', '-')}" in pages, verb
    for folder in ("disclosure_control", "magnitude"):
        for path in (ROOT / "fanlight" / "policies" / folder).glob("*.yaml"):
            assert path.stem in pages, path


def test_every_decision_is_listed_with_its_status() -> None:
    folder = ROOT / "docs" / "adr"
    row = re.compile(
        r"^\| \[(\d+)\]\((.+?)\) \| (.+) \| (accepted|accepted, changed by .+|superseded by .+) \|$", re.MULTILINE
    )
    listed = row.findall((folder / "index.md").read_text())
    numbers = [int(number) for number, *_ in listed]
    assert numbers == sorted(set(numbers))
    assert {name for _, name, *_ in listed} == {path.name for path in folder.glob("[0-9]*.md")}
    for number, name, title, status in listed:
        assert int(name[:4]) == int(number)
        assert (folder / name).read_text().startswith(f"# {number}. {title}\n\n"), name
        later = re.findall(r"\[(\d+)\]\((\d+)-", status)
        assert bool(later) == (status != "accepted"), name
        assert all(int(said) == int(linked) > int(number) for said, linked in later), name


def test_one_version() -> None:
    import fanlight

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    headings = re.findall(r"^## ([\d.]+)(?: \(unreleased\))?$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert project["version"] == fanlight.__version__ == headings[0]


def test_what_runs_is_a_part_of_what_develops() -> None:
    """The environment of `make demo` becomes that of `make test` by adding alone."""
    pin = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^ ;]+)", re.MULTILINE | re.IGNORECASE)
    pins = {name: set(pin.findall((ROOT / name).read_text())) for name in LOCKS}
    assert pins["requirements.lock"] | pins["requirements-build.lock"] < pins["requirements-dev.lock"]


def test_every_extract_has_its_source_and_they_stay_small() -> None:
    data = ROOT / "tests" / "data"
    listed = re.findall(r"^\| ([^|]+\.[^|]+) \|", (data / "SOURCES.md").read_text(), re.MULTILINE)
    patterns = [pattern for cell in listed for pattern in cell.split(", ")]
    for folder in ("open", "facts"):
        for path in (one for one in (data / folder).rglob("*") if one.is_file()):
            name = path.relative_to(data / folder).as_posix()
            assert any(fnmatch(name, pattern) for pattern in patterns), name
    extracts = [one for folder in ("open", "facts", "tables", "files") for one in (data / folder).rglob("*")]
    assert sum(path.stat().st_size for path in extracts) < 3_000_000


def test_without_the_shared_folder_its_tests_are_left_out_and_none_is_skipped(tmp_path: Path) -> None:
    names = [
        "tests/unit/inspection/test_row_level.py",
        "tests/properties/test_layout.py",
        "tests/golden/test_law_letters.py",
    ]
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *names],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "FANLIGHT_SHARED": str(tmp_path)},
    ).stdout  # fmt: skip
    assert "deselected" in collected
    assert "test_files_of_the_literature" not in collected
    assert "test_a_file_of_made_records" in collected
    assert not re.search(r"test_every_fault_of_a_faulty_letter_is_found\[published\]", collected)


def test_links_between_pages_lead_somewhere() -> None:
    for path in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
