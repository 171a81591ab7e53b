"""Primary risk: which figures a person must look at. One rule a file; this dict is all of them."""

from __future__ import annotations

from collections.abc import Callable

from fanlight.sdc.rules import group_disclosure, threshold, zeros
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.stages import Flag, RawTable

RULES: dict[str, Callable[[RawTable, DisclosureRules], tuple[Flag, ...]]] = {
    "threshold": threshold.unsafe_cells,
    "zeros": zeros.unsafe_cells,
    "group_disclosure": group_disclosure.unsafe_cells,
}


def flag(raw: RawTable, rules: DisclosureRules) -> tuple[Flag, ...]:
    """Every rule's flags, in the rules' order and the table's."""
    return tuple(found for rule in RULES.values() for found in rule(raw, rules))
