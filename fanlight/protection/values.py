"""Whether options given by a caller in Python are of the kind that they must be."""

from __future__ import annotations

from typing import Any

from fanlight.errors import BadInput, option

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
