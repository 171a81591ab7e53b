"""What the policy says of a case: one status, every rule that holds or may hold, duties, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution.facts.facts import Facts
from fanlight.policy.community_resolution.rules import versions as holding
from fanlight.policy.community_resolution.rules.expression import evaluate, grounds
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT, Effect, Policy, RankReading, Rule, Status
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, vocabulary
from fanlight.policy.tri import Tri


class UncertainPolicy(BadInput):
    """More than one version may be in force on the day: a decision must name the one that it relies on."""


@dataclass(frozen=True, slots=True)
class RuleHeld:
    """`certain` is yes where the rule holds, unknown where what is not known leaves it open. Both count."""

    id: str
    clause: str
    why: str
    certain: Tri
    status: Status | None


@dataclass(frozen=True, slots=True)
class PolicyRef:
    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Advice:
    """`evidence` names what the record should hold and does; `missing` what it should hold and does not, and every
    unknown fact on which a listed rule rests."""

    status: Status
    rules: tuple[RuleHeld, ...]
    duties: tuple[str, ...]
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    policy: PolicyRef
    on: date

    def as_json(self) -> dict[str, Any]:
        return {
            "status": str(self.status),
            "rules": [{"id": rule.id, "clause": rule.clause, "why": rule.why} for rule in self.rules],
            "duties": list(self.duties),
            "missing": list(self.missing),
            "policy": {"id": self.policy.id, "version": self.policy.version, "sha256": self.policy.sha256},
        }


def advise(
    facts: Facts,
    on: date,
    policy: str | None = None,
    settings: Mapping[str, str] | None = None,
    *,
    path: Path | None = None,
) -> Advice:
    """Advice under the version in force on the day of the decision. `policy` names the version relied on; it is needed
    where more than one may be in force (`UncertainPolicy` otherwise) and must be one of those. Raises `BadInput` for a
    day before any policy and for facts dated after the decision."""
    candidates = holding.in_force(on, path)
    named = policy or facts.policy_version or None
    if named is None and len(candidates) > 1:
        raise UncertainPolicy(
            f"Which version of the policy was in force on {on.isoformat()} is uncertain: {', '.join(candidates)}.",
            next_step="Look at the advice under each, and name the version that the decision relies on.",
        )
    if named is not None and named not in candidates:
        draft = {each.version for each in holding.versions(path) if each.state == "draft"}
        raise BadInput(
            f"Version {named} is a draft that is not in force: nothing can be advised under it."
            if named in draft
            else f"Version {named} is not known to have been in force on {on.isoformat()}.",
            next_step=f"In force then: {', '.join(candidates)}.",
        )
    return advise_under(holding.load(named or candidates[0], settings=settings, path=path), facts, on)


def advise_candidates(
    facts: Facts, on: date, settings: Mapping[str, str] | None = None, *, path: Path | None = None
) -> tuple[Advice, ...]:
    """Advice under every version that may be in force on the day: one where that is certain. None is chosen. Settings
    that a version does not have do not apply to it."""
    found = []
    for version in holding.in_force(on, path):
        known = holding.load(version, path=path).settings
        given = {name: value for name, value in (settings or {}).items() if name in known}
        found.append(advise_under(holding.load(version, settings=given, path=path), facts, on))
    return tuple(found)


def differences(advices: tuple[Advice, ...]) -> tuple[str, ...]:
    """In words, how the advice under several versions differs; () where it does not."""
    first, found = advices[0], []
    for other in advices[1:]:
        names = f"{first.policy.version} against {other.policy.version}"
        if first.status != other.status:
            found.append(f"{names}: status {first.status} against {other.status}.")
        ids, others = [{rule.id for rule in each.rules} for each in (first, other)]
        for only, version in ((ids - others, first.policy.version), (others - ids, other.policy.version)):
            if only:
                found.append(f"{names}: only {version} lists {', '.join(sorted(only, key=_numeric))}.")
        if set(first.duties) != set(other.duties):
            found.append(f"{names}: the duties differ.")
    return tuple(found)


def advise_under(policy: Policy, facts: Facts, on: date) -> Advice:
    """Advice under a version already loaded, whatever its dates: for replaying, comparing and testing."""
    check_dates(facts, on)
    values = values_of(facts, policy)
    rules, duties, wanting = [], [], dict[str, None]()
    for rule in policy.rules:
        held = _held(rule, values)
        if held is None:
            continue
        rules.append(held[0])
        duties += held[1]
        wanting.update(dict.fromkeys(name for name in held[2] if values[name] == UNKNOWN))
    present, missing = _evidence(policy, facts, values)
    for name in wanting:
        missing.update(dict.fromkeys(_asked_for(name, facts)))
    order = list(vocabulary().facts)
    return Advice(
        status=status_of(policy, values),
        rules=tuple(rules),
        duties=tuple(dict.fromkeys(duties)),
        evidence=tuple(present),
        missing=tuple(sorted(missing, key=order.index)),
        policy=PolicyRef(policy.id, policy.version, policy.sha256),
        on=on,
    )


def status_of(policy: Policy, values: Mapping[str, str]) -> Status:
    """The status of the first line of the order of which a rule holds or may hold. An unknown never reads as no."""
    effects = {effect.key: effect for effect in policy.effects()}
    for line in policy.precedence:
        for key in line:
            effect = effects[key]
            if effect.status and evaluate(effect.when, values) is not Tri.NO:
                return effect.status
    return policy.otherwise


def values_of(facts: Facts, policy: Policy) -> dict[str, str]:
    """Each fact as rules see it: yes, no or unknown, or the value chosen; texts as recorded, known absent or unknown;
    ranks as whether the authority suffices."""
    found = {}
    for fact in vocabulary().ruled():
        value = facts.get(fact.name)
        found[fact.name] = (
            (UNKNOWN if value is None else "yes" if value else "no") if fact.kind == "text" else str(value)
        )
    found[SUFFICIENT] = str(sufficient(facts, policy))
    return found


def sufficient(facts: Facts, policy: Policy) -> Tri:
    """Whether the authorising officer's rank is enough under the policy: unknown between its two thresholds."""
    authority = facts.authority
    held = ranks.parse(authority.rank) if authority.rank else None
    own = ranks.parse(authority.substantive_rank) if authority.substantive_rank else None
    return RankReading.of(policy).sufficient(held, authority.rank_status, own)


