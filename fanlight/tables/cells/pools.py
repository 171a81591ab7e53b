"""Pools: codes of a dimension merged into one, from a CSV with the columns dimension,pool,code."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fanlight.errors import BadInput
from fanlight.tables.cells.columns import need_columns
from fanlight.tables.cells.lines import need_code, read_lines, refuse_lookalikes
from fanlight.tables.cells.trees import TOTAL, Axis, axis, is_total, read_tree
from fanlight.tables.formulas import refuse_formulas


@dataclass(frozen=True)
class Pool:
    """`code` is a code of its own in `dimension`: the sum of `parts`, which are given no row. `places`: of each part the
    file and line that names it, where the pool comes from a file."""

    dimension: str
    code: str
    parts: tuple[str, ...]
    places: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def where(self, at: int, otherwise: str) -> str:
        return self.places[at] if self.places else otherwise


def read_pools(path: Path, *, to_publish: bool = False) -> tuple[Pool, ...]:
    """Pools in the order in which they begin. `to_publish`: as for `read_tree`.

    Raises `BadInput` naming file and line for missing columns, blank fields, a code in two pools of
    one dimension, a pool of a single code, a pool with the name of a code that it or another pool merges, and the reserved
    code `Total`."""
    heads, rows, lines = read_lines(path, "The pools", "")
    need_columns(heads, ("dimension", "pool", "code"), path.name)
    at = [heads.index(name) for name in ("dimension", "pool", "code")]
    found: dict[tuple[str, str], list[str]] = {}
    begins: dict[tuple[str, str], int] = {}
    merged: dict[tuple[str, str], int] = {}
    for row, line in zip(rows, lines, strict=True):
        where = f"{path.name}, line {line}"
        dimension, pool, code = (row[place] for place in at)
        for what, text in (("The dimension", dimension), ("The pool", pool), ("The code", code)):
            need_code(text, what, where, "Fill it in, or remove the line.")
        if to_publish:
            refuse_formulas((("The pool", pool), ("The code", code)), where)
        for text in (pool, code):
            if is_total(text):
                raise BadInput(
                    f"“{text}” is the name of the top; it may neither be nor join a pool.",
                    where=where,
                    next_step="Give the pool another name, and merge codes below the top.",
                )
        if (dimension, code) in merged:
            raise BadInput(
                f"The code “{code}” is merged twice, first in line {merged[dimension, code]}.",
                where=where,
                next_step="Leave each code in one pool.",
            )
        merged[dimension, code] = line
        begins.setdefault((dimension, pool), line)
        found.setdefault((dimension, pool), []).append(code)
    for dimension in dict.fromkeys(dimension for dimension, _ in found):
        names = [text for (own, pool), codes in found.items() if own == dimension for text in (pool, *codes)]
        found_at = {code: line for (own, code), line in [*begins.items(), *merged.items()] if own == dimension}
        refuse_lookalikes(dict.fromkeys(names), f"The code or pool of {dimension}", path.name, found_at)
    for (dimension, pool), codes in found.items():
        where = f"{path.name}, line {begins[dimension, pool]}"
        if len(codes) < 2:
            raise BadInput(
                f"The pool “{pool}” of {dimension} has a single code.",
                where=where,
                next_step="Add the codes that are merged with it, or remove the line.",
            )
        if (dimension, pool) in merged:
            raise BadInput(
                f"The pool “{pool}” of {dimension} is a code of its own already, merged in line {merged[dimension, pool]}.",
                where=where,
                next_step="Give the pool a name that is no code.",
            )
    return tuple(
        Pool(dimension, pool, tuple(codes), tuple(f"{path.name}, line {merged[dimension, code]}" for code in codes))
        for (dimension, pool), codes in found.items()
    )


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
                where=pool.where(0, where),
                next_step=f"The dimensions are {', '.join(dimensions)}.",
            )


def pooled_axis(axis: Axis, pools: Sequence[Pool], where: str = "") -> Axis:
    """The axis with its pools as codes before `Total`: each the sum of its parts, whose own sums stay as they were.

    Raises `BadInput` for a pool that is a code already, of a code that the dimension does not have, or of a code and
    another that counts it too.
    """
    if not pools:
        return axis
    position: Mapping[str, int] = {code: at for at, code in enumerate(axis.codes)}
    merged = [text for pool in pools for text in (pool.code, *pool.parts)]
    file = pools[0].where(0, where).partition(", line ")[0]
    refuse_lookalikes(dict.fromkeys([*axis.codes, *merged]), f"The code or pool of {axis.name}", file)
    for pool in pools:
        if pool.code in position:
            raise BadInput(
                f"The pool “{pool.code}” of {axis.name} is a code of its own already.",
                where=pool.where(0, where),
                next_step="Give the pool a name that is no code.",
            )
        for at, code in enumerate(pool.parts):
            if code not in position:
                raise BadInput(
                    f"{axis.name} has no code “{code}” to merge into “{pool.code}”.",
                    where=pool.where(at, where),
                    next_step="Correct the file of pools: it must name codes as the table does.",
                )
        _refuse_overlap(axis, pool, where)
    top = len(axis) - 1
    moved = {at: at for at in range(top)} | {top: top + len(pools)}
    families = [
        *((moved[whole], tuple(moved[part] for part in parts)) for whole, parts in axis.families),
        *((top + at, tuple(position[code] for code in pool.parts)) for at, pool in enumerate(pools)),
    ]
    codes = (*axis.codes[:top], *(pool.code for pool in pools), axis.codes[top])
    return replace(axis, codes=codes, families=tuple(families))


def seen_axis(
    where: str, name: str, seen: Sequence[str], lines: Sequence[int], trees: Sequence[Path], pools: Sequence[Pool]
) -> Axis:
    """A dimension of a published table, whose rows have the codes `seen` in these lines. Raises `BadInput`."""
    for code, line in zip(seen, lines, strict=True):
        if not code:
            need_code(code, f"The code of {name}", f"{where}, line {line}")
    if trees:
        plain = axis(name, (), [read_tree(tree) for tree in trees], where=where)
    else:
        own = {pool.code for pool in pools} | {TOTAL}
        merged = [code for pool in pools for code in pool.parts]
        plain = axis(name, [*(code for code in dict.fromkeys(seen) if code not in own), *merged], where=where)
    grown = pooled_axis(plain, pools, where)
    known = set(grown.codes)
    refuse_lookalikes(dict.fromkeys([*grown.codes, *seen]), f"The code of {name}", where)
    for code, line in zip(seen, lines, strict=True):
        if code not in known:
            raise BadInput(
                f"{name} has no code “{code}” in its tree or pools.",
                where=f"{where}, line {line}",
                next_step="Correct the row, or give the tree and the pools that the table was made with.",
            )
    return grown


def _refuse_overlap(axis: Axis, pool: Pool, where: str) -> None:
    """A pool is the sum of its codes: what two of them count would be counted twice."""
    position = {code: at for at, code in enumerate(axis.codes)}
    counted: dict[int, str] = {}
    for at, code in enumerate(pool.parts):
        for leaf in axis.below(position[code]):
            if leaf in counted:
                raise BadInput(
                    f"The pool “{pool.code}” of {axis.name} merges “{counted[leaf]}” and “{code}”, of which one counts a"
                    " part of the other.",
                    where=pool.where(at, where),
                    next_step="Merge codes that have nothing in common.",
                )
            counted[leaf] = code
