"""Pools: codes of a dimension merged into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.figures.cells.dimensions.trees import Axis


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
