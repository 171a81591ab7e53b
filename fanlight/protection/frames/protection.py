"""Tables as data frames: pandas, Polars, Arrow or anything else that narwhals reads; the same kind comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar, overload

from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.ledger import Ledger
from fanlight.ledger.description import Described
from fanlight.progress import Progress, quiet
from fanlight.protection.frames.arguments import (
    checked,
    names_of,
    refuse_beside_amounts,
    refuse_without_ledger,
    sheet_named,
    with_ledger,
)
from fanlight.protection.frames.outcome import Protection, pool_rows
from fanlight.protection.report.result import ProtectionResult
from fanlight.protection.request.request import Perturbing, ProtectionRequest, RecordKeys
from fanlight.protection.run import protect_table
from fanlight.readers.cells import read_cells
from fanlight.readers.frames import Trees, frame_of, sheet_of_frame, sheets_of_trees
from fanlight.readers.keys import read_costs, read_keys
from fanlight.readers.pools import read_pools
from fanlight.readers.public.writing import public_rows
from fanlight.readers.record_keys import read_record_keys
from fanlight.readers.sheet import Sheet

Frame = TypeVar("Frame")
Method = Literal["auto", "suppress", "large", "pool", "round", "small-counts", "cell-key"]


@overload
def protect(
    cells: CellTable,
    *,
    method: Method = ...,
    publish: Any = ...,
    withhold: Any = ...,
    costs: Any = ...,
    time_limit: float = ...,
    allow_unproved: bool = ...,
    progress: Progress = ...,
) -> Protection[Any]: ...
@overload
def protect(
    cells: Frame,
    *,
    threshold: int,
    count: str = ...,
    hierarchies: Trees | None = ...,
    method: Method = ...,
    publish: Any = ...,
    withhold: Any = ...,
    costs: Any = ...,
    pools: Any = ...,
    choose_pools: bool = ...,
    zeros_shown: bool = ...,
    protect_zeros: bool = ...,
    groups: Sequence[str] = ...,
    base: int | None = ...,
    seed: str | None = ...,
    record_key: str | None = ...,
    noise: int | None = ...,
    variance: float | None = ...,
    ledger: Ledger | None = ...,
    describe: Described | None = ...,
    revisions: str | None = ...,
    leave_out: Sequence[str] = ...,
    time_limit: float = ...,
    allow_unproved: bool = ...,
    progress: Progress = ...,
) -> Protection[Frame]: ...
def protect(
    cells: Any,
    *,
    threshold: int | None = None,
    count: str = "count",
    hierarchies: Trees | None = None,
    method: Method = "auto",
    publish: Any = None,
    withhold: Any = None,
    costs: Any = "count",
    pools: Any = None,
    choose_pools: bool = False,
    zeros_shown: bool = False,
    protect_zeros: bool = False,
    groups: Sequence[str] = (),
    base: int | None = None,
    seed: str | None = None,
    record_key: str | None = None,
    noise: int | None = None,
    variance: float | None = None,
    ledger: Ledger | None = None,
    describe: Described | None = None,
    revisions: str | None = None,
    leave_out: Sequence[str] = (),
    time_limit: float = 60.0,
    allow_unproved: bool = False,
    progress: Progress = quiet,
) -> Protection[Any]:
    """Protects a table: the least withholding (or pooling, or changing) that is proved safe, audited before it comes back.

    `cells`: a frame of inner cells, one column a dimension and one of counts (`count`), a combination without a row being
    0; or a table of amounts, as `amounts` makes it (methods auto, suppress and large, no threshold). `threshold`: counts
    from 1 to one below it are low. `hierarchies`: of a dimension its tree, code to parent ("" at the top), or several.

    `publish`, `withhold`: frames of the dimensions' columns that name cells to be given, or withheld, in any case. `costs`:
    what withholding loses, "count", "cells" or a frame with the column `cost`. `pools`: a frame of dimension, pool and code
    to apply; `choose_pools` weighs pools against withholding, and `method="pool"` chooses pools alone. `zeros_shown`:
    readers know that every zero is given (K1). `groups`: dimensions over which no sum may be seen to fall in one code.
    `base`, `seed`, `record_key`, `noise`, `variance`: of the methods that change figures. `ledger` with `describe` (and
    `revisions`, `leave_out`): together with everything published before. `time_limit` in seconds; `progress` is told how
    far it is, and may raise `Cancelled`.

    Raises `BadInput` where the frame or an option cannot be used, naming the row, from 1, or the option; `TooLarge`;
    `NotSafe` where cells cannot be protected whatever is withheld; `NotProvedSafe` where the time ran out first, unless
    `allow_unproved` is set: then the result is marked as such.

    Source: Fischetti and Salazar-González, Management Science 47(7), 2001; docs/explanation/how-suppression-works.md.
    """
    checked(int, threshold=threshold, base=base, noise=noise)
    checked(float, time_limit=time_limit, variance=variance)
    checked(bool, choose_pools=choose_pools, zeros_shown=zeros_shown, protect_zeros=protect_zeros)
    checked(bool, allow_unproved=allow_unproved)
    checked(str, count=count, method=method, seed=seed, record_key=record_key, revisions=revisions)
    if isinstance(cells, CellTable):
        others = {"zeros_shown": zeros_shown, "choose_pools": choose_pools, "groups": groups, "pools": pools}
        refuse_beside_amounts(
            cells, method, threshold=threshold, hierarchies=hierarchies, record_key=record_key, ledger=ledger, **others
        )
        table, keys = cells, None
    else:
        sheet = sheet_of_frame(cells, "the frame")
        table, keys = _table(sheet, count, hierarchies, record_key)
    if ledger is None:
        refuse_without_ledger(describe=describe, revisions=revisions, leave_out=leave_out)
    request = ProtectionRequest(
        table,
        threshold=None if threshold is None else int(threshold),
        method=method,
        publish=_cells(publish, "publish", table),
        withhold=_cells(withhold, "withhold", table),
        costs=_costs(costs, table),
        pools=None if pools is None else read_pools(sheet_named(pools, "pools"), to_publish=True),
        choose_pools=choose_pools,
        zeros_shown=zeros_shown,
        protect_zeros=protect_zeros,
        groups=names_of(groups),
        time_limit=float(time_limit),
        allow_unproved=allow_unproved,
        perturbing=Perturbing(base, seed, keys, noise, variance),
        ledger=None if ledger is None else with_ledger(ledger, describe, revisions, leave_out),
    )
    return _outcome(request, protect_table(request, progress), None if isinstance(cells, CellTable) else cells)


def _outcome(request: ProtectionRequest, result: ProtectionResult, like: Any) -> Protection[Any]:
    heads, rows = public_rows(result.table)
    pools = frame_of(("dimension", "pool", "code"), pool_rows(result.pools), like) if result.pools else None
    return Protection(frame_of(heads, rows, like), pools, request, result)


def _table(
    sheet: Sheet, count: str, hierarchies: Trees | None, record_key: str | None
) -> tuple[CellTable, RecordKeys | None]:
    beside = (record_key,) if record_key else ()
    table = read_cells(sheet, count=count, hierarchies=sheets_of_trees(hierarchies), beside=beside, to_publish=True)
    if not record_key:
        return table, None
    return table, RecordKeys(*read_record_keys(sheet, record_key, table, count=count))


def _cells(frame: Any, name: str, table: CellTable) -> Ints | None:
    return None if frame is None else read_keys(sheet_named(frame, name), table)


def _costs(costs: Any, table: CellTable) -> Ints | Literal["count", "cells"]:
    if isinstance(costs, str) and costs in ("count", "cells"):
        return "cells" if costs == "cells" else "count"
    if isinstance(costs, str):
        raise BadInput(
            f"Costs are count or cells, not “{costs}”.", where=option("costs"), next_step="Or give them as a frame."
        )
    return read_costs(sheet_named(costs, "costs"), table)
