"""Zeros, where the policy asks for them: a zero says something about everybody."""

from __future__ import annotations

from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.stages import Flag, RawTable


def unsafe_cells(raw: RawTable, rules: DisclosureRules) -> tuple[Flag, ...]:
    """Figures of 0, where the policy flags them; none otherwise."""
    if not rules.flag_zeros:
        return ()
    return tuple(Flag(key, "zero") for key, count in raw.counts.items() if count == 0)
