"""Which facts change status between two versions: counted exactly over all facts, with the plainest examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanlight.policy.community_resolution.rules.policy import Policy, Status
from fanlight.policy.community_resolution.space.diagram import Choice, Formula, all_of, among, any_of
from fanlight.policy.community_resolution.space.formulas import (
    LEVEL,
    apart,
    as_facts,
    claims,
    contradiction,
    lines_of,
    marks,
    reader_of,
    slots_for,
    solver_for,
    space_for,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """`facts` as a facts file, `apart` how they differ from the old version's clean case."""

    facts: Mapping[str, Any]
    apart: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """`count` inputs have status `old` in the first version and `new` in the second."""

    old: Status
    new: Status
    count: int
    samples: tuple[Sample, ...]

    @property
    def direction(self) -> str:
        change = LEVEL[self.new] - LEVEL[self.old]
        return "harder" if change > 0 else "easier" if change < 0 else "elsewhere"


@dataclass(frozen=True, slots=True)
class Difference:
    """`inputs` is the number of facts that do not contradict one another; `moved` those whose status differs."""

    old: Policy
    new: Policy
    inputs: int
    moved: tuple[Moved, ...]

    @property
    def changed(self) -> int:
        return sum(each.count for each in self.moved)

    def as_json(self) -> dict[str, Any]:
        def ref(policy: Policy) -> dict[str, str]:
            return {"id": policy.id, "version": policy.version, "sha256": policy.sha256}

        moved = [
            {
                "old": str(each.old),
                "new": str(each.new),
                "direction": each.direction,
                "count": each.count,
                "samples": [{"facts": dict(s.facts), "differs_from_clean": dict(s.apart)} for s in each.samples],
            }
            for each in self.moved
        ]
        return {
            "old": ref(self.old),
            "new": ref(self.new),
            "inputs": self.inputs,
            "changed": self.changed,
            "moved": moved,
        }


def compare(old: Policy, new: Policy, *, samples: int = 3) -> Difference:
    """`samples`: how many examples of each change, those nearest to the clean case first."""
    reader = reader_of(old, new)
    counts = space_for(reader, old, new).counts(reader.start, reader.outcome)
    pairs = {key: number for key, number in counts.items() if isinstance(key, tuple)}
    first, second = (
        claims(lines_of(policy, mark=mark), policy.otherwise) for policy, mark in zip((old, new), marks(2), strict=True)
    )
    moved = [
        Moved(one, other, number, _samples(old, new, all_of([first[one], second[other]]), samples))
        for (one, other), number in pairs.items()
        if one != other
    ]
    order = list(Status)
    moved.sort(key=lambda each: (order.index(each.old), order.index(each.new)))
    return Difference(old, new, sum(pairs.values()), tuple(moved))


def _samples(old: Policy, new: Policy, wanted: Formula, number: int) -> tuple[Sample, ...]:
    """The nearest input, then the nearest that do not contain what sets an earlier one apart. Where the clean case
    itself changes, nothing sets it apart: then the nearest for each fact that is not as in the clean case."""
    slots = slots_for([old, new])
    solver = solver_for(slots)
    first = solver.nearest([wanted], [contradiction()]) if number else None
    if first is None:
        return ()
    found = [first]
    if not apart(slots, first):
        others = (any_of([_exactly(choice) for choice in slot.choices[1:]]) for slot in slots)
        nearest = (solver.nearest([wanted, other], [contradiction()]) for other in others)
        distinct = {str(apart(slots, chosen)): chosen for chosen in nearest if chosen is not None}
        found += sorted(distinct.values(), key=lambda chosen: len(apart(slots, chosen)))[: number - 1]
    passed: list[Formula] = []
    while len(found) < number and apart(slots, found[-1]):
        passed.append(all_of([_exactly(found[-1][s.name]) for s in slots if found[-1][s.name] != s.choices[0]]))
        chosen = solver.nearest([wanted], [contradiction(), *passed])
        if chosen is None:
            break
        found.append(chosen)
    return tuple(Sample(as_facts(chosen), apart(slots, chosen)) for chosen in found)


def _exactly(choice: Choice) -> Formula:
    return all_of([among(name, frozenset([value])) for name, value in choice.seen])
