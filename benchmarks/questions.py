"""How well requests are split into questions: exact trees, and F1 over nodes by offset."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fanlight.requests import split
from fanlight.requests.model import Question

Case = dict[str, Any]
Shape = list[tuple[int, Any]]


def cases() -> list[Case]:
    default = Path(__file__).resolve().parents[2] / "shared"
    path = Path(os.environ.get("FANLIGHT_SHARED", default)) / "cases" / "cases.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line] if path.exists() else []


def gold_shape(nodes: list[dict[str, Any]] | None) -> Shape:
    return [(node["offset"], gold_shape(node.get("children"))) for node in nodes or []]


def past_blanks(tree: Shape, text: str) -> Shape:
    """The tree with labels that stand on an indent moved to the mark itself, where an offset is defined to stand."""
    return [
        (offset + len(text[offset:]) - len(text[offset:].lstrip()), past_blanks(below, text)) for offset, below in tree
    ]


def shape(nodes: list[Question]) -> Shape:
    return [(node.offset, shape(node.children)) for node in nodes]


def offsets(tree: Shape) -> set[int]:
    return {offset for offset, _ in tree} | {offset for _, below in tree for offset in offsets(below)}


def score(chosen: list[Case], *, indents: bool = False) -> tuple[int, int, float]:
    """(exact trees, cases, F1 over all nodes by offset)."""
    exact = hit = found_all = gold_all = 0
    for case in chosen:
        found, gold = shape(split(case["request_text"]).questions), gold_shape(case["gold_questions"])
        gold = past_blanks(gold, case["request_text"]) if indents else gold
        exact += found == gold
        hit += len(offsets(found) & offsets(gold))
        found_all += len(offsets(found))
        gold_all += len(offsets(gold))
    return exact, len(chosen), 2 * hit / (found_all + gold_all) if found_all + gold_all else 1.0


def sure_rate(chosen: list[Case]) -> tuple[int, int]:
    """(exact among the cases that the splitter is sure of, cases it is sure of)."""
    sure = [case for case in chosen if split(case["request_text"]).sure]
    return score(sure)[0], len(sure)


def main() -> None:
    known = [case for case in cases() if case["request_text"]]
    if not known:
        print("questions: the published cases are not here (set FANLIGHT_SHARED); not measured.")
        return
    half = len(known) // 2
    tuned = {case["id"] for case in known[:half]}
    groups: list[tuple[str, Callable[[Case], bool]]] = [
        ("all", lambda c: True),
        ("gold tree not empty", lambda c: bool(c["gold_questions"])),
        ("first half (rules written on it)", lambda c: c["id"] in tuned),
        ("second half", lambda c: c["id"] not in tuned),
        ("labels sure: high", lambda c: c["split_label_confidence"] == "high"),
        ("labels sure: medium, low", lambda c: c["split_label_confidence"] != "high"),
        ("cut off", lambda c: bool(c["truncated"])),
        ("whole", lambda c: not c["truncated"]),
        ("page lost a list", lambda c: bool(c["source_defect"])),
    ]
    print("questions: structure of restated requests (wording is not the public's own)")
    for name, belongs in groups:
        exact, number, f1 = score([case for case in known if belongs(case)])
        print(f"  {name:<34} {exact:>3}/{number:<3} exact trees {exact / max(number, 1):>5.0%}   F1 {f1:.3f}", end="")
        exact, number, f1 = score([case for case in known if belongs(case)], indents=True)
        print(f"   | labels past indents: {exact / max(number, 1):>4.0%}  {f1:.3f}")
    right, sure = sure_rate(known)
    print(f"  {'where the splitter has no doubt':<34} {right:>3}/{sure:<3} exact trees {right / max(sure, 1):>5.0%}")


if __name__ == "__main__":
    main()
