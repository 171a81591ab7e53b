"""The facts of one case, as a decision maker has them: every input of the policy, each known or said to be unknown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fanlight.policy.tri import Tri

U = Tri.UNKNOWN
Text = str | None
"""The words that are recorded; "" where it is known that there are none; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class ExceptionalCircumstances:
    claimed: Tri = U
    rationale: Text = None


@dataclass(frozen=True, slots=True)
class Authority:
    """Who gave authority. `rank` is the rank held (national name), `rank_status` substantive, temporary or acting,
    `substantive_rank` the person's own rank; "" where not known."""

    person: Text = None
    rank: str = ""
    rank_status: str = ""
    substantive_rank: str = ""
    when: date | None = None
    reference: Text = None


@dataclass(frozen=True, slots=True)
class ProfessionalStandards:
    """`result`: awaited, suitable, unsuitable or unknown."""

    referred: Tri = U
    result: str = "unknown"


@dataclass(frozen=True, slots=True)
class MentalHealthOf:
    considered: Tri = U
    professional_consulted: Tri = U
    capacity_evident: Tri = U
    appropriate_adult: Tri = U


@dataclass(frozen=True, slots=True)
class MentalHealth:
    offender: MentalHealthOf = field(default_factory=MentalHealthOf)
    victim: MentalHealthOf = field(default_factory=MentalHealthOf)


@dataclass(frozen=True, slots=True)
class Reparation:
    agreed: Tri = U
    none_needed: Tri = U
    text: Text = None


@dataclass(frozen=True, slots=True)
class Victim:
    """`wish`: supports, no_view, contrary or unknown."""

    exists: Tri = U
    wish: str = "unknown"
    when_recorded: date | None = None
    reasons_for_departing: Text = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The names, values and meanings are those of policies/community_resolution/vocabulary.yaml; a test keeps the two
    alike. What nobody has said is unknown. Made by `facts_from`, which refuses what cannot be."""

    domestic: Tri = U
    domestic_relationship: str = "unknown"
    hate_crime: Tri = U
    hate_basis: str = "unknown"
    sexual_offence: Tri = U
    firearms: Tri = U
    weapon: Tri = U
    weapon_involvement: str = "unknown"
    exceptional_circumstances: ExceptionalCircumstances = field(default_factory=ExceptionalCircumstances)
    decided_by_investigation_team: Tri = U
    advice_sought: Tri = U
    authority: Authority = field(default_factory=Authority)
    documented_reference: Text = None
    suspect_police: Tri = U
    suspect_role: str = "unknown"
    secondary_investigation: Tri = U
    professional_standards: ProfessionalStandards = field(default_factory=ProfessionalStandards)
    mental_health: MentalHealth = field(default_factory=MentalHealth)
    offender_under_18: Tri = U
    victim: Victim = field(default_factory=Victim)
    responsibility_accepted: Tri = U
    offence_admitted: Tri = U
    reparation: Reparation = field(default_factory=Reparation)
    everybody_spoken_to: Tri = U
    proportionality_rationale: Text = None
    qualifying_crime: Tri = U
    facts_on: date | None = None
    decided_on: date | None = None
    policy_version: Text = None

    def get(self, name: str) -> Any:
        """A fact by its dotted name, as `authority.rank`."""
        found: Any = self
        for part in name.split("."):
            found = getattr(found, part)
        return found

    def as_mapping(self) -> dict[str, Any]:
        """The facts as a facts file holds them, without what is unknown; `facts_from` reads it back alike."""
        return _mapping(self)

    def having(self, **changes: Any) -> Facts:
        """The same facts with some changed, unchecked: `facts.having(domestic=Tri.YES)`; nested ones as
        `authority__rank`."""
        nested: dict[str, dict[str, Any]] = {}
        flat: dict[str, Any] = {}
        for name, value in changes.items():
            head, _, rest = name.partition("__")
            if rest:
                nested.setdefault(head, {})[rest] = value
            else:
                flat[head] = value
        changed: Facts = _replace(self, flat, nested)
        return changed


def _replace(holder: Any, flat: dict[str, Any], nested: dict[str, dict[str, Any]]) -> Any:
    for name, inner in nested.items():
        deeper: dict[str, dict[str, Any]] = {}
        shallow: dict[str, Any] = {}
        for key, value in inner.items():
            head, _, rest = key.partition("__")
            if rest:
                deeper.setdefault(head, {})[rest] = value
            else:
                shallow[head] = value
        flat[name] = _replace(getattr(holder, name), shallow, deeper)
    return dataclasses.replace(holder, **flat)


def _mapping(holder: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in dataclasses.fields(holder):
        value = getattr(holder, entry.name)
        if dataclasses.is_dataclass(value):
            inner = _mapping(value)
            if inner:
                found[entry.name] = inner
        elif isinstance(value, date):
            found[entry.name] = value.isoformat()
        elif value is None or value == "unknown" or (value == "" and entry.name.endswith(("rank", "rank_status"))):
            continue
        else:
            found[entry.name] = "no" if value == "" else str(value)
    return found
