"""The methods of protection, by the names that the command line knows. A new one is a function here and a line in the
dict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fanlight.errors import BadInput
from fanlight.protection.asked import NOISE, VARIANCE, Asked
from fanlight.protection.keys import read_keys
from fanlight.sdc.methods.begun import Start, improved
from fanlight.sdc.methods.large import LargeSuppression, suppress_large
from fanlight.sdc.methods.perturbation import Perturbed
from fanlight.sdc.methods.suppress_exact import NoPatternInTime, SuppressionWithTables, suppress
from fanlight.sdc.suppression.outset import Outset
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.moves import Moves
from fanlight.tables.cells.pools import Pool, read_pools
from fanlight.tables.counted import counted

Progress = Callable[[str], None]
"""Is told in words how far a method is; never a cost, which gives figures away."""


@dataclass(frozen=True, eq=False)
class Protected:
    """A table with what is to be given of it. `table` may have grown by pools; `merged`: its cells without a row;
    `perturbed`: what to give instead of the true counts. `witnesses`: tables that the method claims prove the pattern, for
    the audit to check. `bound`: no way of this kind costs less (None: not known). `short`: cells that the method has not
    protected, for want of time where it was `late`. `assumptions`: of the method itself, beside its audit's."""

    method: str
    table: CellTable
    withheld: Mask
    cost: int
    bound: int | None
    optimal: bool
    unprotectable: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    late: bool = False
    merged: Mask | None = None
    perturbed: Perturbed | None = None
    pools: tuple[Pool, ...] = ()
    notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    witnesses: tuple[Ints, Ints, Ints] | None = None

    @property
    def complete(self) -> bool:
        """Whether the method left no cell without its protection."""
        return not self.short and not self.unprotectable

    @property
    def gap(self) -> float | None:
        # What is not protected yet may cost less than any safe pattern: that is no gap of 0.
        if self.bound is None or (self.cost < self.bound and not self.complete):
            return None
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / self.cost


def by_suppression(
    table: CellTable, asked: Asked, progress: Progress | None, *, first: float = 1.0, name_all: bool = True
) -> Protected:
    """The best pattern alone, or none. `first`, `name_all`: as `suppress` takes them."""
    if asked.pools is not None:
        if not asked.pools.exists():
            raise BadInput(
                "The file of pools does not exist.",
                where=str(asked.pools),
                next_step="Suppression alone applies pools that are given; --method auto chooses them.",
            )
        return _pooled(table, asked, progress, suppressing=True)
    found = suppress(
        table, seconds=asked.seconds, first=first, progress=_gap(progress), stuck_ends=True, name_all=name_all
    )
    return of_suppression("suppress", table, found)


def _gap(progress: Progress | None) -> Callable[[int, float], None] | None:
    def told(cost: int, bound: float) -> None:
        if progress is not None:
            far = f"within {100 * max(0.0, (cost - bound) / cost):.1f} % of it" if cost > 0 else "none safe yet"
            progress(f"Looking for the least loss that is safe ({far})")

    return told


