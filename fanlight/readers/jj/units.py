"""The smallest unit of a JJ file's values, and its numbers in that unit.

The unit is the power of ten of which every *value* is a multiple. Bounds and levels may have more decimals: since values have
not, a bound says the same as the next multiple within it, and a level the same as the next multiple above it. Costs
have a unit of their own: they are never added to values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fanlight.errors import Place
from fanlight.figures.cells.numbers.counts import LARGEST, too_large
from fanlight.figures.cells.numbers.decimals import Exact, places_of


@dataclass(frozen=True, slots=True)
class Written:
    """A cell's numbers as its line has them; `levels`: lower, upper and sliding."""

    line: int
    value: Exact
    cost: Exact
    lower: Exact
    upper: Exact
    levels: Sequence[Exact]


@dataclass(frozen=True)
class Units:
    """Values are multiples of 10^-`places`, costs of 10^-`cost_places`; `line`, `cost_line`: the first lines that need as
    many places (0: none). `name`: the file's."""

    name: str
    places: int
    line: int
    cost_places: int
    cost_line: int

    @classmethod
    def of(cls, cells: Sequence[Written], name: str) -> Units:
        return cls(
            name,
            *_most((places_of(cell.value), cell.line) for cell in cells),
            *_most((places_of(cell.cost), cell.line) for cell in cells),
        )

    def columns(self, cells: Sequence[Written]) -> list[list[int]]:
        """Of each cell its value, cost, lower and upper bound and three levels, in units. Raises `BadInput` naming the line
        for what is beyond 2^53 of them; a bound beyond is as good as none, and is taken as 2^53."""
        return [self._column(cell) for cell in cells]

    def _column(self, cell: Written) -> list[int]:
        unit = 10**self.places
        value = int(cell.value * unit)
        levels = [math.ceil(level * unit) for level in cell.levels]
        cost = int(cell.cost * 10**self.cost_places)
        for what, number, places, line in (
            ("The value", value, self.places, self.line),
            *(("A protection level", level, self.places, self.line) for level in levels),
            ("The cost", cost, self.cost_places, self.cost_line),
        ):
            if abs(number) > LARGEST:
                raise too_large(what, Place.of_line(self.name, cell.line), places, line)
        lower, upper = math.ceil(cell.lower * unit), math.floor(cell.upper * unit)
        return [value, cost, max(lower, -LARGEST), min(upper, LARGEST), *levels]


def _most(needed: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The largest number of places and the first line that has it."""
    places, line = max(needed, key=lambda one: (one[0], -one[1]))
    return places, line if places else 0
