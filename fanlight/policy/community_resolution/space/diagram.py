"""The whole space of facts as a decision diagram: counts, comparisons and searches that are exact, not sampled.

Whether a rule holds or may hold is a yes-or-no condition on single facts ("domestic is yes or unknown"). The status is
read from a few such formulas in order. Facts are fixed one after another; formulas that become alike are met once. The
argument is in ADR 82.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanlight.policy.community_resolution.rules.expression import And, Expression, Fixed, Is, IsUnknown, Not, Or
from fanlight.policy.tri import Tri


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """The fact has one of the values (unknown can be among them). Formulas are made by `among`, `all_of` and `any_of`,
    which give the same object for the same formula: they are compared, and remembered, by identity. `number` is the
    order in which they were made, for going through sets of them the same way every time."""

    number: int
    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class AllOf:
    number: int
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf:
    number: int
    parts: tuple[Formula, ...]


Formula = bool | Among | AllOf | AnyOf

_made: dict[tuple[object, ...], Any] = {}


def order(formula: Formula) -> int:
    return int(formula) - 2 if isinstance(formula, bool) else formula.number


def among(name: str, values: frozenset[str]) -> Formula:
    key = ("among", name, values)
    if key not in _made:
        _made[key] = Among(len(_made), name, values)
    found: Formula = _made[key]
    return found


def all_of(parts: Iterable[Formula]) -> Formula:
    return _joined(AllOf, parts, neutral=True)


def any_of(parts: Iterable[Formula]) -> Formula:
    return _joined(AnyOf, parts, neutral=False)


def _joined(kind: type[AllOf] | type[AnyOf], parts: Iterable[Formula], *, neutral: bool) -> Formula:
    kept: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, bool):
            if part is not neutral:
                return part
        elif isinstance(part, kind):
            kept.update(dict.fromkeys(part.parts))
        else:
            kept[part] = None
    if len(kept) < 2:
        return next(iter(kept)) if kept else neutral
    # Inside any-of only all-of and single facts remain, and the other way round: no True or False is among them.
    members = tuple(sorted(kept, key=order))
    key = (kind, members)
    if key not in _made:
        _made[key] = kind(len(_made), members)
    found: Formula = _made[key]
    return found


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
            return among(name, (values | {"unknown"} if possible else values) & domains[name])
        case IsUnknown(name):
            return among(name, frozenset(["unknown"]))
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
        case Among(_, name, values):
            return among(name, domains[name] - values)
        case AllOf(_, parts):
            return any_of([negated(part, domains) for part in parts])
        case AnyOf(_, parts):
            return all_of([negated(part, domains) for part in parts])


def beyond(one: Formula, other: Formula) -> Formula:
    """What of the first formula is not, at sight, within the second: False where it implies it."""
    if isinstance(one, AnyOf):
        within = set(other.parts) if isinstance(other, AnyOf) else {other}
        return any_of([part for part in one.parts if part not in within and not _within(part, other)])
    return False if _within(one, other) else one


def _within(one: Formula, other: Formula) -> bool:
    """True only where one formula implies the other; False says nothing."""
    if one is False or other is True or one is other:
        return True
    match one, other:
        case Among(_, name, values), Among(_, same, more):
            return name == same and values <= more
        case AnyOf(_, parts), _:
            return all(_within(part, other) for part in parts)
        case _, AllOf(_, parts):
            return all(_within(one, part) for part in parts)
        case Among(), AnyOf(_, parts):
            return any(isinstance(part, Among) and _within(one, part) for part in parts)
        case AllOf(_, own), AnyOf(_, parts):
            return any(part in parts for part in own)
        case AllOf(_, parts), _:
            return any(_within(part, other) for part in parts)
    return False


def true_of(formula: Formula, values: Mapping[str, str]) -> bool:
    match formula:
        case bool():
            return formula
        case Among(_, name, wanted):
            return values[name] in wanted
        case AllOf(_, parts):
            return all(true_of(part, values) for part in parts)
        case AnyOf(_, parts):
            return any(true_of(part, values) for part in parts)


class Restriction:
    """Fixes facts in formulas, remembering what it worked out."""

    def __init__(self) -> None:
        self._known: dict[tuple[Formula, tuple[tuple[str, str], ...]], Formula] = {}
        self._asked: dict[Formula, frozenset[str]] = {}

    def __call__(self, formula: Formula, given: Mapping[str, str]) -> Formula:
        if isinstance(formula, bool) or self.asked(formula).isdisjoint(given):
            return formula
        key = (formula, tuple(given.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._worked_out(formula, given)
        return found

    def asked(self, formula: Formula) -> frozenset[str]:
        """The facts that a formula still depends on."""
        found = self._asked.get(formula)
        if found is None:
            inner = formula.parts if isinstance(formula, AllOf | AnyOf) else ()
            own = frozenset([formula.name]) if isinstance(formula, Among) else frozenset[str]()
            found = self._asked[formula] = own.union(*(self.asked(part) for part in inner))
        return found

    def _worked_out(self, formula: Formula, given: Mapping[str, str]) -> Formula:
        match formula:
            case Among(_, name, values):
                return given[name] in values if name in given else formula
            case AllOf(_, parts):
                return all_of([self(part, given) for part in parts])
            case AnyOf(_, parts):
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
        self.restrict = Restriction()
        self._rest = [1]
        for slot in reversed(self.slots):
            self._rest.append(self._rest[-1] * sum(choice.weight for choice in slot.choices))
        self._rest.reverse()
        self._asked = [frozenset(name for choice in slot.choices for name, _ in choice.seen) for slot in self.slots]

    def size(self) -> int:
        """How many inputs there are, contradictory ones among them."""
        return self._rest[0]

    def fix(self, state: State, given: Mapping[str, str]) -> State:
        return self.tidy(tuple(self.restrict(formula, given) for formula in state))

    def branches(self, state: State, at: int) -> list[tuple[State, int, int]]:
        """Where the choices of slot `at` lead: each state once, with the number of raw inputs and the first choice."""
        found: dict[State, list[int]] = {}
        for index, choice in enumerate(self.slots[at].choices):
            after = self.fix(state, dict(choice.seen))
            found.setdefault(after, [0, index])[0] += choice.weight
        return [(after, weight, index) for after, (weight, index) in found.items()]

    def _skip(self, state: State, at: int) -> int:
        """The next slot on which the state depends. Those passed over multiply the count."""
        needed = frozenset[str]().union(*(self.restrict.asked(formula) for formula in state))
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
