"""From files and options to an audit: what `fanlight audit` was asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import numpy as np

from fanlight.audit.cells.auditor import audit_cells
from fanlight.audit.cells.knowledge import CellKnowledge, Source, read_known, telling
from fanlight.audit.cells.requirement import Requirements, from_table, unknown_values
from fanlight.audit.cells.result import CellAudit
from fanlight.errors import BadInput, completed
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.counts import MOST_THRESHOLD
from fanlight.tables.cells.csv_in import read_cells
from fanlight.tables.cells.groups import with_groups
from fanlight.tables.cells.jj import read_jj
from fanlight.tables.cells.pooled import pooled_table
from fanlight.tables.cells.pools import Pool, read_pools
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.public import PublicTable, read_heads, read_public, read_public_jj
from fanlight.tables.cells.trees import TOTAL, named_trees

LEAST = 0.2
"""The part of the time limit that the audit has at least, beside reading and writing."""


@dataclass(frozen=True)
class Asked:
    """As on the command line: `first` and `second` are INSTANCE.jj and PUBLIC.csv, or PUBLIC.csv alone. `also`: other
    published tables about the same records, as PATH or PATH@DIM=CODE,…"""

    first: Path
    second: Path | None = None
    threshold: int = 0
    hierarchies: tuple[str, ...] = ()
    pools: Path | None = None
    cells: Path | None = None
    count: str = "count"
    marks: str = "plain"
    zeros_shown: bool = False
    zeros_protected: bool = False
    groups: tuple[str, ...] = ()
    known: Path | None = None
    also: tuple[str, ...] = ()
    time_limit: float = 60
    ends: str = "all"


def audited(asked: Asked, step: Callable[[int, int], None] = lambda done, of: None) -> CellAudit:
    """Reads the files and audits. Raises `BadInput` for options that do not fit, and as readers and audit do."""
    begun = time.monotonic()
    if asked.marks not in ("plain", "telling"):
        raise BadInput(
            f"Marks are plain or telling, not “{asked.marks}”.", where="--marks", next_step="Give one of the two."
        )
    if asked.ends not in ("all", "needed"):
        raise BadInput(
            f"Intervals are all or needed, not “{asked.ends}”.", where="--intervals", next_step="Give one of the two."
        )
    check_limits(asked)
    if asked.count != "count" and asked.cells is None:
        raise BadInput(
            "The column of counts is that of the true cells, and there are none.",
            where="--count",
            next_step="Give --cells, or leave --count out.",
        )
    public, requirements = _instance(asked) if asked.second is not None else published(asked)
    if asked.marks == "telling":
        if asked.threshold < 2:
            raise BadInput(
                "Telling marks need the threshold that they tell of.",
                where="--threshold",
                next_step="For example --threshold 5.",
            )
        knowledge = telling(public, asked.threshold, zeros_shown=asked.zeros_shown, low=_low(asked, requirements))
    else:
        knowledge = CellKnowledge(zeros_shown=asked.zeros_shown)
    if asked.known is not None:
        knowledge = replace(knowledge, sources=(read_known(asked.known, public),))
    for text in asked.also:
        knowledge = replace(knowledge, sources=(*knowledge.sources, _elsewhere(asked, text, public)))
    spent = time.monotonic() - begun
    with completed((asked.second or asked.first).name):
        return audit_cells(
            public,
            requirements,
            knowledge=knowledge,
            # What was found takes about as long to write as the table took to read.
            time_limit=max(asked.time_limit - 2 * spent, LEAST * asked.time_limit),
            ends=cast(Literal["all", "needed"], asked.ends),
            step=step,
        )


def check_limits(asked: Asked) -> None:
    """Raises `BadInput` for a time limit or a threshold that is none."""
    if not 0 < asked.time_limit < float("inf"):
        raise BadInput(
            "The time limit must be a number of seconds above 0.", where="--time-limit", next_step="Give 60, say."
        )
    if asked.threshold and not 2 <= asked.threshold <= MOST_THRESHOLD:
        raise BadInput(
            f"The threshold must be at least 2, and at most {MOST_THRESHOLD:,}.",
            where="--threshold",
            next_step="For example --threshold 5.",
        )


def _elsewhere(asked: Asked, text: str, public: PublicTable) -> Source:
    """Every count that another published table gives of this one's cells. Its dimensions are some of this one's; the
    others stand at the code given, or at Total."""
    if not isinstance(public.names, ProductNames):
        raise BadInput(
            "Only a table with dimensions can be joined with another.",
            where="--also",
            next_step="Leave out --also, or audit the table as CSV.",
        )
    path_text, _, fixed_text = text.partition("@")
    fixed = dict(part.partition("=")[::2] for part in fixed_text.split(",") if part)
    path, heads = Path(path_text), public.names.heads
    trees = named_trees(asked.hierarchies)
    with_dimensions = read_heads(path)
    other = read_public(path, {name: tree for name, tree in trees.items() if name in with_dimensions})
    odd = [name for name in (*other.names.heads, *fixed) if name not in heads]
    if odd or set(fixed) & set(other.names.heads):
        raise BadInput(
            f"“{(odd or sorted(fixed))[0]}” is no dimension of both tables, or is fixed in a table that has it.",
            where=path.name,
            next_step=f"The dimensions are {', '.join(heads)}.",
        )
    found: dict[int, tuple[int, int | None]] = {}
    for cell in np.flatnonzero(other.given).tolist():
        codes = dict(zip(other.names.heads, other.names[cell], strict=True)) | fixed
        try:
            place = public.names.cell([codes.get(name, TOTAL) for name in heads])
        except KeyError:
            raise BadInput(
                "A cell of the other table is none of this one's.",
                where=f"{path.name}, {other.name(cell)}",
                next_step="Give tables over the same codes, with the same trees.",
            ) from None
        count = int(other.values[cell])
        found[place] = (count, count)
    return Source(path.name, found, release=True)


def _low(asked: Asked, requirements: Requirements) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | None:
    if requirements.values is None:
        return None
    return np.asarray((requirements.values >= 1) & (requirements.values < asked.threshold))


def _instance(asked: Asked) -> tuple[PublicTable, Requirements]:
    if asked.hierarchies or asked.pools or asked.cells:
        raise BadInput(
            "A JJ file brings its own cells and sums.",
            where=asked.first.name,
            next_step="Leave out --hierarchy, --pools and --cells, or give PUBLIC.csv alone.",
        )
    if asked.groups:
        raise BadInput("A JJ file has no dimensions.", where="--groups", next_step="Leave it out.")
    if asked.zeros_protected:
        raise BadInput(
            "A JJ file says itself which zeros are protected: those of status u.",
            where="--protect-zeros",
            next_step="Leave it out.",
        )
    table = read_jj(asked.first)
    if table.places and asked.threshold:
        raise BadInput(
            "A threshold, and marks that tell of one, are about counts, and the values of this file have decimals.",
            where="--threshold",
            next_step="Leave out --threshold and --marks: the file's levels say what is required.",
        )
    if asked.zeros_shown:
        table = table.with_zeros_shown()
    assert asked.second is not None
    public = read_public_jj(table, asked.second)
    # What the file protects or withholds by hand without saying how far may still not be known exactly.
    requirements = from_table(table.kept_unknown(table.status == Status.WITHHOLD))
    return public, replace(requirements, threshold=asked.threshold)


def published(asked: Asked) -> tuple[PublicTable, Requirements]:
    if asked.first.suffix.lower() == ".jj":
        raise BadInput("A JJ file is audited with what is published of it.", next_step="Give INSTANCE.jj PUBLIC.csv.")
    if asked.threshold < 2:
        raise BadInput("The threshold must be at least 2.", where="--threshold", next_step="For example --threshold 5.")
    trees = named_trees(asked.hierarchies)
    pools: Sequence[Pool] = read_pools(asked.pools) if asked.pools else ()
    public = read_public(asked.first, trees, pools)
    if asked.cells is None:
        if asked.zeros_protected:
            raise BadInput(
                "Which zeros are protected is known only with the true cells.",
                where="--protect-zeros",
                next_step="Give --cells, or leave it out.",
            )
        if asked.groups:
            raise BadInput(
                "Which sums fall in one code is known only with the true cells.",
                where="--groups",
                next_step="Give --cells, or leave it out.",
            )
        return public, unknown_values(public, asked.threshold, zeros_shown=asked.zeros_shown)
    table = read_cells(asked.cells, count=asked.count, hierarchies=trees)
    if pools:
        table, _ = pooled_table(table, pools)
    table = aligned(table, public, asked.cells.name)
    if asked.groups and (pools or asked.zeros_shown):
        raise BadInput(
            f"--groups does not go with {'--pools' if pools else '--zeros-shown'}.",
            where="--groups",
            next_step="Leave one of the two out.",
        )
    if asked.zeros_shown and asked.zeros_protected:
        raise BadInput(
            "Zeros cannot be both shown and protected.",
            where="--protect-zeros",
            next_step="Leave out --zeros-shown or --protect-zeros.",
        )
    required = table.with_requirements(
        asked.threshold, zeros_shown=asked.zeros_shown, zeros_protected=asked.zeros_protected
    )
    # Only a zero that is withheld can hide a group.
    shown = np.flatnonzero(public.given & (table.values == 0))
    return public, from_table(with_groups(required, asked.groups, shown))


def aligned(table: CellTable, public: PublicTable, where: str) -> CellTable:
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


__all__ = ["Asked", "aligned", "audited", "check_limits", "published"]
