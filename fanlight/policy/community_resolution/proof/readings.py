"""Every other reading of an ambiguous point: it must matter, and be as safe; and no rule may be idle under all of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from fanlight.policy.community_resolution.proof.finding import Finding, find
from fanlight.policy.community_resolution.proof.safety import harder_first, no_easing, one_status
from fanlight.policy.community_resolution.rules.expression import Fixed
from fanlight.policy.community_resolution.rules.policy import Effect, Policy, read_policy
from fanlight.policy.community_resolution.space.diagram import any_of
from fanlight.policy.community_resolution.space.formulas import (
    Line,
    claims,
    contradiction,
    formula_of,
    lines_of,
    marks,
    slots_for,
    solver_for,
)


def readings(raw: Mapping[str, Any], policy: Policy, *, others: bool) -> tuple[int, list[Finding]]:
    """Each interpretation read otherwise, one at a time: it must change some outcome, keep to one status, and never
    ease a case; and every effect of every rule must be reachable and must count under one reading at least."""
    waiting = {effect.key: "unreachable" for effect in policy.effects()}
    findings: list[Finding] = []
    number = 0
    ways = [
        (setting.name, value)
        for setting in policy.settings.values()
        for value in setting.alternatives
        if value != setting.value and others
    ]
    if any(harder_first(policy)):
        return 1, []
    _reach(policy, waiting)
    for name, value in ways:
        read = read_policy(raw, settings={name: value}, where=f"{policy.version}.yaml")
        number += 1
        if not policy.settings[name].moot and not _differ(policy, read):
            findings.append(
                Finding(
                    "setting",
                    policy.version,
                    f"Reading {name} as “{value}” changes nothing.",
                    "Make a rule ask for it, or remove the alternative.",
                )
            )
        for finding in itertools.chain(one_status(read), no_easing(read)):
            findings.append(
                Finding(
                    finding.kind,
                    policy.version,
                    f"With {name} read as {value}: {finding.what}",
                    finding.mend,
                    finding.facts,
                    finding.apart,
                )
            )
        if waiting:
            _reach(read, waiting)
    switched_off = {effect.key for effect in policy.effects() if isinstance(effect.when, Fixed) and not others}
    for key, problem in waiting.items():
        if key in switched_off:
            continue
        what = (
            f"No facts can make rule {key} hold."
            if problem == "unreachable"
            else f"Rule {key} never makes a difference: every case it covers has its status without it."
        )
        findings.append(
            Finding(problem, policy.version, what, "Correct its condition or its place in the order, or remove it.")
        )
    return number + 1, findings


def _reach(policy: Policy, waiting: dict[str, str]) -> None:
    """Strikes out the effects that can hold and, where they give a status, decide one."""
    for effect in policy.effects():
        if effect.key not in waiting or find(policy, [formula_of(effect.when, surely=True)]) is None:
            continue
        waiting[effect.key] = "dead"
        if effect.status is None or _decides(policy, effect):
            del waiting[effect.key]


def _decides(policy: Policy, effect: Effect) -> bool:
    """Whether some facts have another status without this effect: it holds or may hold, nothing before it or beside it
    does, and what comes after gives another status."""
    effects = {each.key: each for each in policy.effects()}
    at = next(number for number, line in enumerate(policy.precedence) if effect.key in line)
    before = [effects[key] for line in policy.precedence[:at] for key in line]
    beside = [effects[key] for key in policy.precedence[at] if key != effect.key]
    after: list[Line] = []
    for line in policy.precedence[at + 1 :]:
        for status in dict.fromkeys(effects[key].status for key in line):
            assert status is not None
            parts = [formula_of(effects[key].when) for key in line if effects[key].status is status]
            after.append(Line(status, any_of(parts)))
    assert effect.status is not None
    same = claims(after, policy.otherwise).get(effect.status, False)
    others = [formula_of(each.when) for each in (*before, *beside)]
    return find(policy, [formula_of(effect.when)], [*others, same]) is not None


def _differ(one: Policy, other: Policy) -> bool:
    """Whether some facts have different statuses under two readings."""
    slots = slots_for([one, other])
    first, second = (
        claims(lines_of(policy, mark=mark), policy.otherwise)
        for policy, mark in zip((one, other), marks(2), strict=True)
    )
    for status, formula in first.items():
        if solver_for(slots).nearest([formula], [second.get(status, False), contradiction()]) is not None:
            return True
    return False
