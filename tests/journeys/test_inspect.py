"""`fanlight inspect` by the command line: exit codes, JSON, profiles, folders, limits, rebuilt copies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fanlight.errors import CouldNotRead
from fanlight.inspection import Limits, inspect
from fanlight.inspection.sandbox.workers import inspect_many
from tests.inspection_files import SECRET, book, edited, header_style, hide_rows, sheet_part, swap, white

ROOT = Path(__file__).parents[2]


def fanlight(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fanlight", "inspect", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT,
        timeout=120,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "clean.xlsx").write_bytes(book(header_style))
    (tmp_path / "sub" / "hidden.xlsx").write_bytes(book(hide_rows))
    (tmp_path / "broken.xlsx").write_bytes(book()[:500])
    return tmp_path


def test_a_folder_answers_for_every_file_in_json(folder: Path) -> None:
    done = fanlight(folder, "--json")
    assert done.returncode == 2
    rows = json.loads(done.stdout)
    assert [(Path(row["file"]).name, row["status"]) for row in rows] == [
        ("broken.xlsx", "could_not_read"), ("clean.xlsx", "clean"), ("hidden.xlsx", "findings"),
    ]  # fmt: skip
    for row in rows:
        assert set(row) == {"file", "status", "findings"}
        for finding in row["findings"]:
            assert set(finding) == {"check", "severity", "where", "count", "sample", "mend"}
            assert finding["severity"] in {"info", "warning", "serious"}
    assert [f["check"] for f in rows[2]["findings"] if f["severity"] != "info"] == ["rows_hidden"]
    assert [f["check"] for f in rows[0]["findings"]] == ["damaged"]


def test_exit_codes(folder: Path) -> None:
    assert fanlight(folder / "clean.xlsx").returncode == 0
    assert fanlight(folder / "clean.xlsx", "--fail-on", "info").returncode == 1
    assert fanlight(folder / "sub" / "hidden.xlsx").returncode == 1
    assert fanlight(folder / "broken.xlsx").returncode == 2
    assert fanlight(folder / "not there.xlsx").returncode == 2
    assert fanlight(folder / "clean.xlsx", "--profile", "other").returncode == 2


def test_what_is_hidden_is_never_printed(tmp_path: Path) -> None:
    path = tmp_path / "white.xlsx"
    path.write_bytes(book(white))
    for arguments in ((path,), (path, "--json")):
        done = fanlight(*arguments)
        assert done.returncode == 1
        assert "invisible_text" in done.stdout
        for word in SECRET.split():
            assert word not in done.stdout + done.stderr


def test_the_profile_of_whatdotheyknow(tmp_path: Path) -> None:
    """Its criteria count hidden sheets, but neither white text nor comments; names alone are let pass."""

    def hidden(made) -> None:
        made.create_sheet("Raw")["A1"] = 1
        made["Raw"].sheet_state = "hidden"

    (tmp_path / "sheet.xlsx").write_bytes(book(hidden))
    (tmp_path / "white.xlsx").write_bytes(book(white))
    assert fanlight(tmp_path / "sheet.xlsx", "--profile", "wdtk").returncode == 1
    assert fanlight(tmp_path / "white.xlsx", "--profile", "wdtk").returncode == 0
    assert fanlight(tmp_path / "white.xlsx").returncode == 1


def test_a_rebuilt_copy_holds_what_is_seen_and_nothing_else(tmp_path: Path) -> None:
    import openpyxl

    def fill(made) -> None:
        white(made)
        hide_rows(made)
        made.create_sheet("Raw")["A1"] = SECRET
        made["Raw"].sheet_state = "hidden"

    path, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(book(fill))
    done = fanlight(path, "--rebuild", copy)
    assert done.returncode == 0, done.stdout
    assert {"gone  rows_hidden", "gone  invisible_text", "gone  sheet_hidden"} <= {
        line.partition(" at ")[0] for line in done.stdout.splitlines()
    }
    made = openpyxl.load_workbook(copy)
    assert made.sheetnames == ["Table 1"]
    assert [row for row in made["Table 1"].iter_rows(values_only=True) if any(row)] == [
        ("Rank", "Number"), ("Constable", 12), ("Inspector", 56),
    ]  # fmt: skip
    with zipfile.ZipFile(copy) as package:
        assert SECRET.encode() not in b"".join(package.read(name) for name in package.namelist())
    first = copy.read_bytes()
    copy.unlink()
    assert fanlight(path, "--rebuild", copy, "--range", "Table 1!A1:B4").returncode == 0
    assert copy.read_bytes() == first
    assert fanlight(path, "--rebuild", copy).returncode == 2  # it is there already
    assert fanlight(path, "--rebuild", tmp_path / "c.xlsx", "--range", "Raw!A1").returncode == 2


def test_files_are_read_in_a_bounded_process(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(edited(book(), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 60_000_000}))
    with pytest.raises(CouldNotRead) as caught:
        inspect(bomb, Limits(unpacked=50_000_000))
    assert caught.value.check == "too_large"
    slow = tmp_path / "slow.xlsx"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{n}&#65;</v></c></row>' for n in range(1, 40_000))
    slow.write_bytes(sheet_part(swap("</sheetData>", rows + "</sheetData>")))
    with pytest.raises(CouldNotRead) as caught:
        inspect(slow, Limits(seconds=0.05))
    assert caught.value.check == "too_long"


def test_files_within_files_are_followed_only_so_far(tmp_path: Path) -> None:
    import io

    data = book(hide_rows)
    for depth in range(9):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr(f"{depth}.zip" if depth else "a.xlsx", data)
        data = out.getvalue()
        (tmp_path / f"{depth}.zip").write_bytes(data)
    assert "rows_hidden" in {one.check for one in inspect(tmp_path / "2.zip")}
    with pytest.raises(CouldNotRead) as caught:
        inspect(tmp_path / "8.zip")
    assert caught.value.check == "too_deep"


def test_a_pipe_or_a_folder_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    with pytest.raises(CouldNotRead):
        inspect(tmp_path / "pipe.xlsx")


def test_many_files_keep_their_order(tmp_path: Path) -> None:
    paths = []
    for number in range(12):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(book(hide_rows if number % 3 == 0 else header_style))
    told: list[Path] = []
    answers = inspect_many(paths, Limits(), 2, told.append)
    hidden = [not isinstance(a, CouldNotRead) and a.worst == "serious" for a in answers]
    assert hidden == [number % 3 == 0 for number in range(12)]
    assert sorted(told) == sorted(paths)
