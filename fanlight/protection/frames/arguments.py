"""Whether options given by a caller in Python are of the kind that they must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fanlight.errors import BadInput, Subject, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.ledger import Ledger
from fanlight.ledger.description import Described
from fanlight.ledger.linked.linking import Revisions
from fanlight.ledger.weigh import Memory
from fanlight.protection.request.request import WithLedger
from fanlight.readers.frames import sheet_of_frame
from fanlight.readers.sheet import Sheet

KINDS = {int: "a whole number", float: "a number", bool: "True or False", str: "a text"}


def checked(kind: type, **given: Any) -> None:
    """Raises `BadInput` naming an option that is not of the kind; one that is None was not given."""
    for name, value in given.items():
        if value is not None and not _fits(value, kind):
            raise BadInput(
                f"{option(name)} is not {KINDS[kind]}.",
                where=option(name),
                next_step=f"It is of type {type(value).__name__}.",
            )


def _fits(value: Any, kind: type) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    if kind in (int, float):
        # Whole numbers of NumPy too; True is none.
        whole = hasattr(value, "__index__")
        return not isinstance(value, bool) and (whole or (kind is float and isinstance(value, float)))
    return isinstance(value, kind)


OF_AMOUNTS = ("auto", "suppress", "large")


def sheet_named(frame: Any, name: str) -> Sheet:
    """The frame of an option. Raises `BadInput` for what is none, and as `read_sheet` does."""
    try:
        return sheet_of_frame(frame, f"the frame of {name}")
    except BadInput as error:
        if error.where != type(frame).__name__:
            raise
        raise BadInput(f"{option(name)} is no data frame.", where=type(frame).__name__) from None


def names_of(names: Sequence[str]) -> tuple[str, ...]:
    """A list of names; a text is one."""
    return (names,) if isinstance(names, str) else tuple(names)


def refuse_beside_amounts(table: CellTable, method: str, **given: object) -> None:
    """Raises `BadInput` for a table that is none of amounts, and for a method or an option that does not go with one."""
    if not isinstance(table.names, ProductNames):
        raise BadInput("The table is not one over a product of codes.", next_step="Make it with fanlight.amounts.")
    if method not in OF_AMOUNTS:
        raise BadInput(
            f"The method “{method}” is none for amounts.",
            where=option("method"),
            next_step=f"Methods: {', '.join(OF_AMOUNTS)}.",
        )
    for name, value in given.items():
        if value is not None and value is not False and value != ():
            raise BadInput(
                f"{option(name)} does not go with a table of amounts.",
                next_step="Leave it out: the table brings its own requirements.",
                subject=Subject(field=name),
            )


def with_ledger(
    ledger: Ledger, describe: Described | None, revisions: str | None, leave_out: Sequence[str]
) -> WithLedger:
    """How a ledger is to be used. Raises `BadInput`."""
    if describe is None:
        raise BadInput(
            "The ledger needs to know what the table counts.",
            next_step=f"Give {option('describe')}, as read_description reads it.",
        )
    said = Revisions.read(revisions or "same", where=option("revisions"))
    return WithLedger(Memory(ledger, said, names_of(leave_out)), describe)


def refuse_without_ledger(**given: object) -> None:
    """Raises `BadInput` for an option that says how a ledger is used."""
    for name, value in given.items():
        if value:
            raise BadInput(
                f"{option(name)} says how a ledger is used, and there is none.", next_step=f"Give {option('ledger')}."
            )
