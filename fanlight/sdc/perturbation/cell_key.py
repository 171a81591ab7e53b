"""The cell key method: every cell's count changes by noise that its own records decide, the same in every table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.dimensions.product import ProductNames, filled
from fanlight.figures.cells.equations import Ints
from fanlight.sdc.perturbation.perturbation import READERS, Perturbed, check_counts, utility
from fanlight.sdc.perturbation.ptable import PTable

KEYS = 2**32


def record_keys(ids: Sequence[str], seed: str) -> Ints:
    """A key from 0 to 2^32 - 1 of each record: the first 32 bits of BLAKE2b over its id, keyed by the seed. The same
    record has the same key in every table; nobody can tell it who has not the seed, which must stay secret."""
    key = _secret(seed)
    return np.array(
        [int.from_bytes(hashlib.blake2b(one.encode(), key=key, digest_size=4).digest(), "big") for one in ids],
        dtype=np.int64,
    )


def keys_from_records(table: CellTable, cells: Ints, keys: Ints) -> Ints:
    """Cell keys: of each inner cell the sum of its records' keys, of each total the sum over its parts, modulo 2^32.

    `cells`: for each record the inner cell it is in, as a position in the table.
    """
    inner = np.zeros(len(table), dtype=np.int64)
    np.add.at(inner, cells, keys)
    return key_sums(table, inner)


def keys_from_contents(table: CellTable, seed: str) -> Ints:
    """Cell keys where only counts are at hand: each inner cell stands for as many made records as it counts, whose keys
    come from the seed, the cell's codes and a running number. The same inner counts give the same noise in every table
    over the same codes; a record that moves to another cell gets another key, which real record keys avoid."""
    key = _secret(seed)
    where = np.flatnonzero(table.inner & (table.values > 0))
    begin = np.array(
        [
            int.from_bytes(
                hashlib.blake2b("\x1f".join(table.names[cell]).encode(), key=key, digest_size=8).digest(), "big"
            )
            for cell in where.tolist()
        ],
        dtype=np.uint64,
    )
    counts = table.values[where]
    number = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    mixed = _mixed(np.repeat(begin, counts) + (number.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
    inner = np.zeros(len(table), dtype=np.int64)
    np.add.at(inner, np.repeat(where, counts), (mixed >> np.uint64(32)).astype(np.int64))
    return key_sums(table, inner)


def cell_key(table: CellTable, keys: Ints, noise: PTable, *, of_records: bool = True, modulus: int = KEYS) -> Perturbed:
    """Changes every count as the perturbation table says for its cell key, a number from 0 to below `modulus`.
    `of_records`: whether keys are sums of real record keys, which stay the same in every table. Raises `BadInput`."""
    check_counts(table)
    counts = table.values + noise.changes(table.values, _parts(keys % modulus, modulus))
    blocked = _blocked(noise)
    lower, upper = _known(noise.reached(modulus), counts)
    return Perturbed(
        method="cell-key",
        counts=counts,
        lower=lower,
        upper=upper,
        guarantee=(
            f"Every published figure lies at most {noise.most} from the true count; 0 stays 0, so that a figure above 0 "
            "stands for at least 1.",
            SAME_RECORDS if of_records else SAME_CODES,
            *([_uneven(noise, modulus)] if modulus < FEW else []),
            *([f"No published figure is from 1 to {blocked}."] if blocked else []),
            "Totals are not the sums of the published figures.",
            "Not proved: what is likely of a count, of which figures of overlapping groups, whose noises differ, tell more.",
        ),
        utility=utility(table.values, counts),
        additive=False,
        assumptions=(*READERS, "Nobody outside knows the keys of records or cells."),
    )


SAME_RECORDS = "The noise is 0 on average; a cell of the same records has the same noise wherever it is published."
SAME_CODES = (
    "The noise is 0 on average, and the same for the same inner counts under the same codes. A coarser table of the same "
    "records, or one with other dimensions, has other noise: the mean over many such tables gives a count away."
)


FEW = 10_000
"""With fewer keys than this the chances of the perturbation table are met in steps that show."""


def _parts(keys: Ints, modulus: int) -> NDArray[np.float64]:
    """Keys as parts of 1, each in the middle of its step, so that an even table stays even (see `PTable.reached`)."""
    return np.asarray((keys + 0.5) / modulus)


def _uneven(noise: PTable, modulus: int) -> str:
    every = _parts(np.arange(modulus), modulus)
    means = [abs(float(noise.changes(np.full(modulus, row), every).mean())) for row in range(len(noise.noise))]
    return (
        f"There are {modulus} keys, with which the mean of the noise lies within {max(means):.3f} of 0 for every count."
    )


def _known(reached: Sequence[Ints], counts: Ints) -> tuple[Ints, Ints]:
    """The least and the largest true count that each published one can come from."""
    last = len(reached) - 1
    most = max(int(np.abs(steps).max()) for steps in reached)
    # A published count from here on comes from rows that are all the last one.
    plain = last + most
    lower = np.full(plain + 1, NO_BOUND)
    upper = np.zeros(plain + 1, dtype=np.int64)
    for count in range(plain + most + 1):
        given = count + reached[min(count, last)]
        given = given[given <= plain]
        lower[given] = np.minimum(lower[given], count)
        upper[given] = np.maximum(upper[given], count)
    below = np.minimum(counts, plain)
    return lower[below] + counts - below, upper[below] + counts - below


def _blocked(noise: PTable) -> int:
    """Counts from 1 up to this never appear."""
    reached = {count + int(step) for count, steps in enumerate(noise.noise) for step in steps}
    return min(one for one in reached if one > 0) - 1


def key_sums(table: CellTable, inner: Ints, modulus: int = KEYS) -> Ints:
    """The keys of all cells from those of the inner ones (one entry a cell, others not looked at): of each total the sum
    over its parts, modulo `modulus`. Raises `BadInput` for a table without dimensions."""
    if not isinstance(table.names, ProductNames):
        raise BadInput("Cell keys need a table with dimensions; a JJ file has none.")
    axes = table.names.axes
    grid = (inner % modulus).reshape(table.names.shape)[tuple(slice(axis.leaves) for axis in axes)]
    return filled(axes, grid) % modulus


def _secret(seed: str) -> bytes:
    if not seed:
        raise BadInput("The cell key method needs a seed, which must stay secret and the same for all tables.")
    return hashlib.blake2b(seed.encode(), digest_size=32).digest()


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64: spreads every bit over all others."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
