"""Figures over the same records as cells, and each figure as the sum of few others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.figures.cliques import Cliques

MOST_OF_ONE = 1_000
"""No crime (no offender) is taken to have more disposals besides its first one."""
LONG = 2_000_000
"""Beyond this many terms, sums are left as they are."""

Row = tuple[list[tuple[int, int]], int]


def short_sums(covers: Sequence[tuple[int, Ints]]) -> Iterator[tuple[int, Ints, list[int], list[int]]]:
    """Each figure as the sum of few: of smaller figures where they make it up, and of the finest counts for the rest.

    Long sums are slow to work with, and a total whose parts are out leaves only those that are not.
    """
    if sum(len(cover) for _, cover in covers) > LONG:
        yield from ((cell, cover, [], cover.tolist()) for cell, cover in covers)
        return
    sets = [frozenset(cover.tolist()) for _, cover in covers]
    order = sorted(range(len(covers)), key=lambda at: -len(sets[at]))
    holding: dict[int, list[int]] = {}
    seen: set[frozenset[int]] = set()
    for at in order:
        if len(sets[at]) > 1 and sets[at] not in seen:
            seen.add(sets[at])
            for one in sets[at]:
                holding.setdefault(one, []).append(at)
    for at, (cell, cover) in enumerate(covers):
        left, parts, loose = set(sets[at]), [], []
        for one in cover.tolist():
            if one not in left:
                continue
            fits = (b for b in holding.get(one, ()) if len(sets[b]) < len(sets[at]) and sets[b] <= left)
            best = next(fits, None)
            if best is None:
                loose.append(one)
                left.discard(one)
            else:
                parts.append(covers[best][0])
                left -= sets[best]
        yield cell, cover, parts, loose


class Cells:
    """Cells are numbered as they come; a figure over the same finest counts as another is the same cell. The first `fixed`
    cells are there already. `gone[a]`: there is none of finest count a."""

    def __init__(self, fixed: int, gone: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
        self.fixed, self.gone = fixed, gone
        self.more: list[str] = []
        self.limits: dict[frozenset[int], int] = {}
        self.place: dict[int, int] = {}
        self._cell_of: dict[bytes, int] = {}
        self._covers: list[tuple[int, Ints]] = []

    def __len__(self) -> int:
        return self.fixed + len(self.more)

    def left(self, cover: Ints) -> Ints:
        return cover[~self.gone[cover]]

    def figure(self, cover: Ints, name: str, cell: int | None = None) -> int:
        """The figure's cell; `cell`: the one that it has already."""
        cover = self.left(cover)
        key = cover.tobytes()
        if cell is None:
            if key in self._cell_of:
                return self._cell_of[key]
            cell = self._new(name)
        self._cell_of.setdefault(key, cell)
        self._covers.append((cell, cover))
        return cell

    def rows(self, ties: Sequence[tuple[Ints, Ints]], *, summed: frozenset[int] = frozenset()) -> list[Row]:
        """Figures as sums of the finest counts, and the ties between groups; a figure of one count is that count.
        `summed`: cells of which a sum is known already."""
        for cell, cover in self._covers:
            if len(cover) == 1:
                self.place.setdefault(int(cover[0]), cell)
        rows: list[Row] = []
        for cell, cover, parts, loose in short_sums(self._covers):
            if len(cover) == 1 and self.at(int(cover[0])) == cell:
                continue
            if cell in summed:
                continue
            rows.append(([(cell, -1), *((one, 1) for one in parts), *((self.at(one), 1) for one in loose)], 0))
        for first, second in ties:
            terms: dict[int, int] = {}
            for side, factor in ((first, 1), (second, -1)):
                for one in self.left(side).tolist():
                    at = self.at(one)
                    terms[at] = terms.get(at, 0) + factor
            kept = [(cell, factor) for cell, factor in terms.items() if factor]
            if kept:
                rows.append((kept, 0))
        return rows

    def firsts(self, finest: Cliques) -> list[Row]:
        """Each disposal belongs to a crime (an offender), which has its first one among the same records: where there is none,
        there is no other. The rest of the cell that a row adds is not below zero."""
        return self.above_zero(
            [*((at, -1) for at in others.tolist()), *((at, MOST_OF_ONE) for at in first.tolist())]
            for others, first in finest.firsts()
            if len(self.left(others))
        )

    def above_zero(self, sums: Iterable[list[tuple[int, int]]]) -> list[Row]:
        """The rest of the cell that a row adds is not below zero. Where it says that what is less than others is there at all,
        no more than what is known of the others is asked for each."""
        rows: list[Row] = []
        limits = sorted(((value, cover) for cover, value in self.limits.items()), key=lambda pair: pair[0])
        for terms in sums:
            kept = [(at, times) for at, times in terms if not self.gone[at]]
            less = {at for at, times in kept if times < 0}
            most = next((value for value, cover in limits if less <= cover), MOST_OF_ONE)
            own = [(self.at(at), min(times, max(most, 1))) for at, times in kept]
            rows.append(([(self.extra(), -1), *own], 0))
        return rows

    def extra(self) -> int:
        """A cell that is no figure: a weighted sum that something is known of."""
        return self._new("")

    def at(self, count: int) -> int:
        """The cell of a finest count."""
        if count not in self.place:
            self.place[count] = self._new("")
        return self.place[count]

    def _new(self, name: str) -> int:
        self.more.append(name)
        return len(self) - 1
