"""Whole-number tables that somebody says agree with what is given, as moves of this system's cells. Believed nowhere here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.figures.system import System

Claims = tuple[Ints, Ints, Ints]
"""(starts, cells, moves), as `audit_cells` takes them."""


def claims_of(system: System, claimed: Sequence[Moves]) -> Claims:
    """`claimed`: tables whose finest counts are named by `System.signatures`. Each cell moves by what its finest counts do; a
    table that names counts which this system does not know is left out."""
    atoms = _places(system)
    starts, cells = _sums(system)
    width = len(system)
    spans, columns, moves = [np.zeros(1, dtype=np.int64)], [], []
    for one in claimed:
        owner = np.repeat(np.arange(len(one)), np.diff(one.starts))
        at = np.minimum(np.searchsorted(atoms[0], one.cells), max(0, len(atoms[0]) - 1))
        known = atoms[0][at] == one.cells if len(atoms[0]) else np.zeros(len(owner), dtype=np.bool_)
        foreign = np.zeros(len(one), dtype=np.bool_)
        foreign[owner[~known]] = True
        kept = ~foreign[owner]
        owner, atom, deltas = owner[kept], atoms[1][at[kept]], one.deltas[kept]
        many = starts[atom + 1] - starts[atom]
        begin = np.concatenate([[0], np.cumsum(many)[:-1]]).astype(np.int64)
        into = cells[np.repeat(starts[atom] - begin, many) + np.arange(int(many.sum()))]
        place, which = np.unique(np.repeat(owner, many) * width + into, return_inverse=True)
        total = np.zeros(len(place), dtype=np.int64)
        np.add.at(total, which, np.repeat(deltas, many))
        place, total = place[total != 0], total[total != 0]
        _, counts = np.unique(place // width, return_counts=True)
        spans.append(counts)
        columns.append(place % width)
        moves.append(total)
    none = np.zeros(0, dtype=np.int64)
    return np.cumsum(np.concatenate(spans)), np.concatenate([none, *columns]), np.concatenate([none, *moves])


def _places(system: System) -> tuple[Ints, Ints]:
    """Signatures that one finest count alone has, in order, and those counts."""
    found, first, times = np.unique(system.signatures, return_index=True, return_counts=True)
    return found[times == 1], first[times == 1].astype(np.int64)


def _sums(system: System) -> tuple[Ints, Ints]:
    """Of each finest count the cells that it is part of, as (starts, cells)."""
    owner = np.flatnonzero(system.atoms >= 0)
    pairs = {int(cell): np.array([atom], dtype=np.int64) for atom, cell in zip(owner, system.atoms[owner], strict=True)}
    places = np.concatenate([system.of_given, system.of_withheld, system.of_true])
    for cell, cover in zip(places.tolist(), system.finest.cover, strict=True):
        pairs[cell] = cover
    atoms = np.concatenate([np.zeros(0, dtype=np.int64), *pairs.values()])
    into = np.repeat(np.fromiter(pairs, dtype=np.int64, count=len(pairs)), [len(cover) for cover in pairs.values()])
    order = np.argsort(atoms, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(atoms, minlength=system.finest.cells))])
    return starts.astype(np.int64), into[order]
