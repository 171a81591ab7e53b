"""How far a withheld figure can move: bounds, and whole-number tables that reach them.

A bound from the linear relaxation is wider than what whole numbers allow. It is shown as the truth only where a
whole-number table reaches it; otherwise an integer programme looks for one, and where time runs out the figure keeps
"LP bound only", which proves no safety.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fanlight.audit.programme import ComponentProgramme, Outcome
from fanlight.audit.system import Reduced, contradiction, lift, proves
from fanlight.errors import NotProvedSafe
from fanlight.tables.known import Terms

Side = Literal["hi", "lo"]
Kind = Literal["whole-number", "LP bound only", "not computed"]
Piece = tuple[int, ...]
"""Counts of a component's atoms, in its order."""
Place = Mapping[int, int]
"""Which piece each component takes; the others are as in the true table."""

DENOMINATOR = 10_000


@dataclass(frozen=True, slots=True)
class End:
    """One end of an interval. `value` None: no bound. `place`: a table that reaches it.

    `duals` are the solver's multipliers for the open statements, as they came: `Bounds.multipliers` makes a proof of
    them. Without, an end of `kind` "whole-number" stands by exhaustive integer search.
    """

    value: int | None
    kind: Kind
    place: Place | None = None
    duals: Mapping[int, float] | None = None


class Bounds:
    """Works out ends for one system, component by component, keeping the tables found on the way."""

    def __init__(self, reduced: Reduced, base: Sequence[int], clock: Callable[[], float], until: float) -> None:
        self.reduced = reduced
        self.base = base
        self.clock = clock
        self.until = until
        self.where = reduced.component_of()
        self.pieces: list[list[Piece]] = [[tuple(base[atom] for atom in part.atoms)] for part in reduced.components]
        self.position = [{atom: at for at, atom in enumerate(part.atoms)} for part in reduced.components]
        self.programmes: dict[int, ComponentProgramme] = {}
        self.known: dict[tuple[Terms, Side], End] = {}

    def reach(self, terms: Terms, side: Side, wanted: int) -> Place | None:
        """A table already found that takes the figure to `wanted` or beyond."""
        parts = self._split(terms)
        best: dict[int, int] = {}
        total = self._fixed(terms)
        for number, part in parts.items():
            scores = [self._score(number, part, piece) for piece in self.pieces[number]]
            chosen = max(scores) if side == "hi" else min(scores)
            best[number] = scores.index(chosen)
            total += chosen
        return best if (total >= wanted if side == "hi" else total <= wanted) else None

    def end(self, terms: Terms, side: Side) -> End:
        """The figure's largest or smallest count over all tables."""
        if (terms, side) not in self.known:
            self.known[terms, side] = self._end(terms, side)
        return self.known[terms, side]

    def table(self, place: Place) -> list[int]:
        """A whole table of atoms: the chosen pieces, and the true table elsewhere."""
        counts = list(self.base)
        for number, piece in place.items():
            for atom, count in zip(self.reduced.components[number].atoms, self.pieces[number][piece], strict=True):
                counts[atom] = count
        return counts

    def _end(self, terms: Terms, side: Side) -> End:
        total: int | None = self._fixed(terms)
        kind: Kind = "whole-number"
        place: dict[int, int] = {}
        duals: dict[int, float] | None = {}
        for number, part in self._split(terms).items():
            found = self._extreme(number, part, side)
            if found.kind != "whole-number" and kind != "not computed":
                kind = found.kind
            if found.bound is None or total is None:
                total = None
            else:
                total += found.bound
            if found.piece is None:
                kind = kind if kind != "whole-number" else "LP bound only"
            else:
                place[number] = found.piece
            duals = None if duals is None or found.duals is None else {**duals, **found.duals}
        if total is None and kind == "whole-number":
            # No table is the largest one: any wanted count can be reached, by `stretch`.
            return End(None, kind)
        return End(total, kind, place if kind == "whole-number" else None, duals)

    def stretch(self, terms: Terms, wanted: int) -> Place | None:
        """For a figure without upper bound: a table in which it is at least `wanted`."""
        place: dict[int, int] = {}
        total = self._fixed(terms)
        for number, part in self._split(terms).items():
            outcome = self._programme(number).at_least(part, wanted, self._left())
            piece = None if outcome is None else self._keep(number, outcome)
            place[number] = piece if piece is not None else 0
            total += self._score(number, part, self.pieces[number][place[number]])
            if total >= wanted:
                return place
        return None

    def _extreme(self, number: int, part: Terms, side: Side) -> _Found:
        if self._left() <= 0:
            return _Found(None, "not computed", None, None)
        programme = self._programme(number)
        relaxed = programme.relaxed(part, side, self._left())
        if relaxed.status == "unbounded":
            return _Found(None, "whole-number", 0, None)
        if relaxed.status != "optimal":
            return _Found(None, "not computed", None, None)
        bound = math.floor(relaxed.value + 1e-6) if side == "hi" else math.ceil(relaxed.value - 1e-6)
        self._keep(number, relaxed.counts)
        scores = [self._score(number, part, piece) for piece in self.pieces[number]]
        if bound in scores:
            return _Found(bound, "whole-number", scores.index(bound), relaxed.duals)
        whole = programme.whole(part, side, self._left())
        piece = self._keep(number, whole.counts)
        if whole.status == "optimal" and piece is not None:
            value = self._score(number, part, self.pieces[number][piece])
            return _Found(value, "whole-number", piece, relaxed.duals if value == bound else None)
        return _Found(bound, "LP bound only", None, relaxed.duals)

    def _programme(self, number: int) -> ComponentProgramme:
        if number not in self.programmes:
            self.programmes[number] = ComponentProgramme(self.reduced, self.reduced.components[number])
        return self.programmes[number]

    def _keep(self, number: int, counts: Sequence[float] | None) -> int | None:
        """Rounds a solution and keeps it if, in exact arithmetic, it agrees with every statement of the component."""
        piece = whole_piece(self.reduced, number, counts)
        if piece is None:
            return None
        if piece not in self.pieces[number]:
            self.pieces[number].append(piece)
        return self.pieces[number].index(piece)

    def multipliers(self, terms: Terms, side: Side) -> dict[int, Fraction] | None:
        """Multipliers, by statement, that prove the figure's end in exact arithmetic; None where there are none.

        The solver's are taken as fractions, completed for the settled atoms, and checked.
        """
        end = self.end(terms, side)
        if end.duals is None or end.value is None:
            return None
        weights = {row: Fraction(value).limit_denominator(DENOMINATOR) for row, value in end.duals.items()}
        weights = lift(self.reduced, terms, {row: w for row, w in weights.items() if w}, upper=side == "hi")
        statements = self.reduced.system.statements
        proved = proves(statements, self.reduced.system.atoms, terms, weights, upper=side == "hi")
        if proved is None or (math.floor(proved) if side == "hi" else math.ceil(proved)) != end.value:
            return None
        return weights

    def _fixed(self, terms: Terms) -> int:
        return sum(weight * self.reduced.fixed.get(atom, 0) for atom, weight in terms)

    def _split(self, terms: Terms) -> dict[int, Terms]:
        parts: dict[int, list[tuple[int, int]]] = {}
        for atom, weight in terms:
            if atom in self.where:
                parts.setdefault(self.where[atom], []).append((atom, weight))
        return {number: tuple(part) for number, part in parts.items()}

    def _score(self, number: int, part: Terms, piece: Piece) -> int:
        position = self.position[number]
        return sum(weight * piece[position[atom]] for atom, weight in part)

    def _left(self) -> float:
        return self.until - self.clock()


