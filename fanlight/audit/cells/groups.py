"""Whether anybody can tell that all of a sum falls in one of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import Part
from fanlight.audit.cells.witnesses.search import Search
from fanlight.audit.cells.witnesses.widths import Widths
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.groups import Groups
from fanlight.figures.cells.table import Names
from fanlight.tables.text.counted import counted

Proof = Callable[[Mapping[int, tuple[Part, int]], int], bool]


@dataclass(frozen=True, eq=False)
class GroupAudit:
    """One entry a group. `columns[i]`: its other parts that are withheld; `hiding`: the one of them that is 1 or more in
    some whole-number table (-1: none was found). `failed`: it is proved of every one of them that it is 0."""

    groups: Groups
    columns: Sequence[Ints]
    hiding: Ints
    failed: NDArray[np.bool_]

    @property
    def unproved(self) -> NDArray[np.bool_]:
        return np.asarray((self.hiding < 0) & ~self.failed)

    def keys(self, key: Callable[[int], tuple[str, ...]], mask: NDArray[np.bool_]) -> list[dict[str, object]]:
        """Those of a mask by their dimension and their sum's codes."""
        return [
            {"over": self.groups.over[at], "sum": list(key(int(self.groups.sums[at])))}
            for at in np.flatnonzero(mask).tolist()
        ]

    def lines(self, name: Callable[[int], str]) -> list[str]:
        """What fails or is not proved, in words that name sums."""
        said = []
        for mask, words in (
            (self.failed, "known to fall in one part alone"),
            (self.unproved, "not proved to be possible in several parts"),
        ):
            sums = self.groups.sums[mask].tolist()
            if sums:
                first = "; ".join(name(cell) for cell in sums[:3])
                said.append(f"{counted(len(sums), 'sum')} {words}: {first}{' …' if len(sums) > 3 else ''}")
        return said


def audit_groups(groups: Groups, search: Search, parts: Sequence[Part], proved: Proof) -> GroupAudit:
    """Looks for a table for each group that has none yet: of one part after another, as long as none is found. `proved`
    says whether it is proved that a column stays 0 (given the part of each column and its place there)."""
    reach, ends = search.reach, search.ends
    place = {int(cell): column for column, cell in enumerate(reach.system.cells.tolist())}
    columns = [
        np.array([place[cell] for cell in groups.others(at).tolist() if cell in place], dtype=np.int64)
        for at in range(len(groups))
    ]
    tried = np.zeros(len(reach.base), dtype=np.bool_)
    while search.left > 0:
        width = np.zeros(len(reach.base), dtype=np.int64)
        for own in columns:
            may = own[~tried[own] & (ends.upper[own] >= 1)]
            if len(may) and not (reach.high[own] >= 1).any():
                width[may[0]] = 1
        if not width.any():
            break
        Widths(search, width).run(parts)
        tried |= width > 0
    hiding = np.array([next((int(c) for c in own if reach.high[c] >= 1), -1) for own in columns], dtype=np.int64)
    of_part = {int(column): (part, at) for part in parts for at, column in enumerate(part.columns)}
    failed = [
        found < 0 and all(proved(of_part, int(c)) for c in own) for own, found in zip(columns, hiding, strict=True)
    ]
    return GroupAudit(groups, columns, hiding, np.array(failed, dtype=np.bool_))


def entries_of(
    grouped: GroupAudit,
    names: Names,
    witness: Callable[[int], int | None],
    proof: Callable[[int], list[dict[str, Any]]],
) -> dict[str, Any]:
    """Of each group its dimension, its sum's codes and the other parts' codes, for a certificate: with the number of the
    `witness` in which a column of theirs is 1 or more, or with the steps that prove (`proof`) of each column that it is 0."""
    groups = grouped.groups
    entries: dict[str, list[dict[str, Any]]] = {"claims": [], "failures": [], "unproved": []}
    for at, hiding in enumerate(grouped.hiding.tolist()):
        place = names.heads.index(groups.over[at])
        others = sorted(names[int(cell)][place] for cell in groups.others(at))
        entry = {"over": groups.over[at], "sum": list(names[int(groups.sums[at])]), "others": others}
        if hiding >= 0:
            entries["claims"].append({**entry, "witness": witness(hiding)})
            continue
        proofs = [proof(int(column)) for column in grouped.columns[at]]
        if grouped.failed[at] and all(proofs):
            entries["failures"].append({**entry, "steps": [step for own in proofs for step in own]})
        else:
            entries["unproved"].append(entry)
    return {"dimensions": list(groups.dimensions), **entries}
