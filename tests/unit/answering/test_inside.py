"""What a case names outside of its folder is neither read nor published."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.small_case import LOW, records
from tests.unit.cli.test_cells import run

CASE = Path(__file__).parents[3] / "demo" / "case"
SECRET = "root:x:0:0:the secret of another file"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    shutil.copytree(CASE, tmp_path / "case")
    (tmp_path / "secret.txt").write_text(SECRET)
    shutil.copy(CASE / "tables.yaml", tmp_path / "tables.yaml")
    records(tmp_path / "records.csv", LOW)
    return tmp_path / "case"


def answered(case: Path) -> tuple[int, str]:
    out = case.parent / "out"
    return run("answer", case, "--out", out, "--records", case.parent / "records.csv")


def changed(case: Path, old: str, new: str) -> None:
    path = case / "case.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def refused(case: Path, words: str) -> None:
    code, said = answered(case)
    assert code == 2
    assert words in said
    assert SECRET not in said
    assert not (case.parent / "out").exists()


@pytest.mark.parametrize(
    "name", ["../secret.txt", "sub/../../secret.txt", "/etc/passwd", "'..\\secret.txt'", '"a\\0b"', "."]
)
def test_a_publication_copy_elsewhere_is_refused(case: Path, name: str) -> None:
    changed(case, "copy: publication.txt", f"copy: {name}")
    refused(case, "no file of the case's folder")


@pytest.mark.parametrize("name", ["../tables.yaml", "/tmp/tables.yaml"])
def test_a_spec_elsewhere_is_refused(case: Path, name: str) -> None:
    changed(case, "tables: [tables.yaml]", f"tables: [{name}]")
    refused(case, "no file of the case's folder")


@pytest.mark.parametrize("name", ["publication.txt", "tables.yaml", "request.txt", "case.yaml"])
@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd"])
def test_a_link_that_leads_out_is_refused(case: Path, name: str, target: str) -> None:
    (case / name).unlink()
    (case / name).symlink_to(target)
    refused(case, "leads out of the case's folder")


def test_a_folder_that_leads_out_is_refused(case: Path) -> None:
    (case / "sub").symlink_to("..")
    changed(case, "copy: publication.txt", "copy: sub/secret.txt")
    refused(case, "leads out of the case's folder")


def test_links_in_a_circle_names_too_long_and_pipes_are_refused(case: Path) -> None:
    (case / "publication.txt").unlink()
    (case / "publication.txt").symlink_to("publication.txt")
    refused(case, "cannot be a file here")
    (case / "publication.txt").unlink()
    os.mkfifo(case / "publication.txt")
    refused(case, "is no file")
    changed(case, "copy: publication.txt", f"copy: {'x' * 5000}")
    refused(case, "cannot be a file here")


def test_every_file_of_the_case_is_hashed_and_no_other(case: Path) -> None:
    (case / "copies").mkdir()
    shutil.move(case / "publication.txt", case / "copies" / "public.txt")
    (case / "publication.txt").symlink_to("copies/public.txt")
    shutil.move(case / "tables.yaml", case / "copies" / "t.yaml")
    changed(case, "tables: [tables.yaml]", "tables: [copies/t.yaml]")
    (case / "elsewhere").symlink_to("../secret.txt")
    code, said = answered(case)
    assert code == 0, said
    hashed = json.loads((case.parent / "out" / "manifest.json").read_text())["case"]
    assert set(hashed) == {"case.yaml", "request.txt", "publication.txt", "copies/public.txt", "copies/t.yaml"}
