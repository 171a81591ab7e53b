"""Published tables as data frames, audited, and certificates checked against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from fanlight.audit.cells import AuditRequest, Source, audit_table
from fanlight.certificate import check
from fanlight.certificate.cells_reading import Rows, read_values
from fanlight.figures.cells import CellTable
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
from fanlight.protection.frames.outcome import Audit
from fanlight.protection.ledger.audit import audited_with_ledger
from fanlight.readers.cells import read_cells
from fanlight.readers.frames import Trees, sheet_of_frame, sheets_of_trees
from fanlight.readers.known import read_elsewhere, read_known
from fanlight.readers.pools import read_pools
from fanlight.readers.public.reading import read_public, read_public_amounts
from fanlight.readers.sheet import Sheet


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
    ledger: Ledger | None = None,
    describe: Described | None = None,
    revisions: str | None = None,
    leave_out: Sequence[str] = (),
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
    out no more than the verdict needs. `ledger` with `describe` (and `revisions`, `leave_out`): together with everything
    published before; `marks`, `known`, `also` and `protect_zeros` do not go with it. `time_limit` in seconds.

    Raises `BadInput` naming the row, from 1, or the option; `NotProvedSafe` where not even one table that agrees with what
    is published was found in time.
    """
    checked(int, threshold=threshold)
    checked(float, time_limit=time_limit)
    checked(bool, zeros_shown=zeros_shown, protect_zeros=protect_zeros)
    checked(str, count=count, marks=marks, intervals=intervals)
    sheet = sheet_of_frame(public, "the frame")
    if isinstance(cells, CellTable):
        others = {"marks": marks != "plain", "zeros_shown": zeros_shown, "groups": groups, "known": known, "also": also}
        refuse_beside_amounts(cells, "auto", threshold=threshold, hierarchies=hierarchies, pools=pools, **others)
        request = AuditRequest(read_public_amounts(cells, sheet), cells=cells)
    else:
        trees = sheets_of_trees(hierarchies)
        applied = () if pools is None else read_pools(sheet_named(pools, "pools"))
        table = None if cells is None else read_cells(sheet_named(cells, "cells"), count=count, hierarchies=trees)
        request = AuditRequest(read_public(sheet, trees, applied), threshold, table, applied)
        request = replace(request, sources=_sources(request, known, also, hierarchies))
    request = replace(
        request,
        marks=marks,
        zeros_shown=zeros_shown,
        protect_zeros=protect_zeros,
        groups=names_of(groups),
        intervals=intervals,
        time_limit=float(time_limit),
    )
    if ledger is None:
        refuse_without_ledger(describe=describe, revisions=revisions, leave_out=leave_out)
        return Audit(audit_table(request, progress))
    together = audited_with_ledger(request, with_ledger(ledger, describe, revisions, leave_out), progress)
    return Audit(together.audit, together)


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
    groups: Sequence[str] = (),
    sha256: str | None = None,
) -> Literal["safe", "exposed"]:
    """Checks the certificate of an audit against the published frame, without a solver and without anything of the audit.

    `hierarchies`, `pools`: those that the table was made with. `cells`: the true inner cells as a frame: the certificate's
    counts must be these. `threshold`, `zeros_shown`, `groups`, `sha256`: what the certificate must be about, or be.

    Returns what it proves. Raises `NotProvedSafe` where it proves neither, naming where; `BadInput` where it is no
    certificate, or the frames are not what they are said to be. Form: docs/reference/audit-cells.md.
    """
    seen = _rows(sheet_of_frame(public, "the frame"))
    trees = {name: [_rows(tree) for tree in own] for name, own in sheets_of_trees(hierarchies).items()}
    merged = None if pools is None else _rows(sheet_named(pools, "pools"))
    values = None if cells is None else read_values(_rows(sheet_named(cells, "cells")), count, seen, trees, merged)
    proved = check(
        certificate,
        seen,
        trees=trees,
        pools=merged,
        values=values,
        threshold=threshold,
        knowledge=None if zeros_shown is None else "K1" if zeros_shown else "K0",
        groups=names_of(groups),
        sha256=sha256,
        name="the certificate",
    )
    return "safe" if proved == "safe" else "exposed"


def _rows(sheet: Sheet) -> Rows:
    return Rows(sheet.name, [sheet.heads, *sheet.rows])


def _sources(request: AuditRequest, known: Any, also: Sequence[Any], hierarchies: Trees | None) -> tuple[Source, ...]:
    public, found = request.public, []
    if known is not None:
        sheet = sheet_named(known, "known")
        found.append(Source(sheet.name, read_known(sheet, public)))
    for number, given in enumerate(also, start=1):
        frame, fixed = given if isinstance(given, tuple) else (given, {})
        sheet = sheet_named(frame, f"also ({number})")
        other = read_elsewhere(sheet, public, sheets_of_trees(hierarchies), fixed)
        found.append(Source(sheet.name, other, release=True))
    return tuple(found)
