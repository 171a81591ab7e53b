"""From a case to a draft without the documents' writing, at the sizes that people ask for: records counted, tables chosen and
audited. Processor seconds take in other processes at work on it; the wall's hang on what else the machine does."""

from __future__ import annotations

import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from fanlight.pipeline import make_releasable
from fanlight.policy import disclosure_rules
from fanlight.records import import_files
from fanlight.tables.spec.file import parse_specs
from fanlight.tabulation import open_source
from tests.sized_tables import SHAPES, Shape

RULES = disclosure_rules("default", on=date(2026, 10, 29))


def main() -> None:
    print(
        f"{'case':12} {'figures':>8} {'low':>6} {'cpu s':>7} {'wall s':>7} {'loss':>12} {'bound':>12} {'gap':>7}  ended by"
    )
    for shape in SHAPES.values():
        with tempfile.TemporaryDirectory() as folder:
            print(_row(shape, Path(folder)), flush=True)


def _row(shape: Shape, folder: Path) -> str:
    shape.write(folder / "records.csv")
    import_files([folder / "records.csv"], folder / "store")
    begun, wall = _processor(), time.perf_counter()
    with open_source(str(folder / "store")) as source:
        specs = [source.resolve(spec) for spec in parse_specs(shape.spec())]
        made = make_releasable(specs, source, rules=RULES, assess=lambda _, flags: (tuple(flags), frozenset()))
    cpu, wall = _processor() - begun, time.perf_counter() - wall
    plan = made.plan
    counts = [count for raw in made.raws for count in raw.counts.values()]
    low = sum(1 <= count < RULES.threshold for count in counts)
    gap = "proved" if plan.proved_best else f"{100 * (1 - plan.bound / plan.measure.lost):.1f} %"
    return (
        f"{shape.name:12} {len(counts):8,} {low:6,} {cpu:7.2f} {wall:7.2f} {plan.measure.lost:12,} {plan.bound:12,} {gap:>7}  "
        f"{plan.ended}"
    )


def _processor() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in (own, others))
