"""Pools: codes of a dimension merged into one, from a CSV with the columns dimension,pool,code."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fanlight.errors import BadInput
from fanlight.tables.cells.lines import refuse_unseen
from fanlight.tables.cells.trees import TOTAL, Axis


@dataclass(frozen=True)
class Pool:
    """`code` is a code of its own in `dimension`: the sum of `parts`, which are given no row."""

    dimension: str
    code: str
    parts: tuple[str, ...]


def read_pools(path: Path) -> tuple[Pool, ...]:
    """Pools in the order in which they begin. Raises `BadInput` for missing columns, empty fields, a code in two pools
    of one dimension, a pool of a single code, and the reserved code `Total`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames is None or not {"dimension", "pool", "code"} <= set(reader.fieldnames):
                raise BadInput("A file of pools needs the columns dimension, pool and code.", where=path.name)
            found: dict[tuple[str, str], list[str]] = {}
            merged: dict[tuple[str, str], int] = {}
            for number, row in enumerate(reader, start=2):
                where = f"{path.name}, line {number}"
                dimension, pool, code = ((row[name] or "").strip() for name in ("dimension", "pool", "code"))
                refuse_unseen((("The dimension", dimension), ("The pool", pool), ("The code", code)), where)
                if not dimension or not pool or not code:
                    raise BadInput("The line lacks a dimension, a pool or a code.", where=where)
                if TOTAL in (pool, code):
                    raise BadInput(f"“{TOTAL}” is the name of the top; it may neither be nor join a pool.", where=where)
                if (dimension, code) in merged:
                    raise BadInput(
                        f"The code “{code}” is merged twice, first in line {merged[dimension, code]}.", where=where
                    )
                merged[dimension, code] = number
                found.setdefault((dimension, pool), []).append(code)
    except OSError as error:
        raise BadInput(f"The pools could not be read: {error.strerror}.", where=str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"The pools are not a CSV in UTF-8: {error}.", where=path.name) from None
    for (dimension, pool), codes in found.items():
        if len(codes) < 2:
            raise BadInput(f"The pool “{pool}” of {dimension} has a single code.", where=path.name)
    return tuple(Pool(dimension, pool, tuple(codes)) for (dimension, pool), codes in found.items())


def write_pools(pools: Sequence[Pool]) -> str:
    """The text of POOLS.csv, as `read_pools` reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dimension", "pool", "code"])
    for pool in pools:
        writer.writerows([pool.dimension, pool.code, code] for code in pool.parts)
    return out.getvalue()


def pools_of(pools: Sequence[Pool], dimension: str) -> tuple[Pool, ...]:
    return tuple(pool for pool in pools if pool.dimension == dimension)


def check_dimensions(pools: Sequence[Pool], dimensions: Sequence[str], where: str) -> None:
    """Raises `BadInput` for a pool of a dimension that there is not."""
    for pool in pools:
        if pool.dimension not in dimensions:
            raise BadInput(
                f"There is no dimension “{pool.dimension}” for the pool “{pool.code}”.",
                where=where,
                next_step=f"The dimensions are {', '.join(dimensions)}.",
            )


def pooled_axis(axis: Axis, pools: Sequence[Pool], where: str = "") -> Axis:
    """The axis with its pools as codes before `Total`: each the sum of its parts, whose own sums stay as they were.

    Raises `BadInput` for a pool that is a code already, or of a code that the dimension does not have.
    """
    if not pools:
        return axis
    position: Mapping[str, int] = {code: at for at, code in enumerate(axis.codes)}
    for pool in pools:
        if pool.code in position:
            raise BadInput(f"The pool “{pool.code}” of {axis.name} is a code of its own already.", where=where)
        for code in pool.parts:
            if code not in position:
                raise BadInput(f"{axis.name} has no code “{code}” to merge into “{pool.code}”.", where=where)
    top = len(axis) - 1
    moved = {at: at for at in range(top)} | {top: top + len(pools)}
    families = [
        *((moved[whole], tuple(moved[part] for part in parts)) for whole, parts in axis.families),
        *((top + at, tuple(position[code] for code in pool.parts)) for at, pool in enumerate(pools)),
    ]
    codes = (*axis.codes[:top], *(pool.code for pool in pools), axis.codes[top])
    return replace(axis, codes=codes, families=tuple(families))
