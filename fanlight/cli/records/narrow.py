"""`fanlight records narrow`: which narrower requests would fit within the cost limit, counted from the records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fanlight.errors import BadInput


def narrowed(spec: Path, table: str, store: Path, *, minutes: float, besides: float, limit_hours: int) -> Iterator[str]:
    """Lines of YAML for `cost.narrowed`, each category alone and the longest run of periods, with notes on what they rest on.

    Raises `BadInput` for a limit that is none, a table that the file does not have, or one without dimensions.
    """
    from fanlight.law.procedure.cost import hours_in_words, limit_of
    from fanlight.law.procedure.narrowing import alone, longest, records_within
    from fanlight.tables.spec.file import load_specs
    from fanlight.tabulation import open_source, tabulate

    limit = next((limit_of(central=c) for c in (False, True) if limit_of(central=c).hours == limit_hours), None)
    if limit is None:
        raise BadInput(
            f"{limit_hours} hours is no limit of section 12.", where="--limit-hours", next_step="Write 18 or 24."
        )
    specs = {each.id: each for each in load_specs(spec)}
    if table not in specs:
        raise BadInput(f"There is no table “{table}” there.", where=str(spec), next_step=f"It has {', '.join(specs)}.")
    most = records_within(limit, minutes=minutes, besides=besides)
    yield "# INTERNAL: true counts. Choose what helps, and say it in words of your own; the letter prints no number of these."
    yield f"# {limit.hours} hours at {minutes:g} minutes each are {most:,} records."
    with open_source(str(store)) as source:
        resolved = source.resolve(specs[table])
        if not resolved.dimensions:
            raise BadInput(f"Table “{table}” has no dimension to narrow by.", where=str(spec))
        yield "narrowed:"
        for dimension in resolved.dimensions:
            raw = tabulate(replace(resolved, dimensions=(dimension,)), source)
            counts = [(category.label, raw.counts[(category.code,)]) for category in dimension.categories]
            if dimension.is_period:
                run = longest(counts, limit=limit, minutes=minutes, besides=besides)
                found = [run] if run else []
            else:
                found = list(alone(counts, limit=limit, minutes=minutes, besides=besides))
            if not found:
                yield f"  # {dimension.title}: no one category fits."
            for fits in found:
                what = json.dumps(f"{resolved.title}: {fits.words}", ensure_ascii=False)
                time = f", minutes: {minutes:g}}}" if not besides else f", hours: {float(fits.hours):.2f}}}"
                records = f", records: {fits.records}" if not besides else ""
                yield f"  - {{what: {what}{records}{time}  # {hours_in_words(fits.hours)}"
