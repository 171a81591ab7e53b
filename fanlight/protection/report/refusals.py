"""Why a table is not given out, in words that name cells and no count."""

from __future__ import annotations

import numpy as np

from fanlight.audit.cells import CellAudit
from fanlight.errors import NotProvedSafe, NotSafe, Subject, option
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.table import GrownNames
from fanlight.protection.request.prepared import named
from fanlight.sdc.explain.binding_cells import binding_cells
from fanlight.sdc.explain.forced import only_asked
from fanlight.tables.text.counted import counted

WHY = 10.0
"""Seconds at most for finding out what holds the cells, and at most for whether they can move after all."""
LEAST_WHY = 2.0
"""Seconds for both where no more is left of the time limit: in tables of some thousand cells they do, and a refusal that names no
reason helps nobody."""


def refuse_protected(table: CellTable) -> None:
    """Raises `NotSafe` where a cell that a rule protects is to be given in any case: no method can do both."""
    cells = np.flatnonzero(table.primary & (table.status == Status.PUBLISH))
    if len(cells):
        raise cannot(table, tuple(cells.tolist()))


def cannot(
    table: CellTable,
    cells: tuple[int, ...],
    given: Ints | None = None,
    withheld: Ints | None = None,
    *,
    seconds: float = WHY,
) -> NotSafe:
    """`cells`: those that no pattern protects. `given`, `withheld`: what somebody asks to have given and withheld.
    `seconds` at most for finding out what holds them."""
    one = len(cells) == 1
    said = [f"{counted(len(cells), 'cell')} cannot be protected: {named(table, cells)}."]
    next_step = "Nothing was written. Withhold what holds them, pool their categories, or leave the dimension out."
    mask = np.zeros(len(table), dtype=np.bool_)
    mask[withheld if withheld is not None else ()] = True
    asked = [cell for cell in cells if only_asked(table, mask)[cell]]
    if asked:
        which = "It is" if one else "They are" if len(asked) == len(cells) else named(table, tuple(asked)) + ":"
        said.append(f"{which} to be withheld in any case, and can be worked out exactly.")
    holding = binding_cells(table, cells, given, seconds=seconds) if given is not None else np.zeros(0, dtype=np.int64)
    if all(table.status[cell] == Status.PUBLISH for cell in cells):
        said.append(
            f"{'It is' if one else 'They are'} to be given in any case, though a rule protects {'it' if one else 'them'}."
        )
        next_step = (
            "Nothing was written. Take what a rule protects out of the cells that are to be given "
            f"({option('publish')})."
        )
    elif len(holding):
        said.append(f"Whatever else is withheld, what is to be given in any case holds {'it' if one else 'them'} too "
                    f"closely: {named(table, holding)}.")  # fmt: skip
        next_step = (
            f"Nothing was written. Take some of these out of the cells that are to be given ({option('publish')})."
        )
    else:
        said.append(
            "Whatever is withheld, the figures that are given in any case and what readers know beforehand hold "
            f"{'it' if one else 'them'} too closely."
        )
    return NotSafe(" ".join(said), next_step=next_step, code="cannot_protect", subject=_first(table, cells))


def _first(table: CellTable, cells: tuple[int, ...]) -> Subject:
    """The first cell by its codes; of a group's helper those of its sum."""
    groups, cell = table.groups, cells[0]
    own = len(table) - (len(groups) if groups is not None and isinstance(table.names, GrownNames) else 0)
    return Subject(cell=table.names[cell if groups is None or cell < own else int(groups.sums[cell - own])])


def mistaken(table: CellTable, cells: tuple[int, ...]) -> NotProvedSafe:
    """`cells`: those that a method named as beyond protection, and the audit can move."""
    return NotProvedSafe(
        f"No safe pattern was found: the method finds {counted(len(cells), 'cell')} beyond protection that the audit can "
        f"move as required: {named(table, cells)}.",
        next_step="Nothing was written. Report this: the method should have found it.",
    )


def exposed(audit: CellAudit, short: tuple[int, ...], *, late: bool) -> NotSafe | NotProvedSafe:
    """`short`: cells that the method itself did not protect; `late`: because time ran out."""
    failed = audit.failed.tolist()
    if set(failed) <= set(short) and not late:
        return NotProvedSafe(
            f"Protecting part by part (the method large) found no way for {counted(len(short), 'figure')}, and the audit "
            f"shows that {len(failed):,} of them can be worked out too closely.",
            next_step=f"Nothing was written. Use {option('method')} suppress, which searches the whole table.",
        )
    if set(failed) <= set(short):
        return NotProvedSafe(
            f"The time ran out with {counted(len(short), 'figure')} still unprotected, and the audit shows that "
            f"{len(failed):,} of them can be worked out too closely.",
            next_step=f"Nothing was written. Raise {option('time_limit')}, or use a coarser breakdown.",
        )
    names = "; ".join(audit.public.name(int(cell)) for cell in failed[:20])
    return NotSafe(
        f"The audit shows {counted(len(failed), 'cell')} that can be worked out too closely: {names}.",
        next_step="Nothing was written. Report this: the method should have found it.",
    )
