"""Group disclosure: all of a group fall in one category, so that the figure says something about each of them."""

from __future__ import annotations

from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.parts import one_sided_groups
from fanlight.tables.stages import Flag, ProtectedTable, RawTable


def unsafe_cells(raw: RawTable, rules: DisclosureRules) -> tuple[Flag, ...]:
    """Figures that hold a whole group over one breakdown; `others` are its other categories, all 0."""
    if not rules.group_disclosure:
        return ()
    as_counted = ProtectedTable(raw, raw.spec.dimensions, {})
    return tuple(Flag(key, "group", others) for key, others in one_sided_groups(as_counted))
