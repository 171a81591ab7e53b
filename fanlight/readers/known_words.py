"""Words about a table's counts that readers have from elsewhere: a YAML list of statements, of the kinds of a case's `said`.

- text: one in ten was a knife offence      # where it can be read
  kind: share                               # as docs/reference/case-file.md lists them
  figure: {offence: knife}                  # a dimension that is left out: Total
  base: {offence: Total}                    # a dimension that is left out: the figure's own code
  value: 1 in 10
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from fanlight.errors import BadInput, SpecError
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import TOTAL
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.table import Names
from fanlight.readers.known import Range
from fanlight.tables.knowledge.parts import Part, read_part
from fanlight.tables.knowledge.sayings import COUNTS, OF_PARTS, OF_SEVERAL, Saying, bounds_of
from fanlight.tables.yaml.lines import LinedYaml, read_yaml, validated


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    text: str = ""
    kind: Saying = "count"
    figure: Mapping[str, str]
    base: Mapping[str, str | list[str]] = Field(default_factory=dict)
    value: int | str | None = None


class _Statements(BaseModel):
    statements: list[_Statement]


@dataclass(frozen=True)
class Worded:
    """One statement: `cell` is the figure, `base` the cells that it is compared with, `value` as its kind needs it."""

    kind: Saying
    cell: int
    base: tuple[int, ...]
    value: int | Part | None
    where: str


def is_words(path: Path) -> bool:
    """Whether a file of what is known holds statements, and no columns of bounds."""
    return path.suffix.lower() in {".yaml", ".yml"}


def read_words(path: Path, names: Names) -> tuple[Worded, ...]:
    """Raises `BadInput`, `SpecError` naming the line."""
    return words_of(read_yaml(path), names)


def words_of(source: LinedYaml, names: Names) -> tuple[Worded, ...]:
    """The statements of a list, wherever it comes from. Raises `BadInput`, `SpecError`."""
    if not isinstance(names, ProductNames):
        raise BadInput(
            "Words speak of codes of dimensions, and a JJ file has none.",
            where=source.where,
            next_step="Give a CSV of bounds: cell, at_least, at_most.",
        )
    if not isinstance(source.data, list):
        raise source.wrong((), "A list of statements should stand here.", "Begin each with “- text:”.")
    inner = LinedYaml(
        {"statements": source.data}, {("statements", *at): n for at, n in source.lines.items()}, source.where
    )
    read = validated(_Statements, inner).statements
    return tuple(_worded(one, names, inner, ("statements", at)) for at, one in enumerate(read))


def _worded(one: _Statement, names: ProductNames, source: LinedYaml, at: tuple[str | int, ...]) -> Worded:
    figure = _cells(
        names, {name: one.figure.get(name, TOTAL) for name in names.heads}, one.figure, source, (*at, "figure")
    )
    if len(figure) != 1:
        raise source.wrong((*at, "figure"), "The figure is one code for every dimension.")
    value = _value(one, source, at)
    if one.kind in (*COUNTS, "none"):
        if one.base:
            raise source.wrong((*at, "base"), f"A statement of the kind {one.kind} has no base.", "Take it out.")
        return Worded(one.kind, figure[0], (), value, source.place(at))
    if not one.base:
        what = f"A statement of the kind {one.kind} needs its base: the figure that it is compared with."
        raise source.wrong(at, what)
    own = {name: one.figure.get(name, TOTAL) for name in names.heads}
    base = [cell for cell in _cells(names, {**own, **one.base}, one.base, source, (*at, "base")) if cell != figure[0]]
    if not base or (len(base) > 1 and one.kind not in OF_SEVERAL):
        raise source.wrong((*at, "base"), "The base is one other figure: one code for every dimension.")
    return Worded(one.kind, figure[0], tuple(base), value, source.place(at))


def _value(one: _Statement, source: LinedYaml, at: tuple[str | int, ...]) -> int | Part | None:
    if one.kind in COUNTS:
        if not isinstance(one.value, int):
            raise source.wrong((*at, "value"), f"A statement of the kind {one.kind} needs its value, a whole number.")
        return one.value
    if one.kind in OF_PARTS:
        part = read_part(one.value) if one.value is not None else None
        if part is None:
            what = f"A statement of the kind {one.kind} needs its value as the words have it: “1.5 %”, “1/3”, “2.5”, “twice”."
            raise source.wrong((*at, "value"), what)
        return part
    return None


def _cells(
    names: ProductNames,
    codes: Mapping[str, str | Sequence[str]],
    given: Mapping[str, object],
    source: LinedYaml,
    at: tuple[str | int, ...],
) -> list[int]:
    for name in given:
        if name not in names.heads:
            raise source.wrong((*at, name), f"The table has no dimension “{name}”: it has {', '.join(names.heads)}.")
    lists = [[code] if isinstance(code := codes[name], str) else list(code) for name in names.heads]
    found = []
    for key in product(*lists):
        try:
            found.append(names.cell(key))
        except KeyError:
            raise source.wrong(at, f"The table has no such cell: {', '.join(key)}.") from None
    return found


def ranges(
    worded: Sequence[Worded],
    value_of: Callable[[int], int | None],
    true_of: Callable[[int], int | None] = lambda _: None,
) -> dict[int, Range]:
    """By cell what the words leave open. `value_of`: a cell's count where it is given, None where it is not; `true_of`: the
    true count where it is known. Raises `SpecError` for a comparison with a figure that is not given: what its reader
    works out of two unknown figures is no bound on either."""
    found: dict[int, Range] = {}
    for one in worded:
        base = [value_of(cell) for cell in one.base]
        known = [value for value in base if value is not None]
        if len(known) < len(base):
            raise SpecError(
                "This compares with a figure that is not given.",
                where=one.where,
                next_step="Say the range that it tells instead (at_least, at_most).",
            )
        low, high = found.get(one.cell, (-int(NO_BOUND), None))
        for relation, value in bounds_of(one.kind, one.value, known, true_of(one.cell)):
            if relation in ("=", ">="):
                low = max(low, value)
            if relation in ("=", "<="):
                high = value if high is None else min(high, value)
        if high is not None and low > high:
            raise SpecError("The statements about this figure contradict one another.", where=one.where)
        found[one.cell] = (low, high)
    return found


def bases(worded: Sequence[Worded]) -> Ints:
    """The cells that the words compare with: these have to be given."""
    return np.unique(np.array([cell for one in worded for cell in one.base], dtype=np.int64))
