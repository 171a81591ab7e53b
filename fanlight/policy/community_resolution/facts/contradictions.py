"""Facts that cannot be true together, as the vocabulary lists them: each pair named, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from fanlight.policy.community_resolution.facts.facts import Facts
from fanlight.policy.community_resolution.rules.expression import Expression, Scope, evaluate, grounds, parse
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, Contradiction, vocabulary
from fanlight.policy.tri import Tri


@cache
def conditions() -> tuple[tuple[Expression, Contradiction], ...]:
    """Every contradiction with its condition over the facts that rules see."""
    words = vocabulary()
    scope = Scope({fact.name: fact.values for fact in words.ruled()}, {}, {})
    return tuple((parse(each.when, scope, where="vocabulary.yaml"), each) for each in words.contradictions)


def contradictions(facts: Facts, version: int = 0) -> Iterator[str]:
    """One sentence for each contradiction, naming the facts and the way to mend it. `version`: the vocabulary's by
    which the facts are read; 0 is today's."""
    words = vocabulary()
    values = {}
    for fact in words.ruled():
        value = facts.get(fact.name)
        values[fact.name] = (
            (UNKNOWN if value is None else "yes" if value else "no") if fact.kind == "text" else str(value)
        )
    for condition, each in conditions():
        if each.since > (version or words.version) or evaluate(condition, values) is not Tri.YES:
            continue
        named = [f"{name}: {_said(name, values[name])}" for name in grounds(condition, values)]
        if each.recorded:
            beside = [f"{name}: {_text(value)}" for name in each.recorded if (value := facts.get(name))]
            if not beside:
                continue
            named += beside
        yield f"{' and '.join(named)} contradict one another. {each.mend}"
    for days in words.days:
        first, then = facts.get(days.first), facts.get(days.then)
        if first and then and then < first:
            yield f"{days.first}: {_text(first)} and {days.then}: {_text(then)} contradict one another. {days.mend}"


def _said(name: str, value: str) -> str:
    return "recorded" if value == "yes" and vocabulary().fact(name).kind == "text" else value


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
