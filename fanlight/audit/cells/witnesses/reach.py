"""Whole-number tables found so far, and how far each cell moves in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import CellSystem
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.tolerances import NEAR_WHOLE


class Reach:
    """`base`: a table of the hidden cells that agrees with everything known. Witness i moves `witnesses[i] = (columns,
    moves)` away from it; witness -1 is the base. `high[c]`, `low[c]`: the largest and smallest count seen of column c,
    in witness `high_by[c]`, `low_by[c]`."""

    def __init__(self, system: CellSystem, base: Ints) -> None:
        self.system = system
        self.base = base
        self.high, self.low = base.copy(), base.copy()
        self.high_by = np.full(len(base), -1, dtype=np.int64)
        self.low_by = np.full(len(base), -1, dtype=np.int64)
        self.witnesses: list[tuple[Ints, Ints]] = []

    def add(self, columns: Ints, moves: NDArray[np.float64] | Ints, system: CellSystem) -> bool:
        """Takes a solver's moves of the columns of a part (whose `system` it is) if they are whole and agree with
        everything known; False otherwise. Nothing of the solver's word is believed."""
        whole = np.rint(moves)
        if np.abs(whole - moves).max(initial=0) > NEAR_WHOLE:
            return False
        step = whole.astype(np.int64)
        new = self.base[columns] + step
        if (new < system.lower).any() or (new > system.upper).any() or system.left(step).any():
            return False
        up, down = new > self.high[columns], new < self.low[columns]
        if up.any() or down.any():
            moved = np.flatnonzero(step)
            self.witnesses.append((columns[moved], step[moved]))
            number = len(self.witnesses) - 1
            self.high[columns[up]], self.high_by[columns[up]] = new[up], number
            self.low[columns[down]], self.low_by[columns[down]] = new[down], number
        return True

    def used(self) -> Ints:
        """The witnesses that some cell's end rests on."""
        both = np.unique(np.concatenate([self.high_by, self.low_by]))
        return both[both >= 0]

    def take_all(self, starts: Ints, cells: Ints, moves: Ints) -> NDArray[np.bool_]:
        """Takes claimed witnesses, many at once: number i moves `cells` (positions in the table) by `moves`, from
        starts[i] to starts[i + 1]. Each is believed only if it agrees with everything known; says which were."""
        k = len(starts) - 1
        system = self.system
        accepted = np.ones(k, dtype=np.bool_)
        if not k or not len(self.base):
            return np.zeros(k, dtype=np.bool_)
        owner = np.repeat(np.arange(k), np.diff(starts))
        columns = np.minimum(np.searchsorted(system.cells, cells), len(system.cells) - 1)
        new = self.base[columns] + moves
        wrong = (system.cells[columns] != cells) | (new < system.lower[columns]) | (new > system.upper[columns])
        accepted[owner[wrong]] = False
        again = owner * np.int64(len(self.base)) + columns
        order = np.argsort(again, kind="stable")
        twice = order[1:][again[order][1:] == again[order][:-1]]
        accepted[owner[twice]] = False
        accepted[self._broken(owner, columns, moves)] = False
        kept = np.flatnonzero(accepted)
        number = np.full(k, -1, dtype=np.int64)
        number[kept] = len(self.witnesses) + np.arange(len(kept))
        self.witnesses += [(columns[a:b], moves[a:b]) for a, b in zip(starts[kept], starts[kept + 1], strict=True)]
        good = np.flatnonzero(accepted[owner])
        for sign, seen, by in ((1, self.high, self.high_by), (-1, self.low, self.low_by)):
            order = good[np.lexsort((-sign * new[good], columns[good]))]
            first = np.concatenate([[True], columns[order][1:] != columns[order][:-1]])[: len(order)]
            best = order[first]
            best = best[sign * new[best] > sign * seen[columns[best]]]
            seen[columns[best]], by[columns[best]] = new[best], number[owner[best]]
        return accepted

    def _broken(self, owner: Ints, columns: Ints, moves: Ints) -> Ints:
        """Witnesses whose moves do not cancel in some sum."""
        starts, terms = self.system.terms_of_column
        spans = starts[columns + 1] - starts[columns]
        begin = np.concatenate([[0], np.cumsum(spans)[:-1]])
        at = terms[np.repeat(starts[columns] - begin, spans) + np.arange(int(spans.sum()))]
        m = np.int64(max(1, len(self.system.values)))
        place = np.repeat(owner, spans) * m + self.system.rows[at]
        places, which = np.unique(place, return_inverse=True)
        total = np.zeros(len(places), dtype=np.int64)
        np.add.at(total, which, np.repeat(moves, spans) * self.system.factors[at])
        return np.asarray(places[total != 0] // m)
