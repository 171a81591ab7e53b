"""Which option of a protection belongs to which method. An option that means nothing for the chosen method is refused:
whoever gave it expects something of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from fanlight.audit.cells.request import groups_with_zeros_shown
from fanlight.errors import BadInput, Subject, option
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.numbers.counts import MOST_THRESHOLD
from fanlight.protection.request.request import PERTURBING, WITHHOLDING, ProtectionRequest

METHODS_OF: Mapping[str, tuple[str, ...]] = {
    "publish": WITHHOLDING,
    "withhold": WITHHOLDING,
    "costs": WITHHOLDING,
    "zeros_shown": WITHHOLDING,
    "protect_zeros": WITHHOLDING,
    "groups": WITHHOLDING,
    "known": WITHHOLDING,
    "pools": ("auto", "suppress", "pool"),
    "choose_pools": ("auto", "pool"),
    "ledger": ("auto", "suppress"),
    "base": ("round", "small-counts"),
    "seed": ("cell-key",),
    "record_key": ("cell-key",),
    "noise": ("cell-key",),
    "variance": ("cell-key",),
}
"""Options and the methods that take them; every method takes the others."""

OF_LEVELS = {
    "threshold": "says itself what must be protected",
    "groups": "has no dimensions",
    "protect_zeros": "says itself which cells must be protected: give a zero the status u and an upper level",
}
"""Options that a table with its own requirements answers itself, and how."""


def check_options(request: ProtectionRequest) -> None:
    """Raises `BadInput` for an option that the method or the table leaves without meaning, or that is no value for it."""
    given = given_options(request)
    check_given(request.method, given)
    if request.table.levels:
        what = "a table of amounts" if isinstance(request.table.names, ProductNames) else "a JJ file"
        for name, how in OF_LEVELS.items():
            if name in given:
                raise beside_levels(name, what, how)
    _check_numbers(request)
    _check_arrays(request)


def check_given(method: str, given: Collection[str]) -> None:
    """Raises `BadInput` for a method that there is not, for one of the options that it does not take, and for two that do
    not go together."""
    if method not in (*WITHHOLDING, *PERTURBING):
        raise BadInput(
            f"There is no method “{method}”.",
            where=option("method"),
            next_step=f"Methods: {', '.join((*WITHHOLDING, *PERTURBING))}.",
        )
    for name, methods in METHODS_OF.items():
        if name in given and method not in methods:
            changes = method in PERTURBING and "auto" in methods
            why = ", which gives every figure, changed" if changes else ""
            raise BadInput(
                f"{option(name)} does not go with the method {method}{why}.",
                next_step=f"Leave it out, or use {option('method')} {_listed(methods)}.",
                code="option",
                subject=Subject(field=name),
            )
    _check_pairs(given)


def beside_levels(name: str, what: str, how: str) -> BadInput:
    """Of an option beside a table that answers it itself."""
    return BadInput(
        f"{option(name)} does not go with {what}, which {how}.",
        next_step="Leave it out.",
        code="option",
        subject=Subject(field=name),
    )


def given_options(request: ProtectionRequest) -> set[str]:
    """The options that were given at all."""
    changing = request.perturbing
    values: dict[str, Any] = {
        **{name: getattr(request, name) for name in ("threshold", "publish", "withhold", "pools", "ledger", "known")},
        "costs": None if isinstance(request.costs, str) and request.costs == "count" else request.costs,
        **{name: getattr(request, name) or None for name in ("zeros_shown", "protect_zeros", "groups", "choose_pools")},
        **{name: getattr(changing, name) for name in ("base", "seed", "noise", "variance")},
        "record_key": changing.record_keys,
    }
    return {name for name, value in values.items() if value is not None}


def _check_pairs(given: Collection[str]) -> None:
    if "zeros_shown" in given and "protect_zeros" in given:
        raise BadInput(
            "Zeros cannot be both shown and protected.",
            where=option("protect_zeros"),
            next_step=f"Leave out {option('zeros_shown')} or {option('protect_zeros')}.",
        )
    if "pools" in given and "choose_pools" in given:
        raise BadInput(
            "Pools are either given or chosen.", where=option("choose_pools"), next_step="Leave one of the two out."
        )
    if {"known", "ledger"} <= set(given):
        raise BadInput(
            "With a ledger, what readers have from elsewhere is read there.",
            where=option("known"),
            next_step=f"Add it to the ledger as figures published by somebody else, and leave {option('known')} out.",
        )
    if "groups" in given and "zeros_shown" in given:
        raise groups_with_zeros_shown()


def _check_numbers(request: ProtectionRequest) -> None:
    if not request.table.levels and (request.threshold is None or request.threshold < 2):
        raise BadInput(
            "Counts from 1 to below the threshold are protected, so it must be at least 2.",
            next_step=f"Give {option('threshold')}, 5 say.",
            subject=Subject(field="threshold"),
        )
    for name, number in (("threshold", request.threshold), ("base", request.perturbing.base)):
        if number is not None and number > MOST_THRESHOLD:
            raise BadInput(
                f"A threshold or base above {MOST_THRESHOLD:,} is none for counts.",
                where=option(name),
                next_step="Give a smaller one.",
            )
    if not 0 < request.time_limit < float("inf"):
        raise BadInput(
            "The time limit is not a number of seconds above 0.", where=option("time_limit"), next_step="Give 60, say."
        )


def _check_arrays(request: ProtectionRequest) -> None:
    n = len(request.table)
    for name, cells in (("publish", request.publish), ("withhold", request.withhold)):
        if cells is not None and len(cells) and not (cells.min() >= 0 and cells.max() < n):
            raise BadInput(
                "The table has no cell of that position.",
                where=option(name),
                next_step=f"Give numbers from 0 to {n - 1}.",
            )
    if not isinstance(request.costs, str) and (request.costs.shape != (n,) or (request.costs < 0).any()):
        raise BadInput(
            "Costs are a whole number from 0 for each cell.", where=option("costs"), next_step=f"Give an array of {n}."
        )


def _listed(methods: tuple[str, ...]) -> str:
    return methods[0] if len(methods) == 1 else f"{', '.join(methods[:-1])} or {methods[-1]}"
