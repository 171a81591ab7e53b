"""How well requests are split into questions: exact trees, F1 over nodes by offset, and how often a sure tree is wrong."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanlight.requests import split
from fanlight.requests.model import Question

Shape = list[tuple[int, Any]]
NEAR = 3  # code points: an offset this near to the label's is the same, as the labels' own scorer counts


@dataclass(frozen=True)
class Case:
    """A request and the trees that are right for it: one, or several where parts may be children or not."""

    name: str
    text: str
    ways: tuple[Shape, ...]
    published: dict[str, Any] | None = None
    flat: bool = False  # the labels give no levels

    @property
    def half(self) -> int:
        """1 or 2: the rules were written on the first half of the published requests."""
        return int(self.published["half"]) if self.published else 0


@dataclass(frozen=True)
class Tally:
    cases: int
    exact: int
    f1: float
    sure: int
    sure_wrong: int


def shared_folder() -> Path:
    return Path(os.environ.get("FANLIGHT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def published_cases(shared: Path) -> list[Case]:
    """Requests of authorities' pages with trees made by hand. A label on an indent is moved to the mark itself."""
    path = shared / "cases" / "cases.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line] if path.exists() else []
    rows = [row for row in rows if row["request_text"]]
    return [
        Case(
            row["id"],
            row["request_text"],
            (_labelled(row["gold_questions"], row["request_text"]),),
            {**row, "half": 1 if at < len(rows) // 2 else 2},
        )
        for at, row in enumerate(rows)
    ]


def field_cases(shared: Path) -> list[Case]:
    """Requests whose asks were lost or invented once, with the offsets that are right."""
    folder = shared / "field" / "requests"
    if not folder.exists():
        return []
    with (folder / "expected.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        gold = json.loads(row["gold"])
        ways = gold if gold and isinstance(gold[0], list) else [gold]
        text = (folder / row["file"]).read_bytes().decode("utf-8")
        found.append(Case(row["file"], text, tuple([(at, []) for at in way] for way in ways), flat=True))
    return found


def all_cases(shared: Path) -> list[Case]:
    return published_cases(shared) + field_cases(shared)


def tally(cases: Iterable[Case]) -> Tally:
    number = exact = hit = found_all = gold_all = sure = sure_wrong = 0
    for case in cases:
        found = split(case.text)
        tree = shape(found.questions)
        way = next((way for way in case.ways if matches(tree, way, flat=case.flat)), None)
        gold = offsets(way if way is not None else case.ways[0])
        mine = offsets(tree)
        number += 1
        exact += way is not None
        hit += sum(any(abs(at - other) <= NEAR for other in mine) for at in gold)
        found_all += len(mine)
        gold_all += len(gold)
        sure += found.sure
        sure_wrong += found.sure and way is None
    both = found_all + gold_all
    return Tally(number, exact, 2 * hit / both if both else 1.0, sure, sure_wrong)


def matches(tree: Shape, gold: Shape, *, flat: bool = False) -> bool:
    """Whether two trees are the same, with offsets as near as `NEAR`; without their levels where the labels have none."""
    if flat:
        tree, gold = [(at, []) for at in sorted(offsets(tree))], [(at, []) for at in sorted(offsets(gold))]
    return len(tree) == len(gold) and all(
        abs(mine - other) <= NEAR and matches(below, under)
        for (mine, below), (other, under) in zip(tree, gold, strict=True)
    )


def shape(nodes: list[Question]) -> Shape:
    return [(node.offset, shape(node.children)) for node in nodes]


def offsets(tree: Shape) -> list[int]:
    return [at for offset, below in tree for at in (offset, *offsets(below))]


def _labelled(nodes: list[dict[str, Any]] | None, text: str) -> Shape:
    return [
        (node["offset"] + _blanks(text[node["offset"] :]), _labelled(node.get("children"), text))
        for node in nodes or []
    ]


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def main() -> None:
    published, field = published_cases(shared_folder()), field_cases(shared_folder())
    if not published:
        print("questions: the published cases are not here (set FANLIGHT_SHARED); not measured.")
        return
    rows = [(case, case.published or {}) for case in published]
    groups = [
        ("all", published + field),
        ("published", published),
        ("  first half (rules written on it)", [case for case in published if case.half == 1]),
        ("  second half", [case for case in published if case.half == 2]),
        ("  labels sure: high", [case for case, row in rows if row["split_label_confidence"] == "high"]),
        ("  labels sure: medium, low", [case for case, row in rows if row["split_label_confidence"] != "high"]),
        ("  cut off", [case for case, row in rows if row["truncated"]]),
        ("  page lost a list", [case for case, row in rows if row["source_defect"]]),
        ("of the field", field),
    ]
    print("questions: structure of restated requests (wording is not the public's own)")
    for name, cases in groups:
        if not cases:
            continue
        found = tally(cases)
        print(
            f"  {name:<36} {found.exact:>3}/{found.cases:<3} exact trees {found.exact / found.cases:>5.0%}"
            f"   F1 {found.f1:.3f}   sure {found.sure:>3}, of these wrong {found.sure_wrong}"
        )


if __name__ == "__main__":
    main()
