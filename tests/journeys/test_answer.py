"""A case from request to release, by the command line, on the demonstration's records; and all that can stop it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from demo.generate import write
from fanlight.records import import_files

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("answer")


def fanlight(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fanlight", *map(str, arguments)], capture_output=True, text=True, cwd=cwd or ROOT,
        env={**os.environ, **environment}, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    import_files(write(folder / "files"), folder / "store", extracted=date(2026, 10, 12))
    return folder / "store"


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Path:
    """A store of its own, since a release that another test approves stays in the store's ledger."""
    return Path(shutil.copytree(imported, tmp_path / "store", dirs_exist_ok=True))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "demo" / "case", tmp_path / "case"))


@pytest.fixture(scope="module")
def drafted(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drafted") / "out"
    store = shutil.copytree(imported, out.parent / "store")
    done = fanlight("answer", ROOT / "demo" / "case", "--records", store, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "3(b): given in part" in done.stdout
    assert "Nothing is missing" in done.stdout
    return out


@pytest.fixture
def draft(drafted: Path, tmp_path: Path) -> Path:
    """The draft and the store that it was made from, side by side as they were."""
    return Path(shutil.copytree(drafted.parent, tmp_path, dirs_exist_ok=True)) / "out"


def changed(case: Path, **changes: object) -> None:
    path = case / "case.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, value in changes.items():
        if value is None:
            content.pop(name)
        else:
            content[name] = value
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


EXPECTED = {
    *(f"requester/letter.{e}" for e in ("html", "pdf", "docx")),
    *(f"{f}/tables.{e}" for f in ("requester", "publish") for e in ("xlsx", "ods")),
    *(f"{f}/table-{n}.csv{m}" for f in ("requester", "publish") for n in (1, 2) for m in ("", "-metadata.json")),
    "publish/page.html",
}


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_release_is_exactly_the_approved_bytes(draft: Path) -> None:
    before = files(draft / "draft")
    assert set(before) == EXPECTED
    done = fanlight("approve", draft, "--as", "Superintendent Idris Vane", "--on", "2026-10-29")
    assert done.returncode == 0, done.stderr
    assert files(draft / "release") == before
    manifest = json.loads((draft / "manifest.json").read_text())
    assert manifest["approval"]["by"] == "Superintendent Idris Vane"
    assert manifest["files"] == {n: hashlib.sha256(d).hexdigest() for n, d in before.items()}
    from fanlight.answering.output.trail import Trail

    events = [entry["event"] for entry in Trail.read(draft / "internal" / "trail.json").entries]
    assert events[0] == "request received"
    assert events[-1] == "approved"
    assert manifest["deciders"] == ["achebe"]
    assert manifest["approval"]["id"] == "2086"
    again = fanlight("verify", draft)
    assert again.returncode == 0, again.stderr
    assert "as approved by Superintendent Idris Vane (2086) on 2026-10-29" in again.stdout
    (draft / "release" / "requester" / "table-1.csv").write_text("x")
    (draft / "release" / "more.txt").write_text("x")
    again = fanlight("verify", draft)
    assert again.returncode == 1
    assert "table-1.csv has been changed since it was approved" in again.stderr
    assert "more.txt was not approved" in again.stderr


def test_internal_files_say_so_in_their_first_line(draft: Path) -> None:
    for name, data in files(draft / "internal").items():
        assert b"INTERNAL" in data.splitlines()[0], name


def test_the_page_shows_nobody(draft: Path) -> None:
    for name, data in files(draft / "draft" / "publish").items():
        if not name.endswith((".xlsx", ".ods")):
            assert not re.search(r"Farthingale|Quill|960442|imogen", data.decode(), re.IGNORECASE), name


def test_nothing_outside_says_why_how_low_or_anonymous(draft: Path) -> None:
    from fanlight.inspection import text_of

    for path in (draft / "draft").rglob("*.*"):
        text = text_of(path)
        assert not re.search(
            r"anonym|threshold|fewer than|low (?:number|figure|count)|interval|assessed|complementary", text, re.I
        ), path
    for path in (draft / "internal").rglob("*.*"):
        assert not re.search("anonym", path.read_text(), re.I), path


def test_the_same_case_gives_the_same_bytes(drafted: Path, store: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    done = fanlight(
        "answer", ROOT / "demo" / "case", "--records", store, "--out", again, PYTHONHASHSEED="11", TZ="Asia/Tokyo"
    )
    assert done.returncode == 0, done.stderr
    assert files(again) == files(drafted)


def test_a_file_changed_since_or_added_stops_the_release(draft: Path) -> None:
    with (draft / "draft" / "requester" / "table-1.csv").open("a") as file:
        file.write("x\n")
    (draft / "draft" / "publish" / "more.txt").write_text("x")
    done = fanlight("approve", draft, "--as", "vane")
    assert done.returncode == 1
    assert "table-1.csv has been changed" in done.stderr
    assert "more.txt was not made by Fanlight" in done.stderr
    assert not (draft / "release").exists()


def test_whoever_decided_cannot_approve(draft: Path) -> None:
    done = fanlight("approve", draft, "--as", "rosalind  ACHEBE")
    assert done.returncode == 1
    assert "somebody else must approve" in done.stderr
    assert not (draft / "release").exists()


def test_a_changed_trail_is_refused(draft: Path) -> None:
    path = draft / "internal" / "trail.json"
    path.write_text(path.read_text().replace("Rosalind Achebe", "Rosalind Acheby"))
    done = fanlight("approve", draft, "--as", "vane")
    assert done.returncode == 2
    assert "trail" in done.stderr


def remaining(case: Path, store: Path, out: Path) -> str:
    done = fanlight("answer", case, "--records", store, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "Remaining for a person" in done.stdout
    refused = fanlight("approve", out, "--as", "vane")
    assert refused.returncode == 1
    assert not (out / "release").exists()
    return done.stdout


def test_without_assessments_the_draft_protects_and_waits(case: Path, store: Path, tmp_path: Path) -> None:
    changed(case, identifiability=[])
    said = remaining(case, store, tmp_path / "out")
    assert "record under identifiability" in said
    table = (tmp_path / "out" / "draft" / "requester" / "table-2.csv").read_text()
    assert "Combined" in table


def test_figures_that_identify_nobody_are_given(case: Path, store: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    (entry,) = content["identifiability"]
    entry |= {"identifiable": False, "reason": "no other information would point to anybody"}
    changed(case, identifiability=[entry], exemptions=[])
    assert "clears figures that it does not name" in remaining(case, store, tmp_path / "out")
    shown = yaml.safe_load((tmp_path / "out" / "internal" / "assess.yaml").read_text(encoding="utf-8"))
    (seen,) = shown["identifiability"]
    entry |= {"spec": seen["spec"], "extract": seen["extract"]}
    changed(case, identifiability=[entry], exemptions=[])
    done = fanlight("answer", case, "--records", store, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "3(b): given in full" in done.stdout
    table = (tmp_path / "out" / "draft" / "requester" / "table-2.csv").read_text()
    assert "Combined" not in table
    assert "[c]" not in table


def test_an_exemption_without_withholding_and_withholding_without_one_are_found(
    case: Path, store: Path, tmp_path: Path
) -> None:
    changed(case, exemptions=[])
    assert "no exemption is recorded" in remaining(case, store, tmp_path / "out")


def test_words_that_give_a_number_away_must_be_declared(case: Path, store: Path, tmp_path: Path) -> None:
    changed(case, notes=["In 2024 there were only two resolutions for coercive behaviour."])
    assert "two resolutions" in remaining(case, store, tmp_path / "out")


def test_a_declared_figure_that_exposes_stops_everything(case: Path, store: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    said = {"text": "only two", "table": "resolutions_by_offence", "figure": {"offence": "coercive_control", "period": "2024"},
            "relation": "<=", "value": 2, "decided_by": "achebe"}  # fmt: skip
    changed(case, notes=["There were only two."], said=[*content["said"], said])
    done = fanlight("answer", case, "--records", store, "--out", tmp_path / "out")
    assert done.returncode in {1, 2}
    assert not (tmp_path / "out").exists()


def test_an_unconfirmed_publication_copy_makes_no_page(case: Path, store: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    content["publication"] |= {"confirmed_by": ""}
    changed(case, publication=content["publication"])
    assert "confirmed the publication copy" in remaining(case, store, tmp_path / "out")
    assert not (tmp_path / "out" / "draft" / "publish").exists()


def test_a_publication_copy_that_names_the_requester_is_refused(case: Path, store: Path, tmp_path: Path) -> None:
    with (case / "publication.txt").open("a") as file:
        file.write("\nSent by Ms FARTHINGALE\n")
    assert "still shows somebody's name" in remaining(case, store, tmp_path / "out")


def test_an_unanswered_question_is_listed(case: Path, store: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    del content["questions"]["2(a)"]
    changed(case, questions=content["questions"])
    assert "Question 2.a of the request has no entry" in remaining(case, store, tmp_path / "out")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("received: 2026-10-05", "received: 2026-13-05"), "case.yaml line 3"),
        (("decided: 2026-10-29", "decided: 2026-09-29"), "before the receipt"),
        (('"3(b)":\n    kind', '"3(z)":\n    kind'), "no question"),
        (("tables: [resolutions_by_offence]", "tables: [no_such_table]"), "no_such_table"),
        (("officer: achebe", "officers: achebe"), "officers"),
        (
            (
                "table: resolutions_by_offence\n    cells: flagged",
                "table: resolutions_by_offence\n    cells: [{offences: x}]",
            ),
            "no dimension",
        ),
    ],
)
def test_bad_cases_are_refused_with_where_and_leave_nothing(
    case: Path, store: Path, tmp_path: Path, edit: tuple[str, str], said: str
) -> None:
    path = case / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert edit[0] in text
    path.write_text(text.replace(*edit), encoding="utf-8")
    done = fanlight("answer", case, "--records", store, "--out", tmp_path / "out")
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert [p for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_folder_with_other_things_or_a_release_is_left_alone(draft: Path, store: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("x")
    assert fanlight("answer", ROOT / "demo" / "case", "--records", store, "--out", other).returncode == 2
    assert (other / "thesis.txt").read_text() == "x"
    fanlight("approve", draft, "--as", "vane", "--on", "2026-10-29")
    again = fanlight("answer", ROOT / "demo" / "case", "--records", store, "--out", draft)
    assert again.returncode == 1
    assert (draft / "release").exists()


def test_help_is_light() -> None:
    program = (
        "import sys; sys.argv = ['fanlight', '--help']\n"
        "from fanlight.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'duckdb','ibis','pandas','numpy','highspy','pydantic','lxml','docx','typst','jinja2','yaml'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout
