"""Hierarchies over one dimension: which codes make up which."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fanlight.errors import BadInput
from fanlight.tables.cells.lines import refuse_unseen

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


def read_tree(path: Path) -> dict[str, str]:
    """code → parent ("" at the top) from a CSV with the columns code,parent.

    Raises `BadInput` for missing columns, a code twice, a control character, a cycle, an unknown parent or the reserved
    code `Total`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames is None or not {"code", "parent"} <= set(reader.fieldnames):
                raise BadInput("A tree needs the columns code and parent.", where=path.name)
            parents: dict[str, str] = {}
            for number, row in enumerate(reader, start=2):
                code, parent = (row["code"] or "").strip(), (row["parent"] or "").strip()
                where = f"{path.name}, line {number}"
                refuse_unseen((("The code", code), ("The parent", parent)), where)
                if not code:
                    raise BadInput("A tree's code is empty.", where=where)
                if TOTAL in (code, parent):
                    raise BadInput(f"“{TOTAL}” is the name of the top; a tree may not use it.", where=where)
                if code in parents:
                    raise BadInput(f"The code “{code}” stands twice in the tree.", where=where)
                parents[code] = parent
    except OSError as error:
        raise BadInput(f"The tree could not be read: {error.strerror}.", where=str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"The tree is not a CSV in UTF-8: {error}.", where=path.name) from None
    return dict(check_tree(parents, path.name))


def check_tree(parents: Mapping[str, str], where: str) -> Mapping[str, str]:
    """The tree itself, code to parent. Raises `BadInput` for an unknown parent, the code `Total` or a cycle."""
    for code, parent in parents.items():
        if TOTAL in (code, parent):
            raise BadInput(f"“{TOTAL}” is the name of the top; a tree may not use it.", where=where)
        if parent and parent not in parents:
            raise BadInput(
                f"“{parent}”, the parent of “{code}”, has no line of its own.",
                where=where,
                next_step="Add a line for it; an empty parent makes it a top.",
            )
    _refuse_cycles(parents, where)
    return parents


def _refuse_cycles(parents: Mapping[str, str], where: str) -> None:
    safe: set[str] = set()
    for code in parents:
        chain: dict[str, None] = {}
        at = code
        while at and at not in safe:
            if at in chain:
                raise BadInput(f"The tree has a cycle through “{at}”.", where=where)
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


def axis(name: str, seen: Sequence[str], trees: Sequence[Mapping[str, str]] = (), *, where: str = "") -> Axis:
    """The dimension's codes: `seen` in the cells, and those of its trees whether seen or not.

    Leaves of every tree must be the same set; a code seen must be a leaf. Raises `BadInput`.
    """
    if TOTAL in seen:
        raise BadInput(
            f"“{TOTAL}” is the name of the top and may not be a code of {name}.",
            where=where,
            next_step="Give inner cells only.",
        )
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


def named_trees(given: Sequence[str]) -> dict[str, list[Path]]:
    """The tree files of each dimension from texts DIM=TREE.csv, in order. Raises `BadInput`."""
    found: dict[str, list[Path]] = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or not name or not path:
            raise BadInput(f"“{text}” is not DIM=TREE.csv.", where="--hierarchy")
        found.setdefault(name, []).append(Path(path))
    return found
