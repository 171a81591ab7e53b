"""One character never stops a response, nor does a clock that is off."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml

from fanlight.inspection.engine import text_of_data
from fanlight.records import import_files
from tests.small_case import LOW, records
from tests.unit.cli.test_cells import run

CASE = Path(__file__).parents[3] / "demo" / "case"
SIGNS = {
    "control": ("a\x00b\x07c\x1bd\x0be\x9f", "a‹U+0000›b‹U+0007›c‹U+001B›d‹U+000B›e‹U+009F›"),
    "no characters": ("x\ufffey\uffffz", "x‹U+FFFE›y‹U+FFFF›z"),
    "emoji": ("😀 👩‍👩‍👧", "😀"),
    "gujarati": ("ગુજરાતી", "ગુજરાતી"),
    "chinese": ("中文字", "中文字"),
    "jinja": ("{{ x }} {% if y %} {# z #}", "{{ x }} {% if y %} {# z #}"),
    "typst": ('#let x = 1 #panic("no") $x$ \\ *a* `d` @f', '#let x = 1 #panic("no") $x$'),
    "markup": ("]]> & <b> =1+1", "]]> & <b> =1+1"),
}
"""What is planted, and how the documents show it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    import_files([records(folder / "records.csv", LOW)], folder / "store")
    return folder / "store"


def answered(folder: Path, store: Path, sign: str) -> Path:
    """The demonstration's case with the sign in its request, title, names, answers and labels."""
    case = folder / "case"
    shutil.copytree(CASE, case)
    for name in ("request.txt", "publication.txt"):
        text = (case / name).read_text()
        assert "community" in text
        (case / name).write_text(text.replace("community", f"community {sign}", 1))
    held: dict[str, Any] = yaml.safe_load((case / "case.yaml").read_text())
    held["title"] = held["publication"]["title"] = f"Title {sign}"
    held["requester"]["name"] += f" {sign}"
    held["authority"]["name"] += f" {sign}"
    held["questions"]["1"]["answer"] += sign
    (case / "case.yaml").write_text(yaml.safe_dump(held, sort_keys=False))
    tables = yaml.safe_load((case / "tables.yaml").read_text())
    for table in tables["tables"]:
        table["title"] += f" {sign}"
        for dimension in table.get("dimensions", []):
            dimension["categories"][0]["label"] += f" {sign}"
    (case / "tables.yaml").write_text(yaml.safe_dump(tables, sort_keys=False))
    code, said = run("answer", case, "--out", folder / "out", "--records", store, "--no-ledger")
    assert code == 0, said
    assert "cannot be written" not in said
    assert "could not be read back" not in said
    return folder / "out" / "draft"


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_shown_and_stops_nothing(tmp_path: Path, store: Path, name: str) -> None:
    sign, shown = SIGNS[name]
    draft = answered(tmp_path, store, sign)
    for file in ("letter.html", "letter.docx", "tables.xlsx", "tables.ods", "table-2.csv"):
        said = text_of_data(file, (draft / "requester" / file).read_bytes())
        assert shown in " ".join(said.replace('""', '"').split()), file
    pdf = (draft / "requester" / "letter.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert len(read.pages) > 1


def test_a_character_that_no_font_has_is_shown_by_its_number(tmp_path: Path, store: Path) -> None:
    draft = answered(tmp_path, store, "\U0001ccff")
    assert "‹U+1CCFF›" in text_of_data("letter.pdf", (draft / "requester" / "letter.pdf").read_bytes())


@pytest.mark.parametrize("year", [1970, 1979, 2150])
def test_a_clock_that_is_off_stops_nothing(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    def wrong(*_: object) -> time.struct_time:
        return time.struct_time((year, 1, 1, 0, 0, 0, 3, 1, 0))

    right = answered(tmp_path / "right", store, "x")
    monkeypatch.setattr(time, "localtime", wrong)
    off = answered(tmp_path / "off", store, "x")
    for path in right.rglob("*"):
        if path.is_file():
            assert (off / path.relative_to(right)).read_bytes() == path.read_bytes()
