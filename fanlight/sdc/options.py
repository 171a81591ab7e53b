"""What the officer allows for a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fanlight.tables.spec.table import Key

WAYS = frozenset({"everything", "pool", "suppress", "withhold"})


@dataclass(frozen=True)
class PlanOptions:
    """`ways` that are allowed; `pool_over` names dimensions (None: all); pins: codes never pooled, groups of codes
    that must be pooled together, keys that must be published or withheld; `priority` weights categories' figures
    (1 where nothing is said); figures of the categories `protect_last`, or with `table_last` all of the table's, are the last
    to be withheld."""

    ways: frozenset[str] = WAYS
    pool_over: frozenset[str] | None = None
    never_pool: frozenset[str] = frozenset()
    pool_together: tuple[frozenset[str], ...] = ()
    publish: frozenset[Key] = frozenset()
    withhold: frozenset[Key] = frozenset()
    priority: Mapping[str, int] = field(default_factory=dict)
    protect_last: frozenset[str] = frozenset()
    table_last: bool = False

    @property
    def pins(self) -> tuple[tuple[str, PlanOptions], ...]:
        """Each pin in words, with the options as they would be without it."""
        found: list[tuple[str, PlanOptions]] = []
        if self.never_pool:
            found.append((f"never pool {', '.join(sorted(self.never_pool))}", replace(self, never_pool=frozenset())))
        if self.pool_together:
            groups = "; ".join(", ".join(sorted(group)) for group in self.pool_together)
            found.append((f"pool together {groups}", replace(self, pool_together=())))
        if self.publish:
            found.append(("figures that must be published", replace(self, publish=frozenset())))
        if self.withhold:
            found.append(("figures that must be withheld", replace(self, withhold=frozenset())))
        if self.ways != WAYS:
            found.append((f"only these ways: {', '.join(sorted(self.ways))}", replace(self, ways=WAYS)))
        return tuple(found)
