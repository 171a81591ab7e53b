"""What is known, made smaller without loss: figures that settle atoms at once, and the parts that know nothing of one
another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fanlight.errors import BadInput
from fanlight.tables.known import KnownSystem, Statement, Terms

SOURCES_NAMED = 8


@dataclass(frozen=True, slots=True)
class Component:
    """Atoms still open that known sums tie together; `rows` are the statements (by index) that do so."""

    atoms: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Reduced:
    """`fixed[atom]` is its only possible count; `steps` says, in order, which statement settled which atom.

    `left[row]` is what remains of a statement: its open terms and the right-hand side less the settled atoms.
    """

    system: KnownSystem
    fixed: dict[int, int]
    steps: tuple[tuple[int, int], ...]
    left: dict[int, tuple[Terms, int]]
    components: tuple[Component, ...]

    def component_of(self) -> dict[int, int]:
        return {atom: number for number, part in enumerate(self.components) for atom in part.atoms}


def contradiction(sources: Iterable[str]) -> BadInput:
    """Statements that no table of whole numbers satisfies: names where they can be read, never their values."""
    named = list(dict.fromkeys(sources))
    shown = "; ".join(named[:SOURCES_NAMED]) + (
        f"; and {len(named) - SOURCES_NAMED} more" * (len(named) > SOURCES_NAMED)
    )
    return BadInput(
        f"What would be given out contradicts itself or what is already public. No table agrees with all of: {shown}.",
        next_step="Correct the figure, the unit or the categories of one of them.",
    )


def reduce(system: KnownSystem) -> Reduced:
    """Settles what follows by subtraction alone, and splits the rest. Raises `BadInput` for a contradiction.

    Every coefficient must be positive and atoms start at 0: so a sum of 0 settles all its atoms.
    """
    return _Reduction(system).run()


class _Reduction:
    def __init__(self, system: KnownSystem) -> None:
        self.system = system
        self.fixed: dict[int, int] = {}
        self.steps: list[tuple[int, int]] = []
        self.open = [dict(statement.terms) for statement in system.statements]
        self.rest = [statement.value for statement in system.statements]
        self.rows_of: dict[int, list[int]] = {}
        for row, statement in enumerate(system.statements):
            for atom, coefficient in statement.terms:
                if coefficient < 1:
                    raise ValueError("Statements must have positive coefficients.")
                self.rows_of.setdefault(atom, []).append(row)

    def run(self) -> Reduced:
        waiting = deque(range(len(self.open)))
        while waiting:
            row = waiting.popleft()
            for atom, value in self._settled_by(row):
                self.fixed[atom] = value
                self.steps.append((atom, row))
                for other in self.rows_of[atom]:
                    self.rest[other] -= self.open[other].pop(atom) * value
                    waiting.append(other)
        left = {
            row: (tuple(sorted(terms.items())), self.rest[row])
            for row, terms in enumerate(self.open)
            if terms and not (self.rest[row] <= 0 and self.system.statements[row].relation == ">=")
        }
        return Reduced(self.system, self.fixed, tuple(self.steps), left, self._components(left))

    def _settled_by(self, row: int) -> list[tuple[int, int]]:
        statement, terms, rest = self.system.statements[row], self.open[row], self.rest[row]
        most, least = statement.relation in ("=", "<="), statement.relation in ("=", ">=")
        if (most and rest < 0) or (least and rest > 0 and not terms):
            raise contradiction(self._why(row))
        if most and rest == 0:
            return [(atom, 0) for atom in sorted(terms)]
        if statement.relation == "=" and len(terms) == 1:
            ((atom, coefficient),) = terms.items()
            if rest % coefficient:
                raise contradiction(self._why(row))
            return [(atom, rest // coefficient)]
        return []

    def _why(self, row: int) -> list[str]:
        """The sources of a contradiction: the statement, and those that settled its atoms."""
        settled = dict(self.steps)
        rows, stack = [row], [row]
        while stack:
            for atom, _ in self.system.statements[stack.pop()].terms:
                cause = settled.get(atom)
                if cause is not None and cause not in rows:
                    rows.append(cause)
                    stack.append(cause)
        return [self.system.statements[one].source for one in rows]

    def _components(self, left: dict[int, tuple[Terms, int]]) -> tuple[Component, ...]:
        parent: dict[int, int] = {}

        def find(atom: int) -> int:
            root = atom
            while parent.setdefault(root, root) != root:
                root = parent[root]
            while parent[atom] != root:
                parent[atom], atom = root, parent[atom]
            return root

        for terms, _ in left.values():
            for atom, _ in terms:
                parent[find(atom)] = find(terms[0][0])
        atoms: dict[int, list[int]] = {}
        for atom in range(self.system.atoms):
            if atom not in self.fixed:
                atoms.setdefault(find(atom), []).append(atom)
        rows: dict[int, list[int]] = {}
        for row, (terms, _) in left.items():
            rows.setdefault(find(terms[0][0]), []).append(row)
        return tuple(Component(tuple(part), tuple(rows.get(root, ()))) for root, part in atoms.items())


def lift(reduced: Reduced, terms: Terms, weights: dict[int, Fraction], *, upper: bool) -> dict[int, Fraction]:
    """Multipliers for the reduced statements, completed so that they cover settled atoms as well.

    Atoms are taken in the reverse of the order in which they were settled: the statement that settled one holds, apart
    from it, only atoms settled earlier, or at the same time to 0.
    """
    wanted = dict(terms)
    result = dict(weights)
    covered: dict[int, Fraction] = {}
    statements = reduced.system.statements

    def add(row: int, weight: Fraction) -> None:
        for atom, coefficient in statements[row].terms:
            covered[atom] = covered.get(atom, Fraction(0)) + weight * coefficient

    for row, weight in weights.items():
        add(row, weight)
    for atom, row in reversed(reduced.steps):
        lacking = wanted.get(atom, 0) - covered.get(atom, Fraction(0))
        coefficient = dict(statements[row].terms)[atom]
        to_zero = reduced.fixed[atom] == 0
        needed = lacking > 0 if upper else lacking < 0
        if lacking and (needed or not to_zero):
            weight = lacking / coefficient
            result[row] = result.get(row, Fraction(0)) + weight
            add(row, weight)
    return {row: weight for row, weight in sorted(result.items()) if weight}


def proves(
    statements: Sequence[Statement], atoms: int, terms: Terms, weights: dict[int, Fraction], *, upper: bool
) -> Fraction | None:
    """The bound that the multipliers prove on the figure, in exact arithmetic; None where they prove none."""
    sign = 1 if upper else -1
    surplus = [Fraction(0)] * atoms
    for atom, coefficient in terms:
        surplus[atom] -= coefficient
    total = Fraction(0)
    for row, weight in weights.items():
        statement = statements[row]
        if statement.relation == "<=" and weight * sign < 0:
            return None
        if statement.relation == ">=" and weight * sign > 0:
            return None
        total += weight * statement.value
        for atom, coefficient in statement.terms:
            surplus[atom] += weight * coefficient
    return total if all(value * sign >= 0 for value in surplus) else None
