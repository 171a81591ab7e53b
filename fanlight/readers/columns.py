"""Which columns a file of cells must have, and which names a dimension may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fanlight.errors import BadInput, option


def need_columns(heads: Sequence[str], needed: Sequence[str], where: str) -> None:
    """Raises `BadInput` where one of these columns is missing."""
    for name in needed:
        if name not in heads:
            raise BadInput(
                f"There is no column “{name}”.",
                where=where,
                next_step=f"The columns needed are {', '.join(needed)}; the file has {', '.join(heads)}.",
            )


def need_dimensions(hierarchies: Iterable[str], dimensions: Sequence[str], where: str) -> None:
    """Raises `BadInput` where a hierarchy is given for a dimension that there is not."""
    for name in hierarchies:
        if name not in dimensions:
            raise BadInput(
                f"There is no dimension “{name}” for a hierarchy.",
                where=where,
                next_step=f"The dimensions are {', '.join(dimensions)}.",
            )


def refuse_own_columns(dimensions: Sequence[str], where: str) -> None:
    """Raises `BadInput` for a dimension with the name, in any letter case, of a column that a published table has besides
    its dimensions: nobody could tell the two apart."""
    for name in dimensions:
        if name.casefold() in ("count", "status"):
            raise BadInput(
                f"A dimension may not be called “{name}”: a published table has a column of that name itself.",
                where=where,
                next_step=f"Rename the dimension. If this is the column of counts, name it with {option('count')}.",
            )
