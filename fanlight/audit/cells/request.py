"""An audit of a published table as it is asked for: values in, values out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.auditor import audit_cells
from fanlight.audit.cells.knowledge import CellKnowledge, Source, telling
from fanlight.audit.cells.requirement import Requirements, from_table, unknown_values
from fanlight.audit.cells.result import CellAudit
from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.pooled import pooled_table
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.grouped import with_groups
from fanlight.figures.cells.numbers.counts import MOST_THRESHOLD
from fanlight.figures.cells.public import PublicTable
from fanlight.progress import Progress, quiet

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class AuditRequest:
    """`public`: n cells as they are published, `pools` being those that it was read with. `threshold`: counts from 1 to one
    below it are low. `cells`: the true table, where it is at hand: of inner counts with all their sums, over the same codes;
    or a table that brings its own requirements (`CellTable.levels`), cell for cell, and then the threshold only says what
    marks tell. `marks`: "telling" uses what they say. `sources`: what readers have from elsewhere. `groups`: dimensions over
    which no sum may be seen to fall in one code. `time_limit` in seconds. `intervals`: "all" works out both ends of every
    withheld figure, "needed" what the verdict needs."""

    public: PublicTable
    threshold: int | None = None
    cells: CellTable | None = None
    pools: Sequence[Pool] = ()
    marks: Literal["plain", "telling"] = "plain"
    zeros_shown: bool = False
    protect_zeros: bool = False
    groups: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    time_limit: float = 60.0
    intervals: Literal["all", "needed"] = "all"


def audit_table(request: AuditRequest, progress: Progress = quiet) -> CellAudit:
    """Works out of every withheld figure what anybody can tell of it from what is published.

    Raises `BadInput` for a request that says nothing that could be audited, or contradicts itself; as `audit_cells` does;
    and what `progress` raises.
    """
    check_request(request)
    requirements = required(request)
    if request.marks == "telling":
        if not request.threshold:
            raise BadInput(
                "Telling marks need the threshold that they tell of.",
                where=option("threshold"),
                next_step=f"For example {option('threshold')} 5.",
            )
        known = telling(
            request.public, request.threshold, zeros_shown=request.zeros_shown, low=_low(request, requirements)
        )
    else:
        known = CellKnowledge(zeros_shown=request.zeros_shown)
    LOG.info("audit: %d cells, within %g s", len(request.public), request.time_limit)
    found = audit_cells(
        request.public,
        requirements,
        knowledge=replace(known, sources=request.sources),
        time_limit=request.time_limit,
        ends=request.intervals,
        step=progress,
    )
    LOG.info("audit: %s after %.2f s", found.verdict, found.seconds)
    return found


def check_request(request: AuditRequest) -> None:
    """Raises `BadInput` for options that are none, or do not go together."""
    for name, value, allowed in (
        ("marks", request.marks, ("plain", "telling")),
        ("intervals", request.intervals, ("all", "needed")),
    ):
        if value not in allowed:
            raise BadInput(
                f"{name.capitalize()} are {' or '.join(allowed)}, not “{value}”.",
                where=option(name),
                next_step="Give one of the two.",
            )
    if not 0 < request.time_limit < float("inf"):
        raise BadInput(
            "The time limit must be a number of seconds above 0.", where=option("time_limit"), next_step="Give 60, say."
        )
    levels = request.cells is not None and request.cells.levels
    if request.threshold is None and not levels:
        raise _threshold()
    if request.threshold is not None and not 2 <= request.threshold <= MOST_THRESHOLD:
        raise _threshold()
    if levels:
        _check_levels(request)
    elif request.cells is None:
        _check_unknown(request)
    else:
        _check_known(request)


def _threshold() -> BadInput:
    return BadInput(
        f"The threshold must be at least 2, and at most {MOST_THRESHOLD:,}.",
        where=option("threshold"),
        next_step=f"For example {option('threshold')} 5.",
    )


def _check_levels(request: AuditRequest) -> None:
    assert request.cells is not None
    if request.groups:
        raise BadInput("A JJ file has no dimensions.", where=option("groups"), next_step="Leave it out.")
    if request.protect_zeros:
        raise BadInput(
            "A JJ file says itself which zeros are protected: those of status u.",
            where=option("protect_zeros"),
            next_step="Leave it out.",
        )
    if request.cells.places and request.threshold:
        raise BadInput(
            "A threshold, and marks that tell of one, are about counts, and the values of this file have decimals.",
            where=option("threshold"),
            next_step=f"Leave out {option('threshold')} and {option('marks')}: the file's levels say what is required.",
        )


def _check_unknown(request: AuditRequest) -> None:
    for name, given, what in (
        ("protect_zeros", request.protect_zeros, "Which zeros are protected"),
        ("groups", request.groups, "Which sums fall in one code"),
    ):
        if given:
            raise BadInput(
                f"{what} is known only with the true cells.",
                where=option(name),
                next_step=f"Give {option('cells')}, or leave it out.",
            )


def _check_known(request: AuditRequest) -> None:
    if request.groups and request.zeros_shown:
        raise groups_with_zeros_shown()
    if request.zeros_shown and request.protect_zeros:
        raise BadInput(
            "Zeros cannot be both shown and protected.",
            where=option("protect_zeros"),
            next_step=f"Leave out {option('zeros_shown')} or {option('protect_zeros')}.",
        )


def groups_with_zeros_shown() -> BadInput:
    return BadInput(
        f"{option('groups')} does not go with {option('zeros_shown')}: only a zero that is withheld hides a group, and "
        "there every zero is given.",
        where=option("groups"),
        next_step=f"Leave {option('zeros_shown')} out, or merge codes until no group is left.",
    )


def required(request: AuditRequest) -> Requirements:
    """What must stay unknown of the published table. Raises `BadInput` where the true cells are those of another one."""
    if request.cells is None:
        assert request.threshold is not None
        return unknown_values(request.public, request.threshold, zeros_shown=request.zeros_shown)
    if request.cells.levels:
        own = request.cells.with_zeros_shown() if request.zeros_shown else request.cells
        # What the table protects or withholds by hand without saying how far may still not be known exactly.
        held = from_table(own.kept_unknown(own.status == Status.WITHHOLD))
        return replace(held, threshold=request.threshold or 0)
    table = pooled_table(request.cells, request.pools)[0] if request.pools else request.cells
    assert request.threshold is not None
    own = aligned(table, request.public).with_requirements(
        request.threshold, zeros_shown=request.zeros_shown, zeros_protected=request.protect_zeros
    )
    return from_table(with_groups(own, request.groups, request.pools))


def _low(request: AuditRequest, requirements: Requirements) -> NDArray[np.bool_] | None:
    if requirements.values is None:
        return None
    return np.asarray((requirements.values >= 1) & (requirements.values < (request.threshold or 0)))


def aligned(table: CellTable, public: PublicTable, where: str = "the true cells") -> CellTable:
    """The table with its cells in the public table's order. Raises `BadInput` where codes or dimensions differ."""
    ours, theirs = public.names, table.names
    if not isinstance(ours, ProductNames) or not isinstance(theirs, ProductNames):
        raise BadInput(
            "The true cells have no dimensions.",
            where=where,
            next_step="Give the cells and trees that the published table was made from.",
        )
    if sorted(ours.heads) != sorted(theirs.heads):
        raise BadInput(
            "The dimensions of the true cells are not those of the published table.",
            where=where,
            next_step="Give the cells and trees that the published table was made from.",
        )
    order = [theirs.heads.index(head) for head in ours.heads]
    takes = []
    for at, axis in zip(order, ours.axes, strict=True):
        place = theirs.positions[at]
        missing = [code for code in axis.codes if code not in place]
        extra = set(place) - set(axis.codes)
        if missing or extra:
            odd = missing[0] if missing else sorted(extra)[0]
            raise BadInput(
                f"The code “{odd}” of {axis.name} is not in both the true cells and the published table.",
                where=where,
                next_step="Give the cells and trees that the published table was made from.",
            )
        takes.append([place[code] for code in axis.codes])
    grid = np.arange(len(table)).reshape(theirs.shape).transpose(order)
    cells = grid[np.ix_(*takes)].ravel()
    return replace(
        table,
        names=public.names,
        equations=public.equations,
        **{
            name: getattr(table, name)[cells]
            for name in ("values", "cost", "status", "lower", "upper", "primary", "lpl", "upl", "spl", "inner")
        },
    )
