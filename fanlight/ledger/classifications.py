"""Versions of classifications: what a code of one version is in the values that records have.

A version that the ledger does not know is never guessed: whatever uses it is named, and cannot be linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fanlight.errors import BadInput
from fanlight.ledger.entries import AS_RECORDED
from fanlight.ledger.store import Ledger
from fanlight.tables.predicate.codes import normal
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Not, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit

Codes = Mapping[str, frozenset[str]]


class UnknownVersion(BadInput):
    """A release uses a version of a classification, or a code of one, that the ledger does not hold."""


def classification_entry(field_name: str, version: str, codes: Mapping[str, list[str]], source: str) -> dict[str, Any]:
    """Raises `BadInput` for the reserved name, or a code that stands for nothing."""
    if version == AS_RECORDED or not version.strip() or not field_name.strip():
        raise BadInput(f"“{version}” cannot be the name of a version.", next_step="Name it, as in HOCR-2019.")
    for code, values in codes.items():
        if not values:
            raise BadInput(f"Code “{code}” of {version} stands for no recorded value.")
    return {
        "kind": "classification",
        "field": field_name,
        "version": version,
        "codes": {code: sorted(values) for code, values in sorted(codes.items())},
        "source": source,
    }


@dataclass(frozen=True)
class Classifications:
    """`known[field, version]`: for each code, the recorded values that it stands for."""

    known: Mapping[tuple[str, str], Codes] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger) -> Classifications:
        known: dict[tuple[str, str], Codes] = {}
        for number in ledger.index.numbers("classification"):
            entry = ledger.entry(number)
            name = entry["field"]
            known[name, entry["version"]] = {
                normal(name, code): frozenset(normal(name, value) for value in values)
                for code, values in entry["codes"].items()
            }
        return cls(known)

    def check(self, used: Mapping[str, str], where: str) -> None:
        """Raises `UnknownVersion` naming field and version."""
        for name, version in sorted(used.items()):
            if version != AS_RECORDED and (name, version) not in self.known:
                raise UnknownVersion(
                    f"It counts {name} by the classification version “{version}”, which the ledger does not hold.",
                    where=where,
                    next_step="Add it with fanlight ledger add (kind: classification), or correct the release's entry.",
                )

    def recorded(self, predicate: Predicate, used: Mapping[str, str], where: str) -> Predicate:
        """The predicate over recorded values. Raises `UnknownVersion`."""
        if not any(version != AS_RECORDED for version in used.values()):
            return predicate
        match predicate:
            case In(field=name, values=values) if used.get(name, AS_RECORDED) != AS_RECORDED:
                return self._values(name, used[name], values, where)
            case AllOf(parts=parts):
                return AllOf(tuple(self.recorded(part, used, where) for part in parts))
            case AnyOf(parts=parts):
                return AnyOf(tuple(self.recorded(part, used, where) for part in parts))
            case Not(part=part):
                return Not(self.recorded(part, used, where))
        return predicate

    def _values(self, name: str, version: str, values: frozenset[str], where: str) -> Predicate:
        self.check({name: version}, where)
        codes = self.known[name, version]
        values = frozenset(normal(name, value) for value in values)
        missing = sorted(values - set(codes))
        if missing:
            raise UnknownVersion(f"“{missing[0]}” is no code of {name} in version “{version}”.", where=where)
        if _overlap(codes):
            return In(_own_field(name, version), values)
        return In(name, frozenset().union(*(codes[value] for value in values)))

    def ties(self, used: set[tuple[str, str]], units: set[Unit]) -> Iterator[PublicFigure]:
        """What links a version whose codes share recorded values with them: combinations that do not occur."""
        for name, version in sorted(used):
            codes = self.known.get((name, version), {})
            if not _overlap(codes):
                continue
            own = _own_field(name, version)
            source = f"classification of {name}, version {version}"
            for unit in sorted(units, key=lambda unit: unit.value):
                for code, values in sorted(codes.items()):
                    never = AllOf((In(own, frozenset({code})), Not(In(name, values))))
                    yield PublicFigure(unit, never, "=", 0, source)
                for value in sorted(frozenset().union(*codes.values())):
                    holding = frozenset(code for code, values in codes.items() if value in values)
                    never = AllOf((In(name, frozenset({value})), Not(In(own, holding))))
                    yield PublicFigure(unit, never, "=", 0, source)


def _own_field(name: str, version: str) -> str:
    return f"{name} by {version}"


def _overlap(codes: Codes) -> bool:
    return sum(map(len, codes.values())) > len(frozenset().union(*codes.values()))
