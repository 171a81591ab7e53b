"""Requests in the manner of real ones against trees made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.requests import Question, split

CASES = yaml.safe_load((Path(__file__).parents[2] / "golden" / "requests" / "cases.yaml").read_text("utf-8"))


def wanted(text: str, nodes: list[Any], start: int = 0) -> tuple[list[Any], int]:
    found = []
    for words, number, *below in nodes:
        offset = text.index(words, start)
        children, start = wanted(text, below[0] if below else [], offset + 1)
        found.append((offset, number, children))
    return found, start


def got(nodes: list[Question]) -> list[Any]:
    return [(node.offset, node.number, got(node.children)) for node in nodes]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tree_is_as_made_by_hand(case: dict[str, Any]) -> None:
    assert got(split(case["text"]).questions) == wanted(case["text"], case["tree"])[0]
