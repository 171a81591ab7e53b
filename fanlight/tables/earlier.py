"""What was given out before: figures, withheld figures, and how they hang together with those of a new response.

Figures of another extract, or of another unit of count, become figures over the same records by conditions on made-up
fields: "is in the extract of 1 May", "is the first disposal of its crime". So they need no rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit

FIRST: Mapping[Unit, Predicate] = {
    Unit.CRIMES: In("first disposal of its crime", frozenset({"yes"})),
    Unit.OFFENDERS: In("first disposal of its offender", frozenset({"yes"})),
}
"""One disposal stands for each crime, and one for each offender: a disposal is for one offender and one offence, so that
no disposal stands for two."""


def counted_as(predicate: Predicate) -> tuple[Predicate, Unit | None]:
    """What a figure counts without the condition that its unit's first disposal stands for it, and that unit; None of
    disposals."""
    if isinstance(predicate, AllOf) and len(predicate.parts) == 2:
        for unit, first in FIRST.items():
            if predicate.parts[1] == first:
                return predicate.parts[0], unit
    return predicate, None


IN_EXTRACT = "in the extract "
"""Begins the made-up fields that say which extracts a record is in."""


@dataclass(frozen=True, slots=True)
class HiddenFigure:
    """A figure that an earlier release withheld. `value` None: not known (an imported release)."""

    id: str
    name: str
    unit: Unit
    predicate: Predicate
    value: int | None
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Earlier:
    """`given` and `hidden` are wrapped already; `present` holds of the records of the new response's extract.

    `join_units`: crimes and offenders are linked with disposals. `additive`: per unit, whether every earlier table
    has each counted unit in one of its finest categories. `lost`: by figure, the requirement that replaces its own
    because what is out already breaks that: its range must not become narrower.
    """

    given: tuple[PublicFigure, ...] = ()
    hidden: tuple[HiddenFigure, ...] = ()
    present: Predicate = EVERY_RECORD
    join_units: bool = False
    additive: Mapping[Unit, bool] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    lost: Mapping[str, tuple[Requirement, ...]] = field(default_factory=dict)


NOTHING_EARLIER = Earlier()
