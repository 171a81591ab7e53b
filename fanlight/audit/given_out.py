"""Checks on the figures that would be given out themselves, before anything is worked out from them."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.audit.result import Problem
from fanlight.errors import BadInput
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.parts import pooled_value, told_not_zero
from fanlight.tables.stages import ProtectedTable


def check_against_raw(table: ProtectedTable) -> None:
    """Every figure given is the true one. Raises `BadInput` that names the figure."""
    for key, shown in table.cells.items():
        true = pooled_value(table, key)
        if shown.value is not None and true is not None and shown.value != true:
            raise BadInput(
                "A figure that would be given out is not the count of the records.",
                where=_where(table, key),
                next_step="Nothing was released. Make the plan again from the current table.",
            )


def flagged_but_given(table: ProtectedTable, rules: DisclosureRules) -> Iterator[Problem]:
    """Figures given, pools and totals included, that a rule flags and that nobody found to identify no one."""
    sensitive = {flag.key for flag in table.sensitive if flag.rule != "group"}
    for key, shown in table.cells.items():
        if shown.value is None or key in table.cleared:
            continue
        low = 1 <= shown.value < rules.threshold
        zero = shown.value == 0 and rules.flag_zeros
        if low or zero or key in sensitive:
            who = "a person found it identifying" if key in sensitive else "nobody has found that it identifies no one"
            yield Problem(
                f"{table.raw.spec.id}:{'|'.join(key)}",
                _where(table, key),
                f"{_where(table, key)} would be given out, although a rule flags it and {who}.",
            )


def _where(table: ProtectedTable, key: tuple[str, ...]) -> str:
    labels = (dimension.label(code) for dimension, code in zip(table.dimensions, key, strict=True))
    return f"{table.raw.spec.title}: {', '.join(labels)}"


def check_zeros_given(table: ProtectedTable) -> None:
    """Where readers know that every zero is given, raises `BadInput` for one that is withheld, and no pool hides it: readers
    would take it for at least 1, so that what is published would mislead them."""
    for key in sorted(told_not_zero(table)):
        if pooled_value(table, key) == 0:
            raise BadInput(
                "Readers know that every zero is given (K1), so that this figure cannot be withheld by itself.",
                where=_where(table, key),
                next_step="Give it, or hold it in a pool, or take a disclosure-control policy by which readers do not know how "
                "zeros are treated (knowledge: K0).",
            )
