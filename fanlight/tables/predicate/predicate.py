"""Which records a figure counts, as a value: the common language of specs, tabulation and audit.

A predicate is true or false for every record. A missing value is in no set and in no period, so `Not(In(...))` holds
where the field is empty; engines that know a third truth value must be told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class In:
    """The field's value, as text, is one of `values`."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Within:
    """The date in `field` is on or after `start` and before `end`."""

    field: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Missing:
    """The field is empty."""

    field: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts, every record."""

    parts: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; without parts, no record."""

    parts: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    part: Predicate


Predicate = In | Within | Missing | AllOf | AnyOf | Not
EVERY_RECORD = AllOf()


def fields_of(predicate: Predicate) -> frozenset[str]:
    """The names of the fields that the predicate reads."""
    match predicate:
        case In(field=name) | Within(field=name) | Missing(field=name):
            return frozenset({name})
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*map(fields_of, parts))
        case Not(part=part):
            return fields_of(part)


def holds(predicate: Predicate, record: Mapping[str, object]) -> bool:
    """Whether one record is counted: slow and obviously right, the oracle of every engine."""
    match predicate:
        case In(field=name, values=values):
            value = record.get(name)
            return value is not None and str(value) in values
        case Within(field=name, start=start, end=end):
            value = record.get(name)
            return isinstance(value, date) and start <= value < end
        case Missing(field=name):
            return record.get(name) is None
        case AllOf(parts=parts):
            return all(holds(part, record) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, record) for part in parts)
        case Not(part=part):
            return not holds(part, record)


def describe(predicate: Predicate) -> str:
    """The predicate in words, in a fixed order: equal predicates give equal text."""
    match predicate:
        case In(field=name, values=values):
            return f"{name} is {' or '.join(sorted(values)) or 'nothing'}"
        case Within(field=name, start=start, end=end):
            return f"{name} from {start.isoformat()} to before {end.isoformat()}"
        case Missing(field=name):
            return f"{name} is empty"
        case AllOf(parts=parts):
            return " and ".join(f"({describe(part)})" for part in parts) or "every record"
        case AnyOf(parts=parts):
            return " or ".join(f"({describe(part)})" for part in parts) or "no record"
        case Not(part=part):
            return f"not ({describe(part)})"
