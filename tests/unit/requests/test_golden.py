"""Requests in the manner of real ones against trees made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.questions import all_cases, field_cases, matches, shape, tally
from fanlight.requests import Question, split

GOLDEN = Path(__file__).parents[2] / "golden" / "requests"
CASES = yaml.safe_load((GOLDEN / "cases.yaml").read_text("utf-8"))
ASKS = yaml.safe_load((GOLDEN / "asks.yaml").read_text("utf-8"))


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


def unmarked(marked: str) -> tuple[str, set[int], set[int]]:
    """(the text, offsets where a question begins, offsets where a part may begin)."""
    text, begins, may = "", set(), set()
    for letter in marked:
        if letter == "⟦":
            begins.add(len(text))
        elif letter == "⟨":
            may.add(len(text))
        else:
            text += letter
    return text, begins, may


@pytest.mark.parametrize("case", ASKS, ids=lambda case: case["name"])
def test_each_ask_begins_a_question_and_nothing_else_does(case: dict[str, Any]) -> None:
    text, begins, may = unmarked(case["text"])
    found = {question.offset for question in split(text).walk()}
    assert begins <= found
    assert found <= begins | may


@pytest.mark.shared
def test_the_requests_of_the_field_are_read_right(shared: Path) -> None:
    cases = field_cases(shared)
    assert len(cases) >= 10
    for case in cases:
        found = shape(split(case.text).questions)
        assert any(matches(found, way, flat=True) for way in case.ways), case.name


@pytest.mark.shared
def test_what_is_sure_is_right_and_few_trees_are_wrong(shared: Path) -> None:
    found = tally(all_cases(shared))
    assert found.f1 >= 0.92
    assert found.exact >= 0.75 * found.cases
    assert found.sure_wrong * 20 <= found.sure
    assert found.sure * 3 >= found.cases  # doubting everything would be no help
