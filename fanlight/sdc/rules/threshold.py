"""Low counts: a trigger for a person's assessment, never a reason in itself."""

from __future__ import annotations

from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.stages import Flag, RawTable


def unsafe_cells(raw: RawTable, rules: DisclosureRules) -> tuple[Flag, ...]:
    """Figures from 1 up to one below the policy's threshold."""
    return tuple(Flag(key, "low_count") for key, count in raw.counts.items() if 1 <= count < rules.threshold)
