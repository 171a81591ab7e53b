"""Hierarchies over one dimension: which codes make up which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes

TOTAL = "Total"


@dataclass(frozen=True)
class Axis:
    """All codes of a dimension, its leaves first as met, then what they make up, `Total` last.

    `families` are (whole, parts) as positions in `codes`: the whole's count is the sum of its parts'. Several trees
    over one dimension give several families with the same leaves.
    """

    name: str
    codes: tuple[str, ...]
    leaves: int
    families: tuple[tuple[int, tuple[int, ...]], ...]

    def __len__(self) -> int:
        return len(self.codes)

    def below(self, code: int) -> frozenset[int]:
        """The leaves that a code counts, itself where it is one; by the first breakdown of each code."""
        parts: dict[int, tuple[int, ...]] = {}
        for whole, its in self.families:
            parts.setdefault(whole, its)
        found, waiting = set(), [code]
        while waiting:
            at = waiting.pop()
            if at < self.leaves:
                found.add(at)
            else:
                waiting.extend(parts[at])
        return frozenset(found)


def is_total(code: str) -> bool:
    """Whether a code is the name of the top, in any letter case: “TOTAL” beside “Total” would be read as the same."""
    return code.casefold() == TOTAL.casefold()


def refuse_total(codes: Sequence[str], where: str) -> None:
    """Raises `BadInput` where one of the codes is that of the top."""
    for code in codes:
        if is_total(code):
            raise BadInput(
                f"“{code}” is the name of the top; a tree may not use it.",
                where=where,
                next_step="Leave the parent empty at the top.",
            )


def check_tree(parents: Mapping[str, str], where: str, places: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The tree itself, code to parent; `places`: where each code stands. Raises `BadInput` for an unknown parent, the code
    `Total` or a cycle."""
    at = places or {}
    for code, parent in parents.items():
        refuse_total((code, parent), at.get(code, where))
        if parent and parent not in parents:
            raise BadInput(
                f"“{parent}”, the parent of “{code}”, has no line of its own.",
                where=at.get(code, where),
                next_step="Add a line for it; an empty parent makes it a top.",
            )
    _refuse_cycles(parents, where, at)
    return parents


def _refuse_cycles(parents: Mapping[str, str], where: str, places: Mapping[str, str]) -> None:
    safe: set[str] = set()
    for code in parents:
        chain: dict[str, None] = {}
        at = code
        while at and at not in safe:
            if at in chain:
                raise BadInput(
                    f"The tree has a cycle through “{at}”.",
                    where=places.get(at, where),
                    next_step="A code may not stand above itself; correct the parents.",
                )
            chain[at] = None
            at = parents[at]
        safe.update(chain)


def _refuse_two_meanings(name: str, trees: Sequence[Mapping[str, str]], where: str) -> None:
    """A code that two trees break down to different leaves would be two figures under one name."""
    meant: dict[str, set[str]] = {}
    for tree in trees:
        wholes = set(tree.values())
        under: dict[str, set[str]] = {}
        for leaf in (code for code in tree if code not in wholes):
            at = tree[leaf]
            while at:
                under.setdefault(at, set()).add(leaf)
                at = tree[at]
        for code, leaves in under.items():
            if meant.setdefault(code, leaves) != leaves:
                raise BadInput(
                    f"The code “{code}” stands for different codes in two trees of {name}.",
                    where=where,
                    next_step="Give each its own name.",
                )


def refuse_top(code: str, name: str, where: str) -> None:
    """Raises `BadInput` where a code of the dimension `name` is that of the top."""
    if is_total(code):
        raise BadInput(
            f"“{code}” is the name of the top and may not be a code of {name}.",
            where=where,
            next_step="Give inner cells only.",
        )


def axis(name: str, seen: Sequence[str], trees: Sequence[Mapping[str, str]] = (), *, where: str = "") -> Axis:
    """The dimension's codes: `seen` in the cells, and those of its trees whether seen or not.

    Leaves of every tree must be the same set; a code seen must be a leaf. Raises `BadInput`.
    """
    for code in seen:
        refuse_top(code, name, where)
    met = dict.fromkeys([*seen, *(code for tree in trees for pair in tree.items() for code in pair)])
    refuse_lookalikes(met, f"The code of {name}", where)
    if not trees:
        leaves = tuple(dict.fromkeys(seen))
        codes = (*leaves, TOTAL)
        return Axis(name, codes, len(leaves), ((len(leaves), tuple(range(len(leaves)))),))
    of_trees = []
    for tree in trees:
        wholes = {parent for parent in tree.values() if parent}
        of_trees.append(tuple(code for code in tree if code not in wholes))
    leaves = of_trees[0]
    for other in of_trees[1:]:
        if set(other) != set(leaves):
            odd = sorted(set(other) ^ set(leaves))[0]
            raise BadInput(
                f"The trees of {name} do not have the same leaves: “{odd}” is in one only.",
                where=where,
                next_step="Trees over one dimension must break it down to the same codes.",
            )
    _refuse_two_meanings(name, trees, where)
    inner_codes = list(dict.fromkeys(parent for tree in trees for parent in tree if parent not in set(leaves)))
    unknown = [code for code in dict.fromkeys(seen) if code not in set(leaves)]
    if unknown:
        what = "stands for several codes of" if unknown[0] in inner_codes else "is not in"
        raise BadInput(
            f"The code “{unknown[0]}” {what} the tree of {name}.",
            where=where,
            next_step="Give cells of leaf codes only.",
        )
    codes = (*leaves, *inner_codes, TOTAL)
    position = {code: at for at, code in enumerate(codes)}
    families: dict[tuple[int, tuple[int, ...]], None] = {}
    for tree in trees:
        children: dict[str, list[int]] = {}
        for code, parent in tree.items():
            children.setdefault(parent or TOTAL, []).append(position[code])
        for whole, parts in children.items():
            families[position[whole], tuple(sorted(parts))] = None
    return Axis(name, codes, len(leaves), tuple(families))
