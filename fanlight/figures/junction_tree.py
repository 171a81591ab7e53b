"""The junction tree of fields: groups of fields that are read together, and which groups are neighbours.

Source: decomposable models, as in Lauritzen, Graphical Models (1996), chapters 2 and 4.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence


def maximal_cliques(fields: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Maximal cliques of the fields' graph, made chordal by eliminating the field that needs fewest new ties first."""
    near: dict[str, set[str]] = {name: set() for names in fields for name in sorted(names)}
    for names in dict.fromkeys(fields):
        for one, other in itertools.permutations(sorted(names), 2):
            near[one].add(other)
    found: list[frozenset[str]] = []
    while near:
        name = min(sorted(near), key=lambda n: (_missing(near, n), len(near[n]), n))
        group = frozenset({name, *near[name]})
        for one, other in itertools.permutations(sorted(near[name]), 2):
            near[one].add(other)
        for other in near.pop(name):
            near[other].discard(name)
        if not any(group <= bigger for bigger in found):
            found.append(group)
    return found or [frozenset()]


def _missing(near: Mapping[str, set[str]], name: str) -> int:
    return sum(other not in near[one] for one, other in itertools.combinations(sorted(near[name]), 2))


def tree_of(groups: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Edges of a tree in which groups that share most are neighbours."""
    pairs = sorted(itertools.combinations(range(len(groups)), 2), key=lambda p: (-len(groups[p[0]] & groups[p[1]]), p))
    label = list(range(len(groups)))
    edges = []
    for first, second in pairs:
        if label[first] != label[second]:
            edges.append((first, second))
            old, new = label[second], label[first]
            label = [new if one == old else one for one in label]
    return edges