def by_rounding(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.controlled_rounding import controlled_rounding

    return of_perturbation(table, controlled_rounding(table, base=_base(asked), seconds=asked.seconds))


def by_small_counts(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.small_counts import small_counts

    return of_perturbation(table, small_counts(table, base=_base(asked), seconds=asked.seconds))


def by_cell_key(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.cell_key import cell_key, keys_from_contents
    from fanlight.sdc.methods.ptable import ptable

    noise = ptable(
        most=NOISE if asked.noise is None else asked.noise,
        variance=VARIANCE if asked.variance is None else asked.variance,
    )
    if asked.record_key:
        from fanlight.protection.record_keys import read_record_keys

        if asked.seed is not None:
            raise BadInput("--seed makes keys where --record-key has none to give.", next_step="Leave one of them out.")
        read = read_record_keys(asked.cells, asked.record_key, table, count=asked.count)
        return of_perturbation(table, cell_key(table, read.keys, noise, modulus=read.modulus))
    return of_perturbation(table, cell_key(table, keys_from_contents(table, _seed(asked)), noise, of_records=False))


def _seed(asked: Asked) -> str:
    if asked.seed is None:
        raise BadInput(
            "The cell key method needs record keys, or a secret seed, the same for all tables.",
            next_step="Give --record-key COL or --seed FILE.",
        )
    try:
        seed = asked.seed.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput("The seed could not be read.", where=str(asked.seed), next_step=_NEW_SEED) from None
    if len(seed) < LEAST_SEED:
        raise BadInput(
            f"The seed is too short to stay secret: it has fewer than {LEAST_SEED} characters, and can be tried out.",
            where=asked.seed.name,
            next_step=_NEW_SEED,
        )
    return seed


LEAST_SEED = 16
"""Characters: of hexadecimal digits drawn by chance 64 bits, too many to be tried out against a published table."""
_NEW_SEED = (
    "Give a text file with 32 random characters, as `openssl rand -hex 16` writes them, and keep it for all tables."
)


def _base(asked: Asked) -> int:
    base = asked.threshold if asked.base is None else asked.base
    if base < 2:
        raise BadInput(
            "Rounding needs a base from 2.", next_step="Give --base." if asked.jj else "Give --base or --threshold."
        )
    return base


def of_suppression(method: str, table: CellTable, found: SuppressionWithTables) -> Protected:
    return Protected(
        method=method,
        table=table,
        withheld=np.asarray(found.withheld, dtype=np.bool_),
        cost=found.cost,
        bound=found.lower_bound,
        optimal=found.optimal,
        unprotectable=found.unprotectable,
        short=found.short,
        notes=found.notes,
        witnesses=_arrays(found.tables),
    )


def _arrays(tables: Moves | None) -> tuple[Ints, Ints, Ints] | None:
    return None if tables is None else (tables.starts, tables.cells, tables.deltas)


def by_large_suppression(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """Part by part, for tables of any size; each withheld cell has a reason, the least loss is not proved. While there is time
    what is withheld is then chosen anew, region by region."""
    until = time.monotonic() + asked.seconds
    # What is not chosen anew region by region is looked at once more cell by cell.
    found = suppress_large(table, seconds=asked.seconds, thorough=len(table) > REGIONS, step=_steps(progress))
    protected = _of_large(table, found, found.bound)
    if found.unproved and not found.hopeless and len(table) <= LARGE and until > time.monotonic():
        return _gone_on(table, found, until - time.monotonic(), progress)
    if protected.optimal or found.hopeless or found.unproved or not found.finished or len(table) > REGIONS:
        return protected
    start, left = Start(found.withheld, found.witnesses), FOR_REGIONS * (until - time.monotonic())

    def gained(_cost: int, _bound: float) -> None:
        if progress is not None:
            progress("Choosing anew what is withheld, region by region")

    better = improved(table, start, seconds=left, progress=gained) if left > 0 else None
    if better is None or better[1] >= protected.cost:
        return protected
    withheld, cost, tables = better
    return replace(protected, withheld=withheld, cost=cost, optimal=found.bound >= cost, witnesses=_arrays(tables))


def _gone_on(table: CellTable, found: LargeSuppression, seconds: float, progress: Progress | None) -> Protected:
    """What part by part left unprotected, by the search of the whole table, from the pattern so far."""
    start = Start(found.withheld, found.witnesses)
    try:
        whole = suppress(table, seconds=seconds, start=start, progress=_gap(progress), stuck_ends=True)
    except NoPatternInTime as late:
        return replace(_of_large(table, found, max(late.bound, found.bound)), late=True, notes=(RAN_OUT,))
    protected = of_suppression("suppress", table, whole)
    return replace(protected, notes=(*protected.notes, LEFT_BY_PARTS.format(counted(len(found.unproved), "figure"))))


def _steps(progress: Progress | None) -> Callable[[str, int, int], None]:
    def step(text: str, done: int, of: int) -> None:
        if progress is not None:
            progress(f"{text}: {done:,} of {of:,}")

    return step


def _of_large(table: CellTable, found: LargeSuppression, bound: int | None = None) -> Protected:
    return Protected(
        method="large",
        table=table,
        withheld=found.withheld,
        cost=found.cost,
        bound=bound,
        optimal=bound is not None and bound >= found.cost and not found.unproved and not found.hopeless,
        unprotectable=found.hopeless,
        short=found.unproved,
        late=not found.finished,
        witnesses=_arrays(found.witnesses),
        notes=() if found.finished else (RAN_OUT,),
    )


def by_pooling(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """Pools alone: those given, or the best."""
    if asked.pools is None:
        raise BadInput(
            "Readers need the pools.", next_step="Say with --pools which they are, or where they are written."
        )
    return _pooled(table, asked, progress, suppressing=False)


def _pooled(table: CellTable, asked: Asked, progress: Progress | None, *, suppressing: bool) -> Protected:
    from fanlight.sdc.methods.pool_codes import PoolingRules, apply_pools, pool

    given_cells = read_keys(asked.publish, table) if asked.publish is not None else np.zeros(0, dtype=np.int64)
    rules = PoolingRules(asked.threshold, asked.zeros_shown, asked.zeros_protected, given_cells)
    given = asked.pools is not None and asked.pools.exists()
    if given and asked.pools is not None:
        found = apply_pools(
            table, read_pools(asked.pools, to_publish=True), rules, seconds=asked.seconds, suppressing=suppressing
        )
    else:

        def looked(done: int) -> None:
            if progress is not None:
                progress(f"Weighing sets of pools: {done:,} looked at")

        found = pool(table, rules, suppressing=suppressing, seconds=asked.seconds, progress=looked)
    return Protected(
        method="pool" if not suppressing else "pool and suppress" if found.pooled.pools else "suppress",
        table=found.pooled.table,
        withheld=found.withheld,
        cost=found.cost,
        bound=found.bound,
        optimal=found.optimal,
        unprotectable=found.unprotectable,
        merged=found.pooled.merged,
        pools=found.pooled.pools,
        witnesses=_arrays(found.tables),
        notes=(
            "Costs are in hundredths of a record, each counted once for every figure that it is in: 100 where the "
            "figure is withheld, 100 log k / log K where it is given within a pool of k of K codes (100 where they are all "
            "parts of a sum).",
            *(() if given else (f"Sets of pools looked at: {found.sets:,}, of one dimension or several at once.",)),
            *(
                ()
                if found.whole
                else (
                    "Not every pool was a possible one: of more than eight codes without an order, pairs "
                    "and runs from the smallest count to the largest; of very many codes, those that lose least.",
                )
            ),
        ),
    )


def by_size(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    if asked.pools is not None:
        return _pooled(table, asked, progress, suppressing=True)
    if len(table) > LARGE:
        return by_large_suppression(table, asked, progress)
    return _searched(table, asked, progress)


def by_search(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """As `by_size`, whatever the size."""
    if asked.pools is not None:
        return by_suppression(table, asked, progress)
    return _searched(table, asked, progress)


def _searched(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    """The best pattern, begun from one made part by part where none is found early."""
    parts: list[LargeSuppression] = []
    begun = time.monotonic()

    def rescue(left: float, near: Outset | None) -> Start:
        parts.append(suppress_large(table, seconds=FOR_RESCUE * left, begun=near, step=_steps(progress)))
        return Start(parts[0].withheld, parts[0].witnesses)

    try:
        found = suppress(
            table, seconds=asked.seconds, first=FIRST, progress=_gap(progress), rescue=rescue, stuck_ends=True
        )
    except NoPatternInTime as late:
        if not parts:
            rescue(asked.seconds - (time.monotonic() - begun), None)
        large = _of_large(table, parts[0], max(late.bound, parts[0].bound))
        return replace(large, late=True, notes=(*large.notes, PART_BY_PART))
    protected = of_suppression("suppress", table, found)
    if not parts:
        return protected
    if found.cost < parts[0].cost:
        return replace(protected, notes=(*protected.notes, f"{PART_BY_PART[:-1]}, and less withheld since."))
    return replace(protected, method="large", notes=(*protected.notes, PART_BY_PART))


FOR_REGIONS = 0.85
"""The part of what is left in which that has to end: a region at work goes on, and its tables are gathered after it."""
REGIONS = 40_000
"""Cells up to which what is withheld part by part is chosen anew: at 100,000 it took 3.3 GiB, overran and gained little."""
LARGE = 20_000
"""Cells beyond which `auto` does not try for the best pattern, nor `large` for what it has left unprotected."""
FIRST = 0.4
"""Where the best pattern is looked for, and no safe one is there after this part of the time, one is made part by part, and
the search goes on from that."""
FOR_RESCUE = 0.8
"""The part of what is left then in which it has to end."""
RAN_OUT = "The time ran out before every cell was protected."
LEFT_BY_PARTS = "Part by part no way was found for {}: the whole table was searched from there."
PART_BY_PART = "No pattern of least loss was found in time: protected part by part."


def of_perturbation(table: CellTable, found: Perturbed) -> Protected:
    u = found.utility
    notes = (
        *found.guarantee,
        *((found.relaxed,) if found.relaxed else ()),
        f"Hellinger distance {u.hellinger:.3f} (utility {u.hellinger_utility:.4f}); mean difference "
        f"{u.mean_difference:.3f}, largest {u.max_difference}; {u.changed:,} figures changed.",
    )
    return Protected(
        method=found.method,
        table=table,
        withheld=np.zeros(len(table), dtype=np.bool_),
        cost=0,
        bound=None,
        optimal=found.optimal,
        perturbed=found,
        notes=notes,
        assumptions=found.assumptions,
    )


METHODS: dict[str, Callable[[CellTable, Asked, Progress | None], Protected]] = {
    "auto": by_size,
    "suppress": by_search,
    "pool": by_pooling,
    "large": by_large_suppression,
    "round": by_rounding,
    "small-counts": by_small_counts,
    "cell-key": by_cell_key,
}
