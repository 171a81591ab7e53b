"""`fanlight ledger what-if`: a request's tables held against the ledger, and counted where there are records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fanlight.answering.counting.protecting import planned
from fanlight.errors import BadInput, NotProvedSafe, NotSafe, SpecError
from fanlight.ledger import Ledger
from fanlight.ledger.linked.linking import Revisions
from fanlight.ledger.weigh import Memory
from fanlight.ledger.what_if import WhatIf, what_if
from fanlight.pipeline import SECONDS, check_seconds
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import TableSpec
from fanlight.tables.stages import ProtectedTable

if TYPE_CHECKING:
    from fanlight.tabulation import Source


def prospects(
    spec: Path,
    place: str,
    *,
    records: str = "",
    policy: str = "default",
    on: str = "",
    extract: str = "",
    revisions: str = "same",
    leave_out: tuple[str, ...] = (),
    seconds: float = SECONDS,
    step: Callable[[str], None] = lambda _: None,
) -> WhatIf:
    """Raises `SpecError` for tables whose categories only the records know, where there are none. `seconds`:
    for the best plan and its audit."""
    from fanlight.policy import disclosure_rules
    from fanlight.tables.spec.file import load_specs

    check_seconds(seconds)
    try:
        day = date.fromisoformat(on) if on else datetime.now(tz=UTC).date()
    except ValueError:
        raise BadInput(f"“{on}” is no date.", where="--on", next_step="Write it as YYYY-MM-DD.") from None
    rules = disclosure_rules(policy, on=day)
    specs = load_specs(spec)
    with Ledger.open(place) as ledger:
        memory = Memory(ledger, Revisions.read(revisions, where="--revisions"), leave_out)
        if not records:
            for one in specs:
                open_ended = [d.name for d in one.dimensions if d.values_of is not None]
                if open_ended:
                    raise SpecError(
                        f"Only the records know the categories of “{open_ended[0]}” in table {one.id}.",
                        where=spec.name,
                        next_step="List its values, or name the records with --records.",
                    )
            return what_if(memory, specs, rules, extract=extract)
        from fanlight.tabulation import open_source

        with open_source(records) as source:
            resolved = tuple(source.resolve(one) for one in specs)
            found = what_if(memory, resolved, rules, extract=extract or source.extracted)
            plans, words = _plans(resolved, source, rules, memory, seconds, step)
            return replace(found, plans=plans, found=words)


def _plans(
    specs: Sequence[TableSpec],
    source: Source,
    rules: DisclosureRules,
    memory: Memory,
    seconds: float,
    step: Callable[[str], None],
) -> tuple[dict[str, dict[str, list[str]]], str]:
    """The best safe way, were every flagged figure found identifying: labels of figures given, pooled and withheld;
    and how good it is."""
    try:
        tables, words = planned(specs, source, rules, memory, step, seconds=seconds)
    except (NotProvedSafe, NotSafe) as error:
        return {one.id: {f"none found ({error})": []} for one in specs}, ""
    return {table.raw.spec.id: _ways(table) for table in tables}, words


def _ways(table: ProtectedTable) -> dict[str, list[str]]:
    spec = table.raw.spec
    pooled = {(pool.dimension, code) for pool in table.pools for code in pool.members}
    found: dict[str, list[str]] = {"in full": [], "pooled": [], "not at all": []}
    for key in table.raw.counts:
        shown = table.cells.get(key)
        name = " / ".join(spec.labels(key))
        if shown is not None and shown.value is not None:
            found["in full"].append(name)
        elif any((d.name, code) in pooled for d, code in zip(spec.dimensions, key, strict=True)):
            found["pooled"].append(name)
        else:
            found["not at all"].append(name)
    return found
