"""The only door from decisions to policy: which versions may be in force, what they advise, whose rank suffices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from fanlight.decisions.case.people import Person
from fanlight.policy import community_resolution as policies
from fanlight.policy import ranks
from fanlight.policy.community_resolution.rules.policy import RankReading
from fanlight.policy.room import rules_with_room
from fanlight.policy.tri import Tri


class Door(Protocol):
    """What a decision asks of policy. Advice is plain values: status, rules, duties, evidence, missing, policy. Facts are
    read by the `vocabulary` version given; 0 is today's, which is `vocabulary`."""

    @property
    def vocabulary(self) -> int: ...
    def candidates(self, on: date) -> tuple[str, ...]: ...
    def canonical(self, facts: Mapping[str, Any], *, vocabulary: int = 0) -> dict[str, Any]: ...
    def advise(self, facts: Mapping[str, Any], on: date, version: str, *, vocabulary: int = 0) -> Mapping[str, Any]: ...
    def rank_suffices(self, person: Person, version: str) -> bool: ...
    def rank_asked(self, version: str) -> str: ...
    def leaves_room(self, rule: str, missing: Sequence[str]) -> bool: ...


@cache
def _in_force(on: date, path: Path | None) -> tuple[str, ...]:
    return policies.in_force(on, path)


@cache
def _load(version: str, path: Path | None) -> policies.Policy:
    return policies.load(version, path=path)


@dataclass(frozen=True)
class Policies:
    """The policies that are held: those shipped, or a force's own in the folder `path`."""

    path: Path | None = None

    @property
    def vocabulary(self) -> int:
        return policies.vocabulary_version()

    def candidates(self, on: date) -> tuple[str, ...]:
        """The versions that may be in force on a day. Raises `BadInput` for a day before any."""
        return _in_force(on, self.path)

    def canonical(self, facts: Mapping[str, Any], *, vocabulary: int = 0) -> dict[str, Any]:
        """The facts as plain values, unknown ones left out. Raises `BadInput` with every mistake."""
        return policies.facts_from(facts, "facts", vocabulary_version=vocabulary).as_mapping()

    def advise(self, facts: Mapping[str, Any], on: date, version: str, *, vocabulary: int = 0) -> dict[str, Any]:
        read = policies.facts_from(facts, "facts", vocabulary_version=vocabulary)
        advice = policies.advise_under(_load(version, self.path), read, on)
        return {
            "status": str(advice.status),
            "rules": [
                {
                    "id": rule.id,
                    "clause": rule.clause,
                    "why": rule.why,
                    "holds": str(rule.certain),
                    "status": str(rule.status or ""),
                }
                for rule in advice.rules
            ],
            "duties": list(advice.duties),
            "evidence": list(advice.evidence),
            "missing": list(advice.missing),
            "policy": {"id": advice.policy.id, "version": advice.policy.version, "sha256": advice.policy.sha256},
        }

    def rank_suffices(self, person: Person, version: str) -> bool:
        """Whether the substantive rank is certainly enough under the version; a person without rank never is."""
        if not person.rank:
            return False
        own = ranks.parse(person.substantive_rank) if person.substantive_rank else None
        reading = RankReading.of(_load(version, self.path))
        return reading.sufficient(ranks.parse(person.rank), person.rank_status, own) is Tri.YES

    def rank_asked(self, version: str) -> str:
        policy = _load(version, self.path)
        if policy.never_below == policy.enough_from:
            return f"at least a substantive {policy.enough_from.lower()}"
        return (
            f"a senior substantive officer (certainly from {policy.enough_from.lower()}, never below "
            f"{policy.never_below.lower()}; between the two nobody has said)"
        )

    def leaves_room(self, rule: str, missing: Sequence[str]) -> bool:
        """Whether the rule may be departed from, `missing` being what is not known."""
        known = rules_with_room().get(rule)
        return known is not None and not set(known) & set(missing)


@dataclass(frozen=True)
class Pinned:
    """A door that says the versions which an entry recorded: an old decision does not change when a version is added
    to the policies later, nor is it refused for facts that only a later vocabulary refuses."""

    door: Door
    versions: tuple[str, ...]
    vocabulary: int = 1

    @classmethod
    def of(cls, door: Door, recorded: Mapping[str, Any]) -> Pinned:
        """`recorded` is what an entry recorded; entries from before vocabularies were named are of the first."""
        return cls(door, tuple(recorded["candidates"]), int(recorded.get("vocabulary", 1)))

    def candidates(self, on: date) -> tuple[str, ...]:
        return self.versions

    def canonical(self, facts: Mapping[str, Any], *, vocabulary: int = 0) -> dict[str, Any]:
        return self.door.canonical(facts, vocabulary=vocabulary or self.vocabulary)

    def advise(self, facts: Mapping[str, Any], on: date, version: str, *, vocabulary: int = 0) -> Mapping[str, Any]:
        return self.door.advise(facts, on, version, vocabulary=vocabulary or self.vocabulary)

    def rank_suffices(self, person: Person, version: str) -> bool:
        return self.door.rank_suffices(person, version)

    def rank_asked(self, version: str) -> str:
        return self.door.rank_asked(version)

    def leaves_room(self, rule: str, missing: Sequence[str]) -> bool:
        return self.door.leaves_room(rule, missing)
