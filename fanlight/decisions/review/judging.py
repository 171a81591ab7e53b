"""The same advice as `advise_under` gives, without its words, for very many facts: each condition is evaluated once for
each combination of the values that it reads. A property test holds it to `advise_under`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fanlight.policy.community_resolution import Facts, Policy, Status
from fanlight.policy.community_resolution.advice import values_of
from fanlight.policy.community_resolution.rules.expression import Expression, evaluate, grounds, names
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, vocabulary
from fanlight.policy.tri import Tri

_RANKS = ("authority.rank", "authority.rank_status", "authority.substantive_rank")


@dataclass(frozen=True, slots=True)
class Said:
    """What a version says, in ids: the status; rules that stand in the way, with whether that is certain; what is
    missing."""

    status: Status
    rules: tuple[tuple[str, Tri], ...]
    missing: tuple[str, ...]


class Judge:
    """One version of the policy, ready for many facts."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._conditions: list[tuple[Expression, tuple[str, ...]]] = []
        self._rules = [
            (rule.id, [(self._add(effect.when), effect.status) for effect in rule.effects]) for rule in policy.rules
        ]
        places = {effect.key: place for effect, place in zip(policy.effects(), self._places(), strict=True)}
        by_key = {effect.key: effect for effect in policy.effects()}
        self._order = [
            (places[key], status)
            for line in policy.precedence
            for key in line
            if (status := by_key[key].status) is not None
        ]
        self._evidence = [(item.fact, self._add(item.when)) for item in policy.evidence]
        self._known: dict[tuple[int, tuple[str, ...]], tuple[Tri, tuple[str, ...]]] = {}
        self._said: dict[Facts, Said] = {}
        self._place = {name: place for place, name in enumerate(vocabulary().facts)}

    def _add(self, condition: Expression) -> int:
        self._conditions.append((condition, tuple(sorted(names(condition)))))
        return len(self._conditions) - 1

    def _places(self) -> list[int]:
        return [place for _, effects in self._rules for place, _ in effects]

    def _outcome(self, place: int, values: dict[str, str]) -> tuple[Tri, tuple[str, ...]]:
        """The condition's outcome, and the facts that it rests on."""
        condition, read = self._conditions[place]
        key = (place, tuple(values[name] for name in read))
        found = self._known.get(key)
        if found is None:
            outcome = evaluate(condition, values)
            found = self._known[key] = (outcome, () if outcome is Tri.NO else grounds(condition, values))
        return found

    def say(self, facts: Facts) -> Said:
        """The same facts are asked about again and again, above all at their best."""
        found = self._said.get(facts)
        if found is None:
            found = self._said[facts] = self._say(facts)
        return found

    def _say(self, facts: Facts) -> Said:
        values = values_of(facts, self.policy)
        rules, missing = [], set[str]()
        for rule_id, effects in self._rules:
            certain, gives_status, holds = Tri.UNKNOWN, False, False
            for place, status in effects:
                outcome, rests = self._outcome(place, values)
                if outcome is Tri.NO:
                    continue
                holds, gives_status = True, gives_status or status is not None
                certain = Tri.YES if outcome is Tri.YES else certain
                missing.update(name for name in rests if values[name] == UNKNOWN)
            if holds and gives_status:
                rules.append((rule_id, certain))
        if SUFFICIENT in missing:
            missing.discard(SUFFICIENT)
            missing.update([name for name in _RANKS if not facts.get(name)] or [_RANKS[0]])
        for fact, place in self._evidence:
            absent = fact not in missing and facts.get(fact) in (None, "", UNKNOWN)
            if absent and self._outcome(place, values)[0] is not Tri.NO:
                missing.add(fact)
        status = next(
            (status for place, status in self._order if self._outcome(place, values)[0] is not Tri.NO),
            self.policy.otherwise,
        )
        return Said(status, tuple(rules), tuple(sorted(missing, key=self._place.__getitem__)))
