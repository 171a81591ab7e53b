"""What the inspector and its peers find in the labelled files: found, missed, false alarms.

Peers: Alaveteli's published criteria (gems/excel_analyzer) stated again here from its counts, on the file's own XML and
apart from the inspector; mat2 and ExifTool as programs, where they are installed. A peer has found what a file hides if
its output names it, whatever else it prints; a false alarm is an ordinary file that it would stop (Alaveteli, Fanlight)
or in which it names a hidden thing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Limits
from fanlight.inspection.findings import Finding
from fanlight.inspection.sandbox.workers import inspect_in_child

LABELS = Path(__file__).with_name("inspection_labels.yaml")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HIDDEN_ROWS_LET_PASS = 50

Label = dict[str, Any]
Peer = Callable[[Path, Label], bool]
"""(file, label) → whether it names what the file hides; for an ordinary file, whether it raises an alarm."""


@dataclass
class Score:
    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


def fanlight(path: Path, label: Label) -> bool:
    try:
        findings: tuple[Any, ...] = inspect_in_child(path, Limits())
    except CouldNotRead as error:
        findings = error.findings
        if not label["hides"]:
            return True
    counted = {one.check for one in findings if isinstance(one, Finding) and one.severity != "info"}
    return bool(counted & set(label["hides"])) if label["hides"] else bool(counted)


def alaveteli_counts(path: Path) -> dict[str, int]:
    """The seven counts of gems/excel_analyzer's metadata.rb, for an XLSX file."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        book = etree.fromstring(package.read("xl/workbook.xml"))
        rows = columns = 0
        strings: list[str] = []
        if "xl/sharedStrings.xml" in names:
            shared = etree.fromstring(package.read("xl/sharedStrings.xml"))
            strings = ["".join(item.itertext()) for item in shared.iter(f"{MAIN}si")]
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                hidden = _hidden(etree.fromstring(package.read(name)), strings)
                rows, columns = rows + hidden[0], columns + hidden[1]
    return {
        "data_model": sum(name.startswith("xl/model/") for name in names),
        "external_links": len(list(book.iter(f"{MAIN}externalReference"))),
        "hidden_columns": columns,
        "hidden_rows": rows,
        "hidden_sheets": sum(s.get("state", "visible") != "visible" for s in book.iter(f"{MAIN}sheet")),
        "named_ranges": len(list(book.iter(f"{MAIN}definedName"))),
        "pivot_cache": len(list(book.iter(f"{MAIN}pivotCache"))),
    }


def _hidden(sheet: Any, strings: list[str]) -> tuple[int, int]:
    """(hidden rows, hidden columns) that hold a value."""
    true = {"1", "true"}
    columns = {
        number
        for col in sheet.iter(f"{MAIN}col")
        if col.get("hidden") in true
        for number in range(int(col.get("min")), min(int(col.get("max")), 16384) + 1)
    }
    rows, held = 0, set()
    for row in sheet.iter(f"{MAIN}row"):
        filled = [c for c in row.iter(f"{MAIN}c") if _value(c, strings)]
        rows += bool(filled) and row.get("hidden") in true
        held |= {_column(c.get("r", "")) for c in filled}
    return rows, len(columns & held)


def _value(cell: Any, strings: list[str]) -> str:
    text = "".join(cell.itertext())
    return strings[int(text)] if cell.get("t") == "s" and text.isdigit() and int(text) < len(strings) else text


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"[^A-Z]", "", reference):
        number = number * 26 + ord(letter) - 64
    return number


def alaveteli_hides(counts: dict[str, int]) -> bool:
    """Its `suspected_problem?`: not for names alone, links alone, or up to fifty hidden rows alone."""
    total = sum(counts.values())
    alone = {counts["named_ranges"], counts["external_links"]}
    few_rows = counts["hidden_rows"] == total <= HIDDEN_ROWS_LET_PASS
    return total > 0 and total not in alone and not few_rows


def alaveteli(path: Path, label: Label) -> bool:
    if path.suffix != ".xlsx":  # XLS is counted and never hidden; other kinds are not looked at
        return False
    try:
        counts = alaveteli_counts(path)
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        return True
    if not label["hides"]:
        return alaveteli_hides(counts)
    return alaveteli_hides(counts) and counts.get(label.get("counted", ""), 0) > 0


def _program(command: list[str], every: str) -> Peer:
    def peer(path: Path, label: Label) -> bool:
        done = subprocess.run(
            [*command, path.name], cwd=path.parent, capture_output=True, text=True, timeout=120, check=False
        )
        printed = done.stdout.replace(path.name, "").replace(path.stem, "")
        return bool(re.search(label.get("says", every), printed, re.IGNORECASE))

    return peer


def scores(folder: Path, labels: dict[str, dict[str, Label]]) -> dict[str, Score]:
    every = "|".join(
        sorted({label["says"] for group in labels.values() for label in group.values() if "says" in label})
    )
    peers: dict[str, Peer] = {"Fanlight": fanlight, "Alaveteli's criteria": alaveteli}
    for name, program in (("mat2", ["mat2", "--show"]), ("ExifTool", ["exiftool", "-a", "-G1"])):
        if shutil.which(program[0]):
            peers[name] = _program(program, every)
    scored = {name: Score() for name in peers}
    for group, files in labels.items():
        for file, label in files.items():
            for name, peer in peers.items():
                named = peer(folder / group / file, label)
                place = scored[name]
                if label["hides"]:
                    (place.found if named else place.missed).append(f"{group}/{file}")
                elif named:
                    place.alarms.append(f"{group}/{file}")
    return scored


def main() -> None:
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("FANLIGHT_SHARED", default)) / "files"
    if not folder.exists():
        print("The labelled files are not here; set FANLIGHT_SHARED.")
        return
    labels = yaml.safe_load(LABELS.read_text("utf-8"))
    scored = scores(folder, labels)
    print(f"{'':22}{'found':>7}{'missed':>8}{'false alarms':>14}")
    for name, score in scored.items():
        print(f"{name:22}{len(score.found):7}{len(score.missed):8}{len(score.alarms):14}")
    for name, score in scored.items():
        if score.missed:
            print(f"{name} missed {', '.join(score.missed)}")
        if score.alarms:
            print(f"{name} false alarms {', '.join(score.alarms)}")


if __name__ == "__main__":
    main()
