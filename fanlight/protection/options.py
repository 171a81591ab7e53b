"""Which option of `fanlight protect` belongs to which method. An option that means nothing for the chosen method is refused:
whoever gave it expects something of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanlight.errors import BadInput
from fanlight.protection.asked import PERTURBING, WITHHOLDING, Asked

METHODS_OF: Mapping[str, tuple[str, ...]] = {
    "publish": WITHHOLDING,
    "withhold": WITHHOLDING,
    "costs": WITHHOLDING,
    "zeros_shown": WITHHOLDING,
    "zeros_protected": WITHHOLDING,
    "groups": ("auto", "suppress", "large"),
    "pools": ("auto", "suppress", "pool"),
    "ledger": ("auto", "suppress"),
    "base": ("round", "small-counts"),
    "seed": ("cell-key",),
    "record_key": ("cell-key",),
    "noise": ("cell-key",),
    "variance": ("cell-key",),
}
"""Fields of `Asked` and the methods that take them; every method takes the others."""

WITH_LEDGER = ("describe", "revisions", "leave_out")
"""Fields that say how a ledger is used, and mean nothing without one."""

NOT_OF_JJ = {
    "hierarchies": "says itself what adds up",
    "threshold": "says itself what must be protected",
    "groups": "has no dimensions",
    "zeros_protected": "says itself which cells must be protected: give a zero the status u and an upper level",
    "record_key": "has no columns",
    "count": "has one count a cell, and no columns",
}
"""Fields that a JJ file answers itself, and how."""

FLAGS = {"zeros_protected": "protect-zeros", "hierarchies": "hierarchy"}
"""What fields are called on the command line, where that is not their own name."""


def check_options(asked: Asked) -> None:
    """Raises `BadInput` for an option that the method, the input or the lack of a ledger leaves without meaning."""
    for name, methods in METHODS_OF.items():
        if given(asked, name) and asked.method not in methods:
            why = ", which gives every figure, changed" if asked.method in PERTURBING and "auto" in methods else ""
            raise BadInput(
                f"{flag(name)} does not go with the method {asked.method}{why}.",
                next_step=f"Leave it out, or use --method {_listed(methods)}.",
            )
    if asked.zeros_shown and asked.zeros_protected:
        raise BadInput(
            "Zeros cannot be both shown and protected.",
            where="--protect-zeros",
            next_step="Leave out --zeros-shown or --protect-zeros.",
        )
    for name in ("zeros_shown", "pools", "ledger"):
        if asked.groups and given(asked, name):
            raise BadInput(
                f"--groups does not go with {flag(name)}.",
                where="--groups",
                next_step="A zero hides a group, and is given where every zero is shown. Leave --zeros-shown out."
                if name == "zeros_shown"
                else "Leave one of the two out.",
            )
    if not asked.ledger:
        for name in WITH_LEDGER:
            if given(asked, name):
                raise BadInput(
                    f"{flag(name)} says how a ledger is used, and there is none.", next_step="Give --ledger."
                )
    if asked.jj:
        for name, how in NOT_OF_JJ.items():
            if given(asked, name):
                raise BadInput(
                    f"{flag(name)} does not go with a JJ file, which {how}.",
                    where=asked.cells.name,
                    next_step="Leave it out.",
                )


def given(asked: Asked, name: str) -> bool:
    """Whether a field was set at all."""
    value: Any = getattr(asked, name)
    return bool(value != Asked.__dataclass_fields__[name].default and value not in (None, {}, ()))


def flag(name: str) -> str:
    return f"--{FLAGS.get(name, name).replace('_', '-')}"


def _listed(methods: tuple[str, ...]) -> str:
    return methods[0] if len(methods) == 1 else f"{', '.join(methods[:-1])} or {methods[-1]}"