@dataclass(frozen=True, slots=True)
class _Found:
    bound: int | None
    kind: Kind
    piece: int | None
    duals: dict[int, float] | None


def whole_piece(reduced: Reduced, number: int, counts: Sequence[float] | None) -> Piece | None:
    """The counts as whole numbers, if they are (nearly) whole and fit every statement exactly."""
    if counts is None:
        return None
    piece = tuple(round(count) for count in counts)
    if any(abs(count - whole) > 1e-5 or whole < 0 for count, whole in zip(counts, piece, strict=True)):
        return None
    component = reduced.components[number]
    held = dict(zip(component.atoms, piece, strict=True))
    for row in component.rows:
        terms, rest = reduced.left[row]
        total = sum(weight * held[atom] for atom, weight in terms)
        relation = reduced.system.statements[row].relation
        if not (total == rest if relation == "=" else total >= rest if relation == ">=" else total <= rest):
            return None
    return piece


def any_table(reduced: Reduced, clock: Callable[[], float], until: float) -> list[int]:
    """One table that agrees with the system. Raises `BadInput` where there is none, `NotProvedSafe` at the limit."""
    counts = [reduced.fixed.get(atom, 0) for atom in range(reduced.system.atoms)]
    for number, component in enumerate(reduced.components):
        found: Outcome = ComponentProgramme(reduced, component).feasible(until - clock())
        piece = whole_piece(reduced, number, found.counts)
        if found.status == "infeasible":
            raise contradiction(reduced.system.statements[row].source for row in component.rows)
        if piece is None:
            raise NotProvedSafe(
                "No table that agrees with everything given out was found within the time limit.",
                next_step="Nothing was released. Raise the time limit.",
            )
        for atom, count in zip(component.atoms, piece, strict=True):
            counts[atom] = count
    return counts


def monotonic() -> float:
    return time.monotonic()
