"""Steps that prove bounds: each takes some published sums some times, and is checked with fractions. No solver."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from fanlight.certificate.form import listed, parts, whole
from fanlight.errors import BadInput, NotProvedSafe

Row = tuple[Sequence[tuple[int, int]], int]
_FRACTION = re.compile(r"-?[1-9][0-9]{0,999}(/[1-9][0-9]{0,999})?")


class Steps:
    """`rows`: sums by name, as terms (cell, factor) and right side, all over cells that are withheld; `low`, `high`: what
    is known of each cell beforehand (None: no end); `names`: of cells, for messages."""

    def __init__(
        self, rows: Mapping[Any, Row], low: Sequence[int], high: Sequence[int | None], names: Sequence[Sequence[str]]
    ) -> None:
        self.rows, self.low, self.high, self.names = rows, low, high, names

    def proved(self, steps: Any, cell: int) -> tuple[int, int | None]:
        """The bounds of a cell after steps, each checked from what is known and the steps before. Raises `BadInput`,
        `NotProvedSafe` for one that does not follow."""
        low: dict[int, int] = {}
        high: dict[int, int] = {}
        for step in listed(steps, "steps"):
            parts(step, ("cell", "side", "bound", "sums"), "steps")
            target, side, bound = whole(step["cell"], "steps"), step["side"], whole(step["bound"], "steps")
            if side not in ("lo", "hi") or not 0 <= target < len(self.low):
                raise BadInput("A step names no side or no cell.", where="steps")
            largest = side == "hi"
            found = self._follows(target, largest, step["sums"], low, high)
            if found is None or (found > bound if largest else found < bound):
                raise NotProvedSafe("A step does not follow.", where=", ".join(self.names[target]))
            # A step may rest on an earlier round's bound that comes after a later, tighter one of the same cell: both hold.
            known = high if largest else low
            known[target] = (min if largest else max)(known.get(target, bound), bound)
        return low.get(cell, self.low[cell]), high.get(cell, self.high[cell])

    def covered(self, sums: Any) -> dict[int, Fraction]:
        """What the left sides of these sums, each taken its times, weigh each cell with; cells that cancel out are not
        there. Raises `BadInput`, `NotProvedSafe`."""
        found: dict[int, Fraction] = {}
        for (terms, _), weight in self._weighed(sums):
            for cell, factor in terms:
                found[cell] = found.get(cell, Fraction(0)) + weight * factor
        return {cell: weight for cell, weight in found.items() if weight}

    def _weighed(self, sums: Any) -> Iterator[tuple[Row, Fraction]]:
        for entry in listed(sums, "steps"):
            name, text = listed(entry, "steps", 2)
            row = self.rows.get(_sum_name(name))
            if row is None:
                raise NotProvedSafe("A step names a sum that the published table does not have.")
            if not isinstance(text, str) or not _FRACTION.fullmatch(text) or str(weight := Fraction(text)) != text:
                raise BadInput("A multiplier is not a fraction in its lowest terms.", where="steps")
            yield row, weight

    def _follows(
        self, target: int, largest: bool, sums: Any, low: Mapping[int, int], high: Mapping[int, int]
    ) -> int | None:
        rest: dict[int, Fraction] = {target: Fraction(-1)}
        total = Fraction(0)
        for (terms, right), weight in self._weighed(sums):
            total += weight * right
            for cell, factor in terms:
                rest[cell] = rest.get(cell, Fraction(0)) + weight * factor
        for cell, weight in rest.items():
            if not weight:
                continue
            end = low.get(cell, self.low[cell]) if (weight > 0) == largest else high.get(cell, self.high[cell])
            if end is None:
                return None
            total -= weight * end
        return math.floor(total) if largest else math.ceil(total)


def _sum_name(name: Any) -> Any:
    """As `Seen.sums` names it. Raises `BadInput`."""
    if isinstance(name, list) and len(name) == 1:
        return whole(name[0], "steps")
    axis, codes, number = listed(name, "steps", 3)
    if not isinstance(axis, str) or not all(isinstance(code, str) for code in listed(codes, "steps")):
        raise BadInput("The name of a sum is of another kind.", where="steps")
    return axis, tuple(codes), whole(number, "steps")
