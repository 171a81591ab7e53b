"""Are there facts for which these formulas are true and those false, and which lie nearest to the clean case? Exact.

Formulas that share no fact are settled apart, and what was settled once is remembered: the rules fall into gates (the
police suspect, the five kinds, mental health, …), so that no search is long. The argument is in ADR 82.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fanlight.policy.community_resolution.space.diagram import (
    AllOf,
    Among,
    AnyOf,
    Choice,
    Formula,
    Restriction,
    Slot,
    order,
)

Wanted = tuple[Formula, bool]
Answer = tuple[int, tuple[tuple[int, int], ...]]
"""How many slots are not at their first choice, and which choice each slot that matters has."""


class Solver:
    """One for each tuple of slots; it may be asked of any number of policies, and remembers across them."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = tuple(slots)
        self._slot = {name: at for at, slot in enumerate(slots) for choice in slot.choices for name, _ in choice.seen}
        self._restrict = Restriction()
        self._known: dict[frozenset[Wanted], Answer | None] = {}
        self._asks: dict[Formula, frozenset[int]] = {}

    def fix(self, formula: Formula, given: Mapping[str, str]) -> Formula:
        return self._restrict(formula, given)

    def nearest(self, true: Iterable[Formula], false: Iterable[Formula]) -> dict[str, Choice] | None:
        """A choice for every slot under which all of `true` hold and none of `false`; None where there is none."""
        answer = self._solve(
            frozenset([*((formula, True) for formula in true), *((formula, False) for formula in false)])
        )
        if answer is None:
            return None
        chosen = dict(answer[1])
        return {slot.name: slot.choices[chosen.get(at, 0)] for at, slot in enumerate(self.slots)}

    def _solve(self, wanted: frozenset[Wanted]) -> Answer | None:
        parts = _split(wanted)
        if parts is None:
            return None
        total: list[tuple[int, int]] = []
        cost = 0
        for component in self._components(parts):
            if component not in self._known:
                self._known[component] = self._connected(component)
            answer = self._known[component]
            if answer is None:
                return None
            cost += answer[0]
            total += answer[1]
        return cost, tuple(total)

    def _connected(self, wanted: frozenset[Wanted]) -> Answer | None:
        """Formulas that hang together: try the alternatives of the one with most, or the choices of one slot."""
        slots = frozenset[int]().union(*(self._slots_of(formula) for formula, _ in wanted))
        widest = max(wanted, key=lambda each: (len(_alternatives(each)), order(each[0])))
        best: Answer | None = None
        single = min((order(formula) for formula, _ in wanted if isinstance(formula, Among)), default=None)
        if single is None and len(slots) > 4 and len(_alternatives(widest)) > 1:
            rest = wanted - {widest}
            for part in _alternatives(widest):
                found = self._solve(rest | {(part, widest[1])})
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
            return best
        if single is None:
            at = max(sorted(slots), key=lambda slot: sum(slot in self._slots_of(formula) for formula, _ in wanted))
        else:  # a single fact is settled first: most of its slot's choices fall away at once
            [at] = next(self._slots_of(formula) for formula, _ in wanted if order(formula) == single)
        for index, choice in enumerate(self.slots[at].choices):
            given = dict(choice.seen)
            found = self._solve(frozenset((self._restrict(formula, given), value) for formula, value in wanted))
            if found is not None and (best is None or found[0] + (index > 0) < best[0]):
                best = found[0] + (index > 0), ((at, index), *found[1])
        return best

    def _components(self, wanted: frozenset[Wanted]) -> Iterator[frozenset[Wanted]]:
        left = sorted(wanted, key=lambda each: (order(each[0]), each[1]))
        while left:
            group = [left.pop()]
            reached = self._slots_of(group[0][0])
            grew = True
            while grew:
                grew = False
                for each in list(left):
                    if self._slots_of(each[0]) & reached:
                        left.remove(each)
                        group.append(each)
                        reached |= self._slots_of(each[0])
                        grew = True
            yield frozenset(group)

    def _slots_of(self, formula: Formula) -> frozenset[int]:
        found = self._asks.get(formula)
        if found is None:
            found = self._asks[formula] = frozenset(self._slot[name] for name in self._restrict.asked(formula))
        return found


def _alternatives(wanted: Wanted) -> tuple[Formula, ...]:
    """The parts of which one is enough."""
    formula, value = wanted
    return formula.parts if isinstance(formula, AnyOf if value else AllOf) else ()


def _split(wanted: Iterable[Wanted]) -> frozenset[Wanted] | None:
    """What must hold all together, taken apart; None where that is contradictory at sight."""
    found: set[Wanted] = set()
    stack = list(wanted)
    while stack:
        formula, value = stack.pop()
        if isinstance(formula, bool):
            if formula is not value:
                return None
            continue
        if isinstance(formula, AllOf if value else AnyOf):
            stack += [(part, value) for part in formula.parts]
            continue
        if (formula, not value) in found:
            return None
        found.add((formula, value))
    return frozenset(found)
