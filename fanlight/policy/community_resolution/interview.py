"""What to ask next: only facts on which the status still hangs, in the order that settles it soonest.

The measure is the expected number of questions where every answer to a question, unknown among them, is as likely as
any other. Within a gate (rules that share facts) the order is the best there is, found by trying every one; gates that
can give one status are asked in order of expected questions over the chance that they give it. ADR 83.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from fanlight.policy.community_resolution.advice import Advice, advise_under, values_of
from fanlight.policy.community_resolution.facts.facts import Facts
from fanlight.policy.community_resolution.facts.reading import facts_from
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT, Policy, Status
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary
from fanlight.policy.community_resolution.space.diagram import AnyOf, Formula, Restriction, any_of
from fanlight.policy.community_resolution.space.formulas import domains, formula_of, lines_of, marks

RANK_FACTS = ("authority.rank", "authority.rank_status", "authority.substantive_rank")


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` lists what can be said; for texts and ranks it is a hint. `why` names the rules that hang on it."""

    fact: str
    asks: str
    answers: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Interview:
    """Facts so far; every answer gives a new interview. `policies` are all that may be in force: questions go on until
    the status is settled under each."""

    policies: tuple[Policy, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    where: str = "answers"

    def facts(self) -> Facts:
        return facts_from({name: value for name, value in self.given.items() if value != "unknown"}, self.where)

    def answered(self, fact: str, answer: Any) -> Interview:
        """Raises `BadInput` where the answer is none, or contradicts an earlier one."""
        after = Interview(self.policies, {**self.given, fact: answer}, self.where)
        after.facts()
        return after

    def question(self) -> Question | None:
        """The next question, or None once the status is settled."""
        for number, policy in enumerate(self.policies):
            line = self._open_line(policy)
            if line is None:
                continue
            status, formula = line
            name = _best(formula)
            return self._put(policy, name, status, number)
        return None

    def advice(self, on: date) -> tuple[Advice, ...]:
        return tuple(advise_under(policy, self.facts(), on) for policy in self.policies)

    def _open_line(self, policy: Policy) -> tuple[Status, Formula] | None:
        """The first line of the order that is neither true nor false of every way in which the facts can go on."""
        known = self._known(policy)
        for line in lines_of(policy):
            formula = _restrict(line.formula, known)
            if formula is True:
                return None
            if formula is not False:
                return line.status, formula
        return None

    def _known(self, policy: Policy) -> dict[str, str]:
        """What rules see of the facts that were asked, unknown answers among them."""
        values = values_of(self.facts(), policy)
        known = {name: value for name, value in values.items() if name in self.given}
        if values[SUFFICIENT] != "unknown" or all(self._settled(name) for name in RANK_FACTS):
            known[SUFFICIENT] = values[SUFFICIENT]
        return known

    def _settled(self, name: str) -> bool:
        """Whether a fact about ranks was asked, or follows from others."""
        return name in self.given or bool(self.facts().get(name))

    def _put(self, policy: Policy, name: str, status: Status, number: int) -> Question:
        known, hanging = self._known(policy), []
        for rule in policy.rules:
            for effect in rule.effects:
                if effect.status is status and name in _restrict.asked(_restrict(formula_of(effect.when), known)):
                    hanging.append(rule.id)
        if name == SUFFICIENT:
            name = next(each for each in RANK_FACTS if not self._settled(each))
        fact = vocabulary().fact(name)
        rules = ", ".join(dict.fromkeys(hanging))
        version = f" (version {policy.version})" if len(self.policies) > 1 else ""
        answers = {
            "text": ("the words", "no", "unknown"),
            "rank": ("a rank", "unknown"),
            "rank_status": ("substantive", "temporary", "acting", "unknown"),
        }.get(fact.kind, fact.values)
        return Question(name, fact.asks, answers, f"{rules} can still make it {status}{version}.")


def interview(policies: Sequence[Policy], given: Mapping[str, Any] | None = None) -> Interview:
    """`given`: facts already known, by dotted name."""
    assert marks(1) == ("",)
    return Interview(tuple(policies), dict(given or {}))


def dotted(facts: Facts) -> dict[str, Any]:
    """Facts already known as an interview takes them."""
    return dict(_dotted(facts.as_mapping(), ""))


def _dotted(mapping: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in mapping.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


_restrict = Restriction()


def _best(formula: Formula) -> str:
    """The first question about the gate that is likeliest, for its questions, to make the formula true."""
    ranked = []
    for number, gate in enumerate(gates(formula)):
        cost, chance, name = plan(gate)
        ranked.append((cost / chance if chance else float("inf"), number, name))
    return min(ranked)[2]


def gates(formula: Formula) -> list[Formula]:
    """The alternatives of a formula, those that share a fact taken together, in the order of the vocabulary."""
    parts = list(formula.parts) if isinstance(formula, AnyOf) else [formula]
    found: list[tuple[set[str], list[Formula]]] = []
    for part in parts:
        names, members = set(_restrict.asked(part)), [part]
        for other in [gate for gate in found if gate[0] & names]:
            found.remove(other)
            names |= other[0]
            members = [*other[1], *members]
        found.append((names, members))
    places = _places()
    found.sort(key=lambda gate: min(places[name] for name in gate[0]))
    return [any_of(members) for _, members in found]


@cache
def plan(formula: Formula) -> tuple[float, float, str]:
    """The fewest expected questions that settle a formula, the chance that it comes out true, and what to ask first."""
    if isinstance(formula, bool):
        return 0.0, float(formula), ""
    best: tuple[float, float, str] | None = None
    places = _places()
    for name in sorted(_restrict.asked(formula), key=places.__getitem__):
        values = sorted(domains()[name])
        after = [plan(_restrict(formula, {name: value})) for value in values]
        cost = 1 + sum(each[0] for each in after) / len(values)
        if best is None or cost < best[0] - 1e-12:
            best = cost, sum(each[1] for each in after) / len(values), name
    assert best is not None
    return best


@cache
def _places() -> dict[str, int]:
    places = {name: at for at, name in enumerate(vocabulary().facts)}
    return {**places, SUFFICIENT: places["authority.rank"]}
