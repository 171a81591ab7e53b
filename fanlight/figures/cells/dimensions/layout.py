"""A product of axes found in equations that do not name it: JJ files say which cells add up, not along which dimension.

In a product every sum of the table, moved to where all other axes stand at their tops, is a sum of totals: the families
of the axes are the sums that stand there. A cell's code on an axis is what is reached from it by going up along all
others. What is found is held against every equation before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Equations, Ints
from fanlight.figures.cells.table import CellTable


@dataclass(frozen=True, eq=False)
class Layout:
    """`axes`, with codes named by number; `place`: for each cell of the table its cell in their product."""

    axes: tuple[Axis, ...]
    place: Ints

    def laid(self, table: CellTable) -> CellTable:
        """The table with its cells in the order of the product, and named by it."""
        back = np.empty_like(self.place)
        back[self.place] = np.arange(len(back))
        e = table.equations
        arrays = ("values", "cost", "status", "lower", "upper", "primary", "lpl", "upl", "spl", "inner")
        return replace(
            table,
            names=ProductNames(self.axes),
            equations=Equations(e.starts, self.place[e.cells], e.factors, e.values),
            **{name: getattr(table, name)[back] for name in arrays},
        )


def layout(equations: Equations, cells: int) -> Layout | None:
    """The product that so many cells under these equations are, each axis with one tree; None where they are none."""
    sums = _Sums.of(equations, cells)
    if sums is None:
        return None
    roots = sums.roots()
    if roots is None:
        return None
    axes = _Axes(sums, roots)
    return axes.layout() if axes.found() else None


@dataclass(frozen=True, eq=False)
class _Sums:
    """Equations as sums: `whole`, one a row, and `parts`; `above[c]`: the rows in which cell c is a part."""

    equations: Equations
    whole: Ints
    parts: list[list[int]]
    above: list[list[int]]
    below: list[list[int]]

    @classmethod
    def of(cls, equations: Equations, cells: int) -> _Sums | None:
        sizes = np.diff(equations.starts)
        if not len(sizes) or equations.values.any() or (np.abs(equations.factors) != 1).any() or sizes.min() < 2:
            return None
        positive = np.add.reduceat(equations.factors > 0, equations.starts[:-1])
        long = sizes > 2
        if ((positive != 1) & (positive != sizes - 1))[long].any():
            return None
        # Of two cells that are equal, the whole is the one with the sign that wholes of longer sums have.
        sign = np.where(positive == 1, 1, -1)
        if not long.all():
            usual = np.unique(sign[long])
            if len(usual) != 1:
                return None
            sign[~long] = usual[0]
        whole = np.zeros(len(sizes), dtype=np.int64)
        is_whole = equations.factors == sign[equations.rows]
        whole[equations.rows[is_whole]] = equations.cells[is_whole]
        parts: list[list[int]] = [[] for _ in sizes]
        above: list[list[int]] = [[] for _ in range(cells)]
        below: list[list[int]] = [[] for _ in range(cells)]
        for row, cell, top in zip(equations.rows.tolist(), equations.cells.tolist(), is_whole.tolist(), strict=True):
            if top:
                below[cell].append(row)
            else:
                parts[row].append(cell)
                above[cell].append(row)
        return cls(equations, whole, parts, above, below)

    def roots(self) -> list[int] | None:
        """For each row the one that it becomes where all other axes stand at their tops; None where it becomes none."""
        root = [-1] * len(self.parts)
        for row in range(len(self.parts)):
            path = []
            at: int | None = row
            while at is not None and root[at] < 0:
                path.append(at)
                if len(path) > len(self.parts):
                    return None
                up = self.above[int(self.whole[at])]
                up = [one for one in up if not self._extends(at, one)]
                if not up:
                    root[at] = at
                    break
                at = self._beside(at, up[0])
            if at is None:
                return None
            for one in path:
                root[one] = root[at]
        return root

    def _extends(self, row: int, other: int) -> bool:
        """Whether another row, in which this one's whole is a part, goes on along the same axis: then this one's parts
        do not move up with it."""
        return self._beside(row, other) is None

    def _beside(self, row: int, other: int) -> int | None:
        """The row like this one at the whole of another row in which this one's whole is a part."""
        first = self.parts[row][0]
        tops = {int(self.whole[one]) for one in self.above[first]} - {int(self.whole[row])}
        found = [
            one
            for one in self.below[int(self.whole[other])]
            if len(self.parts[one]) == len(self.parts[row]) and not tops.isdisjoint(self.parts[one])
        ]
        return found[0] if len(found) == 1 and found[0] != other else None


