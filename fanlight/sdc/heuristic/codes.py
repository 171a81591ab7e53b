"""The codes of one axis that rise and fall together, so that its sums stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints


class Codes:
    """An axis of one tree as arrays. `width`: the most codes that move together."""

    def __init__(self, axis: Axis) -> None:
        size = len(axis)
        self.families = axis.families
        wholes = [whole for whole, _ in axis.families]
        parts_of = [parts for _, parts in axis.families]
        self.plain = len(set(wholes)) == len(wholes) and sum(map(len, parts_of)) == len(
            {p for ps in parts_of for p in ps}
        )
        self.starts = np.zeros(size + 1, dtype=np.int64)
        below: list[tuple[int, ...]] = [()] * size
        self.parent = np.full(size, -1, dtype=np.int64)
        self.place = np.zeros(size, dtype=np.int64)
        for whole, parts in axis.families:
            below[whole] = parts
            self.parent[list(parts)] = whole
            self.place[list(parts)] = np.arange(len(parts))
        self.starts[1:] = np.cumsum([len(parts) for parts in below])
        self.below = np.array([part for parts in below for part in parts], dtype=np.int64)
        depth = 1
        at = np.arange(size)
        while len(at := np.unique(self.parent[at][self.parent[at] >= 0])):
            depth += 1
        self.depth = depth
        self.width = 2 * depth

    def sample(self, codes: Ints, dice: np.random.Generator) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """For each code a change of the axis that keeps its sums: codes, and 1, -1 or 0 (none); and whether there is one:
        an only part has no code beside it."""
        top = self.parent[codes] < 0
        parents = np.where(top, 0, self.parent[codes])
        first, many = self.starts[parents], self.starts[parents + 1] - self.starts[parents]
        offset = 1 + (dice.random(len(codes)) * np.maximum(many - 1, 1)).astype(np.int64)
        beside = self.below[np.where(top, 0, first + (self.place[codes] + offset) % np.maximum(many, 1))]
        up, up_ways = self._chain(codes, dice)
        down, down_ways = self._chain(beside, dice)
        down_ways = np.where(top[:, None], 0, -down_ways)
        return np.concatenate([up, down], axis=1), np.concatenate([up_ways, down_ways], axis=1), top | (many > 1)

    def trades(self, code: int, higher: bool, dice: np.random.Generator) -> tuple[Ints, Ints]:
        """Each change of the axis that lifts a code: against each code beside it; with `higher`, also together with the
        sum that it is part of, against each sum beside that, and together with all its sums to the top."""
        own = [code, *self._down(code, dice)]
        found: list[tuple[list[int], list[int]]] = []
        if self.parent[code] < 0:
            found = [([code, part, *self._down(part, dice)], []) for part in self._parts(code)]
        else:
            found = [(own, [one, *self._down(one, dice)]) for one in self._parts(int(self.parent[code])) if one != code]
            whole = int(self.parent[code])
            if higher and self.parent[whole] >= 0:
                beside = [one for one in self._parts(int(self.parent[whole])) if one != whole]
                found += [([*own, whole], [one, *self._down(one, dice)]) for one in beside]
            if higher:
                found.append(([*own, *self.sums(code)], []))
        return _as_rows(found)

    def sums(self, code: int) -> list[int]:
        """The sums that a code is part of, up to the top."""
        found = []
        while (code := int(self.parent[code])) >= 0:
            found.append(code)
        return found

    def _parts(self, code: int) -> list[int]:
        return [int(one) for one in self.below[self.starts[code] : self.starts[code + 1]]]

    def _down(self, code: int, dice: np.random.Generator) -> list[int]:
        """One of a code's parts, one of that one's, and so on."""
        found: list[int] = []
        while parts := self._parts(code):
            code = parts[int(dice.integers(len(parts)))]
            found.append(code)
        return found

    def _chain(self, codes: Ints, dice: np.random.Generator) -> tuple[Ints, Ints]:
        """Each code with one of its parts, one of that one's, and so on to a leaf."""
        found = np.zeros((len(codes), self.depth), dtype=np.int64)
        ways = np.zeros((len(codes), self.depth), dtype=np.int64)
        at, alive = codes.copy(), np.ones(len(codes), dtype=np.bool_)
        for level in range(self.depth):
            found[:, level] = np.where(alive, at, 0)
            ways[:, level] = alive
            many = np.where(alive, self.starts[at + 1] - self.starts[at], 0)
            pick = self.starts[at] + (dice.random(len(at)) * np.maximum(many, 1)).astype(np.int64)
            alive = alive & (many > 0)
            at = np.where(alive, self.below[np.minimum(pick, len(self.below) - 1)], at)
        return found, ways


class Linked:
    """An axis of several trees: two leaves are traded, with all that count one of them and not the other."""

    def __init__(self, axis: Axis) -> None:
        self.below = [axis.below(code) for code in range(len(axis))]
        self.counting = [{code for code, own in enumerate(self.below) if leaf in own} for leaf in range(axis.leaves)]

    def trades(self, code: int, higher: bool, _dice: np.random.Generator) -> tuple[Ints, Ints]:
        """As `Codes.trades`; `higher`: also a leaf with all that count it, to the top."""
        own, leaves = self.below[code], range(len(self.counting))
        pairs = [(self.counting[leaf], self.counting[other]) for leaf in own for other in leaves if other not in own]
        found = [(sorted(up - down), sorted(down - up)) for up, down in pairs]
        if higher or not found:
            found += [(sorted(self.counting[leaf]), []) for leaf in own]
        return _as_rows(found)


def _as_rows(found: Sequence[tuple[list[int], list[int]]]) -> tuple[Ints, Ints]:
    """Codes that rise and fall together, a row each, and which way they go (0: no code)."""
    width = max((len(up) + len(down) for up, down in found), default=1)
    codes = np.zeros((len(found), width), dtype=np.int64)
    ways = np.zeros((len(found), width), dtype=np.int64)
    for row, (up, down) in enumerate(found):
        codes[row, : len(up) + len(down)] = [*up, *down]
        ways[row, : len(up) + len(down)] = [1] * len(up) + [-1] * len(down)
    return codes, ways
