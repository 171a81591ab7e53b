"""Words that readers have of a table's counts: read, and the ranges that they leave open."""

from __future__ import annotations

import numpy as np
import pytest

from fanlight.errors import SpecError
from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.readers.known_words import bases, ranges, words_of
from fanlight.tables.yaml.lines import parse_yaml


def counted() -> CellTable:
    return product_table([axis("kind", ("a", "b")), axis("year", ("2020", "2021"))], np.array([[3, 97], [40, 60]]))


def found(text: str, *, hidden: tuple[tuple[str, str], ...] = ()) -> dict[tuple[str, ...], tuple[int, int | None]]:
    table = counted()
    worded = words_of(parse_yaml(text, where="KNOWN.yaml"), table.names)
    away = {table.names.cell(key) for key in hidden}
    known = ranges(worded, lambda cell: None if cell in away else int(table.values[cell]))
    return {table.names[cell]: ends for cell, ends in known.items()}


@pytest.mark.parametrize(
    ("kind", "value", "ends"),
    [
        ("share", "1.5 %", (3, 3)),
        ("share", "2 %", (3, 4)),
        ("share", "1/40", (5, 5)),
        ("at_least", "2", (2, None)),
        ("at_most", "9", (-int(NO_BOUND), 9)),
        ("count", "3", (3, 3)),
    ],
)
def test_a_share_or_a_bound_is_a_range(kind: str, value: str, ends: tuple[int, int | None]) -> None:
    base = "  base: {kind: Total, year: Total}\n" if kind == "share" else ""
    text = f"- text: as published\n  kind: {kind}\n  figure: {{kind: a, year: '2020'}}\n{base}  value: {value}\n"
    assert found(text) == {("a", "2020"): ends}


def test_a_dimension_that_the_base_leaves_out_is_the_figures_own() -> None:
    assert found("- kind: fewer\n  figure: {kind: a, year: '2020'}\n  base: {kind: b}\n") == {
        ("a", "2020"): (-int(NO_BOUND), 39)
    }


def test_several_statements_of_one_figure_are_one_range() -> None:
    text = "- {kind: at_least, figure: {kind: a, year: '2020'}, value: 2}\n- {kind: at_most, figure: {kind: a, year: '2020'}, value: 8}\n"
    assert found(text) == {("a", "2020"): (2, 8)}


def test_the_bases_are_named_since_they_have_to_be_given() -> None:
    table = counted()
    text = "- {kind: lowest, figure: {kind: a, year: '2020'}, base: {kind: [a, b], year: ['2020', '2021']}}\n"
    worded = words_of(parse_yaml(text, where="KNOWN.yaml"), table.names)
    assert {table.names[cell] for cell in bases(worded).tolist()} == {("a", "2021"), ("b", "2020"), ("b", "2021")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {kind: share, figure: {kind: a}, value: 1.5 %}", "needs its base"),
        ("- {kind: share, figure: {kind: a}, base: {kind: Total}, value: some}", "as the words have it"),
        ("- {kind: count, figure: {kind: a}, value: three}", "a whole number"),
        ("- {kind: none, figure: {kind: c}}", "no such cell: c, Total"),
        ("- {kind: none, figure: {sort: a}}", "no dimension “sort”"),
        ("- {kind: as_many, figure: {kind: a}, base: {kind: [a, b, Total]}}", "one other figure"),
        ("kind: none", "A list of statements"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message) as caught:
        found(text)
    assert "KNOWN.yaml" in str(caught.value)


def test_a_comparison_with_what_is_not_given_is_no_bound() -> None:
    with pytest.raises(SpecError, match="a figure that is not given"):
        found("- {kind: more, figure: {kind: a, year: '2021'}, base: {kind: b}}", hidden=(("b", "2021"),))


def test_statements_that_contradict_are_refused() -> None:
    text = "- {kind: at_least, figure: {kind: a}, value: 9}\n- {kind: at_most, figure: {kind: a}, value: 8}\n"
    with pytest.raises(SpecError, match="contradict one another"):
        found(text)