def check_dates(facts: Facts, on: date) -> None:
    """Refuses what would have happened after the decision."""
    if facts.decided_on is not None and facts.decided_on != on:
        raise BadInput(
            f"The facts say that the decision is of {facts.decided_on.isoformat()}, not of {on.isoformat()}.",
            where="decided_on",
            next_step="Give the day of the decision in one place, or the same day in both.",
        )
    for name in ("facts_on", "authority.when", "victim.when_recorded"):
        when = facts.get(name)
        if when is not None and when > on:
            raise BadInput(
                f"{vocabulary().fact(name).label.capitalize()} ({when.isoformat()}) lies after the decision "
                f"({on.isoformat()}).",
                where=name,
                next_step="Correct the one that is wrong; what comes later cannot support a decision.",
            )


def _held(rule: Rule, values: Mapping[str, str]) -> tuple[RuleHeld, list[str], list[str]] | None:
    """The rule as listed, its duties, and the facts it rests on; None where it does not hold."""
    why, duties, rests, certain, status = [], [], list[str](), Tri.UNKNOWN, None
    for effect in rule.effects:
        outcome = evaluate(effect.when, values)
        if outcome is Tri.NO:
            continue
        names = grounds(effect.when, values)
        why.append(_why(effect, outcome, names, values))
        rests += names
        certain = Tri.YES if outcome is Tri.YES else certain
        status = effect.status or status
        if effect.duty:
            duties.append(effect.duty if outcome is Tri.YES else f"If it turns out so: {_lower(effect.duty)}")
    if not why:
        return None
    return RuleHeld(rule.id, rule.clause, " ".join(why), certain, status), duties, rests


def _why(effect: Effect, outcome: Tri, names: tuple[str, ...], values: Mapping[str, str]) -> str:
    facts = vocabulary().facts
    labels = {name: "that officer's rank suffices" if name == SUFFICIENT else facts[name].label for name in names}
    if outcome is Tri.YES:
        said = "; ".join(f"{labels[name]}: {values[name].replace('_', ' ')}" for name in names)
        return f"{effect.because} ({said})."
    open_ones = "; ".join(labels[name] for name in names if values[name] == UNKNOWN)
    return f"Not ruled out by what is known: {_lower(effect.because)} (not known: {open_ones})."


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _evidence(policy: Policy, facts: Facts, values: Mapping[str, str]) -> tuple[list[str], dict[str, None]]:
    present, missing = [], dict[str, None]()
    for item in policy.evidence:
        if evaluate(item.when, values) is Tri.NO:
            continue
        value = facts.get(item.fact)
        if value in (None, "", UNKNOWN):
            missing[item.fact] = None
        else:
            present.append(item.fact)
    return present, missing


def _asked_for(name: str, facts: Facts) -> tuple[str, ...]:
    """The entries of a facts file that would settle an unknown."""
    if name != SUFFICIENT:
        return (name,)
    parts = ("authority.rank", "authority.rank_status", "authority.substantive_rank")
    return tuple(part for part in parts if not facts.get(part)) or ("authority.rank",)


def _numeric(rule_id: str) -> tuple[str, int]:
    return rule_id[:1], int(rule_id[1:]) if rule_id[1:].isdigit() else 0
