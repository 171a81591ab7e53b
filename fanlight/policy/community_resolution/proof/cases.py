"""The cases that a version carries: facts, the status and the rules that must come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy.community_resolution.advice import advise_under
from fanlight.policy.community_resolution.facts.facts import Facts
from fanlight.policy.community_resolution.facts.reading import facts_from
from fanlight.policy.community_resolution.rules.policy import Policy

_ANY_DAY = date(9999, 1, 1)


def case_facts(policy: Policy, case: Mapping[str, Any]) -> Facts:
    """A case says how it differs from the clean one (`set`, whole entries at the top), or gives all there is (`only`)."""
    given = case["only"] if "only" in case else {**policy.held["clean"], **case.get("set", {})}
    return facts_from(given, where=f"policy {policy.version}, case “{case['name']}”")


def failing(policy: Policy) -> tuple[str, ...]:
    """Every case whose status or rules come out otherwise."""
    found = []
    for case in policy.held.get("cases", []):
        try:
            advice = advise_under(policy, case_facts(policy, case), _ANY_DAY)
        except BadInput as error:
            found.append(str(error))
            continue
        ids = [rule.id for rule in advice.rules]
        if advice.status != case["status"] or ids != list(case["rules"]):
            found.append(
                f"Case “{case['name']}”: expected {case['status']} by {', '.join(case['rules']) or 'no rule'}, got "
                f"{advice.status} by {', '.join(ids) or 'no rule'}."
            )
    return tuple(found)
