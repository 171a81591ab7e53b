"""The whole space of facts as a decision diagram: counts, comparisons and searches that are exact, not sampled.

Whether a rule holds or may hold is a yes-or-no condition on single facts ("domestic is yes or unknown"). The status is
read from a few such formulas in order. Facts are fixed one after another; formulas that become alike are met once. The
argument is in ADR 82.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.policy.community_resolution.expression import And, Expression, Fixed, Is, Not, Or
from fanlight.policy.tri import Tri


@dataclass(frozen=True, slots=True)
class Among:
    """The fact has one of the values (unknown can be among them)."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: frozenset[Formula]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: frozenset[Formula]


Formula = bool | Among | AllOf | AnyOf


def all_of(parts: Sequence[Formula]) -> Formula:
    kept: set[Formula] = set()
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept |= part.parts if isinstance(part, AllOf) else {part}
    return True if not kept else next(iter(kept)) if len(kept) == 1 else AllOf(frozenset(kept))


def any_of(parts: Sequence[Formula]) -> Formula:
    kept: set[Formula] = set()
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept |= part.parts if isinstance(part, AnyOf) else {part}
    return False if not kept else next(iter(kept)) if len(kept) == 1 else AnyOf(frozenset(kept))


def may_hold(expression: Expression, domains: Mapping[str, frozenset[str]]) -> Formula:
    """The facts for which a condition is yes or unknown. `domains` gives every value of each fact."""
    return _bound(expression, domains, possible=True)


def surely_holds(expression: Expression, domains: Mapping[str, frozenset[str]]) -> Formula:
    """The facts for which a condition is yes."""
    return _bound(expression, domains, possible=False)


def _bound(expression: Expression, domains: Mapping[str, frozenset[str]], *, possible: bool) -> Formula:
    match expression:
        case Fixed(value):
            return value is not Tri.NO if possible else value is Tri.YES
        case Is(name, values):
            return Among(name, (values | {"unknown"} if possible else values) & domains[name])
        case Not(inner):
            return negated(_bound(inner, domains, possible=not possible), domains)
        case And(parts):
            return all_of([_bound(part, domains, possible=possible) for part in parts])
        case Or(parts):
            return any_of([_bound(part, domains, possible=possible) for part in parts])


def negated(formula: Formula, domains: Mapping[str, frozenset[str]]) -> Formula:
    match formula:
        case bool():
            return not formula
        case Among(name, values):
            return Among(name, domains[name] - values)
        case AllOf(parts):
            return any_of([negated(part, domains) for part in parts])
        case AnyOf(parts):
            return all_of([negated(part, domains) for part in parts])


def asked(formula: Formula) -> frozenset[str]:
    """The facts that a formula still depends on."""
    match formula:
        case bool():
            return frozenset()
        case Among(name, _):
            return frozenset([name])
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(asked(part) for part in parts))


def true_of(formula: Formula, values: Mapping[str, str]) -> bool:
    match formula:
        case bool():
            return formula
        case Among(name, wanted):
            return values[name] in wanted
        case AllOf(parts):
            return all(true_of(part, values) for part in parts)
        case AnyOf(parts):
            return any(true_of(part, values) for part in parts)


class Restriction:
    """Fixes facts in formulas, remembering what it worked out."""

    def __init__(self) -> None:
        self._known: dict[tuple[Formula, tuple[tuple[str, str], ...]], Formula] = {}

    def __call__(self, formula: Formula, given: Mapping[str, str]) -> Formula:
        if isinstance(formula, bool):
            return formula
        key = (formula, tuple(given.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._worked_out(formula, given)
        return found

    def _worked_out(self, formula: Formula, given: Mapping[str, str]) -> Formula:
        match formula:
            case Among(name, values):
                return given[name] in values if name in given else formula
            case AllOf(parts):
                return all_of([self(part, given) for part in parts])
            case AnyOf(parts):
                return any_of([self(part, given) for part in parts])
        return formula


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which a slot can be filled: what rules see, how many raw inputs look so, and one of them as facts."""

    seen: tuple[tuple[str, str], ...]
    weight: int
    sample: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """An input that varies on its own: mostly one fact; who gave authority is one slot of several."""

    name: str
    choices: tuple[Choice, ...]


State = tuple[Formula, ...]


class Space:
    """Walks all inputs. A state is a tuple of formulas; `outcome` gives its result once no further fact can change it,
    or None before. `tidy` may drop what no longer matters, so that more states are alike."""

    def __init__(self, slots: Sequence[Slot], tidy: Callable[[State], State] = tuple) -> None:
        self.slots = tuple(slots)
        self.tidy = tidy
        self._restrict = Restriction()
        self._rest = [1]
        for slot in reversed(self.slots):
            self._rest.append(self._rest[-1] * sum(choice.weight for choice in slot.choices))
        self._rest.reverse()
        self._asked = [frozenset(name for choice in slot.choices for name, _ in choice.seen) for slot in self.slots]

    def size(self) -> int:
        """How many inputs there are, contradictory ones among them."""
        return self._rest[0]

    def fix(self, state: State, given: Mapping[str, str]) -> State:
        return self.tidy(tuple(self._restrict(formula, given) for formula in state))

    def branches(self, state: State, at: int) -> list[tuple[State, int, int]]:
        """Where the choices of slot `at` lead: each state once, with the number of raw inputs and the first choice."""
        found: dict[State, list[int]] = {}
        for index, choice in enumerate(self.slots[at].choices):
            after = self.fix(state, dict(choice.seen))
            found.setdefault(after, [0, index])[0] += choice.weight
        return [(after, weight, index) for after, (weight, index) in found.items()]

    def _skip(self, state: State, at: int) -> int:
        """The next slot on which the state depends. Those passed over multiply the count."""
        needed = frozenset().union(*(asked(formula) for formula in state))
        while not needed & self._asked[at]:
            at += 1
        return at

    def counts(self, state: State, outcome: Callable[[State], Hashable | None]) -> dict[Hashable, int]:
        """How many inputs have each outcome, exactly."""
        known: dict[State, tuple[int, dict[Hashable, int]]] = {}

        def walk(state: State, at: int) -> dict[Hashable, int]:
            settled = outcome(state)
            if settled is not None:
                return {settled: self._rest[at]}
            if state not in known:
                start = self._skip(state, at)
                found: dict[Hashable, int] = {}
                for after, weight, _ in self.branches(state, start):
                    for result, number in walk(after, start + 1).items():
                        found[result] = found.get(result, 0) + weight * number
                known[state] = start, found
            start, found = known[state]
            passed = self._rest[at] // self._rest[start]
            return found if passed == 1 else {result: number * passed for result, number in found.items()}

        return walk(self.tidy(state), 0)
