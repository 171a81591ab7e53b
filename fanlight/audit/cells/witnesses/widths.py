"""Searches for tables in which one column's counts lie far enough apart, wherever between its ends they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.audit.cells.system import Part
from fanlight.audit.cells.witnesses.neighbours import cut_out, neighbourhood
from fanlight.audit.cells.witnesses.search import NEIGHBOURHOODS, Search
from fanlight.figures.cells.equations import Ints
from fanlight.optimise.cell_programme import CellProgramme


@dataclass(frozen=True, eq=False)
class Widths:
    """`width`: how far apart each column's counts are to be (0: no matter). Results go into the search's `reach` and
    `ends`. `most`: parts of more cells are searched by neighbourhoods alone."""

    search: Search
    width: Ints
    most: int | None = None

    def run(self, parts: Sequence[Part]) -> None:
        for part in parts:
            programme: CellProgramme | None = None
            for at in np.flatnonzero(self.width[part.columns] > 0).tolist():
                if self.search.left <= 0:
                    return
                column = int(part.columns[at])
                self._near(part, at, column)
                if self._done(column) or (self.most is not None and len(part.columns) > self.most):
                    continue
                programme = programme or self.search.programme(part)
                self._in(part, programme, at, column)

    def _done(self, column: int) -> bool:
        """Whether tables are as far apart as asked, or a bound says that none can be."""
        reach, ends, width = self.search.reach, self.search.ends, int(self.width[column])
        return bool(reach.high[column] - reach.low[column] >= width or ends.upper[column] - ends.lower[column] < width)

    def _near(self, part: Part, at: int, column: int) -> None:
        if len(part.columns) <= self.search.whole_part:
            return
        for size in NEIGHBOURHOODS:
            if self._done(column):
                return
            own = cut_out(part, neighbourhood(part.system, at, size))
            place = int(np.flatnonzero(own.columns == column)[0])
            self._shortest(own, self.search.programme(own), place, column, whole=False)

    def _in(self, part: Part, programme: CellProgramme, at: int, column: int) -> None:
        search = self.search
        self._shortest(part, programme, at, column, whole=False)
        for largest in (True, False):
            if not self._done(column) and not search.settled(column, largest):
                search.end(part, programme, at, largest)
        if len(part.columns) <= search.whole_part:
            self._shortest(part, programme, at, column, whole=True)
        for largest in (True, False):
            if not self._done(column) and not search.settled(column, largest):
                search.whole_end(part, programme, at, largest)

    def _shortest(self, part: Part, programme: CellProgramme, at: int, column: int, *, whole: bool) -> None:
        """The shortest moves that take one end far enough from the other as it was seen."""
        search, reach, ends = self.search, self.search.reach, self.search.ends
        for largest in (True, False):
            if search.left <= 0 or self._done(column):
                return
            seen = int((reach.low if largest else reach.high)[column])
            to = seen + int(self.width[column]) * (1 if largest else -1)
            if not (ends.upper[column] < to if largest else ends.lower[column] > to):
                search.reach_to(part, programme, at, largest, to - int(reach.base[column]), whole)
