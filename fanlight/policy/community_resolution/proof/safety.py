"""One status for all facts, none of them unasked, nothing eased by a risk or an unknown."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from fanlight.policy.community_resolution.proof.easing import easings
from fanlight.policy.community_resolution.proof.finding import Finding, find
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT, Policy, Status
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, vocabulary
from fanlight.policy.community_resolution.space.diagram import Choice, among, beyond
from fanlight.policy.community_resolution.space.formulas import (
    CLOSED,
    LEVEL,
    apart,
    as_facts,
    at_least,
    claims,
    contradiction,
    formula_of,
    lines_of,
    slots_for,
    solver_for,
)


def one_status(policy: Policy) -> Iterator[Finding]:
    """No facts for which one line of the order gives two statuses."""
    effects = {effect.key: effect for effect in policy.effects()}
    for line in policy.precedence:
        for one, other in itertools.combinations(line, 2):
            if effects[one].status == effects[other].status:
                continue
            found = find(policy, [formula_of(effects[one].when), formula_of(effects[other].when)])
            if found is not None:
                yield Finding(
                    "overlap",
                    policy.version,
                    f"{one} and {other} stand on one line of the order and give {effects[one].status} and "
                    f"{effects[other].status} to the same facts.",
                    "Put one on a line before the other, or make their conditions exclude each other.",
                    as_facts(found),
                    apart(slots_for([policy]), found),
                )


def harder_first(policy: Policy) -> Iterator[Finding]:
    """No softer status comes before a harder one that could be given to the same facts: that would ease them."""
    effects = {effect.key: effect for effect in policy.effects()}
    for line, later in itertools.combinations(policy.precedence, 2):
        for one, other in itertools.product(line, later):
            soft, hard = effects[one].status, effects[other].status
            if soft is None or hard is None or LEVEL[soft] >= LEVEL[hard]:
                continue
            found = find(policy, [formula_of(effects[one].when), formula_of(effects[other].when)])
            if found is not None:
                yield Finding(
                    "eases",
                    policy.version,
                    f"{one} comes before {other}, so that {soft} makes these facts easier than {hard}. What follows from the "
                    "order was not proved.",
                    "Put the harder status first.",
                    as_facts(found),
                    apart(slots_for([policy]), found),
                )
                return


def nothing_unasked(policy: Policy) -> Iterator[Finding]:
    """Every fact can make a difference: one that cannot is a hole, since a case would be supported whatever it is."""
    names = {fact.name: fact.worse for fact in vocabulary().ruled() if not fact.part}
    names[SUFFICIENT] = (("yes", "no"),)
    harder = _Steps(policy).harder
    for name, pairs in names.items():
        steps = dict.fromkeys(((better, worse) for better, _ in pairs for worse in (*(w for _, w in pairs), UNKNOWN)))
        if not any(harder({name: worse}, {name: better}) for better, worse in steps):
            yield Finding(
                "hole",
                policy.version,
                f"Nothing depends on “{name}”: whatever it is, the status is the same.",
                "A rule that should ask for it is missing, or its condition can no longer be met.",
                {},
                {name: pairs[0][1]},
            )


def nothing_supported_unknown(policy: Policy) -> Iterator[Finding]:
    """While a fact that must be known is unknown, nothing is supportable, whatever else is known."""
    slots = slots_for([policy])
    formula = claims(lines_of(policy), policy.otherwise).get(Status.SUPPORTABLE, False)
    for fact in vocabulary().ruled():
        unknown = among(fact.name, frozenset([UNKNOWN]))
        found = find(policy, [formula, unknown]) if fact.always_known else None
        if found is not None:
            yield Finding(
                "unknown",
                policy.version,
                f"These facts are SUPPORTABLE although “{fact.name}” is unknown.",
                "Have a rule hold where it is unknown.",
                as_facts(found),
                apart(slots, found),
            )


class _Steps:
    """Searches one version for facts that a single step makes harder or easier."""

    def __init__(self, policy: Policy) -> None:
        self._solver = solver_for(slots_for([policy]))
        lines = lines_of(policy)
        self._levels = [at_least(lines, policy.otherwise, level) for level in (CLOSED, CLOSED - 1)]

    def harder(self, one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, Choice] | None:
        """Facts that are possible both ways and whose status is harder the first way than the second."""
        fix = self._solver.fix
        for formula in self._levels:
            second = fix(formula, other)
            first = beyond(fix(formula, one), second)
            if first is False:
                continue
            impossible = [fix(contradiction(), given) for given in (one, other)]
            found = self._solver.nearest([first], [second, *impossible])
            if found is not None:
                return found
        return None


def no_easing(policy: Policy) -> Iterator[Finding]:
    slots, harder = slots_for([policy]), _Steps(policy).harder
    for change in easings(policy):
        found = harder(dict(change.before), dict(change.after))
        if found is not None:
            found[change.slot] = Choice(change.after, 1, change.sample)
            yield Finding(
                "eases",
                policy.version,
                f"{change.words} makes these facts easier.",
                "A further risk, or an unknown, must never ease a case: turn the condition round.",
                as_facts(found),
                apart(slots, found),
            )


def no_rule_lost(policy: Policy) -> Iterator[Finding]:
    """A further risk, or an unknown, never makes a rule with a status hold no longer: the list of reasons only grows.
    Facts that route a case are left out, but not where they become unknown."""
    slots, facts = slots_for([policy]), vocabulary().facts
    solver = solver_for(slots)
    for change in easings(policy):
        if change.slot in facts and facts[change.slot].routes and dict(change.after)[change.slot] != UNKNOWN:
            continue
        given = dict(change.before), dict(change.after)
        for effect in policy.effects():
            formula = formula_of(effect.when)
            before, after = (solver.fix(formula, each) for each in given)
            if effect.status is None or before is False or after is True or before is after:
                continue
            found = solver.nearest([before], [after, *(solver.fix(contradiction(), each) for each in given)])
            if found is not None:
                found[change.slot] = Choice(change.after, 1, change.sample)
                yield Finding(
                    "loses",
                    policy.version,
                    f"{change.words} makes rule {effect.key} hold no longer.",
                    "A further risk, or an unknown, must leave every reason standing: rules do not depend on one another.",
                    as_facts(found),
                    apart(slots, found),
                )