class _Axes:
    """Axes put together from the families that stand where all others are at their tops."""

    def __init__(self, sums: _Sums, roots: list[int]) -> None:
        self.sums, self.root = sums, np.array(roots, dtype=np.int64)
        self.families = sorted(set(roots))
        self.cells = len(sums.above)

    def found(self) -> bool:
        """Groups the families by axis, and gives every cell its code on each; whether that is a product, of axes that break
        nothing down twice."""
        sums = self.sums
        tops = [cell for cell in range(self.cells) if not sums.above[cell]]
        if len(tops) != 1:
            return False
        self.top = tops[0]
        # Families of one axis hang together by cells other than the grand total.
        axis_of: dict[int, int] = {}
        members = {row: {int(sums.whole[row]), *sums.parts[row]} - {self.top} for row in self.families}
        owner: dict[int, int] = {}
        groups: list[list[int]] = []
        for row in self.families:
            near = {owner[cell] for cell in members[row] if cell in owner}
            number = min(near) if near else len(groups)
            if not near:
                groups.append([])
            for other in near - {number}:
                groups[number] += groups[other]
                groups[other] = []
            groups[number].append(row)
            for one in groups[number]:
                for cell in members[one]:
                    owner[cell] = number
        self.groups = [group for group in groups if group]
        for group in self.groups:
            parts = [part for row in group for part in sums.parts[row]]
            if len(set(parts)) < len(parts) or len({int(sums.whole[row]) for row in group}) < len(group):
                return False
        for number, group in enumerate(self.groups):
            for row in group:
                axis_of[row] = number
        self.axis = np.array([axis_of[int(one)] for one in self.root], dtype=np.int64)
        return self._coordinates() and self._holds()

    def _coordinates(self) -> bool:
        """A code for each cell on each axis: where it comes to, going up along all others."""
        sums, every = self.sums, np.arange(self.cells, dtype=np.int64)
        up = np.tile(every, (len(self.groups), 1))
        for cell, rows in enumerate(sums.above):
            for row in rows:
                up[self.axis[row], cell] = sums.whole[row]
        tops = np.empty_like(up)
        for number, steps in enumerate(up):
            at = every
            for _ in range(self.cells):
                higher = steps[at]
                if (higher == at).all():
                    break
                at = higher
            else:
                return False
            tops[number] = at
        self.codes: list[list[int]] = []
        self.leaves: list[int] = []
        place = np.zeros(self.cells, dtype=np.int64)
        for number, group in enumerate(self.groups):
            at = every
            for other in range(len(self.groups)):
                if other != number:
                    at = tops[other][at]
            wholes = {int(sums.whole[row]) for row in group}
            own = dict.fromkeys(np.unique(at).tolist())
            leaves = [cell for cell in own if cell not in wholes]
            codes = [*leaves, *(cell for cell in own if cell in wholes and cell != self.top), self.top]
            if set(codes) != {cell for row in group for cell in (int(sums.whole[row]), *sums.parts[row])}:
                return False
            self.codes.append(codes)
            self.leaves.append(len(leaves))
            position = np.full(self.cells, -1, dtype=np.int64)
            position[codes] = np.arange(len(codes))
            place = place * len(codes) + position[at]
        self.place = place
        size = int(np.prod([len(codes) for codes in self.codes]))
        return size == self.cells and len(np.unique(place)) == self.cells

    def _holds(self) -> bool:
        """Whether every row is a family of its axis at one place of all other axes."""
        sums, e = self.sums, self.sums.equations
        shape = tuple(len(codes) for codes in self.codes)
        places = np.unravel_index(self.place, shape)
        axis = self.axis[e.rows]
        for number, coordinate in enumerate(places):
            at = coordinate[e.cells]
            first = at[e.starts[:-1]][e.rows]
            if ((at != first) & (axis != number)).any():
                return False
            family = np.zeros((len(self.families), shape[number]), dtype=np.bool_)
            index = {row: i for i, row in enumerate(self.families)}
            position = {cell: i for i, cell in enumerate(self.codes[number])}
            for row in self.groups[number]:
                family[index[row], [position[cell] for cell in sums.parts[row]]] = True
                family[index[row], position[int(sums.whole[row])]] = True
            mine = np.array([index[int(one)] for one in self.root], dtype=np.int64)[e.rows]
            own = axis == number
            if not family[mine[own], at[own]].all():
                return False
            wholes = np.array([position.get(int(sums.whole[int(one)]), -1) for one in self.root], dtype=np.int64)
            here = self.axis == number
            if (coordinate[sums.whole[here]] != wholes[here]).any():
                return False
        sizes = np.array([len(sums.parts[row]) for row in self.root.tolist()])
        return bool((np.array([len(parts) for parts in sums.parts]) == sizes).all())

    def layout(self) -> Layout:
        axes = []
        for number, (codes, leaves) in enumerate(zip(self.codes, self.leaves, strict=True)):
            position = {cell: i for i, cell in enumerate(codes)}
            families = tuple(
                (position[int(self.sums.whole[row])], tuple(position[cell] for cell in self.sums.parts[row]))
                for row in self.groups[number]
            )
            names = tuple(str(i + 1) for i in range(len(codes)))
            axes.append(Axis(f"dimension {number + 1}", names, leaves, families))
        return Layout(tuple(axes), self.place)
