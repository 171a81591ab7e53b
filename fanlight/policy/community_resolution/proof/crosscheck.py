"""Inputs drawn at random and advised one by one, against the diagram: the proof's formulas mean what advice does."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy.community_resolution.advice import advise_under, status_of, values_of
from fanlight.policy.community_resolution.facts.reading import facts_from
from fanlight.policy.community_resolution.rules.policy import Policy
from fanlight.policy.community_resolution.space.formulas import IMPOSSIBLE, as_facts, reader_of, slots_for, space_for

_ANY_DAY = date(9999, 1, 1)


def disagreements(policy: Policy, *, tries: int, seed: int) -> tuple[int, list[tuple[str, dict[str, Any]]]]:
    """How many inputs were tried, and those on which advice and diagram, or reading and the list of contradictions,
    disagree. Half are drawn near the clean case, where statuses lie close together."""
    draw = random.Random(seed)
    reader = reader_of(policy)
    space = space_for(reader, policy)
    slots = slots_for([policy])
    found = []
    for number in range(tries):
        rare = number % 2 == 0
        chosen = {
            slot.name: slot.choices[0] if rare and draw.random() < 0.85 else draw.choice(slot.choices) for slot in slots
        }
        state = reader.start
        for choice in chosen.values():
            state = space.fix(state, dict(choice.seen))
        expected = reader.outcome(state)
        facts = as_facts(chosen)
        try:
            read = facts_from(facts, "drawn")
        except BadInput as error:
            if expected != IMPOSSIBLE:
                found.append((f"Reading refuses what the proof counts as possible: {error}", facts))
            continue
        advice = advise_under(policy, read, _ANY_DAY)
        if expected != (advice.status,) or advice.status != status_of(policy, values_of(read, policy)):
            found.append((f"Advice says {advice.status}, the diagram {expected}.", facts))
    return tries, found
