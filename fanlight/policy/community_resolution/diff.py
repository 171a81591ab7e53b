"""Which facts change status between two versions: counted exactly over all facts, with the plainest examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanlight.policy.community_resolution.diagram import Choice, Formula, all_of, among
from fanlight.policy.community_resolution.policy import Policy, Status
from fanlight.policy.community_resolution.space import (
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
    slots = slots_for([old, new])
    solver = solver_for(slots)
    found: list[Sample] = []
    passed: list[Formula] = []
    while len(found) < number:
        chosen = solver.nearest([wanted], [contradiction(), *passed])
        if chosen is None:
            break
        found.append(Sample(as_facts(chosen), apart(slots, chosen)))
        passed.append(all_of([_exactly(choice) for choice in chosen.values() if choice not in _firsts(slots)]))
    return tuple(found)


def _firsts(slots: tuple[Any, ...]) -> set[Choice]:
    return {slot.choices[0] for slot in slots}


def _exactly(choice: Choice) -> Formula:
    return all_of([among(name, frozenset([value])) for name, value in choice.seen])
