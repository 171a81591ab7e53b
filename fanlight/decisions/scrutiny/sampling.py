"""A stratified random sample that anybody can draw again: the order in which disposals come is the order of the SHA-256
of seed and id, so that it depends on nothing but the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.errors import BadInput


@dataclass(frozen=True, slots=True)
class Member:
    """One disposal of the population, and the stratum it belongs to."""

    id: str
    stratum: str


@dataclass(frozen=True)
class Sample:
    """`strata`: name → (population, size drawn). `selected`: ids in the order drawn, stratum by stratum.
    `population_sha256`: of the population's sorted lines "id TAB stratum"."""

    seed: str
    strata: Mapping[str, tuple[int, int]]
    selected: tuple[str, ...]
    population_sha256: str


def seed_commitment(seed: str) -> str:
    """The SHA-256 that can be given out before the draw, so that the seed cannot be chosen afterwards."""
    return hashlib.sha256(seed.encode()).hexdigest()


def frame_text(population: Sequence[Member]) -> str:
    return "".join(f"{m.id}\t{m.stratum}\n" for m in sorted(population, key=lambda m: (m.id, m.stratum)))


def allocate(sizes: Mapping[str, int], total: int, *, at_least: int = 1) -> dict[str, int]:
    """Shares `total` among strata in proportion to their sizes, by largest remainders, none below `at_least` (or its
    whole size). Raises `BadInput` where the total is too small for that."""
    floor = {name: min(at_least, size) for name, size in sizes.items()}
    if sum(floor.values()) > total:
        raise BadInput(
            f"A sample of {total} is too small for {len(sizes)} strata with at least {at_least} each.",
            where="--size",
            next_step=f"Draw {sum(floor.values())} or more, lower --at-least, or use fewer strata.",
        )
    if total >= sum(sizes.values()):
        return dict(sizes)
    whole, given = sum(sizes.values()), dict(floor)
    # Largest remainders above the floor: one more goes where what is due exceeds what is given by most.
    while (left := total - sum(given.values())) > 0:
        open_ones = [name for name in sizes if given[name] < sizes[name]]
        due = {name: total * sizes[name] / whole - given[name] for name in open_ones}
        for name in sorted(open_ones, key=lambda name: (-due[name], name))[:left]:
            step = max(1, int(due[name])) if due[name] >= 1 else 1
            given[name] += min(step, sizes[name] - given[name], total - sum(given.values()))
    return given


def draw(population: Sequence[Member], sizes: Mapping[str, int], seed: str) -> Sample:
    """Raises `BadInput` for an empty seed, an id that stands twice, or sizes beyond a stratum."""
    if not seed.strip():
        raise BadInput("A sample needs a seed.", where="--seed", next_step="For example the dice of a public meeting.")
    if len({member.id for member in population}) != len(population):
        raise BadInput("An id stands twice in the population.", next_step="Correct the records.")
    by_stratum: dict[str, list[str]] = {}
    for member in population:
        by_stratum.setdefault(member.stratum, []).append(member.id)
    unknown = sorted(set(sizes) - set(by_stratum))
    if unknown:
        raise BadInput(
            f"There is no stratum {', '.join(unknown)}.", next_step=f"There are {', '.join(sorted(by_stratum))}."
        )
    selected: list[str] = []
    strata = {}
    for name in sorted(by_stratum):
        ids, wanted = by_stratum[name], sizes.get(name, 0)
        if not 0 <= wanted <= len(ids):
            raise BadInput(
                f"Stratum “{name}” has {len(ids)} disposals; {wanted} were asked for.", next_step="Ask for fewer."
            )
        ordered = sorted(ids, key=lambda one: (hashlib.sha256(f"{seed}\n{one}".encode()).digest(), one))
        selected += ordered[:wanted]
        strata[name] = (len(ids), wanted)
    frame = hashlib.sha256(frame_text(population).encode()).hexdigest()
    return Sample(seed, strata, tuple(selected), frame)
