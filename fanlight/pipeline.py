"""The story in one function: tabulate → protect → audit."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fanlight.errors import BadInput, option
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, PublicFigure, TableSpec
from fanlight.tables.stages import Flag, RawTable, ReleasableTable

if TYPE_CHECKING:
    from fanlight.audit import Audit
    from fanlight.ledger.weigh import Memory, Weighed
    from fanlight.sdc import Plan, PlanOptions
    from fanlight.tabulation import Source

Assess = Callable[[TableSpec, Sequence[Flag]], tuple[tuple[Flag, ...], frozenset[Key]]]
"""A person's assessments: from a table's flags to those found identifying, and the keys found to identify nobody."""

Said = Callable[[Sequence[RawTable]], Sequence[PublicFigure]]
"""What the response's words say about figures, given the true counts. It may raise `SpecError`."""

Step = Callable[[str], None]
SECONDS = 60.0
"""For choosing and auditing, unless somebody says otherwise."""
FOR_AUDIT = 0.2
"""The part of the time that is kept for the audit."""


@dataclass(frozen=True)
class Made:
    """Everything that came of a set of tables: the raw counts, flags and plan stay inside; `tables` may go out."""

    raws: tuple[RawTable, ...]
    flags: Mapping[str, tuple[Flag, ...]]
    plan: Plan
    audit: Audit
    tables: tuple[ReleasableTable, ...]
    weighed: Weighed | None = None
    said: tuple[PublicFigure, ...] = ()


def make_releasable(
    specs: Sequence[TableSpec],
    source: Source,
    *,
    rules: DisclosureRules,
    assess: Assess,
    options: Mapping[str, PlanOptions] | None = None,
    said: Said = lambda _: (),
    memory: Memory | None = None,
    seconds: float = SECONDS,
    step: Step = lambda _: None,
) -> Made:
    """Counts the tables, protects them together with least loss, and audits what would be given out.

    Tables are numbered from 1 in the order given. `said` gives the figures in the response's words. `memory`: the ledger, so
    that what is out already is fixed and what was withheld stays so. `seconds` are for the choice and the audit together, not for
    the counting. Raises `BadInput` where they are none, `NotSafe` or `NotProvedSafe` where the audit
    does not find the result safe: then there is no releasable table.
    """
    from fanlight.audit import audit, releasable
    from fanlight.sdc import flag, plan
    from fanlight.tabulation import tabulate

    check_seconds(seconds)
    step("Counting")
    raws = tuple(tabulate(spec, source) for spec in specs)
    flags = {raw.spec.id: flag(raw, rules) for raw in raws}
    assessed = {raw.spec.id: assess(raw.spec, flags[raw.spec.id]) for raw in raws}
    sensitive: Mapping[str, tuple[Flag, ...]] = {name: own for name, (own, _) in assessed.items()}
    cleared: Mapping[str, frozenset[Key]] = {name: own for name, (_, own) in assessed.items()}
    told = tuple(said(raws))
    known = tuple(figure for spec in specs for figure in spec.public)
    weighed = None
    if memory is not None:
        step("Weighing it against everything published before")
        weighed = weigh_against(memory, raws, rules, sensitive, cleared, known, told)
        sensitive, cleared = weighed.sensitive, weighed.cleared
    public = (*known, *told)
    earlier = weighed.earlier if weighed is not None else NO_LEDGER
    step("Choosing the way of publishing that gives most")
    until, kept = time.monotonic() + seconds, FOR_AUDIT * seconds
    planned = plan(
        raws,
        sensitive=sensitive,
        cleared=cleared,
        rules=rules,
        public=public,
        options=options or {},
        earlier=earlier,
        seconds=seconds - kept,
        step=step,
    )
    step("Auditing what the public could work out")
    audited = audit(
        planned.tables,
        rules=rules,
        public=public,
        earlier=earlier,
        claimed=planned.witnesses,
        time_limit=max(until - time.monotonic(), kept),
    )
    numbers = {raw.spec.id: number for number, raw in enumerate(raws, start=1)}
    return Made(raws, flags, planned, audited, releasable(audited, planned.tables, numbers), weighed, told)


def check_seconds(seconds: float) -> None:
    """Raises `BadInput` for a limit that is no time."""
    if not 0 < seconds < float("inf"):
        raise BadInput(
            "The time limit is not a number of seconds above 0.", where=option("time_limit"), next_step="Give 60, say."
        )


NO_LEDGER = Earlier(
    assumptions=("No ledger was used: what was published before is not taken into account, but for what is listed.",)
)


def weigh_against(
    memory: Memory,
    raws: Sequence[RawTable],
    rules: DisclosureRules,
    sensitive: Mapping[str, tuple[Flag, ...]],
    cleared: Mapping[str, frozenset[Key]],
    known: Sequence[PublicFigure],
    said: Sequence[PublicFigure],
) -> Weighed:
    """What is out already, and the assumption that it is all that the ledger holds."""
    from fanlight.ledger.weigh import weigh

    weighed = weigh(memory, raws, rules=rules, sensitive=sensitive, cleared=cleared, public=known, said=said)
    number, digest = weighed.head
    sentence = (
        f"Everything in the ledger up to entry {number} ({digest[:12]}) is taken into account; {len(weighed.touched)} "
        "releases in it touch this response. What is not in the ledger is not known."
    )
    return replace(weighed, earlier=replace(weighed.earlier, assumptions=(sentence, *weighed.earlier.assumptions)))
