"""Tables that may leave the unit: counted, protected and audited by the engine, and written with what must be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fanlight.decisions.review.extract import (
    AUTHORITY,
    CANNOT_TELL,
    FINDINGS,
    NO_POLICY,
    NOT_SUPPORTABLE,
    SUPPORTABLE,
    Checked,
)
from fanlight.errors import BadInput
from fanlight.tables.predicate.predicate import AllOf, In, Missing
from fanlight.tables.spec import periods
from fanlight.tables.spec.table import Category, Dimension, TableSpec, Unit

if TYPE_CHECKING:
    from fanlight.pipeline import Made
    from fanlight.tabulation import Source

Step = Callable[[str], None]


def protected(specs: Sequence[TableSpec], source: Source, *, on: date, step: Step = lambda _: None) -> Made:
    """The tables through the whole pipeline. What the rules flag is protected as if it were identifying: nobody has
    assessed it. Raises `NotSafe` or `NotProvedSafe` where no safe way was proved: then there is no table."""
    from fanlight.pipeline import make_releasable
    from fanlight.policy import disclosure_rules

    rules = disclosure_rules("default", on=on)
    return make_releasable(specs, source, rules=rules, assess=lambda _, flags: (tuple(flags), frozenset()), step=step)


def findings_spec(checked: Checked, *, team: str, period: str, where: str = "--period") -> TableSpec:
    """The table of findings by team and period. A finding that no record has is no row."""
    kind: periods.PeriodKind = "calendar_year" if period == "year" else "quarter"
    seen = sorted({p for _, p, _ in checked.counts if p != "not recorded"})
    if not seen:
        raise BadInput("No record has a date of outcome: there is no period to count by.", where=where)
    found = periods.categories(kind, seen[0], seen[-1], "outcome_date", where=where)
    names = sorted({t for t, _, _ in checked.counts if t != "not recorded"})
    teams = [Category(name, name, In(team, frozenset([name]))) for name in names]
    if any(t == "not recorded" for t, _, _ in checked.counts):
        teams.append(Category("not_recorded", "Not recorded", Missing(team)))
    order = [name for name in (NOT_SUPPORTABLE, CANNOT_TELL, SUPPORTABLE, NO_POLICY) if name in checked.findings]
    return TableSpec(
        id="findings",
        title="Community resolutions against the policy in force, by team and period",
        unit=Unit.DISPOSALS,
        basis="outcome_date",
        population=AllOf(),
        dimensions=(
            Dimension("team", {"bcu": "Basic command unit", "borough": "Borough"}.get(team, team.capitalize()), tuple(teams), "All"),
            Dimension(
                "finding", "Finding", tuple(Category(n, FINDINGS[n], In("finding", frozenset([n]))) for n in order),
                "All community resolutions",
            ),
            Dimension("period", periods.TITLES[kind], found, None, is_period=True),
        ),
        population_text="Community resolutions (outcome type 8)",
        basis_text="Counted: disposals by the date of the outcome, cancelled ones included.",
        period_text=periods.text(kind, seen[0], seen[-1], where=where),
        notes=(
            "“Not supportable”: whatever the record leaves out, the policy in force did not support it. “Cannot be told”: the "
            "record leaves out what the policy asks. Where more than one version may have been in force, all must agree.",
        ),
    )  # fmt: skip


def source_of(connection: Any, table: str, said: str) -> Source:
    """An Ibis table of disposals as a source that the pipeline counts."""
    from fanlight.tabulation import Source

    return Source(
        {"disposals": connection.table(table)}, frozenset({Unit.DISPOSALS}), said, "", frozenset({Unit.DISPOSALS})
    )


def internal_csv(headers: Sequence[str], rows: Sequence[Sequence[object]], internal: str) -> str:
    """True counts as CSV whose first line says that it is internal."""
    import csv
    import io

    stream = io.StringIO()
    stream.write(f"# {internal}\n")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([[_plain(value) for value in row] for row in rows])
    return stream.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value


def summary(checked: Checked) -> list[str]:
    """What the check found, in words and true counts: internal."""
    lines = [f"{checked.total:,} community resolutions, {checked.patterns:,} patterns of what policy can see."]
    lines += [f"  {FINDINGS[name]}: {count:,}" for name, count in checked.findings.items()]
    if checked.differs:
        lines.append(f"  More than one version may have been in force and they disagree: {checked.differs:,}")
    if checked.undated:
        lines.append(f"  Without a date of outcome, so that no version applies: {checked.undated:,}")
    of_kind = {AUTHORITY[name]: checked.authority[name] for name in AUTHORITY if name in checked.authority}
    lines += _listed("Of a kind that policy closes unless circumstances are exceptional", of_kind)
    lines += _listed("Rules that make them not supportable", checked.rules)
    lines += _listed("Rules that what is not recorded leaves open", checked.open_rules)
    everywhere = [name for name, count in checked.missing.items() if count == checked.total]
    if everywhere:
        lines.append(f"Asked by the policy and recorded nowhere: {', '.join(everywhere)}")
    partly = {name: count for name, count in checked.missing.items() if count < checked.total}
    lines += _listed("Asked by the policy, and missing from so many records", partly)
    lines += _listed("Questioned: the offence code means this kind and the flag does not say so", checked.questioned)
    lines += _listed("Ranks that cannot be read, taken as unknown", checked.unreadable)
    return lines


def _listed(title: str, counts: Mapping[str, int]) -> list[str]:
    return [f"{title}:", *(f"  {name}: {count:,}" for name, count in counts.items())] if counts else []
