"""The inspector on files made to hide something: each is found for its own reason, and a clean one is clean."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from fanlight.errors import CouldNotRead
from fanlight.inspection import Finding, inspect

EXPECTED = {
    "annotation.pdf": "annotations",
    "attachment_meta.pdf": "attachments",
    "comment.xlsx": "comments",
    "defined_name_docprops.xlsx": "defined_name_hidden",
    "far_cell_print_area.xlsx": "far_cells",
    "filtered_rows.xlsx": "filter_active",
    "formula_external.xlsx": "formulas",
    "incremental_old_revision.pdf": "old_revisions",
    "layer_off.pdf": "layers",
    "numfmt_and_tiny.xlsx": "invisible_text",
    "orphan_and_customxml.xlsx": "orphan_sheet",
    "psni_hidden_sheet.ods": "sheet_hidden",
    "psni_hidden_sheet.xlsx": "sheet_hidden",
    "tracked_hidden.docx": "tracked_changes",
    "very_hidden_sheet.xlsx": "sheet_very_hidden",
    "white_text.ods": "invisible_text",
    "white_text.xlsx": "invisible_text",
}


@pytest.mark.parametrize(("name", "check"), sorted(EXPECTED.items()))
def test_hidden_things_are_found_for_their_reason(extracts: Path, name: str, check: str) -> None:
    assert check in {finding.check for finding in inspect(extracts / "files" / "made" / name)}


def test_a_clean_workbook_is_clean(extracts: Path) -> None:
    assert inspect(extracts / "files" / "made" / "clean.xlsx").worst in {None, "info"}


def test_what_cannot_be_looked_into_is_never_clean(extracts: Path) -> None:
    for name in ("oletools__embedded-simple-2007.xlsx", "oletools__embedded-simple-2007.docx"):
        with pytest.raises(CouldNotRead):
            inspect(extracts / "files" / "real" / name)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.7\nbroken", b"\xff\xfe\x00"])
def test_damaged_files_could_not_be_read(tmp_path: Path, data: bytes) -> None:
    for ending in ("xlsx", "pdf", "docx"):
        path = tmp_path / f"file.{ending}"
        path.write_bytes(data)
        with pytest.raises(CouldNotRead):
            inspect(path)


def test_formulas_in_csv_are_found(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n=1+1,-5\n@x,+cmd\n", encoding="utf-8")
    assert [(f.check, f.count) for f in inspect(path)] == [("formulas", 3)]


def test_requests_elsewhere_and_undeclared_scripts_are_found(tmp_path: Path) -> None:
    path = tmp_path / "p.html"
    path.write_text('<img src="https://x.example/a.png"><script>1</script><!-- note -->', encoding="utf-8")
    assert {f.check for f in inspect(path)} == {"external_request", "script", "html_comment"}


def _labels() -> list[tuple[str, str, list[str]]]:
    path = Path(__file__).parents[3] / "benchmarks" / "inspection_labels.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(folder, name, label["hides"]) for folder, files in given.items() for name, label in files.items()]


LARGE = {"openxmlsdk__OlapPivotA3.xlsx", "openxmlsdk__RelationalPivotB1.xlsx", "openxmlsdk__RelationalPivotB5.xlsx"}


@pytest.mark.parametrize(("folder", "name", "hides"), [label for label in _labels() if label[1] not in LARGE])
def test_agreed_labels(extracts: Path, folder: str, name: str, hides: list[str]) -> None:
    """What each made and real file hides, agreed by looking into its parts: found for that reason, no false alarm."""
    _holds(extracts / "files" / folder / name, hides)


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "name", "hides"), [label for label in _labels() if label[1] in LARGE])
def test_agreed_labels_of_large_files(shared: Path, folder: str, name: str, hides: list[str]) -> None:
    _holds(shared / "files" / folder / name, hides)


def _holds(path: Path, hides: list[str]) -> None:
    try:
        found = tuple(inspect(path))
    except CouldNotRead as error:
        found = tuple(one for one in error.findings if isinstance(one, Finding))
    checks = {one.check for one in found if one.severity != "info"}
    assert checks & set(hides) if hides else not checks
