"""The kinds of counted unit that the figures tell apart.

Where every unit has one record, a kind is an atom. Where a unit (a crime with two disposals, an offender with two
crimes) can have records in several atoms, it is counted once by every figure that counts one of its records, so a kind
is a set of atoms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanlight.tables.frame import Frame

Record = tuple[tuple[str, object], ...]

MAX_KINDS = 4_000
"""Most kinds of unit that are told apart; beyond, a selection is used that proves safety but no bound."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """`members[a]`: the sample records of a unit of kind a. `cover[i]`: the kinds that figure i counts.

    `complete`: no other kind of unit exists that the figures would tell apart.
    """

    names: tuple[str, ...]
    members: tuple[tuple[Record, ...], ...]
    cover: tuple[tuple[int, ...], ...]
    complete: bool


def kinds_of_unit(frame: Frame, repeated: frozenset[str]) -> Kinds:
    """The kinds of unit: unions of atoms that differ in `repeated` fields alone (none: the atoms themselves).

    A field that no table shows to be repeated is taken to have one value for each unit: the careful reading, since
    it leaves a reader fewer possibilities.
    """
    if not repeated:
        return Kinds(frame.names, tuple((record,) for record in frame.records), frame.cover, True)
    patterns = [0] * frame.atoms
    for figure, cover in enumerate(frame.cover):
        for atom in cover:
            patterns[atom] |= 1 << figure
    groups: dict[Record, list[int]] = {}
    for atom, record in enumerate(frame.records):
        groups.setdefault(tuple(pair for pair in record if pair[0] not in repeated), []).append(atom)
    found: dict[int, tuple[int, ...]] = {pattern: (atom,) for atom, pattern in enumerate(patterns)}
    complete = all(_close(group, patterns, found) for group in groups.values())
    chosen = list(found.items())
    return Kinds(
        tuple(" together with ".join(frame.names[a] for a in atoms) for _, atoms in chosen),
        tuple(tuple(frame.records[a] for a in atoms) for _, atoms in chosen),
        tuple(
            tuple(k for k, (pattern, _) in enumerate(chosen) if pattern >> figure & 1)
            for figure in range(len(frame.cover))
        ),
        complete,
    )


def _close(group: Sequence[int], patterns: Sequence[int], found: dict[int, tuple[int, ...]]) -> bool:
    """Adds unions of the group's atoms, smallest first; False where there are too many to add them all."""
    layer: dict[int, tuple[int, ...]] = {patterns[atom]: (atom,) for atom in group}
    while layer:
        following: dict[int, tuple[int, ...]] = {}
        for pattern, atoms in layer.items():
            for atom in group:
                union = pattern | patterns[atom]
                if union not in found:
                    if len(found) >= MAX_KINDS:
                        return False
                    found[union] = following[union] = (*atoms, atom)
        layer = following
    return True
