"""Tables as data frames: pandas, Polars, Arrow or anything else that narwhals reads; the same kind comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar, overload

from fanlight.audit.cells import AuditRequest, Source, audit_table
from fanlight.certificate.cells import check_cells
from fanlight.certificate.cells_reading import Rows, read_values
from fanlight.errors import BadInput, option
from fanlight.ledger import Ledger
from fanlight.ledger.description import Described
from fanlight.ledger.linking import Revisions
from fanlight.ledger.weigh import Memory
from fanlight.progress import Progress, quiet
from fanlight.protection.outcome import Audit, Protection, pool_rows
from fanlight.protection.request import Perturbing, ProtectionRequest, RecordKeys, WithLedger
from fanlight.protection.result import ProtectionResult
from fanlight.protection.run import protect_table
from fanlight.protection.values import checked
from fanlight.readers.cells import read_cells
from fanlight.readers.frames import Trees, frame_of, sheet_of_frame, sheets_of_trees
from fanlight.readers.keys import read_costs, read_keys
from fanlight.readers.known import read_elsewhere, read_known
from fanlight.readers.pools import read_pools
from fanlight.readers.public import read_public, read_public_amounts
from fanlight.readers.public_csv import public_rows
from fanlight.readers.record_keys import read_record_keys
from fanlight.readers.sheet import Sheet
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.product import ProductNames

Frame = TypeVar("Frame")
Method = Literal["auto", "suppress", "large", "pool", "round", "small-counts", "cell-key"]
OF_AMOUNTS = ("auto", "suppress", "large")


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
        _refuse_beside_amounts(cells, method, threshold=threshold, hierarchies=hierarchies, record_key=record_key)
        table, keys = cells, None
    else:
        sheet = sheet_of_frame(cells, "the frame")
        table, keys = _table(sheet, count, hierarchies, record_key)
    if ledger is None:
        _refuse_without_ledger(describe=describe, revisions=revisions, leave_out=leave_out)
    request = ProtectionRequest(
        table,
        threshold=None if threshold is None else int(threshold),
        method=method,
        publish=_cells(publish, "publish", table),
        withhold=_cells(withhold, "withhold", table),
        costs=_costs(costs, table),
        pools=None if pools is None else read_pools(_sheet(pools, "pools"), to_publish=True),
        choose_pools=choose_pools,
        zeros_shown=zeros_shown,
        protect_zeros=protect_zeros,
        groups=_names(groups),
        time_limit=float(time_limit),
        allow_unproved=allow_unproved,
        perturbing=Perturbing(base, seed, keys, noise, variance),
        ledger=None if ledger is None else _with_ledger(ledger, describe, revisions, leave_out),
    )
    return _outcome(request, protect_table(request, progress), None if isinstance(cells, CellTable) else cells)


def _outcome(request: ProtectionRequest, result: ProtectionResult, like: Any) -> Protection[Any]:
    heads, rows = public_rows(result.table)
    pools = frame_of(("dimension", "pool", "code"), pool_rows(result.pools), like) if result.pools else None
    return Protection(frame_of(heads, rows, like), pools, request, result)


def audit(
    public: Any,
    *,
    threshold: int | None = None,
    cells: Any = None,
    count: str = "count",
    hierarchies: Trees | None = None,
    pools: Any = None,
    marks: Literal["plain", "telling"] = "plain",
    zeros_shown: bool = False,
    protect_zeros: bool = False,
    groups: Sequence[str] = (),
    known: Any = None,
    also: Sequence[Any] = (),
    intervals: Literal["all", "needed"] = "all",
    time_limit: float = 60.0,
    progress: Progress = quiet,
) -> Audit:
    """Works out of every withheld figure of a published table what anybody can tell of it, and whether that is too much.

    `public`: a frame of dimensions, count (missing where withheld) and status ("" given, "c" withheld). `threshold`: counts
    from 1 to one below it are low. `cells`: the true inner cells as a frame, where they are at hand (`count` names their
    column of counts), or the table of amounts that was protected, which brings its own requirements. `hierarchies`,
    `pools`: those that the table was made with.

    `marks`: "telling" uses what marks other than "c" say. `zeros_shown`, `protect_zeros`, `groups`: as of `protect`.
    `known`: a frame of what readers have from elsewhere (dimensions, at_least, at_most); `also`: other published frames
    about the same records, or pairs of one and the codes at which it stands ({"year": "2023"}). `intervals`: "needed" works
    out no more than the verdict needs. `time_limit` in seconds.

    Raises `BadInput` naming the row, from 1, or the option; `NotProvedSafe` where not even one table that agrees with what
    is published was found in time.
    """
    checked(int, threshold=threshold)
    checked(float, time_limit=time_limit)
    checked(bool, zeros_shown=zeros_shown, protect_zeros=protect_zeros)
    checked(str, count=count, marks=marks, intervals=intervals)
    sheet = sheet_of_frame(public, "the frame")
    if isinstance(cells, CellTable):
        _refuse_beside_amounts(cells, "auto", threshold=threshold, hierarchies=hierarchies, pools=pools)
        request = AuditRequest(read_public_amounts(cells, sheet), cells=cells)
    else:
        trees = sheets_of_trees(hierarchies)
        applied = () if pools is None else read_pools(_sheet(pools, "pools"))
        table = None if cells is None else read_cells(_sheet(cells, "cells"), count=count, hierarchies=trees)
        request = AuditRequest(read_public(sheet, trees, applied), threshold, table, applied)
        request = replace(request, sources=_sources(request, known, also, hierarchies))
    request = replace(
        request,
        marks=marks,
        zeros_shown=zeros_shown,
        protect_zeros=protect_zeros,
        groups=_names(groups),
        intervals=intervals,
        time_limit=float(time_limit),
    )
    return Audit(audit_table(request, progress))


def verify(
    certificate: Mapping[str, Any],
    public: Any,
    *,
    hierarchies: Trees | None = None,
    pools: Any = None,
    cells: Any = None,
    count: str = "count",
    threshold: int | None = None,
    zeros_shown: bool | None = None,
    sha256: str | None = None,
) -> Literal["safe", "exposed"]:
    """Checks the certificate of an audit against the published frame, without a solver and without anything of the audit.

    `hierarchies`, `pools`: those that the table was made with. `cells`: the true inner cells as a frame: the certificate's
    counts must be these. `threshold`, `zeros_shown`, `sha256`: what the certificate must be about, or be.

    Returns what it proves. Raises `NotProvedSafe` where it proves neither, naming where; `BadInput` where it is no
    certificate, or the frames are not what they are said to be. Form: docs/reference/audit-cells.md.
    """
    seen = _rows(sheet_of_frame(public, "the frame"))
    trees = {name: [_rows(tree) for tree in own] for name, own in sheets_of_trees(hierarchies).items()}
    merged = None if pools is None else _rows(_sheet(pools, "pools"))
    values = None if cells is None else read_values(_rows(_sheet(cells, "cells")), count, seen, trees, merged)
    proved = check_cells(
        certificate,
        seen,
        trees=trees,
        pools=merged,
        values=values,
        threshold=threshold,
        knowledge=None if zeros_shown is None else "K1" if zeros_shown else "K0",
        sha256=sha256,
        name="the certificate",
    )
    return "safe" if proved == "safe" else "exposed"


def _rows(sheet: Sheet) -> Rows:
    return Rows(sheet.name, [sheet.heads, *sheet.rows])


def _sheet(frame: Any, name: str) -> Sheet:
    try:
        return sheet_of_frame(frame, f"the frame of {name}")
    except BadInput as error:
        if error.where != type(frame).__name__:
            raise
        raise BadInput(f"{option(name)} is no data frame.", where=type(frame).__name__) from None


def _table(
    sheet: Sheet, count: str, hierarchies: Trees | None, record_key: str | None
) -> tuple[CellTable, RecordKeys | None]:
    beside = (record_key,) if record_key else ()
    table = read_cells(sheet, count=count, hierarchies=sheets_of_trees(hierarchies), beside=beside, to_publish=True)
    if not record_key:
        return table, None
    return table, RecordKeys(*read_record_keys(sheet, record_key, table, count=count))


def _cells(frame: Any, name: str, table: CellTable) -> Ints | None:
    return None if frame is None else read_keys(_sheet(frame, name), table)


def _costs(costs: Any, table: CellTable) -> Ints | Literal["count", "cells"]:
    if isinstance(costs, str) and costs in ("count", "cells"):
        return "cells" if costs == "cells" else "count"
    if isinstance(costs, str):
        raise BadInput(
            f"Costs are count or cells, not “{costs}”.", where=option("costs"), next_step="Or give them as a frame."
        )
    return read_costs(_sheet(costs, "costs"), table)


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _sources(request: AuditRequest, known: Any, also: Sequence[Any], hierarchies: Trees | None) -> tuple[Source, ...]:
    public, found = request.public, []
    if known is not None:
        sheet = _sheet(known, "known")
        found.append(Source(sheet.name, read_known(sheet, public)))
    for number, given in enumerate(also, start=1):
        frame, fixed = given if isinstance(given, tuple) else (given, {})
        sheet = _sheet(frame, f"also ({number})")
        other = read_elsewhere(sheet, public, sheets_of_trees(hierarchies), fixed)
        found.append(Source(sheet.name, other, release=True))
    return tuple(found)


def _with_ledger(
    ledger: Ledger, describe: Described | None, revisions: str | None, leave_out: Sequence[str]
) -> WithLedger:
    if describe is None:
        raise BadInput(
            "The ledger needs to know what the table counts.",
            next_step=f"Give {option('describe')}, as read_description reads it.",
        )
    said = Revisions.read(revisions or "same", where=option("revisions"))
    return WithLedger(Memory(ledger, said, _names(leave_out)), describe)


def _refuse_without_ledger(**given: object) -> None:
    for name, value in given.items():
        if value:
            raise BadInput(
                f"{option(name)} says how a ledger is used, and there is none.", next_step=f"Give {option('ledger')}."
            )


def _refuse_beside_amounts(table: CellTable, method: str, **given: object) -> None:
    if not isinstance(table.names, ProductNames):
        raise BadInput("The table is not one over a product of codes.", next_step="Make it with fanlight.amounts.")
    if method not in OF_AMOUNTS:
        raise BadInput(
            f"The method “{method}” is none for amounts.",
            where=option("method"),
            next_step=f"Methods: {', '.join(OF_AMOUNTS)}.",
        )
    for name, value in given.items():
        if value is not None:
            raise BadInput(
                f"{option(name)} does not go with a table of amounts, which brings its own.", next_step="Leave it out."
            )
