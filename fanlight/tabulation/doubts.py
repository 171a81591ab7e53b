"""What the records hold that a table may mean, and does not count: rows without their date or their person, values beside those
that it names, one crime from two systems. Counted where the records are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, fields_of
from fanlight.tables.spec.table import TableSpec, Unit
from fanlight.tabulation.engine import ibis_predicate, run
from fanlight.tabulation.source import Source

LABELS = {
    "offence_code": "offence_label",
    "ho_class": "offence_label",
    "classification_code": "offence_label",
    "cjs_code": "offence_label",
    "outcome_type": "outcome_label",
}
"""Fields of codes, and the field in which the source says in words what a code is."""
MOST = 5_000
"""Different values of a field up to which it is one of categories."""


@dataclass(frozen=True)
class Doubts:
    """Of one table. `undated`: records that it would count, but for their date. `unidentified`: those that name no offender,
    where offenders are counted. `twice`: records of one crime and outcome that came from two systems.

    `values`: by field that the table names values of, those in the records with their rows; `labels`: by such field, (value,
    what the source calls it) among the records. `months`: months by their first day in which the records have any by the
    table's basis; `held`: how many records there are at all.
    """

    undated: int = 0
    unidentified: int = 0
    twice: int = 0
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    labels: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    months: tuple[date, ...] = ()
    held: int = 0


class Looking:
    """Looks at one source's records; what several tables ask is asked once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._values: dict[tuple[bool, str], dict[str, int]] = {}

    def doubts(self, spec: TableSpec) -> Doubts:
        """`spec`: resolved."""
        table = self._source.table_for(spec)
        named = named_values(spec)
        values = {name: self._values_of(table, spec.unit, name) for name in sorted(named) if name in table.columns}
        undated, unidentified = self._absent(spec, table)
        return Doubts(
            undated,
            unidentified,
            self._twice(spec, table),
            values,
            {name: self._labelled(table, name) for name in values if LABELS.get(name) in table.columns},
            self._months(table, spec.basis),
            int(run(table.aggregate(n=table.count()))["n"][0].as_py()),
        )

    def _absent(self, spec: TableSpec, table: Any) -> tuple[int, int]:
        wanted: list[Predicate] = [spec.population]
        periods: Predicate = AllOf()
        for dimension in spec.dimensions:
            any_of = AnyOf(tuple(category.predicate for category in dimension.categories))
            if dimension.is_period:
                periods = any_of
            elif dimension.total is None:
                wanted.append(any_of)
        if spec.basis == "outcome_date" and not _asks_outcome(spec):
            # A crime without an outcome has no day of one.
            wanted.append(Not(AllOf((_empty("outcome_type", table), _empty("outcome_label", table)))))
        counted = table.filter(*(ibis_predicate(table, one) for one in wanted))
        absent = counted[spec.basis].isnull()
        person = counted[spec.unit.id_field].isnull() & ibis_predicate(counted, periods)
        frame = run(counted.aggregate(undated=absent.sum(), unidentified=person.sum()))
        return int(frame["undated"][0].as_py() or 0), int(frame["unidentified"][0].as_py() or 0)

    def _values_of(self, table: Any, unit: Unit, name: str) -> dict[str, int]:
        key = (unit is Unit.SEARCHES, name)
        if key not in self._values:
            frame = run(table.group_by(value=table[name]).aggregate(n=table.count()).limit(MOST + 1))
            found = zip(frame["value"].to_pylist(), frame["n"].to_pylist(), strict=True)
            own = {str(value): int(n) for value, n in found if value is not None}
            self._values[key] = own if len(own) <= MOST else {}
        return self._values[key]

    def _labelled(self, table: Any, name: str) -> tuple[tuple[str, str], ...]:
        frame = run(table.select(value=table[name], label=table[LABELS[name]]).distinct().limit(4 * MOST))
        pairs = zip(frame["value"].to_pylist(), frame["label"].to_pylist(), strict=True)
        return tuple(sorted((str(value or ""), str(label)) for value, label in pairs if label is not None))

    def _months(self, table: Any, basis: str) -> tuple[date, ...]:
        frame = run(table.select(month=table[basis].truncate("M")).distinct())
        found = {value.date() if hasattr(value, "date") else value for value in frame["month"].to_pylist() if value}
        return tuple(sorted(found))

    def _twice(self, spec: TableSpec, table: Any) -> int:
        """Records whose crime has the same outcome, of the same day, from another system (or file, where none is named).
        The crime's reference may be written in two ways; for disposals and crimes it may also be another, of one offender."""
        if (
            spec.unit is Unit.SEARCHES
            or not {"outcome_date", "crime_ref"} <= set(table.columns)
            or not self._several(spec, table)
        ):
            return 0
        system = table["source_system"] if "source_system" in table.columns else _none()
        if "_file" in table.columns:
            system = system.fill_null(table["_file"])
        own = table.filter(ibis_predicate(table, spec.population))
        kept = [name for name in ("outcome_type", "offence_code", "offender_ref") if name in table.columns]
        own = own.select(
            "outcome_date", *kept, system=system, unit=own[spec.unit.id_field], crime=_plain(own["crime_ref"]),
            person=_plain(own["offender_ref"]) if "offender_ref" in kept else own["crime_ref"],
        )  # fmt: skip
        outcome = [name for name in ("outcome_date", "outcome_type") if name in own.columns]
        found = _met(own, ["crime", *outcome])
        if spec.unit is not Unit.OFFENDERS and {"offender_ref", "offence_code"} <= set(kept):
            found = max(
                found,
                _met(
                    own.filter(own["offender_ref"].notnull(), own["outcome_date"].notnull()),
                    ["person", *outcome, "offence_code"],
                ),
            )
        return found

    def _several(self, spec: TableSpec, table: Any) -> bool:
        """Whether the records come from several systems or files at all."""
        names = [name for name in ("source_system", "_file") if name in table.columns]
        return any(len(self._values_of(table, spec.unit, name)) > 1 for name in names)


def named_values(spec: TableSpec) -> dict[str, frozenset[str]]:
    """By field, the values that the table's conditions name."""
    return named_by(AllOf((spec.population, *(c.predicate for d in spec.dimensions for c in d.categories))))


def named_by(predicate: Predicate) -> dict[str, frozenset[str]]:
    """By field, the values that one condition names."""
    found: dict[str, frozenset[str]] = {}
    for one in _ins(predicate):
        found[one.field] = found.get(one.field, frozenset()) | one.values
    return found


def _ins(predicate: Predicate) -> Iterator[In]:
    match predicate:
        case In():
            yield predicate
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _ins(part)
        case Not(part=part):
            yield from _ins(part)


def _asks_outcome(spec: TableSpec) -> bool:
    return bool(fields_of(spec.population) & {"outcome_type", "outcome_label"})


def _empty(name: str, table: Any) -> Predicate:
    return Missing(name) if name in table.columns else AllOf()


def _met(own: Any, by: list[str]) -> int:
    """Records in groups that come from several systems under several names of the counted unit."""
    groups = own.group_by(by).aggregate(n=own.count(), systems=own["system"].nunique(), units=own["unit"].nunique())
    several = groups.filter((groups["systems"] > 1) & (groups["units"] > 1))
    return int(run(several.aggregate(n=several["n"].sum()))["n"][0].as_py() or 0)


def _plain(text: Any) -> Any:
    """A reference without case, marks and padding: SX/003354/24 and sx-3354-24 are one."""
    return text.lower().re_replace("[^a-z0-9]+0*", "").re_replace("^0+", "")


def _none() -> Any:
    import ibis

    return ibis.null("string")
